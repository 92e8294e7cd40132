/** Rows that a cache keeps as values: exactly those that come back as they were written, and never shared. */
import { expect, it } from "vitest";
import { any, json, jsonOf, string } from "../../runtime/data-types/data-type.ts";
import { setKey } from "../../runtime/python/dict.ts";
import { PyTuple } from "../../runtime/python/tuple.ts";
import { type Dict, PyFloat, type Value } from "../../runtime/python/value.ts";
import { ByteSink } from "../../runtime/record-batch/byte-sink.ts";
import { type ByteText, textOf } from "../../runtime/stores/byte-text.ts";
import { CacheBudget } from "../../runtime/stores/cache-budget.ts";
import { CacheLayer } from "../../runtime/stores/cache-layer.ts";
import { ChangelogLayer, type ChangelogWriter } from "../../runtime/stores/changelog-layer.ts";
import { LiveStore } from "../../runtime/stores/live-store.ts";
import { MemoryState } from "../../runtime/stores/memory-state.ts";
import { rowText, writeRow } from "../../runtime/stores/row.ts";
import type { Kept, RowKeeper } from "../../runtime/stores/row-keeper.ts";
import { StoreCodec } from "../../runtime/stores/store-codec.ts";
import { heldBytes, LARGE, partOfLargeText } from "../support/held-bytes.ts";

const odd: Dict = {};
setKey(odd, 1, "one");

const KEPT: Dict[] = [
  {},
  { a: 1, b: 'ä\u0000"', c: true, d: null, e: new PyFloat(1e16), f: new PyFloat(-0) },
  { "": -9007199254740991, Z: 0, a: "😀" },
  { long: "a\u0000 longer ÿ text", n: 1, short: "😀" },
];

const NOT_KEPT: Value[] = [
  null,
  [1],
  { b: 1, a: 2 },
  { "@type": "T" },
  { a: -0 },
  { a: 0.5 },
  { a: 2n ** 60n },
  { a: "\ud800" },
  { a: "a longer text of Łódź" },
  { a: "a longer text \ud800" },
  { "\ud800": 1 },
  { a: new PyFloat(Number.NaN) },
  { a: new PyFloat(Infinity) },
  { a: new PyFloat(0.5) },
  { a: [] },
  { a: {} },
  { a: new PyTuple([]) },
  odd,
];

function bytes(write: (sink: ByteSink) => void): ByteText {
  const sink = new ByteSink(64);
  write(sink);
  return textOf(sink.bytes, 0, sink.at);
}

it("takes the rows that come back as they are", () => {
  const codec = new StoreCodec(json, "rows");
  const keeper = codec.keeper as RowKeeper;
  for (const row of KEPT) {
    const written = bytes((sink) => codec.write(row, sink));
    const kept = keeper.keep(row) as Kept;
    expect(keeper.copy(kept)).toEqual(codec.read(written));
    expect(Object.keys(keeper.copy(kept) as Dict)).toEqual(Object.keys(row));
    expect(bytes((sink) => keeper.write(kept, sink))).toBe(written);
    expect(keeper.atMost).toBeGreaterThanOrEqual(written.length);
  }
  for (const row of NOT_KEPT) expect(keeper.keep(row)).toBeNull();
});

it("keeps no text alive that one of a row is part of", () => {
  const keeper = new StoreCodec(json, "rows").keeper as RowKeeper;
  const kept: unknown[] = [];
  const held = heldBytes(() => {
    for (let i = 0; i < 40; i++)
      kept.push(keeper.keep({ a: "short", b: partOfLargeText(`a text of some length ${i}`) }));
  });
  expect(kept).not.toContain(null);
  expect(held).toBeLessThan(LARGE);
});

it("knows no key before it was asked for one", () => {
  const codecs = { key: new StoreCodec(any, "rows"), value: new StoreCodec(json, "rows") };
  const record = { topic: "t", partition: 0, offset: 0, timestamp: 1 };
  const store = new LiveStore("rows", new MemoryState(true), codecs, record, false, null);
  for (const key of [undefined, null]) expect(() => store.keyOf(key as Value)).toThrow("null");
  expect(store.keyOf("")).toBe('""');
});

it.each([json, jsonOf(any)])("gives and takes copies (%#)", (type) => {
  const record = { topic: "t", partition: 0, offset: 0, timestamp: 1 };
  const below = new MemoryState(true);
  const cache = new CacheLayer(below, new CacheBudget(1e6), record, (key) => key);
  const codecs = { key: new StoreCodec(string, "rows"), value: new StoreCodec(type, "rows") };
  const store = new LiveStore("rows", cache, codecs, record, false, cache);
  const forwarded: Value[] = [];
  store.onFlush((_key, value) => {
    forwarded.push(value);
  });
  const at = store.keyOf("k");
  const row: Dict = { count: 1 };
  void store.put(at, row, 1);
  row.count = 2;
  const first = store.valueOf(at) as Dict;
  expect(first).toEqual({ count: 1 });
  first.count = 3;
  expect(store.valueOf(at)).toEqual({ count: 1 });
  void cache.flush();
  expect(forwarded).toEqual([{ count: 1 }]);
  (forwarded[0] as Dict).count = 4;
  expect(store.valueOf(at)).toEqual({ count: 1 });
  expect(rowText(below.get(at)?.value ?? "")).toBe('{"count":1}');
});

it("gives and takes copies where there is no cache too, and logs the bytes", () => {
  const record = { topic: "t", partition: 0, offset: 0, timestamp: 1 };
  const below = new MemoryState(true);
  const logged: unknown[] = [];
  const log: ChangelogWriter = (key, row) => {
    logged.push([key, bytes((sink) => row !== null && writeRow(row, sink))]);
  };
  const layer = new ChangelogLayer(below, log, record, true);
  const codecs = { key: new StoreCodec(string, "rows"), value: new StoreCodec(json, "rows") };
  const store = new LiveStore("rows", layer, codecs, record, false, null);
  const at = store.keyOf("a key of some length");
  const row: Dict = { count: 1 };
  void store.put(at, row, 1);
  row.count = 2;
  const first = store.valueOf(at) as Dict;
  expect(first).toEqual({ count: 1 });
  first.count = 3;
  expect(store.valueOf(at)).toEqual({ count: 1 });
  void store.put(at, { list: [1] }, 1);
  expect(store.valueOf(at)).toEqual({ list: [1] });
  expect(logged).toEqual([
    [at, '{"count":1}'],
    [at, '{"list":[1]}'],
  ]);
  expect(below.bytes).toBe(at.length + 96 + '{"list":[1]}'.length);
});
