/** What a store lends (`peek`) is what `get` gives, and stays as it was, whatever becomes of the row. */
import { expect, it } from "vitest";
import { json, keyValueStore, string, windowStore } from "../../runtime/index.ts";
import * as py from "../../runtime/python/index.ts";
import type { Value } from "../../runtime/python/value.ts";
import { acting, driverOf, pipe } from "./stores-driver.ts";

const KEYED = { name: "s", key: string, value: json };
const WINDOWED = { ...KEYED, windowSizeMs: 1000, retentionMs: 10_000 };

const STORES = [
  ["of keys", keyValueStore(KEYED)],
  ["of keys, cached", keyValueStore({ ...KEYED, caching: true })],
  ["of windows", windowStore(WINDOWED)],
  ["of windows, cached", windowStore({ ...WINDOWED, caching: true })],
] as const;

const ROWS: readonly (readonly [name: string, row: Value])[] = [
  ["a dict that is kept as it is", { a: 1, b: "x" }],
  ["a dict that is kept as bytes", { a: [1], b: { c: 2 } }],
  ["a list", [1, { a: 2 }]],
];

const CHANGES = ["put", "delete", "put None", "nothing"] as const;

const cases = STORES.flatMap(([kind, store]) =>
  ROWS.flatMap(([what, row]) => CHANGES.map((change) => [kind, what, change, store, row] as const)),
);

it.each(cases)("a store %s lends %s: %s", (_kind, _what, change, store, row) => {
  const seen: Value[] = [];
  const topology = acting([store], (n, key) => {
    if (n === 0) {
      seen.push(store.peek(key));
      store.put(key, row);
      return;
    }
    const lent = store.peek(key);
    seen.push(structuredClone(lent));
    const own = store.get(key);
    seen.push(own);
    if (change === "put") store.put(key, { a: 5 });
    else if (change === "delete") store.delete(key);
    else if (change === "put None") store.put(key, null);
    else py.setItem(own, Array.isArray(own) ? 0 : "a", 7);
    seen.push(lent, store.peek(key));
  });
  const driver = driverOf(topology);
  pipe(driver, "k", {});
  pipe(driver, "k", {});
  const after = change === "put" ? { a: 5 } : change === "nothing" ? row : null;
  const changed = Array.isArray(row) ? [7, row[1]] : { ...(row as object), a: 7 };
  expect(seen).toEqual([null, row, change === "nothing" ? changed : row, row, after]);
});

it.each([null, 5])("a key that a store does not take is refused as by `get`: %s", (key) => {
  const store = keyValueStore(KEYED);
  const raised: string[] = [];
  const topology = acting([store], () => {
    for (const read of [() => store.get(key), () => store.peek(key)]) {
      try {
        read();
      } catch (error) {
        raised.push(py.str(py.caught(error)));
      }
    }
  });
  pipe(driverOf(topology), "k", {});
  expect(raised).toHaveLength(2);
  expect(raised[1]).toBe(raised[0]);
});

it("is no attribute for Python", () => {
  for (const [, store] of STORES) expect(store.pyGetAttr("peek")).toBeUndefined();
});
