/** Statements: how types and bindings flow through them. */
import type { Expression, Statement } from "../5-python/tree.ts";
import { BINARY } from "../language/python/operators.ts";
import {
  ANY,
  equalTypes,
  FUNCTION,
  join,
  mayBe,
  NONE,
  type PyType,
} from "../language/python/type.ts";
import { NO_CONSTANTS } from "./constants.ts";
import { declaredType, type Env, equalEnvs, joinEnvs, widenEnv, withSlot } from "./flow.ts";
import { guardStatement } from "./guards.ts";
import { inferDef } from "./infer-def.ts";
import { infer, inferHeld } from "./infer-expression.ts";
import { bindName, unbindName } from "./infer-name.ts";
import { bindTarget } from "./infer-target.ts";
import { elementType } from "./iteration-type.ts";
import { assignedField, declareConstant } from "./known-constants.ts";
import { bindDict, deleteField, runUnknown, writeField } from "./known-fields.ts";
import { mayRunCode } from "./lazy-code.ts";
import { inferTest } from "./narrow.ts";
import type { Flow, LoopExits } from "./program.ts";
import { walkNames } from "./walk-names.ts";

export function inferBlock(flow: Flow, block: readonly Statement[]): void {
  for (const statement of block) {
    const { unreachable } = flow.program.facts;
    if (flow.env === null) unreachable.add(statement);
    else {
      unreachable.delete(statement);
      inferStatement(flow, statement);
    }
  }
}

function inferStatement(flow: Flow, s: Statement): void {
  guardStatement(flow, s);
  switch (s.kind) {
    case "expressionStatement":
      infer(flow, s.value);
      return;
    case "assign": {
      const type = infer(flow, s.value);
      const [target] = s.targets;
      if (s.targets.length === 1 && target !== undefined) {
        bindTarget(flow, target, partsOf(flow, target, s.value) ?? type, s.value);
        if (target.kind === "name") bindDict(flow, s, target.name, s.value);
        declareConstant(flow, s, target, s.value);
        return;
      }
      // A float in a union is boxed, so that all targets can hold the same value.
      const shared = type.kind !== "float" && mayBe(type, "float") ? ANY : type;
      for (const one of s.targets) bindTarget(flow, one, shared);
      return;
    }
    case "annotatedAssign":
      if (s.value === null) return;
      bindTarget(flow, s.target, infer(flow, s.value), s.value);
      if (s.target.kind === "name") bindDict(flow, s, s.target.name, s.value);
      declareConstant(flow, s, s.target, s.value);
      return;
    case "augmentedAssign":
      inferAugmented(flow, s);
      return;
    case "delete":
      for (const target of s.targets) inferDelete(flow, target);
      return;
    case "return": {
      const type = s.value === null ? NONE : infer(flow, s.value);
      flow.scope.returns.type = join(flow.scope.returns.type, type);
      flow.env = null;
      return;
    }
    case "if": {
      const { whenTrue, whenFalse } = inferTest(flow, s.test);
      flow.env = whenTrue;
      inferBlock(flow, s.body);
      const afterBody = flow.env;
      flow.env = whenFalse;
      inferBlock(flow, s.orElse);
      flow.env = joinEnvs(afterBody, flow.env);
      return;
    }
    case "while":
      inferLoop(flow, s.body, s.orElse, () => inferTest(flow, s.test));
      return;
    case "for": {
      const iterable = inferHeld(flow, s.iterable);
      const element = elementType(flow.program, s.iterable, iterable, s.target);
      inferLoop(flow, s.body, s.orElse, () => {
        if (mayRunCode(flow.program, iterable)) runUnknown(flow);
        const before = flow.env;
        bindTarget(flow, s.target, element);
        return { whenTrue: flow.env, whenFalse: before };
      });
      return;
    }
    case "break":
    case "continue": {
      const loop = flow.loops[flow.loops.length - 1];
      if (loop !== undefined) {
        if (s.kind === "break") loop.breaks = joinEnvs(loop.breaks, flow.env);
        else loop.continues = joinEnvs(loop.continues, flow.env);
      }
      flow.env = null;
      return;
    }
    case "functionDef": {
      const defs = flow.program.localDefs;
      if (!flow.scope.isModule) {
        const own = defs.get(flow.scope) ?? new Map();
        defs.set(flow.scope, own.set(s.name, s));
      }
      // The name is bound before the body can run.
      if (flow.program.defs.get(s.name) !== s) bindName(flow, s.name, FUNCTION);
      inferDef(flow, s);
      return;
    }
    case "raise":
      if (s.exception !== null) infer(flow, s.exception);
      if (s.cause !== null) infer(flow, s.cause);
      flow.env = null;
      return;
    case "try":
      inferTry(flow, s);
      return;
    case "assert": {
      const { whenTrue, whenFalse } = inferTest(flow, s.test);
      flow.env = whenFalse ?? whenTrue;
      if (s.message !== null) infer(flow, s.message);
      flow.env = whenTrue;
      return;
    }
    case "import":
    case "importFrom":
      inferImport(flow, s);
      return;
    case "pass":
    case "global":
    case "nonlocal":
    case "classDef":
    case "with":
    case "match":
      return;
    default:
      s satisfies never;
      return;
  }
}

