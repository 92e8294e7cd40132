/** A record cache whose rows are values does what one of bytes does: the same flushes in the same order, the same sizes. */
import { describe, expect, it } from "vitest";
import { json } from "../../runtime/data-types/data-type.ts";
import type { Dict } from "../../runtime/python/value.ts";
import type { ByteText } from "../../runtime/stores/byte-text.ts";
import { CacheBudget } from "../../runtime/stores/cache-budget.ts";
import { CacheLayer } from "../../runtime/stores/cache-layer.ts";
import { MemoryState } from "../../runtime/stores/memory-state.ts";
import { KeptRow, type Row, rowText } from "../../runtime/stores/row.ts";
import type { RowKeeper } from "../../runtime/stores/row-keeper.ts";
import { StoreCodec } from "../../runtime/stores/store-codec.ts";

const keeper = new StoreCodec(json, "rows").keeper as RowKeeper;
const rowOf = (n: number): Dict => ({ n, text: "x".repeat(n % 7) });
const asValue = (n: number): Row => new KeptRow(keeper, keeper.keep(rowOf(n)) ?? {}, keeper.atMost);
const asBytes = (n: number): Row => rowText(asValue(n));

const context = () => ({ topic: "t", partition: 0, offset: 0, timestamp: 0 });

/** What is done to two caches that share their room, seen from outside. */
function run(seed: number, limit: number, make: (n: number) => Row): readonly string[] {
  const seen: string[] = [];
  const budget = new CacheBudget(limit);
  const record = context();
  const stores = ["one", "other"].map((name) => {
    const below = new MemoryState(true);
    const cache = new CacheLayer(below, budget, record, (key) => key);
    cache.listener = (key, value, timestamp) => {
      seen.push(
        `${name} ${key}=${value === null ? null : rowText(value)} ${timestamp} ${record.offset}`,
      );
    };
    return { below, cache };
  });
  let state = seed;
  const random = (below: number): number => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * below);
  };
  for (let i = 0; i < 400; i++) {
    const { below, cache } = stores[random(2)] as (typeof stores)[0];
    const key = `key of some length ${random(12)}`;
    record.offset = i;
    record.timestamp = i;
    const what = random(20);
    if (what < 9) void cache.put(key, make(random(5) ** 6), i, []);
    else if (what < 10) void cache.put(key, null, i, []);
    else if (what < 18) {
      const found = cache.get(key);
      seen.push(found === null ? "none" : `${rowText(found.value)} ${found.timestamp}`);
    } else if (what < 19) {
      seen.push(...Array.from(cache.entries(), ([at, { value }]) => `${at}=${rowText(value)}`));
    } else {
      if (random(4) === 0) void cache.flush();
      seen.push(`bytes ${cache.bytes} ${below.bytes} ${below.count}`);
    }
  }
  return seen;
}

describe.each([300, 600, 1500, 1e6])("in a room of %d bytes", (limit) => {
  it.each([1, 2, 3, 4, 5])("rows as values are rows (%d)", (seed) => {
    const seen = run(seed, limit, asValue);
    expect(seen).toEqual(run(seed, limit, asBytes));
    expect(seen.length).toBeGreaterThan(200);
  });
});

const written = (entry: { readonly value: Row } | null): ByteText | null =>
  entry === null ? null : rowText(entry.value);

it("writes nothing before it is flushed, and while there is room", () => {
  let writes = 0;
  const counting: RowKeeper = {
    atMost: 60,
    keep: (value) => ({ value }),
    copy: (kept) => (kept as { value: Dict }).value,
    lend: (kept) => (kept as { value: Dict }).value,
    write: (_kept, sink) => {
      writes++;
      sink.at += 40;
    },
  };
  const cache = new CacheLayer(new MemoryState(true), new CacheBudget(950), context(), (k) => k);
  const put = (key: string) => void cache.put(key, new KeptRow(counting, {}, 60), 1, []);
  for (let i = 0; i < 5; i++) {
    put("a");
    put("b");
  }
  expect(writes).toBe(0);
  for (const key of "cdefgh") put(key);
  expect(writes).toBe(0);
  put("i"); // the bounds leave no room for it, the bytes do
  expect(writes).toBe(9);
  put("j"); // the sizes that are known leave room for its bound
  expect(writes).toBe(9);
  void cache.flush();
  expect(writes).toBe(10);
});

it("keeps apart what is being flushed and what its flush writes", () => {
  const below = new MemoryState(true);
  const cache = new CacheLayer(below, new CacheBudget(1e6), context(), (key) => key);
  const seen: string[] = [];
  cache.listener = (key, value) => {
    if (seen.length < 2) void cache.put("b", asValue(3), 1, []);
    seen.push(`${key}=${value === null ? null : rowText(value)}`);
  };
  void cache.put("a", asValue(1), 1, []);
  void cache.put("b", asValue(2), 1, []);
  void cache.flush();
  expect(seen).toEqual(['a={"n":1,"text":"x"}', 'b={"n":2,"text":"xx"}']);
  expect(written(cache.get("b"))).toBe('{"n":3,"text":"xxx"}');
  expect(written(below.get("b"))).toBe('{"n":2,"text":"xx"}');
  void cache.flush();
  expect(seen.at(-1)).toBe('b={"n":3,"text":"xxx"}');
});

it("keeps what its flush writes to the entry that has to go", () => {
  const below = new MemoryState(true);
  const cache = new CacheLayer(below, new CacheBudget(140), context(), (key) => key);
  cache.listener = (key) => {
    if (key === "b") void cache.put("a", "2", 2, []);
  };
  for (const key of "abc") void cache.put(key, "1", 1, []);
  expect(written(cache.get("a"))).toBe("2");
  void cache.flush();
  expect(written(below.get("a"))).toBe("2");
});

it("walks along rows as they were when they were reached", () => {
  const below = new MemoryState(true);
  const cache = new CacheLayer(below, new CacheBudget(1e6), context(), (key) => key);
  below.put("a", "old", 1);
  void cache.put("b", "old", 1, []);
  const found: { readonly value: Row }[] = [];
  for (const [key, entry] of cache.entries()) {
    found.push(entry);
    void cache.put(key, "new", 2, []);
    void cache.flush();
  }
  expect(found.map(written)).toEqual(["old", "old"]);
});

it("looks for a row below again where it went meanwhile", () => {
  const below = new MemoryState(true);
  const cache = new CacheLayer(below, new CacheBudget(1e6), context(), (key) => key);
  for (const value of ["1", "2", "3", "4"]) {
    void cache.put("a", value, 1, []);
    void cache.flush();
    expect(written(below.get("a"))).toBe(value);
    if (value === "2") below.put("a", null, 1);
  }
  expect([below.count, below.bytes]).toEqual([1, 98]);
});
