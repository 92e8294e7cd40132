/** The type of an expression where it stands; types, forms and calls go into the facts. */
import type { Expression, FormattedPart } from "../5-python/tree.ts";
import { objectProperty } from "../language/python/ksml-objects.ts";
import { moduleMemberType } from "../language/python/modules.ts";
import { BINARY, chooseCompare, UNARY } from "../language/python/operators.ts";
import {
  ANY,
  BOOL,
  BYTES,
  DICT,
  FLOAT,
  intBetween,
  isOnly,
  join,
  LIST,
  moduleType,
  NEVER,
  NONE,
  type PyType,
  SET,
  STR,
  TUPLE,
} from "../language/python/type.ts";
import { joinEnvs } from "./flow.ts";
import { globalState, globalTest } from "./global-tests.ts";
import { inferCall } from "./infer-call.ts";
import { inferComprehension } from "./infer-comprehension.ts";
import { inferLambda } from "./infer-def.ts";
import { bindName, inferName, meaningOf, noteWaitingValue } from "./infer-name.ts";
import { areComparable, compared, noteCompared, noteConstants } from "./known-constants.ts";
import { readField, runUnknown, shareDict } from "./known-fields.ts";
import { decidingType, inferTest } from "./narrow.ts";
import type { Flow } from "./program.ts";
import { noteStoreValue } from "./store-object.ts";
import { fieldOf, fieldType, structOf } from "./typed-form.ts";

export function infer(flow: Flow, expression: Expression): PyType {
  const type = inferHeld(flow, expression);
  shareDict(flow, expression);
  noteStoreValue(flow.program, type);
  return type;
}

/** As `infer`, where the value is only looked at: nothing else has it afterwards. */
export function inferHeld(flow: Flow, expression: Expression): PyType {
  const type = flow.env === null ? inferDead(flow, expression) : inferLive(flow, expression);
  flow.program.facts.types.set(expression, type);
  if (flow.env !== null) noteConstants(flow, expression);
  return type;
}

/** Code that is not reached is not emitted; its types are never asked for. */
function inferDead(_flow: Flow, _expression: Expression): PyType {
  return NEVER;
}

function inferLive(flow: Flow, e: Expression): PyType {
  switch (e.kind) {
    case "none":
      return NONE;
    case "bool":
      return BOOL;
    case "int":
      return intBetween(Number(e.value), Number(e.value));
    case "float":
      return FLOAT;
    case "string":
      return STR;
    case "bytes":
      return BYTES;
    case "ellipsis":
      return ANY;
    case "formatted":
      inferParts(flow, e.parts);
      return STR;
    case "name":
      return inferName(flow, e);
    case "attribute":
      return inferAttribute(flow, e);
    case "subscript": {
      const schema = structOf(inferHeld(flow, e.value));
      infer(flow, e.index);
      const field =
        e.index.kind === "string" && schema ? fieldOf(schema, e.index.value) : undefined;
      return field === undefined ? (readField(flow, e, e.value, e.index) ?? ANY) : fieldType(field);
    }
    case "slice":
      for (const part of [e.lower, e.upper, e.step]) if (part !== null) infer(flow, part);
      return ANY;
    case "call":
      return inferCall(flow, e);
    case "binary": {
      const left = infer(flow, e.left);
      const right = infer(flow, e.right);
      const { form, result } = BINARY[e.operator].choose(left, right);
      flow.program.facts.forms.set(e, [form]);
      // In the first rounds results of functions are not known yet.
      return left.kind === "never" || right.kind === "never" ? NEVER : result;
    }
    case "unary": {
      if (e.operator === "not") {
        inferTest(flow, e);
        return BOOL;
      }
      const operand = infer(flow, e.operand);
      const { form, result } = UNARY[e.operator].choose(operand);
      flow.program.facts.forms.set(e, [form]);
      return operand.kind === "never" ? NEVER : result;
    }
    case "and":
    case "or":
      return inferChoice(flow, e);
    case "compare":
      return inferCompare(flow, e);
    case "conditional":
      return inferConditional(flow, e);
    case "list":
      return inferAll(flow, e.elements, LIST);
    case "tuple":
      return inferAll(flow, e.elements, TUPLE);
    case "set":
      return inferAll(flow, e.elements, SET);
    case "dict":
      for (const { key, value } of e.entries) {
        if (key !== null) infer(flow, key);
        infer(flow, value);
      }
      return DICT;
    case "listComprehension":
    case "setComprehension":
    case "generatorExpression":
    case "dictComprehension":
      return inferComprehension(flow, e);
    case "lambda":
      return inferLambda(flow, e);
    case "named": {
      const type = infer(flow, e.value);
      bindName(flow, e.target, type);
      return type;
    }
    case "starred":
      infer(flow, e.value);
      return ANY;
    case "yield":
      if (e.value !== null) infer(flow, e.value);
      runUnknown(flow);
      return ANY;
    case "yieldFrom":
      infer(flow, e.value);
      runUnknown(flow);
      return ANY;
    default:
      return e satisfies never;
  }
}

