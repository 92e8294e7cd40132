/**
 * The check before a statement that makes a name a dict: `value["x"]` or `value.get("x")` as the first thing that the
 * statement evaluates raises where `value` is none, and so may `py.assertDict(value, "[]")` in the line above.
 */
import type { Expression, Statement } from "../5-python/tree.ts";
import { isPropertyKey } from "../language/python/dict-keys.ts";
import { DICT, mayBe, structType } from "../language/python/type.ts";
import { withSlot } from "./flow.ts";
import { isDictMethod } from "./infer-call.ts";
import { isPure } from "./infer-expression.ts";
import { meaningOf } from "./infer-name.ts";
import type { Guard } from "./ir.ts";
import type { Flow } from "./program.ts";
import { mayBeStore } from "./store-object.ts";
import { structOf } from "./typed-form.ts";

export function guardStatement(flow: Flow, s: Statement): void {
  const { guards } = flow.program.facts;
  guards.delete(s);
  const guard = firstUse(flow, s);
  if (guard === null || flow.env === null) return;
  const meaning = meaningOf(flow, guard.name);
  if (meaning.kind !== "local" || meaning.slot.state !== "bound" || meaning.slot.free) return;
  const { type, owner } = meaning.slot;
  const schema = structOf(type);
  if (schema !== null) {
    if (!mayBe(type, "none")) return;
    guards.set(s, { ...guard, isStruct: true });
    flow.env = withSlot(flow.env, guard.name, { ...meaning.slot, type: structType(schema) });
    return;
  }
  const plan = owner.plan.get(guard.name);
  const isFloat = type.kind !== "any" && mayBe(type, "float");
  if (type.kind === "dict" || isFloat || !mayBe(type, "dict") || plan?.assignedInside === true)
    return;
  if (guard.use === "get" && mayBeStore(flow.program, type)) return;
  guards.set(s, guard);
  flow.env = withSlot(flow.env, guard.name, { ...meaning.slot, type: DICT });
}

function firstUse(flow: Flow, s: Statement): Guard | null {
  switch (s.kind) {
    case "expressionStatement":
      return first(flow, s.value);
    case "return":
      return s.value === null ? null : first(flow, s.value);
    case "annotatedAssign":
      return s.value === null ? null : first(flow, s.value);
    case "assign": {
      const found = first(flow, s.value);
      if (found !== null || !isSafe(flow, s.value)) return found;
      const [target] = s.targets;
      return target === undefined ? null : dictItem(target, "[]=");
    }
    case "augmentedAssign":
      return dictItem(s.target, "[]");
    case "delete":
      return s.targets[0] === undefined ? null : dictItem(s.targets[0], "del []");
    case "if":
    case "assert":
      return first(flow, s.test);
    case "for":
      return first(flow, s.iterable);
    default:
      return null;
  }
}

/** `name["key"]` */
function dictItem(e: Expression, use: string): Guard | null {
  if (e.kind !== "subscript" || e.value.kind !== "name" || e.index.kind !== "string") return null;
  return isPropertyKey(e.index.value) ? { name: e.value.name, use, isStruct: false } : null;
}

/** The first use of a name as a dict, if all that is evaluated before it is free of effects. */
function first(flow: Flow, e: Expression): Guard | null {
  switch (e.kind) {
    case "subscript":
      return dictItem(e, "[]") ?? first(flow, e.value);
    case "attribute":
      return first(flow, e.value);
    case "call": {
      const callee = e.function;
      if (
        callee.kind === "attribute" &&
        callee.value.kind === "name" &&
        isDictMethod(callee.attribute)
      ) {
        // The method is looked up before the arguments are evaluated.
        return { name: callee.value.name, use: callee.attribute, isStruct: false };
      }
      // Looking up an attribute of anything but a module or `log` may fail: then it would be first.
      if (callee.kind === "attribute")
        return callee.value.kind === "name"
          ? firstOf(flow, [...e.arguments, ...e.keywords.map((k) => k.value)], callee.value.name)
          : first(flow, callee.value);
      return callee.kind === "name"
        ? firstOf(flow, [...e.arguments, ...e.keywords.map((k) => k.value)], null)
        : null;
    }
    case "binary":
      return firstOf(flow, [e.left, e.right], null);
    case "unary":
      return first(flow, e.operand);
    case "and":
    case "or":
      return e.operands[0] === undefined ? null : first(flow, e.operands[0]);
    case "compare":
      return firstOf(
        flow,
        [e.left, ...(e.comparators[0] === undefined ? [] : [e.comparators[0]])],
        null,
      );
    case "conditional":
      return first(flow, e.test);
    case "list":
    case "tuple":
    case "set":
      return firstOf(flow, e.elements, null);
    case "dict":
      return firstOf(
        flow,
        e.entries.flatMap(({ key, value }) => (key === null ? [value] : [key, value])),
        null,
      );
    case "starred":
    case "named":
      return first(flow, e.value);
    case "formatted":
      for (const part of e.parts) if (part.kind === "field") return first(flow, part.value);
      return null;
    case "listComprehension":
    case "setComprehension":
    case "dictComprehension":
      return e.generators[0] === undefined ? null : first(flow, e.generators[0].iterable);
    default:
      return null;
  }
}

/** Safe callees: looking them up cannot fail. */
const LOOKED_UP = new Set(["log", "random", "time", "math", "json", "datetime", "uuid"]);

function firstOf(flow: Flow, parts: readonly Expression[], callee: string | null): Guard | null {
  if (callee !== null && !LOOKED_UP.has(callee)) return null;
  for (const part of parts) {
    if (!isSafe(flow, part)) return first(flow, part);
  }
  return null;
}

/** Evaluating it neither fails nor does anything. */
function isSafe(flow: Flow, e: Expression): boolean {
  if (e.kind === "call" || e.kind === "binary") return isClock(flow, e);
  if (e.kind !== "name") return isPure(e);
  const meaning = meaningOf(flow, e.name);
  if (meaning.kind === "local") return meaning.slot.state === "bound";
  return meaning.kind !== "global" || !flow.program.globalUnbound.has(e.name);
}

const CLOCKS = new Set(["time.time", "time.time_ns", "time.monotonic", "time.perf_counter"]);
const TO_NUMBER = new Set(["int", "float", "round"]);

/** `int(time.time() * 1000)`: nobody sees whether the clock was read. */
function isClock(flow: Flow, e: Expression): boolean {
  if (e.kind === "binary") {
    const sides = [e.left, e.right];
    const isNumber = (side: Expression): boolean =>
      side.kind === "int" || side.kind === "float" || isClock(flow, side);
    return ["+", "-", "*"].includes(e.operator) && sides.every(isNumber);
  }
  if (e.kind !== "call" || e.keywords.length > 0) return false;
  const [argument, ...others] = e.arguments;
  const { function: callee } = e;
  if (callee.kind === "name") {
    const isBuiltin = meaningOf(flow, callee.name).kind === "builtin";
    const converts = isBuiltin && TO_NUMBER.has(callee.name) && others.length === 0;
    return converts && argument !== undefined && isClock(flow, argument);
  }
  if (argument !== undefined || callee.kind !== "attribute" || callee.value.kind !== "name")
    return false;
  const module = meaningOf(flow, callee.value.name);
  return module.kind === "import" && CLOCKS.has(`${module.module}.${callee.attribute}`);
}
