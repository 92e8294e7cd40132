/** `==`, the orderings, `is` and `in` on any values (python.md 7). Equality is structural; 1 == 1.0 == True. */
import { dictSize, entriesOf, getKey, hasKey } from "./dict.js";
import { typeError } from "./exceptions.js";
import { iter } from "./iteration.js";
import { typeName } from "./type-name.js";
import { isDict, PyFloat, PyObject } from "./value.js";
export function eq(a, b) {
  if (a === b) return true;
  if (typeof a === "object" && a !== null) return eqObject(a, b);
  if (typeof b === "object" && b !== null) return eqObject(b, a);
  if (typeof a === "boolean") return Number(a) === (typeof b === "boolean" ? Number(b) : b);
  if (typeof b === "boolean") return a === Number(b);
  return false;
}
export function ne(a, b) {
  return !eq(a, b);
}
function eqObject(a, b) {
  if (a instanceof PyFloat) return eqFloat(a.value, b);
  if (Array.isArray(a)) return Array.isArray(b) ? equalItems(a, b) : eqReflected(a, b);
  if (a instanceof PyObject) {
    const result = a.pyEquals?.(b);
    if (result !== undefined) return result;
    return b instanceof PyObject ? (b.pyEquals?.(a) ?? false) : false;
  }
  return isDict(b) ? equalDicts(a, b) : eqReflected(a, b);
}
function eqReflected(a, b) {
  return b instanceof PyObject ? (b.pyEquals?.(a) ?? false) : false;
}
function eqFloat(a, b) {
  if (typeof b === "number") return a === b;
  if (b instanceof PyFloat) return a === b.value;
  if (typeof b === "boolean") return a === Number(b);
  if (typeof b === "bigint") return Number.isInteger(a) && BigInt(a) === b;
  return b instanceof PyObject ? (b.pyEquals?.(a) ?? false) : false;
}
/** `x is y or x == y`, as containers compare their items. */
export function sameOrEqual(a, b) {
  return a === b || eq(a, b) || Object.is(a, b);
}
export function equalItems(a, b) {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    if (!sameOrEqual(a[i], b[i])) return false;
  }
  return true;
}
function equalDicts(a, b) {
  if (dictSize(a) !== dictSize(b)) return false;
  for (const [key, value] of entriesOf(a)) {
    const other = getKey(b, key);
    if (other === undefined || !sameOrEqual(value, other)) return false;
  }
  return true;
}
export function compareItems(a, b, operator) {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const x = a[i];
    const y = b[i];
    if (!sameOrEqual(x, y)) return order(x, y, operator);
  }
  return orderNumbers(a.length, b.length, operator);
}
/** Order of two strings by code points: code units, but surrogates after the rest of the plane below. */
export function compareText(a, b) {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return codePointRank(x) - codePointRank(y);
  }
  return a.length - b.length;
}
function codePointRank(unit) {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
/** The number in a value, exact, or undefined. */
export function numberIn(x) {
  if (typeof x === "number" || typeof x === "bigint") return x;
  if (typeof x === "boolean") return x ? 1 : 0;
  return x instanceof PyFloat ? x.value : undefined;
}
function orderNumbers(a, b, operator) {
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
const REFLECTED = {
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
};
function order(a, b, operator) {
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
export function lt(a, b) {
  return typeof a === "number" && typeof b === "number" ? a < b : order(a, b, "<");
}
export function le(a, b) {
  return typeof a === "number" && typeof b === "number" ? a <= b : order(a, b, "<=");
}
export function gt(a, b) {
  return typeof a === "number" && typeof b === "number" ? a > b : order(a, b, ">");
}
export function ge(a, b) {
  return typeof a === "number" && typeof b === "number" ? a >= b : order(a, b, ">=");
}
/** `is`: identity of objects; equal numbers and strings of one type are taken as one object (E4). */
export function is(a, b) {
  if (a instanceof PyFloat && b instanceof PyFloat) return Object.is(a.value, b.value);
  return a === b || (Number.isNaN(a) && Number.isNaN(b));
}
export function isNot(a, b) {
  return !is(a, b);
}
/** `item in container` */
export function contains(item, container) {
  if (typeof container === "string") {
    if (typeof item === "string") return container.includes(item);
    throw typeError(`'in <string>' requires string as left operand, not ${typeName(item)}`);
  }
  if (Array.isArray(container)) {
    if (container.includes(item)) return true;
    for (let i = 0; i < container.length; i++) {
      if (sameOrEqual(container[i], item)) return true;
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
export function notContains(item, container) {
  return !contains(item, container);
}
//# sourceMappingURL=compare.js.map
