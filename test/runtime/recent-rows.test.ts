/** Rows of tables that are kept decoded: who asks never sees what another one made of them. */
import { expect, it } from "vitest";
import { json } from "../../runtime/data-types/data-type.ts";
import { RecentRows } from "../../runtime/stores/recent-rows.ts";
import { StoreCodec } from "../../runtime/stores/store-codec.ts";

it("gives each reader a copy", () => {
  const codec = new StoreCodec(json, "rows", [], true);
  const first = codec.read('{"a":1,"b":"x"}');
  Object.assign(first as object, { a: 2, c: 3 });
  const second = codec.read('{"a":1,"b":"x"}');
  expect(second).toEqual({ a: 1, b: "x" });
  Object.assign(second as object, { a: 4 });
  expect(codec.read('{"a":1,"b":"x"}')).toEqual({ a: 1, b: "x" });
});

it("keeps no row that holds something that can be changed", () => {
  const rows = new RecentRows(false);
  rows.add("list", { a: [1] });
  rows.add("dict", { "@schema": {} });
  rows.add("no dict", [1]);
  expect(["list", "dict", "no dict"].map((row) => rows.get(row))).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

it("forgets the rows that were not read for long", () => {
  const rows = new RecentRows(false);
  rows.add("first", { a: 1 });
  rows.add("used", { a: 2 });
  for (let i = 0; i < 10_000; i++) {
    rows.add(`row ${i}`, { i });
    rows.get("used");
  }
  expect(rows.get("first")).toBeUndefined();
  expect(rows.get("used")).toEqual({ a: 2 });
});
