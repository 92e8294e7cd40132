/** A store that is told of the records which come next does what one does that is not. */
import { describe, expect, it } from "vitest";
import { type DataType, enumOf, long, string } from "../../runtime/data-types/data-type.ts";
import { NO_HEADERS, StreamRecord } from "../../runtime/engine/record.ts";
import type { Value } from "../../runtime/python/value.ts";
import { CacheBudget } from "../../runtime/stores/cache-budget.ts";
import { CacheLayer } from "../../runtime/stores/cache-layer.ts";
import { LiveStore, LiveWindowStore } from "../../runtime/stores/live-store.ts";
import { MemoryState } from "../../runtime/stores/memory-state.ts";
import { RowsAhead } from "../../runtime/stores/rows-ahead.ts";
import { StoreCodec } from "../../runtime/stores/store-codec.ts";
import { TextTable } from "../../runtime/stores/text-table.ts";
import { WindowState } from "../../runtime/stores/window-state.ts";

const MINUTE = 60_000;
const KEYS: readonly Value[] = ["a", "b", "é", "Ã©", "a key of some length", "", null, 7, "c", "d"];

/** How a store is asked, and of which records' keys: seen from outside. */
function run(
  seed: number,
  limit: number,
  keyType: DataType,
  isWindow: boolean,
  isTold: boolean,
): readonly string[] {
  const seen: string[] = [];
  const record = { topic: "t", partition: 0, offset: 0, timestamp: 0 };
  const memory = new MemoryState(true);
  const below = isWindow
    ? new WindowState(memory, { retentionMs: 60 * MINUTE, isPersistent: false })
    : memory;
  const cache = new CacheLayer(below, new CacheBudget(limit), record, (key) => key);
  cache.listener = (key, value, timestamp) => {
    seen.push(`flushed ${key}=${value} ${timestamp} ${record.offset}`);
  };
  const codecs = { key: new StoreCodec(keyType, "t"), value: new StoreCodec(long, "t") };
  const parts = ["store", cache, codecs, record, false, cache] as const;
  const store = isWindow ? new LiveWindowStore(MINUTE, ...parts) : new LiveStore(...parts);
  const at = (key: Value) =>
    store instanceof LiveWindowStore
      ? store.at(key, store.startAt(record.timestamp))
      : store.keyOf(key);
  let state = seed;
  const random = (below: number): number => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * below);
  };
  const attempt = (what: () => unknown): void => {
    try {
      seen.push(String(what()));
    } catch (error) {
      seen.push(String(error));
    }
  };
  let offset = 0;
  for (let chunk = 0; chunk < 60; chunk++) {
    const records = Array.from({ length: 1 + random(16) }, () => {
      const key = KEYS[random(KEYS.length)] as Value;
      const time = offset * 5000 + random(3) * MINUTE;
      return new StreamRecord<Value>(key, null, time, NO_HEADERS, false, false);
    });
    const offsets = records.map(() => {
      offset += 1 + random(2);
      return offset;
    });
    if (isTold) store.foresee(records, offsets, records.length);
    const usesOwn = random(3) > 0;
    for (const [i, { key: own, timestamp }] of records.entries()) {
      record.offset = random(9) === 0 ? random(offset) : (offsets[i] as number);
      record.timestamp = random(9) === 0 ? 0 : timestamp;
      const key = usesOwn && random(9) > 0 ? own : (KEYS[random(KEYS.length)] as Value);
      const what = random(9);
      if (what < 6) attempt(() => store.valueOf(at(key)));
      if (what > 3 && what < 8) attempt(() => store.put(at(key), offset, timestamp));
      if (what === 8) attempt(() => store.put(at(key), null, timestamp));
    }
    if (random(6) === 0) void cache.flush();
    seen.push(`bytes ${cache.bytes} ${memory.bytes}`);
  }
  void cache.flush();
  return [...seen, `${cache.count}`];
}

describe.each([
  ["keys and values", string, false],
  ["windows", string, true],
  ["windows by symbols", enumOf("a", "b", "c", "d"), true],
])("a store of %s", (_name, keyType, isWindow) => {
  it.each([200, 600, 1e6].flatMap((limit) => [1, 2, 3, 4].map((seed) => [limit, seed] as const)))(
    "in a room of %d bytes (%d)",
    (limit, seed) => {
      const seen = run(seed, limit, keyType, isWindow, true);
      expect(seen).toEqual(run(seed, limit, keyType, isWindow, false));
      expect(seen.length).toBeGreaterThan(300);
    },
  );
});

it("is tried the more seldom, the longer nobody asks for what is looked up", () => {
  const ahead = new RowsAhead(new TextTable());
  ahead.texts.push("k");
  const tries = (count: number, asks: boolean): number => {
    let tried = 0;
    for (let i = 0; i < count; i++) {
      if (!ahead.begin()) continue;
      tried++;
      ahead.lookUp([i], 1);
      if (asks) expect(ahead.entry(i, "k")).toBeNull();
    }
    return tried;
  };
  expect(tries(100, true)).toBe(100);
  expect(tries(1000, false)).toBeLessThan(25);
  expect(tries(200, true)).toBeGreaterThan(100);
});
