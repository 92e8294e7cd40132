/** Methods of set and frozenset. Order: python.md E2. */

import { iter } from "./iteration.ts";
import {
  difference,
  intersection,
  isSubset,
  PySet,
  replaceMembers,
  symmetricDifference,
  union,
} from "./set.ts";
import type { Value } from "./value.ts";

export { setPop, setRemove } from "./set.ts";

function toSet(x: Value): PySet {
  return x instanceof PySet ? x : new PySet(iter(x));
}

export function setAdd(set: PySet, item: Value): null {
  set.members.add(item);
  return null;
}

export function setDiscard(set: PySet, item: Value): null {
  set.members.delete(item);
  return null;
}

export function setClear(set: PySet): null {
  set.members.clear();
  return null;
}

export function setCopy(set: PySet): PySet {
  return set.frozen ? set : new PySet(set);
}

export function setUpdate(set: PySet, ...others: Value[]): null {
  for (const other of others) {
    for (const item of other === set ? set.list() : iter(other)) set.members.add(item);
  }
  return null;
}

export function setUnion(set: PySet, ...others: Value[]): PySet {
  let result = new PySet(set, set.frozen);
  for (const other of others) result = union(result, toSet(other));
  return result;
}

export function setIntersection(set: PySet, ...others: Value[]): PySet {
  let result = new PySet(set, set.frozen);
  for (const other of others) result = intersection(result, toSet(other));
  return result;
}

export function setDifference(set: PySet, ...others: Value[]): PySet {
  let result = new PySet(set, set.frozen);
  for (const other of others) result = difference(result, toSet(other));
  return result;
}

export function setSymmetricDifference(set: PySet, other: Value): PySet {
  return symmetricDifference(set, toSet(other));
}

export function setIntersectionUpdate(set: PySet, ...others: Value[]): null {
  replaceMembers(set, setIntersection(set, ...others));
  return null;
}

export function setDifferenceUpdate(set: PySet, ...others: Value[]): null {
  replaceMembers(set, setDifference(set, ...others));
  return null;
}

export function setSymmetricDifferenceUpdate(set: PySet, other: Value): null {
  replaceMembers(set, setSymmetricDifference(set, other));
  return null;
}

export function setIssubset(set: PySet, other: Value): boolean {
  return isSubset(set, toSet(other));
}

export function setIssuperset(set: PySet, other: Value): boolean {
  return isSubset(toSet(other), set);
}

export function setIsdisjoint(set: PySet, other: Value): boolean {
  for (const item of iter(other)) if (set.has(item)) return false;
  return true;
}
