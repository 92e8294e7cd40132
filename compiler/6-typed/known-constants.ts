/**
 * How statements and tests change what is known of constants (`constants.ts`), as TypeScript does it: by the name or
 * property that the emitted code reads. A call changes nothing of that, though it may change the field.
 */
import type { CompareOperator, Expression, Statement } from "../5-python/tree.ts";
import { isPropertyKey } from "../language/python/dict-keys.ts";
import { ANY, isOnly, mayBe, type PyType } from "../language/python/type.ts";
import {
  areApart,
  bothConstants,
  type Constants,
  constantsOfType,
  exceptConstant,
  exceptType,
  falseConstants,
  falsePart,
  isNoValue,
  joinConstants,
  NO_CONSTANTS,
  NO_VALUE,
  OTHER,
  oneConstant,
  trueConstants,
} from "./constants.ts";
import { isBelow, type Path, pathKey } from "./dict-facts.ts";
import { type Env, globalKey, isFixed, joinEnvs, newSlot, type Slot, withSlot } from "./flow.ts";
import { meaningOf } from "./infer-name.ts";
import type { Flow } from "./program.ts";
import { fieldOf, structOf } from "./typed-form.ts";

/** What TypeScript can conclude something of: a variable, or a property that it leads to. */
interface Reference {
  /** In the environment. */
  readonly key: string;
  readonly slot: Slot;
  readonly path: Path;
}

/** `types` of the expression and what it consists of must be there. */
function referenceOf(flow: Flow, e: Expression): Reference | null {
  if (e.kind === "name") return variable(flow, e.name);
  if (e.kind === "named") return variable(flow, e.target);
  const { types, calls, knownFields } = flow.program.facts;
  if (e.kind === "subscript") {
    const isField = knownFields.has(e) || isRequired(types.get(e.value), e.index);
    return isField ? fieldOfReference(flow, e.value, e.index) : null;
  }
  if (e.kind !== "call" || e.function.kind !== "attribute") return null;
  const call = calls.get(e);
  const [key, fallback] = e.arguments;
  const { value } = e.function;
  if (call?.kind === "dictGet") {
    const isProperty = fallback === undefined || fallback.kind === "none" || knownFields.has(e);
    return !call.asDict && isProperty ? fieldOfReference(flow, value, key) : null;
  }
  if (call?.kind !== "fieldGet" || call.isOptional || mayBe(types.get(value) ?? ANY, "none"))
    return null;
  return fieldOfReference(flow, value, key);
}

function variable(flow: Flow, name: string): Reference | null {
  const meaning = meaningOf(flow, name);
  if (meaning.kind === "local") return { key: name, slot: meaning.slot, path: [] };
  if (meaning.kind !== "global") return null;
  const key = globalKey(name);
  const slot = flow.env?.get(key) ?? newSlot(flow.program.module, ANY, "bound");
  return { key, slot, path: [] };
}

/** A field of a struct in typed form, which is certainly there. */
function isRequired(type: PyType | undefined, index: Expression): boolean {
  if (type === undefined || mayBe(type, "none") || index.kind !== "string") return false;
  const schema = structOf(type);
  return schema !== null && fieldOf(schema, index.value)?.required === true;
}

function fieldOfReference(
  flow: Flow,
  e: Expression,
  index: Expression | undefined,
): Reference | null {
  if (index?.kind !== "string" || !isPropertyKey(index.value)) return null;
  const outer = referenceOf(flow, e);
  return outer === null ? null : { ...outer, path: [...outer.path, index.value] };
}

const known = ({ slot, path }: Reference): Constants | undefined =>
  slot.constants.get(pathKey(path));

function withConstants(env: Env, { key, slot, path }: Reference, constants: Constants): Env {
  const all = new Map(slot.constants).set(pathKey(path), constants);
  return withSlot(env, key, { ...slot, constants: all });
}

/** Notes what is known of a name or field where it is read. */
export function noteConstants(flow: Flow, e: Expression): void {
  const { constants, facts } = flow.program;
  const reference = referenceOf(flow, e);
  const found = reference === null ? undefined : known(reference);
  if (found !== undefined && isNoValue(found)) facts.withoutValue.add(e);
  else facts.withoutValue.delete(e);
  const given = found ?? constantsOfItem(flow, e);
  if (given === undefined) constants.delete(e);
  else constants.set(e, given);
}

/** `py.item(value.x, "x")` is no reference, but gives what the property that it looks at can be. */
function constantsOfItem(flow: Flow, e: Expression): Constants | undefined {
  if (e.kind !== "subscript" || flow.program.facts.types.get(e.value)?.kind !== "dict") return;
  const property = fieldOfReference(flow, e.value, e.index);
  return property === null ? undefined : known(property);
}

