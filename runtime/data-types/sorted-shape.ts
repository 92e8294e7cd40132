/**
 * The order that the keys of a dict get when it leaves Python. Code makes dicts with the same keys in the same order again
 * and again, so that order is worked out once for each of these shapes.
 */
import { compareKeys } from "../notations/json-codec/key-order.ts";
import { makerFor } from "../notations/json-codec/roomy-dict.ts";
import type { Dict } from "../python/value.ts";

export interface SortedShape {
  /** As the dict has them. */
  readonly keys: readonly string[];
  /** In the order of the boundary. */
  readonly sorted: readonly string[];
  /** The same without `@type` and `@schema`. */
  readonly sortedFields: readonly string[];
  readonly Make: new () => Dict;
}

/** By the first key: the shape that was seen last. */
const seen = new Map<string, SortedShape>();

/** Dicts whose keys are data have no shapes worth remembering. */
const MAX_SHAPES = 512;
const MAX_KEYS = 64;

/** KSML's own entries of a struct: never part of what a function returns. */
export const isMeta = (key: string): boolean => key === "@type" || key === "@schema";

/** `dict` has no odd keys. Null: it is better sorted by itself. */
export function sortedShape(dict: Dict): SortedShape | null {
  let shape: SortedShape | undefined;
  let count = 0;
  for (const key in dict) {
    if (count === 0) shape = seen.get(key);
    if (shape === undefined || shape.keys[count] !== key) return learn(dict);
    count++;
  }
  return shape !== undefined && shape.keys.length === count ? shape : learn(dict);
}

function learn(dict: Dict): SortedShape | null {
  const keys = Object.keys(dict);
  const [first] = keys;
  if (first === undefined || keys.length > MAX_KEYS) return null;
  if (seen.size >= MAX_SHAPES) seen.clear();
  const sorted = [...keys].sort(compareKeys);
  const shape: SortedShape = {
    keys,
    sorted,
    sortedFields: sorted.filter((key) => !isMeta(key)),
    Make: makerFor(keys.length),
  };
  seen.set(first, shape);
  return shape;
}
