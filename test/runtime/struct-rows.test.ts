/** Rows of schemas that stores keep as values: what their bytes would be read as, and nobody else's. */
import { beforeAll, describe, expect, it } from "vitest";
import type { JsonValue } from "../../runtime/notations/avro/avro-schema.ts";
import type { Registries } from "../../runtime/notations/registry/registries.ts";
import { setKey } from "../../runtime/python/dict.ts";
import { PyTuple } from "../../runtime/python/tuple.ts";
import { type Dict, PyFloat, type Value } from "../../runtime/python/value.ts";
import { ByteSink } from "../../runtime/record-batch/byte-sink.ts";
import type { RowKeeper } from "../../runtime/stores/row-keeper.ts";
import { StoreCodec } from "../../runtime/stores/store-codec.ts";
import { heldBytes, LARGE, partOfLargeText } from "../support/held-bytes.ts";
import { beginRegistries, emittedType } from "./avro-support.ts";

const optional = (name: string, type: JsonValue): JsonValue => ({
  name,
  type: ["null", type],
  default: null,
});

const ROW: JsonValue = {
  type: "record",
  name: "Row",
  fields: [
    { name: "text", type: "string" },
    { name: "count", type: "long" },
    { name: "size", type: "int" },
    { name: "share", type: "double" },
    { name: "isOn", type: "boolean" },
    optional("small", "float"),
    optional("note", "string"),
    optional("way", { type: "enum", name: "Way", symbols: ["UP", "DOWN"] }),
  ],
};

const base = (): Dict => ({
  text: "é",
  size: -1,
  count: 2 ** 40,
  share: 0.5,
  isOn: true,
});

/** The row that stands in the store already, changed by a function: what most puts are. */
const KEPT: readonly (readonly [title: string, change: Dict])[] = [
  ["as it is", {}],
  ["ints for floats", { share: 3, small: 4 }],
  ["floats", { share: new PyFloat(3), small: 0.1 }],
  ["floats that are no numbers", { share: Number.NaN, small: Infinity }],
  ["minus zero", { share: -0, count: -0, size: -0 }],
  ["minus zero as a float", { share: new PyFloat(-0) }],
  ["a boxed float that is no int", { share: new PyFloat(0.5) }],
  ["a float that has no room for the whole number", { small: new PyFloat(2 ** 24 + 1) }],
  ["a large int", { count: 2n ** 62n }],
  ["nulls", { note: null, way: null, small: null }],
  ["text and a symbol", { note: "", way: "UP" }],
  ["entries that the schema does not have", { other: [1], "@type": "Another" }],
  ["the name of another schema", { "@type": "Another" }],
  ["what another schema looks like", { "@schema": {} }],
  ["texts", { text: "\u20ac".repeat(12), note: "x".repeat(12) }],
];

const NOT_KEPT: readonly (readonly [title: string, change: Dict])[] = [
  ["a text that may be a part of another", { note: "x".repeat(13) }],
  ["half a character", { text: "\ud800" }],
  ["text for a number", { count: "1" }],
  ["a float for an int", { count: new PyFloat(1) }],
  ["a fraction for an int", { size: 1.5 }],
  ["too large an int", { size: 2 ** 31 }],
  ["too large a float", { small: 1e39 }],
  ["a number for a text", { note: 1 }],
  ["no boolean", { isOn: 1 }],
  ["no symbol", { way: "LEFT" }],
  ["null for a required field", { text: null }],
];

