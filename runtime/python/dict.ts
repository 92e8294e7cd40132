/**
 * Dicts (design.md 3). Ordinary keys are own properties, so generated code reads and writes them straight. All other
 * keys live in a side table under a symbol, which also knows how many ordinary keys stand before each of them: thus the
 * insertion order holds across both kinds. That count is kept right because only `delKey` (and what is built on it)
 * removes an ordinary key from a dict with a side table.
 */

import { keyError, runtimeError } from "./exceptions.ts";
import { KeyMap } from "./keys.ts";
import type { Dict, Value } from "./value.ts";

/**
 * Dicts are walked by `for … in`: V8 keeps the keys of a shape for it, and `Object.entries` looks for them each time. Of a
 * key from there it also knows what this function says, where it would call `Object.hasOwn`.
 */
const { hasOwnProperty: hasOwn } = Object.prototype;

const ODD: unique symbol = Symbol("odd keys");

interface OddEntry {
  value: Value;
  /** How many ordinary keys stand before it. */
  rank: number;
}

interface WithOdd {
  [ODD]?: KeyMap<OddEntry>;
}

/** Whether a string key is an own property: no array index (JavaScript would reorder it), not `__proto__`. */
export function isOrdinaryKey(key: string): boolean {
  const first = key.charCodeAt(0);
  if (first === 95) return key !== "__proto__";
  // Of the empty text it is NaN.
  if (!(first >= 48 && first <= 57) || key.length > 10) return true;
  return !isArrayIndex(key, first);
}

function isArrayIndex(key: string, first: number): boolean {
  if (first === 48) return key.length === 1;
  let value = 0;
  for (let i = 0; i < key.length; i++) {
    const digit = key.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return false;
    value = value * 10 + digit;
  }
  return value < 4294967295;
}

export function hasOddKeys(dict: Dict): boolean {
  return (dict as WithOdd)[ODD] !== undefined;
}

/** The value, or undefined where the key is missing. @throws TypeError for an unhashable key */
export function getKey(dict: Dict, key: Value): Value | undefined {
  if (typeof key === "string") {
    const value = dict[key];
    // Only functions and `__proto__` can come from Object.prototype.
    if (typeof value === "function" || key === "__proto__") {
      if (Object.hasOwn(dict, key)) return value;
    } else if (value !== undefined) return value;
    if (isOrdinaryKey(key)) return undefined;
  }
  const odd = (dict as WithOdd)[ODD];
  if (odd !== undefined) return odd.get(key)?.value;
  if (typeof key === "object" && key !== null) new KeyMap().has(key); // throws where unhashable
  return undefined;
}

export function hasKey(dict: Dict, key: Value): boolean {
  return getKey(dict, key) !== undefined;
}

export function setKey(dict: Dict, key: Value, value: Value): void {
  if (typeof key === "string" && isOrdinaryKey(key)) {
    dict[key] = value;
    return;
  }
  let odd = (dict as WithOdd)[ODD];
  if (odd === undefined) {
    odd = new KeyMap<OddEntry>();
    odd.has(key); // an unhashable key must leave no trace
    Object.defineProperty(dict, ODD, { value: odd, writable: true, configurable: true });
  }
  const entry = odd.get(key);
  if (entry === undefined) odd.set(key, { value, rank: Object.keys(dict).length });
  else entry.value = value;
}

/** @throws KeyError */
export function delKey(dict: Dict, key: Value): void {
  if (!removeKey(dict, key)) throw keyError(key);
}

/** Removes the key; false where it is missing. */
export function removeKey(dict: Dict, key: Value): boolean {
  const odd = (dict as WithOdd)[ODD];
  if (typeof key === "string" && isOrdinaryKey(key)) {
    if (!Object.hasOwn(dict, key)) return false;
    if (odd !== undefined) closeGap(odd, Object.keys(dict).indexOf(key));
    delete dict[key];
    return true;
  }
  if (odd === undefined) {
    if (typeof key === "object" && key !== null) new KeyMap().has(key);
    return false;
  }
  return odd.delete(key);
}

