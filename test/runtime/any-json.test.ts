/** The `json` that a rule of the dialect chose holds bare values as well (dialect.md 5.1): on topics and in stores. */
import { describe, expect, it } from "vitest";
import { any, jsonOf } from "../../runtime/data-types/data-type.ts";
import { serdeOf } from "../../runtime/notations/index.ts";
import { boxFloat, type Value } from "../../runtime/python/value.ts";
import { ByteSink } from "../../runtime/record-batch/byte-sink.ts";
import { textOf } from "../../runtime/stores/byte-text.ts";
import { StoreCodec } from "../../runtime/stores/store-codec.ts";

const VALUES: readonly (readonly [text: string, value: Value])[] = [
  ["3", 3],
  ["3.0", boxFloat(3)],
  ["9007199254740993", 9007199254740993n],
  ['"[a, \\"b\\"]"', '[a, "b"]'],
  ["true", true],
  ["[1,2]", [1, 2]],
  ['{"a":1}', { a: 1 }],
];

describe("any JSON value", () => {
  const serde = serdeOf(jsonOf(any));

  it.each(VALUES)("%s on a topic", (text, value) => {
    const sink = new ByteSink(64);
    expect(serde.serialize(value, sink, "t")).toBe(true);
    expect(sink.bytes.toString("utf8", 0, sink.at)).toBe(text);
    const bytes = Buffer.from(text);
    expect(serde.deserialize(bytes, 0, bytes.length, "t")).toEqual(value);
  });

  it.each(VALUES)("%s in a store", (text, value) => {
    const codec = new StoreCodec(jsonOf(any), "t");
    const sink = new ByteSink(64);
    expect(codec.write(value, sink)).toBe(true);
    expect(sink.bytes.toString("utf8", 0, sink.at)).toBe(text);
    expect(codec.read(textOf(sink.bytes, 0, sink.at))).toEqual(value);
  });

  it.each(["1 2", "1,2", "1]", "nothing", " "])("%j is none", (text) => {
    const bytes = Buffer.from(text);
    expect(() => serde.deserialize(bytes, 0, bytes.length, "t")).toThrow(
      "Could not parse string to object",
    );
  });
});