describe("rows of a schema", () => {
  const sink = new ByteSink(16);
  let registries: Registries;
  let codec: StoreCodec;
  let keeper: RowKeeper;

  beforeAll(async () => {
    registries = beginRegistries();
    const type = emittedType(ROW);
    await registries.prepareWriting(type, "rows", "value");
    codec = new StoreCodec(type, "rows");
    keeper = codec.keeper as RowKeeper;
    expect(keeper.keep(base())).toBeNull(); // the schema's id is not known before the first row
    codec.write(base(), sink);
  });

  const written = (write: (sink: ByteSink) => unknown): string => {
    sink.at = 0;
    write(sink);
    return sink.bytes.toString("latin1", 0, sink.at);
  };
  const bytesOf = (value: Value): string => written((to) => codec.write(value, to));
  /** With the order of keys. */
  const shown = (value: Value): unknown => Object.entries(value as Dict);
  const stored = (): Dict => codec.read(bytesOf({ ...base(), note: "n" })) as Dict;
  const storedWhole = (): Dict => codec.read(bytesOf({ ...base(), way: "UP" })) as Dict;

  it.each(KEPT)("%s: kept", (_title, change) => {
    for (const row of [base(), stored(), storedWhole()]) {
      const value = Object.assign(row, change);
      const bytes = bytesOf(value);
      const kept = keeper.keep(value);
      expect(kept).not.toBeNull();
      expect(keeper.atMost).toBeGreaterThanOrEqual(bytes.length);
      expect(written((to) => keeper.write(kept as object, to))).toBe(bytes);
      const copy = keeper.copy(kept as object);
      expect(shown(copy)).toEqual(shown(codec.read(bytes)));
      expect(shown(keeper.lend(kept as object))).toEqual(shown(copy));
      const again = keeper.keep(copy);
      expect(written((to) => keeper.write(again as object, to))).toBe(bytes);
    }
  });

  it.each(NOT_KEPT)("%s: not kept", (_title, change) => {
    for (const row of [base(), stored(), storedWhole()])
      expect(keeper.keep(Object.assign(row, change))).toBeNull();
  });

  it("is no dict: not kept", () => {
    for (const value of [null, [], new PyTuple(["a", 1, 2, 3, true]), "{}"])
      expect(keeper.keep(value)).toBeNull();
  });

  it("keys that are no names are lost, as in the bytes", () => {
    const value = base();
    setKey(value, 1, "one");
    const kept = keeper.keep(value) as object;
    expect(shown(keeper.copy(kept))).toEqual(shown(codec.read(bytesOf(value))));
  });

  it("is nobody else's", () => {
    const value = base();
    const kept = keeper.keep(value) as object;
    const wanted = shown(keeper.copy(kept));
    value.count = 7;
    (keeper.copy(kept) as Dict).count = 8;
    expect(shown(keeper.copy(kept))).toEqual(wanted);
  });

  it("are no longer than they say", async () => {
    const type = emittedType({
      type: "record",
      name: "Notes",
      fields: Array.from("abcdefgh", (name) => optional(name, "string")),
    });
    await registries.prepareWriting(type, "notes", "value");
    const notes = new StoreCodec(type, "notes");
    notes.write({}, sink);
    const rows = notes.keeper as RowKeeper;
    for (const [row, length] of [
      [{}, 13],
      [Object.fromEntries(Array.from("abcdefgh", (name) => [name, "\u20ac".repeat(12)])), 309],
    ] as const) {
      const kept = rows.keep(row) as object;
      expect(written((to) => rows.write(kept, to))).toHaveLength(length);
      expect(rows.atMost).toBeGreaterThanOrEqual(length);
    }
  });

  it("keep no text alive that a symbol of one is part of", async () => {
    const symbol = "SLEEPING_IN_THE_SUN";
    const state: JsonValue = { type: "enum", name: "State", symbols: [symbol] };
    const type = emittedType({ type: "record", name: "Cat", fields: [optional("state", state)] });
    await registries.prepareWriting(type, "cats", "value");
    const cats = new StoreCodec(type, "cats");
    cats.write({ state: symbol }, sink);
    const read = cats.read(written((to) => cats.write({ state: symbol }, to))) as Dict;
    const kept: unknown[] = [];
    const held = heldBytes(() => {
      for (let i = 0; i < 20; i++) {
        const given = { state: partOfLargeText(symbol) };
        kept.push(cats.keeper?.keep(given), cats.keeper?.keep({ ...read, ...given }));
      }
    });
    expect(kept).not.toContain(null);
    expect(held).toBeLessThan(LARGE);
  });

  it("texts of a field are the row's own, however many there are of them", () => {
    const values = Array.from({ length: 200 }, (_, i) => ({ ...base(), text: `text ${i % 150}` }));
    const kept = values.map((value) => keeper.keep(value) as object);
    expect(kept.map((row) => (keeper.copy(row) as Dict).text)).toEqual(
      values.map(({ text }) => text),
    );
  });

  it("a value that has to be converted leaves nothing of the attempt", () => {
    expect(bytesOf({ ...base(), count: "1099511627776" })).toBe(bytesOf(base()));
  });

  it("rows with a list or a record inside stay bytes", () => {
    for (const type of [
      { type: "array", items: "int" },
      { ...(ROW as object), name: "Inner" },
    ]) {
      const outer = { type: "record", name: "Outer", fields: [{ name: "it", type }] } as JsonValue;
      expect(new StoreCodec(emittedType(outer), "rows").keeper).toBeNull();
    }
  });
});
