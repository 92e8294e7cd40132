/** Methods of list, and the two of tuple. */

import { sameOrEqual } from "./compare.ts";
import { indexError, valueError } from "./exceptions.ts";
import { toSmallIndex } from "./int.ts";
import { iter } from "./iteration.ts";
import { repr } from "./repr.ts";
import type { PyTuple } from "./tuple.ts";
import type { Value } from "./value.ts";

export function listAppend(list: Value[], item: Value): null {
  list.push(item);
  return null;
}

export function listExtend(list: Value[], items: Value): null {
  for (const item of items === list ? list.slice() : iter(items)) list.push(item);
  return null;
}

export function listInsert(list: Value[], index: Value, item: Value): null {
  const at = toSmallIndex(index);
  list.splice(at < 0 ? Math.max(0, at + list.length) : Math.min(at, list.length), 0, item);
  return null;
}

function find(items: readonly Value[], item: Value, from: number, to: number): number {
  for (let i = from; i < Math.min(to, items.length); i++) {
    if (sameOrEqual(items[i] as Value, item)) return i;
  }
  return -1;
}

export function listRemove(list: Value[], item: Value): null {
  const at = find(list, item, 0, list.length);
  if (at < 0) throw valueError("list.remove(x): x not in list");
  list.splice(at, 1);
  return null;
}

export function listPop<T extends Value>(list: T[], index: Value = -1): T {
  const at = toSmallIndex(index);
  if (list.length === 0) throw indexError("pop from empty list");
  const place = at < 0 ? at + list.length : at;
  if (place < 0 || place >= list.length) throw indexError("pop index out of range");
  if (place === list.length - 1) return list.pop() as T;
  return list.splice(place, 1)[0] as T;
}

export function listClear(list: Value[]): null {
  list.length = 0;
  return null;
}

function bounds(length: number, start: Value, stop: Value): [number, number] {
  const place = (x: Value): number => {
    const at = toSmallIndex(x, "slice indices must be integers or have an __index__ method");
    return at < 0 ? Math.max(0, at + length) : at;
  };
  return [place(start), place(stop)];
}

export function listIndex(
  list: readonly Value[],
  item: Value,
  start: Value = 0,
  stop: Value = Number.MAX_SAFE_INTEGER,
): number {
  const at = find(list, item, ...bounds(list.length, start, stop));
  if (at < 0) throw valueError(`${repr(item)} is not in list`);
  return at;
}

export function listCount(list: readonly Value[], item: Value): number {
  let count = 0;
  for (const one of list) if (sameOrEqual(one, item)) count++;
  return count;
}

export function listReverse(list: Value[]): null {
  list.reverse();
  return null;
}

export function listCopy<T extends Value>(list: readonly T[]): T[] {
  return list.slice();
}

export function tupleIndex(
  tuple: PyTuple,
  item: Value,
  start: Value = 0,
  stop: Value = Number.MAX_SAFE_INTEGER,
): number {
  const at = find(tuple.items, item, ...bounds(tuple.items.length, start, stop));
  if (at < 0) throw valueError("tuple.index(x): x not in tuple");
  return at;
}

export function tupleCount(tuple: PyTuple, item: Value): number {
  return listCount(tuple.items, item);
}
