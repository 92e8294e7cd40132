/**
 * Tests: what holds where a test is true and where it is false. Only what TypeScript concludes from the emitted test as
 * well is concluded here, so that both always know the same.
 */
import type { Expression } from "../5-python/tree.ts";
import { sameTruth } from "../language/python/operators.ts";
import {
  ANY,
  BOOL,
  DICT,
  join,
  LIST,
  membersOf,
  NEVER,
  only,
  type PyType,
  STR,
  without,
} from "../language/python/type.ts";
import { areApart, NO_VALUE, oneConstant } from "./constants.ts";
import { type Env, joinEnvs, withSlot } from "./flow.ts";
import { inferHeld } from "./infer-expression.ts";
import { meaningOf } from "./infer-name.ts";
import {
  compared,
  constantsOf,
  linksOf,
  nameHolds,
  testedTruth,
  testedType,
} from "./known-constants.ts";
import { withField, withoutField } from "./known-fields.ts";
import type { Flow } from "./program.ts";

export interface Tested {
  readonly whenTrue: Env | null;
  readonly whenFalse: Env | null;
}

/** Infers a test; `flow.env` afterwards is that of both outcomes. */
export function inferTest(flow: Flow, e: Expression): Tested {
  const tested = testOf(flow, e);
  flow.env = joinEnvs(tested.whenTrue, tested.whenFalse);
  return tested;
}

function testOf(flow: Flow, e: Expression): Tested {
  const { facts } = flow.program;
  if (e.kind === "unary" && e.operator === "not") {
    const inner = inferTest(flow, e.operand);
    facts.types.set(e, BOOL);
    return { whenTrue: inner.whenFalse, whenFalse: inner.whenTrue };
  }
  if (e.kind === "and" || e.kind === "or") return testChoice(flow, e);
  const type = inferHeld(flow, e);
  const { env } = flow;
  if (env === null) return { whenTrue: null, whenFalse: null };
  if (e.kind === "bool")
    return e.value ? { whenTrue: env, whenFalse: null } : { whenTrue: null, whenFalse: env };
  if (e.kind === "compare") return testLinks(flow, env, e);
  if (type.kind === "float" && READS.has(e.kind)) testFloat(flow, e);
  if (e.kind === "name") return testName(flow, env, e, type);
  const isTested = flow.program.facts.calls.get(e)?.kind === "isinstance";
  if (e.kind === "call" && isTested) return testCall(flow, env, e);
  return { whenTrue: testedTruth(flow, env, e, true), whenFalse: testedTruth(flow, env, e, false) };
}

/** `x !== 0`, as a comparison of JavaScript where TypeScript takes it as one. */
function testFloat(flow: Flow, e: Expression): void {
  const { forms } = flow.program.facts;
  if (areApart(constantsOf(flow, e), oneConstant(0))) forms.set(e, ["generic"]);
  else forms.delete(e);
}

const READS: ReadonlySet<Expression["kind"]> = new Set(["name", "subscript", "call"]);

function testChoice(flow: Flow, e: Expression & { readonly kind: "and" | "or" }): Tested {
  const { types } = flow.program.facts;
  let exits: Env | null = null;
  let last: Tested = { whenTrue: flow.env, whenFalse: flow.env };
  let value: PyType = NEVER;
  const isAnd = e.kind === "and";
  e.operands.forEach((operand, i) => {
    // An operand that is never reached is written all the same.
    if (i > 0) flow.env = (isAnd ? last.whenTrue : last.whenFalse) ?? flow.env;
    last = inferTest(flow, operand);
    exits = joinEnvs(exits, isAnd ? last.whenFalse : last.whenTrue);
    value = join(
      value,
      decidingType(e.kind, types.get(operand) ?? ANY, i === e.operands.length - 1),
    );
  });
  types.set(e, value);
  return isAnd
    ? { whenTrue: last.whenTrue, whenFalse: exits }
    : { whenTrue: exits, whenFalse: last.whenFalse };
}

/** The type of an operand of `and` or `or` where it is the value of the whole. */
export function decidingType(kind: "and" | "or", type: PyType, isLast: boolean): PyType {
  // Only None is left out by its type alone, and only where JavaScript's operator is the one that leaves it out.
  return !isLast && kind === "or" && sameTruth(type) ? without(type, "none") : type;
}

/** `if value:` is written `value !== null && py.truthy(value)` where that says that it is a dict. */
export function testsForNone(type: PyType): boolean {
  if (type.kind !== "union" || sameTruth(type)) return false;
  const rest = without(type, "none");
  return rest.kind !== "union" && membersOf(type).length > membersOf(rest).length;
}