/** Names whose values a comparison may see: a constant among them needs its wide type, or TypeScript knows its value. */
export function noteCompared(flow: Flow, e: Expression): void {
  switch (e.kind) {
    case "name":
      flow.program.facts.compared.add(e.name);
      break;
    case "named":
      noteCompared(flow, e.value);
      break;
    case "conditional":
      noteCompared(flow, e.then);
      noteCompared(flow, e.orElse);
      break;
    case "and":
    case "or":
      for (const operand of e.operands) noteCompared(flow, operand);
      break;
    default:
  }
}

/** What an expression that was inferred can be. */
export function constantsOf(flow: Flow, e: Expression): Constants {
  const { constants, facts } = flow.program;
  const ofType = (): Constants => constantsOfType(facts.types.get(e) ?? ANY);
  switch (e.kind) {
    case "string":
    case "float":
    case "bool":
      return oneConstant(e.value);
    case "int":
      return oneConstant(intConstant(e.value));
    case "none":
      return OTHER;
    case "unary": {
      const { operator, operand } = e;
      if (operator === "not" || (operand.kind !== "int" && operand.kind !== "float"))
        return ofType();
      const value = operand.kind === "int" ? intConstant(operand.value) : operand.value;
      return operator === "~" ? ofType() : oneConstant(operator === "-" ? -value : value);
    }
    case "named":
      return constantsOf(flow, e.value);
    case "conditional":
      return joinConstants(constantsOf(flow, e.then), constantsOf(flow, e.orElse));
    case "or":
    case "and": {
      const values = e.operands.map((operand, i) => {
        const all = constantsOf(flow, operand);
        if (i === e.operands.length - 1) return all;
        return e.kind === "or" ? trueConstants(all) : falsePart(all);
      });
      return values.reduce(joinConstants, NO_VALUE);
    }
    default:
      return constants.get(e) ?? ofType();
  }
}

const intConstant = (value: bigint | number): number | bigint =>
  Number.isSafeInteger(Number(value)) ? Number(value) : BigInt(value);

/** TypeScript takes the comparison as one of JavaScript. */
export function areComparable(
  flow: Flow,
  a: Expression,
  operator: CompareOperator,
  b: Expression,
): boolean {
  const { types } = flow.program.facts;
  const isNone = (e: Expression): boolean => types.get(e)?.kind === "none";
  if (!EQUALITY.has(operator) || isNone(a) || isNone(b)) return true;
  return !areApart(constantsOf(flow, a), constantsOf(flow, b));
}

const EQUALITY: ReadonlySet<CompareOperator> = new Set(["==", "!=", "is", "is not"]);

/** A link of a comparison holds, or does not. */
export function compared(
  flow: Flow,
  env: Env,
  left: Expression,
  operator: CompareOperator,
  right: Expression,
  holds: boolean,
): Env {
  if (!EQUALITY.has(operator)) return env;
  const isEqual = operator === "==" || operator === "is";
  const [a, b] = [constantsOf(flow, left), constantsOf(flow, right)];
  const filter = isEqual === holds ? bothConstants : exceptConstant;
  return filterReference(
    flow,
    filterReference(flow, env, left, (c) => filter(c, b)),
    right,
    (c) => filter(c, a),
  );
}

/** A name or field is tested for its truth. */
export const testedTruth = (flow: Flow, env: Env, e: Expression, holds: boolean): Env =>
  filterReference(flow, env, e, holds ? trueConstants : falseConstants);

/** A name or field has only values of a type, or only others. */
export const testedType = (
  flow: Flow,
  env: Env,
  e: Expression,
  type: PyType,
  holds: boolean,
): Env =>
  filterReference(flow, env, e, (c) =>
    holds ? bothConstants(c, constantsOfType(type)) : exceptType(c, type),
  );

function filterReference(
  flow: Flow,
  env: Env,
  e: Expression,
  filter: (c: Constants) => Constants,
): Env {
  const before = flow.env;
  flow.env = env;
  const reference = referenceOf(flow, e);
  flow.env = before;
  if (reference === null) return env;
  const now = known(reference) ?? constantsOfType(flow.program.facts.types.get(e) ?? ANY);
  return withConstants(env, reference, filter(now));
}

