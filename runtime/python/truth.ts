/** Truth of any value. */

import { isEmptyDict } from "./dict.ts";
import { PyFloat, PyObject, type Value } from "./value.ts";

/** Not there (undefined) is false, as None is. */
export function truthy(x: Value | undefined): boolean {
  if (typeof x === "boolean") return x;
  if (typeof x === "string") return x !== "";
  if (typeof x === "number") return x !== 0; // NaN is true
  if (x === null || x === undefined) return false;
  if (Array.isArray(x)) return x.length > 0;
  if (x instanceof PyFloat) return x.value !== 0;
  if (x instanceof PyObject) {
    if (x.pyTruthy !== undefined) return x.pyTruthy();
    return x.pyLen === undefined || x.pyLen() > 0;
  }
  // What is left are dicts, and bigints and functions, which are true.
  return typeof x !== "object" || !isEmptyDict(x);
}

/** `not x`: true for None, False, zero, and what is empty. */
export function not(x: Value | undefined): boolean {
  return !truthy(x);
}
