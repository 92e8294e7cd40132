/** `sorted`, `list.sort`, `min`, `max`: stable, by `<` and `>` alone. */

import { compareText, gt, lt } from "./compare.ts";
import { typeError, valueError } from "./exceptions.ts";
import { call, callOne } from "./functions.ts";
import { iter, listOf } from "./iteration.ts";
import { truthy } from "./truth.ts";
import { type Dict, isDict, PyFloat, type Value } from "./value.ts";

export interface SortKeywords {
  readonly key?: Value;
  readonly reverse?: Value;
}

/** `sorted(x, key=…, reverse=…)` */
export function sorted<T extends Value>(x: readonly T[], keywords?: SortKeywords): T[];
export function sorted(x: Value, keywords?: SortKeywords): Value[];
export function sorted(x: Value | readonly Value[], keywords: SortKeywords = {}): Value[] {
  const items = listOf(x as Value);
  sortInPlace(items, keywords);
  return items;
}

/** `x.sort(key=…, reverse=…)` */
export function listSort(list: Value[], keywords: SortKeywords = {}): null {
  // As in CPython a failing comparison leaves the list with its items.
  const items = list.slice();
  sortInPlace(items, keywords);
  for (let i = 0; i < items.length; i++) list[i] = items[i] as Value;
  return null;
}

interface Entry {
  readonly key: Value;
  readonly item: Value;
}

function sortInPlace(items: Value[], keywords: SortKeywords): void {
  const { key = null, reverse = false } = keywords;
  const reversed = truthy(reverse);
  const keys = key === null ? items : items.map((item) => callOne(key, item));
  if (items.length < 2) return;
  const kind = commonKind(keys);
  if (kind !== undefined && items.length <= FEW) insert(items, keys, kind, reversed);
  else sortMany(items, keys, kind, reversed);
}

/** Up to here inserting one by one costs less than to call what sorts any number. */
const FEW = 12;

type Kind = "number" | "string";

/** Keys whose order can be had without asking Python. Equal ones stay as they stand, in a reversed sort too. */
function insert(items: Value[], keys: readonly Value[], kind: Kind, reversed: boolean): void {
  const sorted = keys.slice();
  for (let at = 1; at < items.length; at++) {
    const key = sorted[at] as Value;
    const item = items[at] as Value;
    let place = at;
    for (; place > 0; place--) {
      const before = sorted[place - 1] as Value;
      const isRight = reversed ? isLess(before, key, kind) : isLess(key, before, kind);
      if (!isRight) break;
      sorted[place] = before;
      items[place] = items[place - 1] as Value;
    }
    sorted[place] = key;
    items[place] = item;
  }
}

const isLess = (a: Value, b: Value, kind: Kind): boolean =>
  kind === "number" ? plainNumber(a) < plainNumber(b) : compareText(a as string, b as string) < 0;

/** A reversed sort is stable: sort the reversed list, reverse the result. */
function sortMany(
  items: Value[],
  keys: readonly Value[],
  kind: Kind | undefined,
  reversed: boolean,
): void {
  const entries = items.map((item, i): Entry => ({ key: keys[i] as Value, item }));
  if (reversed) entries.reverse();
  if (kind === "number") entries.sort((a, b) => plainNumber(a.key) - plainNumber(b.key));
  else if (kind === "string") entries.sort((a, b) => compareText(a.key as string, b.key as string));
  else if (entries.length < 64) insertionSort(entries);
  else entries.sort((a, b) => (lt(b.key, a.key) ? 1 : lt(a.key, b.key) ? -1 : 0));
  if (reversed) entries.reverse();
  for (let i = 0; i < entries.length; i++) items[i] = (entries[i] as Entry).item;
}

const isPlainNumber = (x: unknown): x is number | PyFloat =>
  typeof x === "number" || x instanceof PyFloat;

function plainNumber(x: Value): number {
  return x instanceof PyFloat ? x.value : (x as number);
}

function commonKind(keys: readonly Value[]): Kind | undefined {
  if (typeof keys[0] === "string") {
    for (const key of keys) if (typeof key !== "string") return undefined;
    return "string";
  }
  for (const key of keys) {
    // Differences of infinities and NaN are no order.
    if (typeof key === "number" ? !Number.isFinite(key) : !(key instanceof PyFloat))
      return undefined;
  }
  return "number";
}

/** CPython's order of comparisons for short lists: the run at the start, then binary insertion. */
function insertionSort(entries: Entry[]): void {
  const less = (a: Entry, b: Entry): boolean => lt(a.key, b.key);
  let run = 2;
  if (less(entries[1] as Entry, entries[0] as Entry)) {
    while (run < entries.length && less(entries[run] as Entry, entries[run - 1] as Entry)) run++;
    entries.splice(0, run, ...entries.slice(0, run).reverse());
  } else {
    while (run < entries.length && !less(entries[run] as Entry, entries[run - 1] as Entry)) run++;
  }
  for (let at = run; at < entries.length; at++) {
    const pivot = entries[at] as Entry;
    let left = 0;
    let right = at;
    while (left < right) {
      const middle = (left + right) >> 1;
      if (less(pivot, entries[middle] as Entry)) right = middle;
      else left = middle + 1;
    }
    entries.copyWithin(left + 1, left, at);
    entries[left] = pivot;
  }
}

const EXTREME_NAMES = new Set(["key", "default"]);

function extreme(
  name: "min" | "max",
  better: (a: Value, b: Value) => boolean,
  args: readonly (Value | undefined)[],
): Value {
  const values = args.slice() as Value[];
  const last = values.at(-1);
  let keywords: Dict = {};
  if (values.length > 1 && isDict(last) && isExtremeKeywords(last)) {
    keywords = last;
    values.pop();
  }
  if (values.length === 0) throw typeError(`${name} expected at least 1 argument, got 0`);
  const key = keywords.key ?? null;
  const source = values.length === 1 ? iter(values[0] as Value) : values;
  if (values.length > 1 && keywords.default !== undefined) {
    throw typeError(`Cannot specify a default for ${name}() with multiple positional arguments`);
  }
  let best: Value | undefined;
  let bestKey: Value = null;
  for (const item of source) {
    const itemKey = key === null ? item : call(key, [item]);
    if (best === undefined || better(itemKey, bestKey)) {
      best = item;
      bestKey = itemKey;
    }
  }
  if (best !== undefined) return best;
  if (keywords.default !== undefined) return keywords.default;
  throw valueError(`${name}() iterable argument is empty`);
}

function isExtremeKeywords(x: Dict): boolean {
  const names = Object.keys(x);
  return names.length > 0 && names.every((one) => EXTREME_NAMES.has(one));
}

export interface ExtremeKeywords {
  readonly key?: Value;
  readonly default?: Value;
}

/** `max(xs)`, `max(a, b, …)`; keyword arguments last. */
export function max(...args: (Value | ExtremeKeywords)[]): Value {
  const [a, b] = args;
  if (args.length === 2 && isPlainNumber(a) && isPlainNumber(b)) {
    return plainNumber(b) > plainNumber(a) ? b : a;
  }
  return extreme("max", gt, args as Value[]);
}

/** `min(xs)`, `min(a, b, …)`; keyword arguments last. */
export function min(...args: (Value | ExtremeKeywords)[]): Value {
  const [a, b] = args;
  if (args.length === 2 && isPlainNumber(a) && isPlainNumber(b)) {
    return plainNumber(b) < plainNumber(a) ? b : a;
  }
  return extreme("min", lt, args as Value[]);
}
