/**
 * Sets inside of stored values (dialect.md 7.6). JSON has none: stores write a dict with one entry, `@ksmlc.set`, whose
 * value is the list of the members, and read that back as a set. Schema types write a list; which of their fields are
 * sets the store is told.
 */
import { mapItems } from "../data-types/natural.ts";
import { entriesOf, hasOddKeys, setKey } from "../python/dict.ts";
import { PySet } from "../python/set.ts";
import { PyTuple } from "../python/tuple.ts";
import { type Dict, isDict, type Value } from "../python/value.ts";
import type { ByteText } from "./byte-text.ts";

const TAG = "@ksmlc.set";
const TAG_TEXT = `"${TAG}"`;

/** The value with every set tagged, at any depth; the very same value where there is none. */
export function tagSets(value: Value): Value {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof PySet) return { [TAG]: value.list().map(tagSets) };
  if (Array.isArray(value)) return mapItems(value, value, tagSets);
  if (value instanceof PyTuple) return value.items.map(tagSets);
  return isDict(value) ? mapEntries(value, tagSets) : value;
}

/** Whether the JSON text may hold a tagged set. */
export const mayHoldSets = (text: ByteText): boolean => text.includes(TAG_TEXT);

/** Makes sets of what `tagSets` wrote; changes the value, which is nobody else's yet. */
export function untagSets(value: Value): Value {
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) value[i] = untagSets(item);
    return value;
  }
  if (!isDict(value)) return value;
  const members = value[TAG];
  if (Array.isArray(members) && Object.keys(value).length === 1) {
    return setOfRead(members.map(untagSets));
  }
  for (const [key, item] of entriesOf(value)) {
    const restored = untagSets(item);
    if (restored !== item) setKey(value, key, restored);
  }
  return value;
}

/** Makes sets of the lists at these paths; changes the value, which is nobody else's yet. */
export function restoreSets(value: Value, paths: readonly (readonly string[])[]): Value {
  for (const path of paths) restoreSet(value, path, 0);
  return value;
}

function restoreSet(value: Value, path: readonly string[], at: number): void {
  if (Array.isArray(value)) {
    for (const item of value) restoreSet(item, path, at);
    return;
  }
  const field = path[at] as string;
  const inner = isDict(value) ? value[field] : undefined;
  if (inner === undefined) return;
  if (at + 1 < path.length) restoreSet(inner, path, at + 1);
  else if (Array.isArray(inner)) (value as Dict)[field] = setOfRead(inner);
}

/** `items`: nobody else's. */
function setOfRead(items: Value[]): PySet {
  const set = new PySet();
  if (set.members.adopt(items)) return set;
  for (let i = 0; i < items.length; i++) set.members.add(hashable(items[i] as Value));
  return set;
}

/** A member that was a tuple is a list now, and lists are no members of sets. */
const hashable = (item: Value): Value =>
  Array.isArray(item) ? new PyTuple(item.map(hashable)) : item;

function mapEntries(dict: Dict, convert: (value: Value) => Value): Dict {
  if (!hasOddKeys(dict)) {
    let copy: Dict | null = null;
    for (const key in dict) {
      const value = dict[key] as Value;
      const converted = convert(value);
      if (converted === value) continue;
      copy ??= { ...dict };
      copy[key] = converted;
    }
    return copy ?? dict;
  }
  const copy: Dict = {};
  for (const [key, value] of entriesOf(dict)) setKey(copy, key, convert(value));
  return copy;
}
