/** Statements: how types and bindings flow through them. */
import type { Expression, Statement } from "../5-python/tree.ts";
import { BINARY } from "../language/python/operators.ts";
import { ANY, FUNCTION, join, NONE } from "../language/python/type.ts";
import { type Env, equalEnvs, joinEnvs, widenEnv, withSlot } from "./flow.ts";
import { guardStatement } from "./guards.ts";
import { inferDef } from "./infer-def.ts";
import { infer } from "./infer-expression.ts";
import { bindName, unbindName } from "./infer-name.ts";
import { bindTarget } from "./infer-target.ts";
import { elementType } from "./iteration-type.ts";
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
      const parts =
        s.value.kind === "tuple"
          ? s.value.elements.map((e) => flow.program.facts.types.get(e) ?? ANY)
          : type;
      const isParallel =
        s.targets.length === 1 && (s.targets[0]?.kind === "tuple" || s.targets[0]?.kind === "list");
      for (const target of s.targets)
        bindTarget(flow, target, isParallel && s.value.kind === "tuple" ? parts : type);
      return;
    }
    case "annotatedAssign":
      if (s.value === null) return;
      bindTarget(flow, s.target, infer(flow, s.value));
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
      const iterable = infer(flow, s.iterable);
      const element = elementType(flow.program, s.iterable, iterable);
      inferLoop(flow, s.body, s.orElse, () => {
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
      flow.env = whenFalse;
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

function inferImport(flow: Flow, s: Statement & { readonly kind: "import" | "importFrom" }): void {
  for (const { name, asName } of s.names) {
    const bound = asName ?? (s.kind === "import" ? (name.split(".")[0] ?? name) : name);
    bindName(flow, bound, ANY);
  }
}

function inferAugmented(flow: Flow, s: Statement & { readonly kind: "augmentedAssign" }): void {
  const { forms } = flow.program.facts;
  const left = infer(flow, s.target);
  const right = infer(flow, s.value);
  const { form, result } = BINARY[s.operator].choose(left, right);
  forms.set(s, [form]);
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
    infer(flow, target.value);
    infer(flow, target.index);
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
  inferBlock(flow, s.body);
  const thrown = interrupted(start, flow.env, s.body);
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
  const { handlersLeave } = flow.program.facts;
  if (allLeave) handlersLeave.add(s);
  else handlersLeave.delete(s);
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

function unbindException(flow: Flow, name: string): void {
  const slot = flow.env?.get(name);
  if (slot === undefined) return;
  if (slot.owner.plan.get(name)?.placement.kind !== "handler") unbindName(flow, name);
}

/** Anything that the statements bind may have been bound or not when an exception leaves them. */
function interrupted(start: Env | null, end: Env | null, body: readonly Statement[]): Env | null {
  if (start === null) return end;
  let env: Env = start;
  const bound = new Set<string>();
  collectBound(body, bound);
  for (const name of bound) {
    const slot = env.get(name);
    if (slot === undefined) continue;
    const type = slot.owner.declared.get(name) ?? ANY;
    env = withSlot(env, name, {
      ...slot,
      type: join(slot.type, type),
      state: slot.state === "bound" ? "bound" : "maybe",
    });
  }
  return env;
}

/** Names that a block binds or deletes itself; found by walking, since types are not needed. */
function collectBound(body: readonly Statement[], into: Set<string>): void {
  walkNames(body, null, (event) => {
    if (event.kind === "bind" && !event.inside) into.add(event.name);
  });
}