/** Of a field that is assigned only the type is known, and of a boolean the value; nothing of what is in it. */
export function assignedField(
  flow: Flow,
  target: Expression & { readonly kind: "subscript" },
  type: PyType,
  value: Expression | null,
): void {
  const isDict = flow.program.facts.types.get(target.value)?.kind === "dict";
  const reference = isDict ? fieldOfReference(flow, target.value, target.index) : null;
  if (reference === null || flow.env === null) return;
  const { path, slot, key } = reference;
  const constants = new Map(slot.constants);
  for (const one of slot.constants.keys())
    if (isBelow(one.split("\0"), path)) constants.delete(one);
  const isBool = value !== null && isOnly(type, "bool", "none");
  constants.set(pathKey(path), isBool ? constantsOf(flow, value) : constantsOfType(type));
  flow.env = withSlot(flow.env, key, { ...slot, constants });
}

/** `name = value` where TypeScript concludes the type of a constant from the value, or what a test of it says. */
export function declareConstant(
  flow: Flow,
  s: Statement,
  target: Expression,
  value: Expression,
): void {
  if (target.kind === "tuple" && value.kind === "tuple") {
    target.elements.forEach((part, i) => {
      const item = value.elements[i];
      if (item !== undefined) declareConstant(flow, s, part, item);
    });
    return;
  }
  const reference = target.kind === "name" ? variable(flow, target.name) : null;
  if (reference === null || target.kind !== "name" || flow.env === null) return;
  const { key, slot } = reference;
  const plan = slot.owner.plan.get(target.name);
  const isBool = isOnly(flow.program.facts.types.get(value) ?? ANY, "bool", "none");
  const isDeclared =
    plan?.constant === true &&
    plan.placement.kind === "assignment" &&
    plan.placement.statement === s;
  // A variable has its declared type, but for booleans; so has a constant that is compared.
  const isKnown = isBool || (isDeclared && value.kind !== "string" && !isNumber(value));
  const constants = isKnown ? new Map([["", constantsOf(flow, value)]]) : NO_CONSTANTS;
  if (isDeclared && value.kind !== "name") noteCompared(flow, value);
  flow.env = withSlot(flow.env, key, { ...slot, constants, condition: isDeclared ? value : null });
}

const isNumber = (e: Expression): boolean =>
  e.kind === "int" || e.kind === "float" || (e.kind === "unary" && isNumber(e.operand));

/**
 * What a test says that a constant stands for. TypeScript believes it of what never changes; of a property it does
 * not, but to know too much does no harm.
 */
export function conditionHolds(flow: Flow, env: Env, e: Expression, holds: boolean): Env {
  switch (e.kind) {
    case "unary":
      return e.operator === "not" ? conditionHolds(flow, env, e.operand, !holds) : env;
    case "and":
    case "or":
      return (e.kind === "and") === holds
        ? e.operands.reduce((now, operand) => conditionHolds(flow, now, operand, holds), env)
        : oneHolds(flow, env, e.operands, holds);
    case "compare": {
      if (e.operators.length > 1 && !holds) return env;
      return linksOf(e).reduce(
        (now, [left, operator, right]) =>
          isStable(flow, left) && isStable(flow, right)
            ? compared(flow, now, left, operator, right, holds)
            : now,
        env,
      );
    }
    case "name":
      return isStable(flow, e) ? nameHolds(flow, env, e, holds) : env;
    default:
      return env;
  }
}

/** A name is tested for its truth, or for what it stands for. */
export function nameHolds(
  flow: Flow,
  env: Env,
  e: Expression & { readonly kind: "name" },
  holds: boolean,
): Env {
  const tested = testedTruth(flow, env, e, holds);
  const condition = env.get(e.name)?.condition ?? null;
  return condition === null ? tested : conditionHolds(flow, tested, condition, holds);
}

/** One of the operands decides, the first one that does. */
function oneHolds(flow: Flow, env: Env, operands: readonly Expression[], holds: boolean): Env {
  let before = env;
  let joined: Env | null = null;
  for (const operand of operands) {
    joined = joinEnvs(joined, conditionHolds(flow, before, operand, holds));
    before = conditionHolds(flow, before, operand, !holds);
  }
  return joined ?? env;
}

type Link = readonly [left: Expression, operator: CompareOperator, right: Expression];

export const linksOf = (e: Expression & { readonly kind: "compare" }): Link[] =>
  e.operators.map((operator, i) => [
    e.comparators[i - 1] ?? e.left,
    operator,
    e.comparators[i] ?? e.left,
  ]);

/** No variable, or one that never changes. */
function isStable(flow: Flow, e: Expression): boolean {
  const reference = referenceOf(flow, e);
  return reference === null || isFixed(reference.slot, reference.key);
}
