/** Module `copy`: one level, or all levels with sharing and cycles kept. */

import { PyBytes } from "./bytes.ts";
import { copyDict, entriesOf, setKey } from "./dict.ts";
import { defineModule } from "./module.ts";
import { PySet } from "./set.ts";
import { PyTuple } from "./tuple.ts";
import { type Dict, isDict, type Value } from "./value.ts";

function shallow<T extends Value>(x: T): T;
function shallow(x: Value): Value {
  if (Array.isArray(x)) return x.slice();
  if (isDict(x)) return copyDict(x);
  if (x instanceof PySet && !x.frozen) return new PySet(x);
  if (x instanceof PyBytes && x.mutable) return new PyBytes(x.data.slice(), true);
  return x;
}

/** @param done copies made so far, by original */
export function deepcopy(x: Value, done = new Map<object, Value>()): Value {
  if (typeof x !== "object" || x === null) return x;
  const known = done.get(x);
  if (known !== undefined) return known;
  if (Array.isArray(x)) {
    const list: Value[] = [];
    done.set(x, list);
    for (const item of x) list.push(deepcopy(item, done));
    return list;
  }
  if (isDict(x)) {
    const dict: Dict = {};
    done.set(x, dict);
    for (const [key, value] of entriesOf(x))
      setKey(dict, deepcopy(key, done), deepcopy(value, done));
    return dict;
  }
  if (x instanceof PyTuple && x.constructor === PyTuple) {
    const items = x.items.map((item) => deepcopy(item, done));
    return items.every((item, i) => item === x.items[i]) ? x : new PyTuple(items);
  }
  if (x instanceof PySet) {
    return new PySet(
      x.list().map((item) => deepcopy(item, done)),
      x.frozen,
    );
  }
  return shallow(x);
}

export const copy = defineModule("copy", {
  copy: shallow,
  deepcopy: (x: Value): Value => deepcopy(x),
});
