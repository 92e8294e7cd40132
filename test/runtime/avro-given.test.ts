/** Dicts of functions that become Avro as they stand: the bytes are those of the converted struct, or nothing is written. */
import { beforeEach, describe, expect, it } from "vitest";
import { string } from "../../runtime/data-types/data-type.ts";
import { schemaOf } from "../../runtime/data-types/struct-schema.ts";
import { toType } from "../../runtime/data-types/to-type.ts";
import type { NodeRuntime } from "../../runtime/dsl/node.ts";
import { NO_HEADERS, StreamRecord } from "../../runtime/engine/record.ts";
import { RecordCollector } from "../../runtime/engine/record-collector.ts";
import type { JsonValue } from "../../runtime/notations/avro/avro-schema.ts";
import { AvroSerde } from "../../runtime/notations/avro/avro-serde.ts";
import { GivenRecords } from "../../runtime/notations/avro/given-records.ts";
import type { Registries } from "../../runtime/notations/registry/registries.ts";
import { givenSink } from "../../runtime/operations/given-sink.ts";
import { setKey } from "../../runtime/python/dict.ts";
import { PySet } from "../../runtime/python/set.ts";
import { PyTuple } from "../../runtime/python/tuple.ts";
import { type Dict, PyFloat, type Value } from "../../runtime/python/value.ts";
import { ByteSink } from "../../runtime/record-batch/byte-sink.ts";
import { decodeRecords } from "../../runtime/record-batch/records.ts";
import { beginRegistries, emittedType } from "./avro-support.ts";

const POINT: JsonValue = {
  type: "record",
  name: "Point",
  fields: [
    { name: "label", type: ["null", "string"], default: null },
    { name: "at", type: "long" },
  ],
};

/** Whatever stands for it has none of its fields: that alone does not make it one. */
const NOTE: JsonValue = {
  type: "record",
  name: "Note",
  fields: [{ name: "text", type: ["null", "string"], default: null }],
};

const recordWith = (type: JsonValue): JsonValue => ({
  type: "record",
  name: "Tested",
  fields: [
    { name: "before", type: "string" },
    { name: "it", type, ...(Array.isArray(type) && type[0] === "null" ? { default: null } : {}) },
  ],
});

const withOddKey = (dict: Dict): Dict => {
  setKey(dict, 7, "seven");
  return dict;
};

/** A type, then values for it. */
type Row = readonly [type: JsonValue, ...values: (Value | undefined)[]];

const AS_THEY_ARE: readonly Row[] = [
  ["string", "", "a", "é", "😀", "\ud800", "x".repeat(100)],
  ["boolean", true, false],
  ["int", 0, -0, 1, -1, 2147483647, -2147483648],
  ["long", 0, -0, -1, 2 ** 31, 1_700_000_000_000, -(2 ** 52), 2 ** 53 - 1, 2n ** 63n - 1n],
  [{ type: "long", logicalType: "timestamp-millis" }, 1_700_000_000_000],
  ["double", 0, -0, 1, 0.1, 2 ** 60, Number.NaN, Infinity, new PyFloat(2), new PyFloat(-0)],
  ["float", 1, 0.1, new PyFloat(3), Infinity],
  [{ type: "enum", name: "Way", symbols: ["UP", "DOWN"] }, "UP", "DOWN"],
  [["null", "double"], null, undefined, 1, 0.5, new PyFloat(4)],
  [["null", { type: "array", items: "int" }], null, undefined, [], [1, 2]],
  [
    { type: "array", items: "double" },
    [],
    [1, 0.5, new PyFloat(2)],
    new PyTuple([1, 2]),
    new PySet([1, 0.5]),
  ],
  [
    POINT,
    { at: 1 },
    { at: 1, label: null },
    { label: "b", at: 2, other: [] },
    withOddKey({ at: 3 }),
    { at: 4, constructor: 1 },
    new PyTuple(["c", 4]),
    ["d", 5],
    new PyTuple([null, 6]),
  ],
  [{ type: "array", items: POINT }, [{ at: 1 }, new PyTuple(["a", 2]), ["b", 3]]],
  [{ type: "array", items: { type: "array", items: POINT } }, [[], [{ at: 1 }, ["a", 2]]]],
  [["null", { type: "array", items: NOTE }], null, [{}], new PyTuple([["a"], {}])],
  [NOTE, {}, { text: "a" }, ["a"]],
];