function closeGap(odd: KeyMap<OddEntry>, removedIndex: number): void {
  for (const { value: entry } of odd.entries.values()) if (entry.rank > removedIndex) entry.rank--;
}

export function clearDict(dict: Dict): void {
  (dict as WithOdd)[ODD]?.clear();
  for (const key of Object.keys(dict)) delete dict[key];
}

export function dictSize(dict: Dict): number {
  const odd = (dict as WithOdd)[ODD];
  const ordinary = Object.keys(dict).length;
  return odd === undefined ? ordinary : ordinary + odd.size;
}

export function isEmptyDict(dict: Dict): boolean {
  for (const key in dict) if (hasOwn.call(dict, key)) return false;
  const odd = (dict as WithOdd)[ODD];
  return odd === undefined || odd.size === 0;
}

/** The keys in insertion order, as they are now. */
export function keysOf(dict: Dict): Value[] {
  const ordinary = Object.keys(dict);
  const odd = (dict as WithOdd)[ODD];
  if (odd === undefined || odd.size === 0) return ordinary;
  const keys: Value[] = [];
  let at = 0;
  for (const { key, value: entry } of odd.entries.values()) {
    while (at < entry.rank && at < ordinary.length) keys.push(ordinary[at++] as string);
    keys.push(key);
  }
  while (at < ordinary.length) keys.push(ordinary[at++] as string);
  return keys;
}

/** The values in insertion order, as they are now. */
export function valuesOf(dict: Dict): Value[] {
  if (hasOddKeys(dict)) return keysOf(dict).map((key) => getKey(dict, key) as Value);
  const values: Value[] = [];
  for (const key in dict) if (hasOwn.call(dict, key)) values.push(dict[key] as Value);
  return values;
}

/** Key and value pairs in insertion order, as they are now. */
export function entriesOf(dict: Dict): [Value, Value][] {
  if (hasOddKeys(dict)) return keysOf(dict).map((key) => [key, getKey(dict, key) as Value]);
  const entries: [Value, Value][] = [];
  for (const key in dict) if (hasOwn.call(dict, key)) entries.push([key, dict[key] as Value]);
  return entries;
}

/** A shallow copy. */
export function copyDict(dict: Dict): Dict {
  const copy: Dict = { ...dict };
  const odd = (dict as WithOdd)[ODD];
  if (odd !== undefined) {
    const table = new KeyMap<OddEntry>();
    for (const { key, value } of odd.entries.values()) table.set(key, { ...value });
    Object.defineProperty(copy, ODD, { value: table, writable: true, configurable: true });
  }
  return copy;
}

/** Puts all entries of `from` into `into`. */
export function mergeInto(into: Dict, from: Dict): void {
  if (!hasOddKeys(from)) Object.assign(into, from);
  else for (const [key, value] of entriesOf(from)) setKey(into, key, value);
}

/** A dict display with keys of any kind. */
export function dictOf(...entries: readonly (readonly [Value, Value])[]): Dict {
  const dict: Dict = {};
  for (const [key, value] of entries) setKey(dict, key, value);
  return dict;
}

/** Above this size a changed dict is noticed some steps late, since counting keys takes time of its size. */
const CHECK_EACH_STEP = 64;

/** Walks what `list` gives for the dict, failing as CPython does where the loop changes the dict's size. */
export function* walkDict<T>(dict: Dict, list: (dict: Dict) => T[]): Generator<T, undefined> {
  const all = list(dict);
  const size = all.length;
  const stride = Math.max(1, Math.ceil(size / CHECK_EACH_STEP));
  for (let i = 0; i < size; i++) {
    if (i > 0 && i % stride === 0) checkSize(dict, size);
    yield all[i] as T;
  }
  if (size > 0) checkSize(dict, size);
  return undefined;
}

function checkSize(dict: Dict, size: number): void {
  if (dictSize(dict) !== size) throw runtimeError("dictionary changed size during iteration");
}
