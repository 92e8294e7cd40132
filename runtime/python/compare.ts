/** `==`, the orderings, `is` and `in` on any values (python.md 7). Equality is structural; 1 == 1.0 == True. */

import { dictSize, entriesOf, getKey, hasKey } from "./dict.ts";
import { typeError } from "./exceptions.ts";
import { iter } from "./iteration.ts";
import { typeName } from "./type-name.ts";
import { type Dict, isDict, type OrderOperator, PyFloat, PyObject, type Value } from "./value.ts";

export function eq(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (typeof a === "object" && a !== null) return eqObject(a, b);
  if (typeof b === "object" && b !== null) return eqObject(b, a);
  if (typeof a === "boolean") return Number(a) === (typeof b === "boolean" ? Number(b) : b);
  if (typeof b === "boolean") return a === Number(b);
  return false;
}

export function ne(a: Value, b: Value): boolean {
  return !eq(a, b);
}

function eqObject(a: Exclude<Value, null>, b: Value): boolean {
  if (a instanceof PyFloat) return eqFloat(a.value, b);
  if (Array.isArray(a)) return Array.isArray(b) ? equalItems(a, b) : eqReflected(a, b);
  if (a instanceof PyObject) {
    const result = a.pyEquals?.(b);
    if (result !== undefined) return result;
    return b instanceof PyObject ? (b.pyEquals?.(a) ?? false) : false;
  }
  return isDict(b) ? equalDicts(a as Dict, b) : eqReflected(a, b);
}

function eqReflected(a: Value, b: Value): boolean {
  return b instanceof PyObject ? (b.pyEquals?.(a) ?? false) : false;
}

function eqFloat(a: number, b: Value): boolean {
  if (typeof b === "number") return a === b;
  if (b instanceof PyFloat) return a === b.value;
  if (typeof b === "boolean") return a === Number(b);
  if (typeof b === "bigint") return Number.isInteger(a) && BigInt(a) === b;
  return b instanceof PyObject ? (b.pyEquals?.(a) ?? false) : false;
}

/** `x is y or x == y`, as containers compare their items. */
export function sameOrEqual(a: Value, b: Value): boolean {
  return a === b || eq(a, b) || Object.is(a, b);
}

export function equalItems(a: readonly Value[], b: readonly Value[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    if (!sameOrEqual(a[i] as Value, b[i] as Value)) return false;
  }
  return true;
}

function equalDicts(a: Dict, b: Dict): boolean {
  if (dictSize(a) !== dictSize(b)) return false;
  for (const [key, value] of entriesOf(a)) {
    const other = getKey(b, key);
    if (other === undefined || !sameOrEqual(value, other)) return false;
  }
  return true;
}

export function compareItems(
  a: readonly Value[],
  b: readonly Value[],
  operator: OrderOperator,
): boolean {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const x = a[i] as Value;
    const y = b[i] as Value;
    if (!sameOrEqual(x, y)) return order(x, y, operator);
  }
  return orderNumbers(a.length, b.length, operator);
}

/** Order of two strings by code points: code units, but surrogates after the rest of the plane below. */
export function compareText(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return codePointRank(x) - codePointRank(y);
  }
  return a.length - b.length;
}

function codePointRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** The number in a value, exact, or undefined. */
function numberIn(x: Value): number | bigint | undefined {
  if (typeof x === "number" || typeof x === "bigint") return x;
  if (typeof x === "boolean") return x ? 1 : 0;
  return x instanceof PyFloat ? x.value : undefined;
}

function orderNumbers(a: number | bigint, b: number | bigint, operator: OrderOperator): boolean {
  switch (operator) {
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    case ">=":
      return a >= b;
  }
}

const REFLECTED: Record<OrderOperator, OrderOperator> = {
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
};

function order(a: Value, b: Value, operator: OrderOperator): boolean {
  const x = numberIn(a);
  if (x !== undefined) {
    const y = numberIn(b);
    if (y !== undefined) return orderNumbers(x, y, operator);
  } else if (typeof a === "string" && typeof b === "string") {
    return orderNumbers(compareText(a, b), 0, operator);
  } else if (Array.isArray(a) && Array.isArray(b)) {
    return compareItems(a, b, operator);
  }
  const result =
    (a instanceof PyObject ? a.pyCompare?.(b, operator) : undefined) ??
    (b instanceof PyObject ? b.pyCompare?.(a, REFLECTED[operator]) : undefined);
  if (result !== undefined) return result;
  throw typeError(
    `'${operator}' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`,
  );
}

export function lt(a: Value, b: Value): boolean {
  return typeof a === "number" && typeof b === "number" ? a < b : order(a, b, "<");
}

/** `a <= b`. @throws TypeError where the two have no order */
export function le(a: Value, b: Value): boolean {
  return typeof a === "number" && typeof b === "number" ? a <= b : order(a, b, "<=");
}

/** `a > b`. @throws TypeError where the two have no order */
export function gt(a: Value, b: Value): boolean {
  return typeof a === "number" && typeof b === "number" ? a > b : order(a, b, ">");
}

export function ge(a: Value, b: Value): boolean {
  return typeof a === "number" && typeof b === "number" ? a >= b : order(a, b, ">=");
}

/** `is`: identity of objects; equal numbers and strings of one type are taken as one object (E4). */
export function is(a: Value, b: Value): boolean {
  if (a instanceof PyFloat && b instanceof PyFloat) return Object.is(a.value, b.value);
  return a === b || (Number.isNaN(a) && Number.isNaN(b));
}

export function isNot(a: Value, b: Value): boolean {
  return !is(a, b);
}

/** `item in container` */
export function contains(item: Value, container: Value): boolean {
  if (typeof container === "string") {
    if (typeof item === "string") return container.includes(item);
    throw typeError(`'in <string>' requires string as left operand, not ${typeName(item)}`);
  }
  if (Array.isArray(container)) {
    if (container.includes(item)) return true;
    for (let i = 0; i < container.length; i++) {
      if (sameOrEqual(container[i] as Value, item)) return true;
    }
    return false;
  }
  if (isDict(container)) return hasKey(container, item);
  if (container instanceof PyObject) {
    if (container.pyContains !== undefined) return container.pyContains(item);
    if (container.pyIter !== undefined) {
      for (const one of iter(container)) if (sameOrEqual(one, item)) return true;
      return false;
    }
  }
  throw typeError(`argument of type '${typeName(container)}' is not iterable`);
}

/** `item not in container`. @throws TypeError where nothing can be in it */
export function notContains(item: Value, container: Value): boolean {
  return !contains(item, container);
}
