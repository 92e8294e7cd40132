/** What iterating over an expression gives, as far as TypeScript knows it of the form that is emitted. */
import type { Expression } from "../5-python/tree.ts";
import { ANY, COUNT, intBetween, isSafeInt, type PyType, STR } from "../language/python/type.ts";
import type { Program } from "./program.ts";

/** The types of the parts that a target of several names takes apart; or the type of a single one. */
export type Element = PyType | readonly PyType[];

export function elementType(
  program: Pick<Program, "facts">,
  iterable: Expression,
  type: PyType,
  target: Expression,
): Element {
  if (type.kind === "str") return STR;
  const range = rangeOf(program, iterable);
  if (range !== null) return range.element;
  return isEnumerate(program, iterable) && !isNested(target) ? [COUNT, ANY] : ANY;
}

/** `i, (a, b)` is taken apart at once, with one type for all parts. */
const isNested = (target: Expression): boolean =>
  (target.kind === "tuple" || target.kind === "list") &&
  target.elements.some((part) => part.kind !== "name");

export interface RangeLoop {
  readonly start: Expression | null;
  readonly stop: Expression;
  readonly element: PyType;
}

/** `range(stop)` and `range(start, stop)` over safe ints: a counting loop. */
export function rangeOf(program: Pick<Program, "facts">, iterable: Expression): RangeLoop | null {
  const call = program.facts.calls.get(iterable);
  if (iterable.kind !== "call" || call?.kind !== "helper" || call.path.join(".") !== "range")
    return null;
  const { arguments: args, keywords } = iterable;
  if (keywords.length > 0 || args.length < 1 || args.length > 2) return null;
  const [first, second] = args;
  if (first === undefined) return null;
  const start = second === undefined ? null : first;
  const stop = second ?? first;
  const from = start === null ? intBetween(0, 0) : program.facts.types.get(start);
  const to = program.facts.types.get(stop);
  if (from === undefined || to === undefined || !isSafeInt(from) || !isSafeInt(to)) return null;
  return { start, stop, element: intBetween(from.min, Math.max(from.min, to.max - 1)) };
}

/** `enumerate(x)`: pairs of a count and an item. */
export function isEnumerate(program: Pick<Program, "facts">, iterable: Expression): boolean {
  const call = program.facts.calls.get(iterable);
  if (iterable.kind !== "call" || call?.kind !== "helper" || call.path.join(".") !== "enumerate")
    return false;
  return iterable.arguments.length === 1 && iterable.keywords.length === 0;
}