const OF_OTHER_TYPES: readonly Row[] = [
  ["string", 1, true, null, undefined, new PyFloat(1), []],
  ["boolean", "true", 1, null],
  ["int", "1", 1.5, 2 ** 31, new PyFloat(1), true, null],
  ["long", "1", 1.5, 2 ** 53, 2n ** 63n, new PyFloat(1), true, undefined],
  ["double", "1", 2n ** 60n, true, null],
  ["float", 1e39, "1", null],
  [{ type: "enum", name: "Way", symbols: ["UP", "DOWN"] }, "LEFT", 0, null],
  [{ type: "array", items: "int" }, "[1]", { 0: 1 }, [1, "2"], [1, null], null],
  [["null", { type: "array", items: "int" }], "[1, 2]", [0.5]],
  [POINT, {}, "{}", '{"at":1}', [], ["a"], new PyTuple(["a", "b"]), new PyFloat(1), new PySet()],
  [POINT, ["a", 1, 2], new PyTuple(["a", 1, 2]), new PySet(["a", 1])],
  [["null", POINT], '{"at":1}', { label: 1, at: 2 }],
  [NOTE, null, undefined, "{}", 1, true, [], new PyFloat(1), new PySet(["a"]), ["a", "b"]],
  [{ type: "array", items: NOTE }, "[]", ["{}"], [null], { 0: {} }, [{}, 1]],
  // The schema has a rule that only the conversions know.
  [["int", "string"], 1, "1"],
  [
    { type: "map", values: "int" },
    { b: 1, a: 2 },
  ],
  ["bytes", [1, 2], [-0]],
  [{ type: "string", logicalType: "uuid" }, "123e4567-e89b-12d3-a456-426614174000", "x"],
  [{ type: "int", logicalType: "time-millis" }, 1, -1],
  [{ type: "long", logicalType: "time-micros" }, 1, -1],
  [{ type: "bytes", logicalType: "decimal", precision: 4, scale: 2 }, "1.50", 1],
];

const tests = (rows: readonly Row[]) =>
  rows.map(([json, ...values]) => ({ type: JSON.stringify(json), json, values }));

