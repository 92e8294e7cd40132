/**
 * Dicts that JSON gives back just as they are: a cache keeps them beside their bytes, so that a row which is written again
 * and again is not decoded each time. They hold nothing that can be changed: a copy of the dict itself is private.
 */
import { hasOddKeys } from "../python/dict.ts";
import { type Dict, isDict, PyFloat, type Value } from "../python/value.ts";

const AT = 64;

/** A copy to be kept; null: the value would come back as another one, or holds dicts or lists. */
export const plainRow = (value: Value): Dict | null =>
  isDict(value) && comesBack(value) ? { ...value } : null;

/** Sorted keys, and values that JSON has, each in one way only. */
function comesBack(dict: Dict): boolean {
  if (hasOddKeys(dict)) return false;
  let previous = "";
  for (const key in dict) {
    if (key < previous || key.charCodeAt(0) === AT || !key.isWellFormed()) return false;
    previous = key;
    const value = dict[key] as Value;
    if (typeof value === "number") {
      if (!Number.isSafeInteger(value) || Object.is(value, -0)) return false;
    } else if (typeof value === "string") {
      if (!value.isWellFormed()) return false;
    } else if (value instanceof PyFloat) {
      if (!Number.isFinite(value.value)) return false;
    } else if (value !== null && typeof value !== "boolean") return false;
  }
  return true;
}
