/** Rows of tables that are kept decoded: who asks never sees what another one made of them, nor what a row was before. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { json, string } from "../../runtime/data-types/data-type.ts";
import type { Value } from "../../runtime/python/value.ts";
import { LevelDatabase } from "../../runtime/stores/level-database.ts";
import { LevelState, WriteBackBudget } from "../../runtime/stores/level-state.ts";
import { LiveTable } from "../../runtime/stores/live-store.ts";
import { MemoryState } from "../../runtime/stores/memory-state.ts";
import { RecentRows } from "../../runtime/stores/recent-rows.ts";
import type { Entry, KeyValueState } from "../../runtime/stores/store.ts";
import { StoreCodec } from "../../runtime/stores/store-codec.ts";

function tableOver(state: KeyValueState): LiveTable {
  const codecs = { key: new StoreCodec(string, "rows"), value: new StoreCodec(json, "rows") };
  const record = { topic: "rows", partition: 0, offset: 0, timestamp: -1 };
  return new LiveTable("rows", state, codecs, record, false);
}

function entryOf(value: string): Entry {
  const state = new MemoryState(false);
  state.put("key", value, -1);
  return state.get("key") as Entry;
}

it("gives each reader a copy", () => {
  const state = new MemoryState(false);
  const table = tableOver(state);
  state.put("key", '{"a":1,"b":"x"}', -1);
  Object.assign(table.valueOf("key") as object, { a: 2, c: 3 });
  const second = table.valueOf("key");
  expect(second).toEqual({ a: 1, b: "x" });
  Object.assign(second as object, { a: 4 });
  expect(table.valueOf("key")).toEqual({ a: 1, b: "x" });
});

it("lends a row, which stays as it is whatever becomes of it", () => {
  const state = new MemoryState(false);
  const table = tableOver(state);
  state.put("key", '{"a":1}', -1);
  const first = table.peek("key");
  const second = table.peek("key");
  expect(table.peek("key")).toBe(second);
  Object.assign(table.valueOf("key") as object, { a: 2 });
  state.put("key", '{"a":3}', -1);
  expect(table.peek("key")).toEqual({ a: 3 });
  state.put("key", null, -1);
  expect(table.peek("key")).toBeNull();
  expect([first, second]).toEqual([{ a: 1 }, { a: 1 }]);
});

async function changing(state: KeyValueState): Promise<readonly Value[]> {
  await state.open();
  const table = tableOver(state);
  const seen: Value[] = [];
  for (const row of ['{"a":1}', '{"a":2}', null, '{"a":3}']) {
    state.put("key", row, -1);
    seen.push(table.valueOf("key"), table.valueOf("key"));
  }
  await state.close();
  return seen;
}

it("sees a row that changes", async () => {
  const expected = [{ a: 1 }, { a: 1 }, { a: 2 }, { a: 2 }, null, null, { a: 3 }, { a: 3 }];
  expect(await changing(new MemoryState(false))).toEqual(expected);
  const folder = mkdtempSync(join(tmpdir(), "ksmlc-rows-"));
  const options = { keepsTimestamps: false, canRestore: false, schemas: null };
  const database = new LevelDatabase(join(folder, "rows"), "1 test");
  expect(await changing(new LevelState(database, options, new WriteBackBudget()))).toEqual(
    expected,
  );
  rmSync(folder, { recursive: true });
});

it("keeps no row that holds something that can be changed, is large, or is not the table's own", () => {
  const rows = new RecentRows(false);
  const isKept = (entry: Entry, value: Value): boolean => {
    rows.add(entry, value);
    return rows.get(entry) !== undefined;
  };
  expect(isKept(entryOf("dict"), { a: 1 })).toBe(true);
  expect(isKept(entryOf("list"), { a: [1] })).toBe(false);
  expect(isKept(entryOf("dict in it"), { "@schema": {} })).toBe(false);
  expect(isKept(entryOf("no dict"), [1])).toBe(false);
  expect(isKept(entryOf("x".repeat(1000)), { a: 1 })).toBe(false);
  expect(isKept({ value: "of a walk", timestamp: -1 }, { a: 1 })).toBe(false);
});

it("forgets the rows that were decoded long ago", () => {
  const rows = new RecentRows(false);
  const first = entryOf("first");
  const changed = entryOf("changed");
  const last = entryOf("last");
  rows.add(first, { a: 1 });
  for (let i = 0; i < 10_000; i++) rows.add(changed, { i });
  rows.add(last, { a: 2 });
  expect(rows.get(first)).toBeUndefined();
  expect(rows.get(last)).toEqual({ a: 2 });
});

it("shares no text with a row that has another one", () => {
  const rows = new RecentRows(false);
  const texts = ["", "few", "few", "12", "__proto__", "x".repeat(40), "few"];
  for (let i = 0; i < 200; i++) texts.push(`one of many ${i}`, "few");
  for (const text of texts) {
    const entry = entryOf(text);
    rows.add(entry, { field: text, [text]: "key" });
    expect(rows.get(entry)).toEqual({ field: text, [text]: "key" });
  }
});

it("lends one dict for equal rows, as long as few are different", () => {
  const rows = new RecentRows(false);
  const lent = (text: string): Value => {
    const entry = entryOf(text);
    rows.add(entry, { text });
    return rows.lend(entry) ?? null;
  };
  expect(lent("row")).toBe(lent("row"));
  for (let i = 0; i < 1000; i++) expect(lent(`row ${i % 700}`)).toEqual({ text: `row ${i % 700}` });
});