describe("dicts of functions", () => {
  let registries: Registries;

  beforeEach(() => {
    registries = beginRegistries();
  });

  async function serdesOf(json: JsonValue) {
    const type = emittedType(json);
    await registries.prepareWriting(type, "events", "value");
    const schema = schemaOf(type);
    if (schema === undefined) throw new Error("no schema");
    const plain = new AvroSerde(type, schema);
    let conversions = 0;
    const given = new GivenRecords(new AvroSerde(type, schema), (value) => {
      conversions++;
      return toType(value, type, true);
    });
    const write = (serde: AvroSerde | GivenRecords, value: Value): string => {
      const sink = new ByteSink(16);
      serde.serialize(value, sink, "events");
      return sink.bytes.toString("hex", 0, sink.at);
    };
    const outcome = (make: () => string): string => {
      try {
        return make();
      } catch (error) {
        return String(error);
      }
    };
    return {
      converted: (value: Value) => outcome(() => write(plain, toType(value, type, true))),
      given: (value: Value) => outcome(() => write(given, given.take(value))),
      conversions: () => conversions,
    };
  }

  /** Of `{"before", "it"}`, and whether it was converted. The first record of all is: it asks for the schema's id. */
  async function outcomes(type: JsonValue, values: readonly (Value | undefined)[]) {
    const serdes = await serdesOf(recordWith(type));
    serdes.given({ before: "b" });
    return values.map((it) => {
      const dict: Dict = it === undefined ? { before: "b" } : { it, before: "b" };
      const before = serdes.conversions();
      const given = serdes.given(dict);
      return { given, isConverted: serdes.conversions() > before, wanted: serdes.converted(dict) };
    });
  }

  it.each(tests(AS_THEY_ARE))("are written as they are: $type", async ({ json, values }) => {
    for (const { given, isConverted, wanted } of await outcomes(json, values)) {
      expect(given).toBe(wanted);
      expect(given).toMatch(/^00000000/);
      expect(isConverted).toBe(false);
    }
  });

  it.each(tests(OF_OTHER_TYPES))("are converted: $type", async ({ json, values }) => {
    for (const { given, isConverted, wanted } of await outcomes(json, values)) {
      expect(given).toBe(wanted);
      expect(isConverted).toBe(true);
    }
  });

  it("fields that every object seems to have are read with care", async () => {
    const serdes = await serdesOf({
      type: "record",
      name: "Odd",
      fields: [{ name: "constructor", type: ["null", "string"], default: null }],
    });
    serdes.given({});
    expect(serdes.given({})).toBe(serdes.converted({}));
    expect(serdes.conversions()).toBe(2);
    expect(serdes.given({ constructor: "c" })).toBe(serdes.converted({ constructor: "c" }));
    expect(serdes.conversions()).toBe(2);
  });

  it("of a function whose values never fit are all converted", async () => {
    const [fitting, other]: Dict[] = [
      { before: "b", it: 1 },
      { before: "b", it: "1" },
    ];
    const serdes = await serdesOf(recordWith("long"));
    serdes.given(fitting as Dict);
    for (let i = 0; i < 40; i++) {
      expect(serdes.given(other as Dict)).toBe(serdes.converted(other as Dict));
    }
    expect(serdes.given(fitting as Dict)).toBe(serdes.converted(fitting as Dict));
    expect(serdes.conversions()).toBe(42);
  });

  it("null comes last where an optional field has another default", async () => {
    const serdes = await serdesOf({
      type: "record",
      name: "Defaults",
      fields: [{ name: "it", type: ["null", "string"], default: "d" }],
    });
    serdes.given({});
    for (const value of [{ it: "a" }, { it: null }, {}]) {
      expect(serdes.given(value)).toBe(serdes.converted(value));
    }
    expect(serdes.conversions()).toBe(1);
  });

  it("a record that cannot be written is shown converted", async () => {
    const type = emittedType(recordWith("double"));
    await registries.prepareWriting(type, "events", "value");
    const schema = schemaOf(type);
    const serde = new AvroSerde(type, schema as NonNullable<typeof schema>);
    const given = new GivenRecords(serde, (value) => toType(value, type, true));
    given.serialize(given.take({ it: 1, before: "b" }), new ByteSink(16), "events");
    const dict = { it: new PyFloat(1), before: "b" };
    expect(given.take(dict)).toBe(dict);
    expect(given.converted(dict)).toEqual({ before: "b", it: 1 });
    const other = { before: "b", it: 1 };
    expect(given.converted(other)).toBe(other);
  });

  describe("at a sink", () => {
    const type = emittedType(recordWith("double"));
    const convert = (value: Value): Value => toType(value, type, true);
    const dict = (): Dict => ({ it: new PyFloat(1), before: "b" });

    /** What it writes of records with these keys, and what is said to have failed. Half are there before the topic is known. */
    async function outcome(numPartitions: number, keys: readonly unknown[]) {
      await registries.prepareWriting(type, "events", "value");
      const types = { key: string, value: type };
      const failed: unknown[] = [];
      const collector = new RecordCollector();
      const node = {
        types,
        isRaw: false,
        outputs: collector,
        failed: ({ key, value }: StreamRecord) => failed.push([key, value]),
      } as unknown as NodeRuntime;
      const sink = givenSink({ node, topic: "events", types, partitioner: null }, convert);
      for (const [i, key] of keys.entries()) {
        if (i === keys.length >> 1) collector.addTopic("events", numPartitions);
        const value = sink?.take(dict());
        void sink?.write(new StreamRecord(key, value, 0, NO_HEADERS, false, false));
      }
      const records = collector.take().flatMap(({ batch }) => decodeRecords(batch));
      return {
        written: records.map(({ value }) => Buffer.from(value ?? []).toString("hex")),
        failed,
      };
    }

    it.each([1, 3])(
      "records are those of converted values, and shown as such where they fail: %i partitions",
      async (numPartitions) => {
        const { written, failed } = await outcome(numPartitions, ["a", 1, "b", 1, 1, "c"]);
        const { converted } = await serdesOf(recordWith("double"));
        expect(written).toEqual(["a", "b", "c"].map(() => converted(dict())));
        expect(failed).toEqual([1, 1, 1].map((key) => [key, { before: "b", it: 1 }]));
      },
    );

    it.each([
      ["a partitioner sees converted values", type, () => [0], convert],
      ["what has a type already needs no conversion", type, null, null],
      ["other topics have serdes of their own", string, null, convert],
    ])("%s", (_title, value, partitioner, conversion) => {
      const node = {} as NodeRuntime;
      const types = { key: string, value };
      expect(givenSink({ node, topic: "events", types, partitioner }, conversion)).toBeNull();
    });
  });
});
