/** A private copy of a value, for functions that change what they are given. */
import { deepcopy } from "../python/copy.ts";
import { entriesOf, hasOddKeys, setKey } from "../python/dict.ts";
import { type Dict, isDict, type Value } from "../python/value.ts";
import type { DataType, Shape } from "./data-type.ts";
import { copyMark } from "./missing-fields.ts";

/** Copies at every depth what can be changed; beside dicts and lists only values of no known type hold such things. */
export function copyValue(value: Value): Value {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(copyValue);
  if (!isDict(value)) return deepcopy(value);
  const copy = copyDict(value);
  copyMark(value, copy);
  return copy;
}

function copyDict(dict: Dict): Dict {
  if (hasOddKeys(dict)) {
    const copy: Dict = {};
    for (const [key, value] of entriesOf(dict)) setKey(copy, key, copyValue(value));
    return copy;
  }
  // As a whole, which costs far less than key by key.
  const copy = { ...dict };
  for (const key in copy) {
    const value = copy[key] as Value;
    if (typeof value === "object" && value !== null) copy[key] = copyValue(value);
  }
  return copy;
}

const CHANGEABLE: readonly Shape["kind"][] = [
  "any",
  "bytes",
  "list",
  "map",
  "struct",
  "union",
  "windowed",
];

/** Whether values of the type can be changed in place. */
export const isChangeable = (type: DataType): boolean => CHANGEABLE.includes(type.shape.kind);
