/**
 * What generated code writes for constructs of Python that are no single call: values chosen by truth, comprehensions,
 * taking items apart, counting. All evaluate as Python does, item by item.
 */

import { contains, eq, ge, gt, is, isNot, le, lt, ne, notContains } from "./compare.ts";
import { setKey } from "./dict.ts";
import { PyError, TypeError_ } from "./exceptions.ts";
import { generator, iter, type PyGenerator, type Several, unpack } from "./iteration.ts";
import { truthy } from "./truth.ts";
import { boxFloat, type Dict, type PyFloat, type Value } from "./value.ts";

/** `a or b`, where evaluating `b` has no effect. */
export function or<A extends Value, B extends Value>(a: A | undefined, b: B): A | B {
  return truthy(a) ? (a as A) : b;
}

/** `a and b`, where evaluating `b` has no effect. */
export function and<A extends Value, B extends Value>(a: A, b: B): A | B {
  return truthy(a) ? b : a;
}

/** `a or b`, with `b` evaluated only where it is needed. */
export function orElse<A extends Value, B extends Value>(a: A | undefined, b: () => B): A | B {
  return truthy(a) ? (a as A) : b();
}

/** `a and b`, with `b` evaluated only where it is needed. */
export function andThen<A extends Value, B extends Value>(a: A, b: () => B): A | B {
  return truthy(a) ? b() : a;
}

/** A static float, or something else, into a dynamic position. */
export function boxed<T extends Value>(x: T): Exclude<T, number> | number | PyFloat {
  return typeof x === "number" ? boxFloat(x) : (x as Exclude<T, number>);
}

/** A comprehension: what `each` gives for every item, in a row. */
export function flatMap<T, R>(items: Iterable<T>, each: (item: T) => readonly R[]): R[] {
  const all: R[] = [];
  for (const item of items) all.push(...each(item));
  return all;
}

/** A dict comprehension. */
export function dictFrom<T>(
  items: Iterable<T>,
  each: (item: T) => readonly (readonly [Value, Value])[],
): Dict {
  const dict: Dict = {};
  for (const item of items) for (const [key, value] of each(item)) setKey(dict, key, value);
  return dict;
}

/** A generator expression: the items of the first `for` are there, all else is made when it is asked for. */
export function generate<T>(
  items: Iterable<T>,
  each: (items: Iterable<T>) => Generator<Value, void, Value>,
): PyGenerator {
  return generator(() => each(items) as Generator<Value, undefined, Value>);
}

/** `any(test for item in items)` */
export function some<T>(items: Iterable<T>, test: (item: T) => boolean): boolean {
  for (const item of items) if (test(item)) return true;
  return false;
}

/** `all(test for item in items)` */
export function every<T>(items: Iterable<T>, test: (item: T) => boolean): boolean {
  for (const item of items) if (!test(item)) return false;
  return true;
}

/** How a target takes an item apart: `a, (b, c)` is `[0, [0, 0]]`. */
export type UnpackShape = readonly (0 | UnpackShape)[];

/** `for a, b in items`: each item taken apart, the parts in one row. */
export function unpackEach<N extends number>(
  items: Value,
  count: N,
  shape?: UnpackShape,
): Iterable<Several<N>>;
export function* unpackEach(items: Value, count: number, shape?: UnpackShape): Iterable<Value[]> {
  for (const item of iter(items)) {
    yield shape === undefined ? unpack(item, count) : unpackShape(item, shape);
  }
}

function unpackShape(item: Value, shape: UnpackShape): Value[] {
  const parts: Value[] = unpack(item, shape.length);
  return parts.flatMap((part, i) => {
    const inner = shape[i];
    return inner === 0 || inner === undefined ? [part] : unpackShape(part, inner);
  });
}

/** `range(start, stop)` over ints that are plain numbers. */
export function* counted(start: number, stop: number): Iterable<number> {
  for (let i = start; i < stop; i++) yield i;
}

/** A call whose arguments cannot fit the function: they are evaluated, then Python refuses them. */
export function refuseCall(text: string, ..._arguments: unknown[]): never {
  throw new PyError(TypeError_(text));
}

const COMPARISONS: Readonly<Record<string, (a: Value, b: Value) => boolean>> = {
  "==": eq,
  "!=": ne,
  "<": lt,
  "<=": le,
  ">": gt,
  ">=": ge,
  is,
  "is not": isNot,
  in: contains,
  "not in": notContains,
};

/** `a < b < c` inside of an expression: each operand evaluated once, and only if all before it hold. */
export function compareChain(
  operators: readonly string[],
  first: Value,
  ...rest: readonly (() => Value)[]
): boolean {
  let left = first;
  for (const [i, next] of rest.entries()) {
    const right = next();
    if (COMPARISONS[operators[i] as string]?.(left, right) !== true) return false;
    left = right;
  }
  return true;
}
