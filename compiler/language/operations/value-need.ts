/**
 * What a step, and everything below it, uses of a value that is any JSON: the rule of `runtime/dsl/value-need.ts`, by which
 * the runtime decides what it makes of records, asked here of what functions would say. Where the two differ records do
 * not: a mark is missing, or stands there for nothing. `test/stages/6-useful-entries.test.ts` holds them together.
 */
import type { CheckedFunction, CheckedStep } from "../../3-check/definition.ts";
import type { TypedFunction } from "../../6-typed/ir.ts";
import type { DataType, UserType } from "../data-types/data-type.ts";

/** The functions on whose word a value need not be whole; "all": it must be, whatever they say. */
export type ValueNeed = ReadonlySet<TypedFunction> | "all";

export interface Below {
  readonly need: ValueNeed;
  readonly steps: readonly CheckedStep[];
}

/** Null: nobody knows what it uses. */
export type FindTyped = (fn: CheckedFunction) => TypedFunction | null;

/** Of a step, by the need of all that is below it. */
export type NeedOf = (step: CheckedStep, below: Below, find: FindTyped) => ValueNeed;

export function joined(needs: readonly ValueNeed[]): ValueNeed {
  const functions = new Set<TypedFunction>();
  for (const need of needs) {
    if (need === "all") return "all";
    for (const fn of need) functions.add(fn);
  }
  return functions;
}

/** The record goes on as it is. */
export const needsBelow: NeedOf = (_step, { need }) => need;

/** The functions of a field look at the record, which goes on as it is. */
export const needsBelowAnd =
  (field: string): NeedOf =>
  (step, { need }, find) =>
    joined([...functionsIn(step, field).map((fn) => needOfFunction(find(fn))), need]);

/** A function makes something else of the value. */
export const needsOnly =
  (field: string): NeedOf =>
  (step, _below, find) =>
    joined(functionsIn(step, field).map((fn) => needOfFunction(find(fn))));

/** What a function makes of the value goes on; where only writers of JSON follow it may be the value itself. */
export const needsOfChange =
  (field: string): NeedOf =>
  (step, below, find) => {
    const changes = functionsIn(step, field).map(find);
    const mayKeep = changes.some((fn) => fn?.reads?.isReturned === true);
    if (!mayKeep) return joined(changes.map(needOfFunction));
    return canGiveRaw(step, below) ? joined([...changes.map(needOfEntries), below.need]) : "all";
  };

/** What came as any JSON goes out as it came. */
export const needsOfJson: NeedOf = (step) => {
  const from = step.input.value;
  const isKept = isAnyJson(from) ? !isAny(from) || isAny(writtenBy(step)) : isResult(from);
  return isKept && writesJson(step) ? new Set() : "all";
};

function functionsIn(step: CheckedStep, field: string): readonly CheckedFunction[] {
  const argument = step.arguments[field];
  if (argument?.kind === "function") return [argument.function];
  if (argument?.kind !== "branches") return [];
  return argument.branches.flatMap(({ predicate }) => predicate ?? []);
}

const needOfFunction = (fn: TypedFunction | null): ValueNeed =>
  fn?.reads?.isReturned === true ? "all" : needOfEntries(fn);

const needOfEntries = (fn: TypedFunction | null): ValueNeed =>
  fn === null || fn.reads === null ? "all" : new Set([fn]);

/** The rule of `runtime/dsl/raw-results.ts`. */
const canGiveRaw = ({ output }: CheckedStep, { steps }: Below): boolean =>
  (isFreeForm(output.value.dataType) || isAny(output.value)) &&
  steps.every((step) => step.operation === "to" && writesJson(step));

/** By our own writer of any JSON, to a partition that does not depend on the value. */
function writesJson(step: CheckedStep): boolean {
  const { partitioner, serdes } = targetOf(step);
  const isOurs = partitioner === null && serdes.key === null && serdes.value === null;
  return isOurs && isAnyJson(writtenBy(step));
}

function targetOf(step: CheckedStep) {
  const { to } = step.arguments;
  if (to?.kind !== "topic") throw new Error(`${step.path} has no target`);
  return to.topic;
}

const writtenBy = (step: CheckedStep): UserType => targetOf(step).value ?? step.input.value;

const isAny = ({ dataType }: UserType): boolean => dataType.kind === "any";

/** A function made it, and nothing is known of its type. */
const isResult = (type: UserType): boolean => isAny(type) && type.notation === "default";

/** Any struct, or any struct or list. */
function isFreeForm(type: DataType): boolean {
  if (type.kind === "struct") return type.schema === undefined && type.open === undefined;
  if (type.kind !== "union" || type.members.length !== 2) return false;
  const [object, array] = type.members;
  return (
    object?.dataType.kind === "struct" &&
    isFreeForm(object.dataType) &&
    array?.dataType.kind === "list" &&
    array.dataType.element.kind === "any"
  );
}

/** Written as the JSON text that it is, whatever it holds. */
export const isAnyJson = (type: UserType): boolean =>
  isAny(type)
    ? type.notation === "json"
    : (type.notation === "json" || type.notation === "default") && isFreeForm(type.dataType);
