/**
 * What generated code calls around a property access: the loaded value goes in, so that every site keeps its own inline
 * cache; these only look at it, and raise as Python would.
 */

import { attributeError, keyError, typeError } from "./exceptions.ts";
import { typeName } from "./type-name.ts";
import { type Dict, isDict, isInt, PyObject, type Value } from "./value.ts";

/** `dict["x"]`: what was read there, `py.item(dict.x, "x")`. @throws KeyError where that key is missing */
export function item<T>(loaded: T | undefined, key: string): Exclude<T, undefined> {
  if (loaded !== undefined) return loaded as Exclude<T, undefined>;
  throw keyError(key);
}

/** `dict.get("x", fallback)`: what was read there, or the fallback where that key is missing. */
export function get<T, F>(loaded: T | undefined, fallback: F): Exclude<T, undefined> | F {
  return loaded === undefined ? fallback : (loaded as Exclude<T, undefined>);
}

/** Not None, where an attribute or item of it is read. @throws TypeError as subscripting None does */
export function notNone<T>(x: T | null): T {
  if (x !== null) return x;
  throw typeError("'NoneType' object is not subscriptable");
}

/**
 * A value as the dict that the next access needs. @throws the error that Python raises for that use: `[]` reads an item,
 * `[]=` sets one, `del []` deletes one, anything else is a method of dicts
 */
export function asDict(x: Value, use: string): Dict {
  if (isDict(x)) return x;
  throw noDict(x, use);
}

/** As `asDict`, as a statement. */
export function assertDict(x: Value, use: string): asserts x is Dict {
  if (!isDict(x)) throw noDict(x, use);
}

/**
 * A struct in typed form whose field is read; it may be None. @throws the error that Python raises for that use: `[]`
 * reads an item, `in` looks for one, anything else is a method of dicts
 */
export function asStruct<T extends object>(x: T | null, use: string): T {
  if (x !== null) return x;
  throw noStruct(use);
}

/** As `asStruct`, as a statement. */
export function assertStruct<T extends object>(x: T | null, use: string): asserts x is T {
  if (x === null) throw noStruct(use);
}

const noStruct = (use: string): Error =>
  use === "in" ? typeError("argument of type 'NoneType' is not iterable") : noDict(null, use);

const ITEM_TEXTS: Record<string, string> = {
  "[]": "is not subscriptable",
  "[]=": "does not support item assignment",
  "del []": "does not support item deletion",
};

function noDict(x: Value, use: string): Error {
  const text = ITEM_TEXTS[use];
  if (text === undefined) return attributeError(x, use);
  return noItem(x, "", use, text);
}

/** Types for which CPython words it otherwise where the index is an int. */
const SEQUENCES = new Set(["str", "tuple", "bytes", "range", "set", "frozenset"]);

function noItem(x: Value, key: Value, use: string, text: string): Error {
  const name = typeName(x);
  if (use === "del []" && SEQUENCES.has(name) && isInt(key)) {
    return typeError(`'${name}' object doesn't support item deletion`);
  }
  if (Array.isArray(x))
    return typeError(`list indices must be integers or slices, not ${typeName(key)}`);
  if (use === "[]") {
    if (typeof x === "string") {
      return typeError(`string indices must be integers, not '${typeName(key)}'`);
    }
    if (name === "tuple" || name === "range") {
      return typeError(`${name} indices must be integers or slices, not ${typeName(key)}`);
    }
    if (name === "bytes") {
      return typeError(`byte indices must be integers or slices, not ${typeName(key)}`);
    }
  }
  if (name === "type" && use === "[]")
    return typeError(`type '${(x as { name?: string }).name}' is not subscriptable`);
  return typeError(`'${name}' object ${text}`);
}

/** The TypeError of an item access with a value that has none, or with an index of the wrong type. */
export function itemError(x: Value, key: Value, use: "[]" | "[]=" | "del []"): Error {
  return noItem(x, key, use, ITEM_TEXTS[use] as string);
}

/** Whether a value is an index of a sequence. */
export function isIndex(x: Value): boolean {
  return isInt(x) || (x instanceof PyObject && typeof x.pyGetAttr?.("__index__") === "function");
}
