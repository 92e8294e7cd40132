/** What `dict.update(x)`, `dict(x)` and `d |= x` do: take over a dict, or an iterable of pairs. */

import { mergeInto, setKey } from "./dict.ts";
import { typeError, valueError } from "./exceptions.ts";
import { iter, listOf } from "./iteration.ts";
import { type Dict, isDict, PyObject, type Value } from "./value.ts";

/** @throws TypeError, ValueError */
export function updateDict(into: Dict, from: Value): void {
  if (isDict(from)) {
    mergeInto(into, from);
    return;
  }
  const keys = from instanceof PyObject ? from.pyGetAttr?.("keys") : undefined;
  if (typeof keys === "function" && from instanceof PyObject && from.pyGetItem !== undefined) {
    for (const key of iter((keys as () => Value)())) setKey(into, key, from.pyGetItem(key));
    return;
  }
  let index = 0;
  for (const pair of iter(from)) {
    if (!isIterable(pair)) {
      throw typeError(`cannot convert dictionary update sequence element #${index} to a sequence`);
    }
    const items = listOf(pair);
    if (items.length !== 2) {
      throw valueError(
        `dictionary update sequence element #${index} has length ${items.length}; 2 is required`,
      );
    }
    setKey(into, items[0] as Value, items[1] as Value);
    index++;
  }
}

function isIterable(x: Value): boolean {
  return (
    typeof x === "string" ||
    Array.isArray(x) ||
    isDict(x) ||
    (x instanceof PyObject && x.pyIter !== undefined)
  );
}