/** `a, b = x, y`: the types of the values, one by one. */
function partsOf(flow: Flow, target: Expression, value: Expression): readonly PyType[] | null {
  if ((target.kind !== "tuple" && target.kind !== "list") || value.kind !== "tuple") return null;
  const all = [...target.elements, ...value.elements];
  if (target.elements.length !== value.elements.length || all.some((e) => e.kind === "starred"))
    return null;
  return value.elements.map((e) => flow.program.facts.types.get(e) ?? ANY);
}

function inferImport(flow: Flow, s: Statement & { readonly kind: "import" | "importFrom" }): void {
  for (const { name, asName } of s.names) {
    const bound = asName ?? (s.kind === "import" ? (name.split(".")[0] ?? name) : name);
    bindName(flow, bound, ANY);
  }
}

function inferAugmented(flow: Flow, s: Statement & { readonly kind: "augmentedAssign" }): void {
  const { forms } = flow.program.facts;
  const left = inferHeld(flow, s.target);
  const right = infer(flow, s.value);
  const { form, result } = BINARY[s.operator].choose(left, right);
  forms.set(s, [form]);
  if (s.target.kind === "subscript") {
    writeField(flow, s.target, form === "generic" ? ANY : result, null);
    assignedField(flow, s.target, form === "generic" ? ANY : result, null);
  }
  if (left.kind === "never" || right.kind === "never") return;
  // `xs += ys` on a list goes through the generic helper, which gives back the list.
  if (s.target.kind === "name") bindName(flow, s.target.name, form === "generic" ? ANY : result);
}

function inferDelete(flow: Flow, target: Expression): void {
  if (target.kind === "name") {
    infer(flow, target);
    unbindName(flow, target.name);
    return;
  }
  if (target.kind === "tuple" || target.kind === "list") {
    for (const element of target.elements) inferDelete(flow, element);
    return;
  }
  if (target.kind === "subscript") {
    inferHeld(flow, target.value);
    infer(flow, target.index);
    deleteField(flow, target.value, target.index);
  } else if (target.kind === "attribute") infer(flow, target.value);
}

const ROUNDS_BEFORE_WIDENING = 3;
const MOST_ROUNDS = 30;

/** `enter` evaluates what decides on the next round: the test of a `while`, the next item of a `for`. */
function inferLoop(
  flow: Flow,
  body: readonly Statement[],
  orElse: readonly Statement[],
  enter: () => { readonly whenTrue: Env | null; readonly whenFalse: Env | null },
): void {
  let head = flow.env;
  let after: Env | null = null;
  let exits: LoopExits = { breaks: null, continues: null };
  for (let round = 0; round < MOST_ROUNDS; round++) {
    exits = { breaks: null, continues: null };
    flow.env = head;
    const { whenTrue, whenFalse } = enter();
    after = whenFalse;
    flow.env = whenTrue;
    flow.loops.push(exits);
    inferBlock(flow, body);
    flow.loops.pop();
    const again = joinEnvs(head, joinEnvs(flow.env, exits.continues));
    if (equalEnvs(again, head)) break;
    head = round < ROUNDS_BEFORE_WIDENING ? again : widenEnv(head, again);
  }
  flow.env = after;
  inferBlock(flow, orElse);
  flow.env = joinEnvs(flow.env, exits.breaks);
}