function testName(
  flow: Flow,
  env: Env,
  e: Expression & { readonly kind: "name" },
  type: PyType,
): Tested {
  // `x !== 0`
  if (type.kind === "float") flow.program.facts.compared.add(e.name);
  const whenTrue = nameHolds(flow, env, e, true);
  const whenFalse = nameHolds(flow, env, e, false);
  if (!sameTruth(type) && !testsForNone(type)) return { whenTrue, whenFalse };
  return { whenTrue: refine(flow, whenTrue, e.name, without(type, "none")), whenFalse };
}

/** A comparison; of several links TypeScript concludes only that all of them hold. */
function testLinks(flow: Flow, env: Env, e: Expression & { readonly kind: "compare" }): Tested {
  const links = linksOf(e);
  const [first, ...others] = links;
  const held = (start: Env | null, holds: boolean): Env | null =>
    start && links.reduce((now, link) => compared(flow, now, ...link, holds), start);
  if (first === undefined || others.length > 0)
    return { whenTrue: held(env, true), whenFalse: env };
  const { whenTrue, whenFalse } = testCompare(flow, env, e);
  return { whenTrue: held(whenTrue, true), whenFalse: held(whenFalse, false) };
}

function testCompare(flow: Flow, env: Env, e: Expression & { readonly kind: "compare" }): Tested {
  const [operator] = e.operators;
  const [comparator] = e.comparators;
  if (comparator !== undefined && (operator === "in" || operator === "not in")) {
    withField(flow, e.left, comparator);
    const isThere = flow.env;
    flow.env = env;
    withoutField(flow, e.left, comparator);
    const isMissing = flow.env;
    return operator === "in"
      ? { whenTrue: isThere, whenFalse: isMissing }
      : { whenTrue: isMissing, whenFalse: isThere };
  }
  if (e.left.kind !== "name" || comparator?.kind !== "none")
    return { whenTrue: env, whenFalse: env };
  const type = flow.program.facts.types.get(e.left);
  if (type === undefined) return { whenTrue: env, whenFalse: env };
  const isNone = refine(
    flow,
    env,
    e.left.name,
    type.kind === "any" ? { kind: "none" } : only(type, "none", type),
  );
  const notNone = refine(flow, env, e.left.name, without(type, "none"));
  if (operator === "is" || operator === "==") return { whenTrue: isNone, whenFalse: notNone };
  if (operator === "is not" || operator === "!=") return { whenTrue: notNone, whenFalse: isNone };
  return { whenTrue: env, whenFalse: env };
}

const TESTED: Readonly<Record<string, PyType>> = { str: STR, bool: BOOL, dict: DICT, list: LIST };

function testCall(flow: Flow, env: Env, e: Expression & { readonly kind: "call" }): Tested {
  const call = flow.program.facts.calls.get(e);
  const [argument] = e.arguments;
  const wanted = call?.kind === "isinstance" ? TESTED[call.test] : undefined;
  if (argument === undefined || wanted === undefined) return { whenTrue: env, whenFalse: env };
  const whenTrue = testedType(flow, env, argument, wanted, true);
  const whenFalse = testedType(flow, env, argument, wanted, false);
  const type = flow.program.facts.types.get(argument);
  if (type === undefined || argument.kind !== "name") return { whenTrue, whenFalse };
  return {
    whenTrue: refine(flow, whenTrue, argument.name, only(type, wanted.kind, wanted)),
    whenFalse: refine(flow, whenFalse, argument.name, without(type, wanted.kind)),
  };
}

/** The name has a narrower type from here on; null where it cannot have any value. */
function refine(flow: Flow, env: Env, name: string, type: PyType): Env | null {
  const before = flow.env;
  flow.env = env;
  const meaning = meaningOf(flow, name);
  flow.env = before;
  // The check that an unbound name needs hides the variable from TypeScript.
  if (meaning.kind !== "local" || meaning.slot.state !== "bound") return env;
  if (!canNarrow(meaning.slot.owner.plan.get(name)?.assignedInside)) return env;
  // A value that is left out by its type is still written: what follows has the type of before.
  if (type.kind === "never")
    return withSlot(env, name, { ...meaning.slot, constants: new Map([["", NO_VALUE]]) });
  return withSlot(env, name, { ...meaning.slot, type });
}

const canNarrow = (assignedInside: boolean | undefined): boolean => assignedInside !== true;
