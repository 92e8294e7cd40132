/** Methods of dict; the views are in dict-views.ts. */

import { clearDict, copyDict, entriesOf, getKey, keysOf, removeKey, setKey } from "./dict.ts";
import { keyError, typeError } from "./exceptions.ts";
import { iter } from "./iteration.ts";
import { PyTuple } from "./tuple.ts";
import { typeName } from "./type-name.ts";
import { updateDict } from "./update-dict.ts";
import { type Dict, isDict, PyObject, type Value } from "./value.ts";

/** `dict.get(key, fallback)` with a key that only run time knows. @throws TypeError where no dict can have it */
export function dictGet(dict: Dict, key: Value, otherwise: Value = null): Value {
  const found = getKey(dict, key);
  return found === undefined ? otherwise : found;
}

export function dictSetdefault(dict: Dict, key: Value, otherwise: Value = null): Value {
  const found = getKey(dict, key);
  if (found !== undefined) return found;
  setKey(dict, key, otherwise);
  return otherwise;
}

/** @throws KeyError without a default */
export function dictPop(dict: Dict, key: Value, otherwise?: Value): Value {
  const found = getKey(dict, key);
  if (found !== undefined) {
    removeKey(dict, key);
    return found;
  }
  if (otherwise !== undefined) return otherwise;
  throw keyError(key);
}

/** @throws KeyError */
export function dictPopitem(dict: Dict): PyTuple {
  const key = keysOf(dict).at(-1);
  if (key === undefined) throw keyError("popitem(): dictionary is empty");
  const value = getKey(dict, key) as Value;
  removeKey(dict, key);
  return new PyTuple([key, value]);
}

/** `d.update(other, **keywords)` */
export function dictUpdate(dict: Dict, ...others: Value[]): null {
  for (const other of others) updateDict(dict, other);
  return null;
}

export function dictClear(dict: Dict): null {
  clearDict(dict);
  return null;
}

export function dictCopy(dict: Dict): Dict {
  return copyDict(dict);
}

/** `dict.fromkeys(keys, value)` */
export function dictFromkeys(keys: Value, value: Value = null): Dict {
  const dict: Dict = {};
  for (const key of iter(keys)) setKey(dict, key, value);
  return dict;
}

/** `{**a, "k": v, **b}`: one dict of several. */
export function mergeDicts(...sources: Value[]): Dict {
  const dict: Dict = {};
  for (const source of sources) {
    if (!isMapping(source)) throw typeError(`'${typeName(source)}' object is not a mapping`);
    updateDict(dict, source);
  }
  return dict;
}

function isMapping(x: Value): boolean {
  return isDict(x) || (x instanceof PyObject && typeof x.pyGetAttr?.("keys") === "function");
}

export function dictReversed(dict: Dict): Value[] {
  return entriesOf(dict)
    .map(([key]) => key)
    .reverse();
}