function inferTry(flow: Flow, s: Statement & { readonly kind: "try" }): void {
  const start = flow.env;
  const { facts } = flow.program;
  inferBlock(flow, s.body);
  const thrown = interrupted(start, flow.env, s.body);
  // With handlers that go on, `else` is a test of its own: TypeScript does not see there what the body has bound.
  if (s.orElse.length > 0 && !facts.handlersLeave.has(s)) flow.env = doubtful(start, flow.env);
  inferBlock(flow, s.orElse);
  let end = flow.env;
  let allLeave = true;
  for (const handler of s.handlers) {
    flow.env = thrown;
    if (handler.type !== null) infer(flow, handler.type);
    if (handler.name !== null) bindName(flow, handler.name, ANY);
    inferBlock(flow, handler.body);
    if (handler.name !== null && flow.env !== null) unbindException(flow, handler.name);
    if (flow.env !== null) allLeave = false;
    end = joinEnvs(end, flow.env);
  }
  const goesOn = facts.handlersLeave.has(s) !== allLeave;
  if (allLeave) facts.handlersLeave.add(s);
  else facts.handlersLeave.delete(s);
  if (goesOn && s.orElse.length > 0) flow.program.changed = true;
  if (s.finalBody.length === 0) {
    flow.env = end;
    return;
  }
  flow.env = end;
  inferBlock(flow, s.finalBody);
  const afterNormal = flow.env;
  // What is emitted must hold on the way out with an exception, too: so this run is the last.
  flow.env = joinEnvs(
    end,
    interrupted(start, end, [...s.body, ...s.orElse, ...s.handlers.flatMap((h) => h.body)]),
  );
  inferBlock(flow, s.finalBody);
  flow.env = end === null ? null : afterNormal;
}

/** What is bound since `start` may be unbound, and what was concluded since then is forgotten. */
function doubtful(start: Env | null, env: Env | null): Env | null {
  if (start === null || env === null) return env;
  const result = new Map(env);
  for (const [name, slot] of env) {
    const before = start.get(name);
    if (before === slot) continue;
    const state = slot.state === "bound" && before?.state !== "bound" ? "maybe" : slot.state;
    const isSame = before !== undefined && equalTypes(before.type, slot.type);
    const type = isSame ? slot.type : declaredType(slot, name);
    const constants = before?.constants ?? NO_CONSTANTS;
    result.set(name, { ...slot, state, type, dict: null, constants });
  }
  return result;
}

function unbindException(flow: Flow, name: string): void {
  const slot = flow.env?.get(name);
  if (slot === undefined) return;
  if (slot.owner.plan.get(name)?.placement.kind !== "handler") unbindName(flow, name);
}

/** Anything that the statements bind may have been bound or not when an exception leaves them. */
function interrupted(start: Env | null, end: Env | null, body: readonly Statement[]): Env | null {
  if (start === null) return end;
  const bound = new Set<string>();
  const used = new Set<string>();
  collectUses(body, bound, used);
  let env: Env = withoutDicts(start, used);
  for (const name of bound) {
    const slot = env.get(name);
    if (slot === undefined) continue;
    const type = slot.owner.declared.get(name) ?? ANY;
    env = withSlot(env, name, {
      ...slot,
      type: join(slot.type, type),
      state: slot.state === "bound" ? "bound" : "maybe",
      dict: null,
    });
  }
  return env;
}

/** What is known of dicts that the statements leave alone. */
function withoutDicts(start: Env, used: ReadonlySet<string>): Env {
  let env = start;
  for (const [name, slot] of start) {
    if (slot.dict === null || (slot.dict.own && !used.has(name))) continue;
    env = withSlot(env, name, { ...slot, dict: null });
  }
  return env;
}

/** Names that a block binds or deletes itself, and all that it uses; found by walking, since types are not needed. */
function collectUses(body: readonly Statement[], bound: Set<string>, used: Set<string>): void {
  walkNames(body, null, (event) => {
    used.add(event.name);
    if (event.kind === "bind" && !event.inside) bound.add(event.name);
  });
}