function inferAll(flow: Flow, elements: readonly Expression[], type: PyType): PyType {
  for (const element of elements) infer(flow, element);
  return type;
}

function inferParts(flow: Flow, parts: readonly FormattedPart[]): void {
  for (const part of parts) {
    if (part.kind === "text") continue;
    inferHeld(flow, part.value);
    if (part.spec !== null) inferParts(flow, part.spec);
  }
}

function inferAttribute(flow: Flow, e: Expression & { readonly kind: "attribute" }): PyType {
  const value = infer(flow, e.value);
  if (value.kind === "object") return objectProperty(value.name, e.attribute) ?? ANY;
  if (value.kind !== "module") return ANY;
  const member = `${value.name}.${e.attribute}`;
  noteWaitingValue(flow, e, member, false);
  const type = moduleMemberType(member);
  return type === ANY ? moduleType(member) : type;
}

/** `a and b`, `a or b`: the value of the operand that decides. */
function inferChoice(flow: Flow, e: Expression & { readonly kind: "and" | "or" }): PyType {
  let result: PyType = NEVER;
  let exits: Flow["env"] = null;
  const last = e.operands.length - 1;
  for (const [i, operand] of e.operands.entries()) {
    if (i === last) {
      result = join(result, infer(flow, operand));
      break;
    }
    const test = inferTest(flow, operand);
    result = join(
      result,
      decidingType(e.kind, flow.program.facts.types.get(operand) ?? ANY, false),
    );
    exits = joinEnvs(exits, e.kind === "or" ? test.whenTrue : test.whenFalse);
    const goesOn = e.kind === "or" ? test.whenFalse : test.whenTrue;
    flow.env = goesOn ?? flow.env;
  }
  flow.env = joinEnvs(exits, flow.env);
  return result;
}

function inferCompare(flow: Flow, e: Expression & { readonly kind: "compare" }): PyType {
  const global = globalTest(e);
  if (global !== null && meaningOf(flow, "globals").kind === "builtin") {
    flow.program.facts.globalTests.set(e, { name: global, state: globalState(flow, global) });
    return BOOL;
  }
  for (const side of [e.left, ...e.comparators]) noteCompared(flow, side);
  let left = inferHeld(flow, e.left);
  let outside = flow.env;
  const forms = e.operators.map((operator, i) => {
    const before = e.comparators[i - 1] ?? e.left;
    const comparator = e.comparators[i] ?? e.left;
    const inside = flow.env;
    const right = inferHeld(flow, comparator);
    if (flow.env !== inside) outside = flow.env;
    const form = chooseCompare(operator, left, right);
    const isRefused = form === "native" && !areComparable(flow, before, operator, comparator);
    left = right;
    if (i + 1 < e.operators.length && flow.env !== null) {
      // What follows is evaluated only where this link holds.
      flow.env = compared(flow, flow.env, before, operator, comparator, true);
      noteConstants(flow, comparator);
    }
    return isRefused ? "generic" : form;
  });
  flow.env = outside;
  flow.program.facts.forms.set(e, forms);
  return BOOL;
}

function inferConditional(flow: Flow, e: Expression & { readonly kind: "conditional" }): PyType {
  const before = flow.env;
  const { whenTrue, whenFalse } = inferTest(flow, e.test);
  // A branch that is never taken is written all the same.
  flow.env = whenTrue ?? before;
  const then = infer(flow, e.then);
  const afterThen = flow.env;
  flow.env = whenFalse ?? before;
  const orElse = infer(flow, e.orElse);
  flow.env = joinEnvs(afterThen, flow.env);
  return join(then, orElse);
}

/** True for values that cost nothing, change nothing and cannot fail: they may be written twice or earlier. */
export function isPure(e: Expression): boolean {
  switch (e.kind) {
    case "none":
    case "bool":
    case "int":
    case "float":
    case "string":
    case "bytes":
    case "name":
      return true;
    default:
      return false;
  }
}

/** As `isPure`, but may make a new object: fine to evaluate once and drop. */
export function isHarmless(e: Expression): boolean {
  if (isPure(e)) return true;
  if (e.kind === "list" || e.kind === "tuple") return e.elements.every(isHarmless);
  if (e.kind === "dict")
    return e.entries.every(
      ({ key, value }) => key !== null && key.kind === "string" && isHarmless(value),
    );
  return (
    e.kind === "unary" &&
    e.operator === "-" &&
    (e.operand.kind === "int" || e.operand.kind === "float")
  );
}

export const isText = (type: PyType): boolean => isOnly(type, "str");
