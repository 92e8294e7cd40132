/** Comprehensions whose items are waited for: as their forms without a wait, one item after the other. */
import { setKey } from "./dict.ts";
import type { Dict, Value } from "./value.ts";

export async function mapWaiting<T, R>(
  items: Iterable<T>,
  each: (item: T) => Promise<R>,
): Promise<R[]> {
  const all: R[] = [];
  for (const item of items) all.push(await each(item));
  return all;
}

export async function flatMapWaiting<T, R>(
  items: Iterable<T>,
  each: (item: T) => Promise<readonly R[]>,
): Promise<R[]> {
  const all: R[] = [];
  for (const item of items) all.push(...(await each(item)));
  return all;
}

export async function dictFromWaiting<T>(
  items: Iterable<T>,
  each: (item: T) => Promise<readonly (readonly [Value, Value])[]>,
): Promise<Dict> {
  const dict: Dict = {};
  for (const item of items) {
    for (const [key, value] of await each(item)) setKey(dict, key, value);
  }
  return dict;
}

export async function someWaiting<T>(
  items: Iterable<T>,
  test: (item: T) => Promise<boolean>,
): Promise<boolean> {
  for (const item of items) if (await test(item)) return true;
  return false;
}

export async function everyWaiting<T>(
  items: Iterable<T>,
  test: (item: T) => Promise<boolean>,
): Promise<boolean> {
  for (const item of items) if (!(await test(item))) return false;
  return true;
}
