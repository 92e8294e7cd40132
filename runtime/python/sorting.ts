/** `sorted`, `list.sort`, `min`, `max`: stable, by `<` and `>` alone. */

import { compareText, gt, lt } from "./compare.ts";
import { typeError, valueError } from "./exceptions.ts";
import { call } from "./functions.ts";
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
  // A reversed sort is stable: sort the reversed list, reverse the result.
  if (reversed) items.reverse();
  if (key === null) sortValues(items);
  else {
    const source = reversed ? items.slice().reverse() : items;
    const entries: Entry[] = source.map((item) => ({ key: call(key, [item]), item }));
    if (reversed) entries.reverse();
    sortBy(entries, (entry) => entry.key);
    for (let i = 0; i < entries.length; i++) items[i] = (entries[i] as Entry).item;
  }
  if (reversed) items.reverse();
}

function sortValues(items: Value[]): void {
  sortBy(items, (item) => item);
}

function sortBy<T>(items: T[], keyOf: (item: T) => Value): void {
  if (items.length < 2) return;
  const kind = commonKind(items, keyOf);
  if (kind === "number") {
    items.sort((a, b) => plainNumber(keyOf(a)) - plainNumber(keyOf(b)));
  } else if (kind === "string") {
    items.sort((a, b) => compareText(keyOf(a) as string, keyOf(b) as string));
  } else if (items.length < 64) insertionSort(items, keyOf);
  else {
    items.sort((a, b) => {
      const x = keyOf(a);
      const y = keyOf(b);
      return lt(y, x) ? 1 : lt(x, y) ? -1 : 0;
    });
  }
}

function plainNumber(x: Value): number {
  return x instanceof PyFloat ? x.value : (x as number);
}

function commonKind<T>(
  items: readonly T[],
  keyOf: (item: T) => Value,
): "number" | "string" | undefined {
  const first = keyOf(items[0] as T);
  if (typeof first === "string") {
    for (const item of items) if (typeof keyOf(item) !== "string") return undefined;
    return "string";
  }
  for (const item of items) {
    const key = keyOf(item);
    // Differences of infinities and NaN are no order.
    if (typeof key === "number" ? !Number.isFinite(key) : !(key instanceof PyFloat))
      return undefined;
  }
  return "number";
}

/** CPython's order of comparisons for short lists: the run at the start, then binary insertion. */
function insertionSort<T>(items: T[], keyOf: (item: T) => Value): void {
  const less = (a: T, b: T): boolean => lt(keyOf(a), keyOf(b));
  let run = 2;
  if (less(items[1] as T, items[0] as T)) {
    while (run < items.length && less(items[run] as T, items[run - 1] as T)) run++;
    items.splice(0, run, ...items.slice(0, run).reverse());
  } else {
    while (run < items.length && !less(items[run] as T, items[run - 1] as T)) run++;
  }
  for (let at = run; at < items.length; at++) {
    const pivot = items[at] as T;
    let left = 0;
    let right = at;
    while (left < right) {
      const middle = (left + right) >> 1;
      if (less(pivot, items[middle] as T)) right = middle;
      else left = middle + 1;
    }
    items.copyWithin(left + 1, left, at);
    items[left] = pivot;
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
  if (args.length === 2 && typeof a === "number" && typeof b === "number") return Math.max(b, a);
  return extreme("max", gt, args as Value[]);
}

/** `min(xs)`, `min(a, b, …)`; keyword arguments last. */
export function min(...args: (Value | ExtremeKeywords)[]): Value {
  const [a, b] = args;
  if (args.length === 2 && typeof a === "number" && typeof b === "number") return Math.min(b, a);
  return extreme("min", lt, args as Value[]);
}
