/**
 * Avro records: bytes by vectors, emitted and generic codec against each other and against avsc on random schemas and
 * values, records of other writers, what cannot be written (runtime.md 4.7).
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import avsc from "avsc";
import { format } from "prettier";
import { beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { DataType } from "../../runtime/data-types/data-type.ts";
import { missingFields, requireFields } from "../../runtime/data-types/missing-fields.ts";
import { printValue } from "../../runtime/data-types/print-format.ts";
import { dynamicForm } from "../../runtime/data-types/struct-form.ts";
import { schemaOf } from "../../runtime/data-types/struct-schema.ts";
import { toType } from "../../runtime/data-types/to-type.ts";
import { EmbeddedRegistry } from "../../runtime/kafka/embedded/embedded-registry.ts";
import type { AvroCodec } from "../../runtime/notations/avro/avro-codec.ts";
import { AvroReader } from "../../runtime/notations/avro/avro-reader.ts";
import type { JsonValue } from "../../runtime/notations/avro/avro-schema.ts";
import { AvroSerde } from "../../runtime/notations/avro/avro-serde.ts";
import { AvroWriter, MISFIT } from "../../runtime/notations/avro/avro-writer.ts";
import { recordReader } from "../../runtime/notations/avro/generic-read.ts";
import { writeGeneric } from "../../runtime/notations/avro/generic-write.ts";
import { serdeOf } from "../../runtime/notations/index.ts";
import { Registries, useRegistries } from "../../runtime/notations/registry/registries.ts";
import { SchemaPending } from "../../runtime/notations/registry/registry-error.ts";
import type { Dict, Value } from "../../runtime/python/value.ts";
import { PyFloat } from "../../runtime/python/value.ts";
import { ByteSink } from "../../runtime/record-batch/byte-sink.ts";
import { emittedType, moduleText, recordOf } from "./avro-support.ts";

interface Vector {
  readonly schema: JsonValue;
  readonly value: JsonValue;
  readonly hex: string;
}

const vectors = parse(
  readFileSync(resolve(import.meta.dirname, "../../fixtures/notations/avro/vectors.yaml"), "utf8"),
) as readonly Vector[];

const withField = (schema: JsonValue): JsonValue => ({
  type: "record",
  name: "One",
  fields: [{ name: "f", type: schema }],
});

const givenValue = (json: JsonValue): Value =>
  typeof json === "string" && /^-?\d+n$/.test(json) ? BigInt(json.slice(0, -1)) : (json as Value);

function codecOf(type: DataType) {
  const codec = schemaOf(type)?.codec;
  if (codec === undefined || codec === null) throw new Error("no codec");
  return codec;
}

function written(write: (output: AvroWriter) => void): string {
  const sink = new ByteSink(16);
  write(new AvroWriter(sink));
  return sink.bytes.toString("hex", 0, sink.at);
}

/** Undefined: the emitted encoder leaves the value to the generic one. */
function writtenBy(write: AvroCodec["write"], value: Dict): string | undefined {
  try {
    return written((output) => write(output, value));
  } catch (error) {
    if (error === MISFIT) return undefined;
    throw error;
  }
}

function read<T>(hex: string, by: (input: AvroReader) => T): T {
  const bytes = Buffer.from(`ff${hex}ff`, "hex");
  const input = new AvroReader();
  input.open(bytes, 1, bytes.length - 1);
  const value = by(input);
  input.close();
  return value;
}

describe("vectors", () => {
  it.each(vectors.map((each) => [JSON.stringify(each.schema), each.hex, each] as const))(
    "%s %s",
    (_schema, hex, { schema, value: json }) => {
      const record = recordOf(withField(schema));
      const { read: emittedRead, write: emittedWrite } = codecOf(emittedType(withField(schema)));
      const struct: Dict = { f: givenValue(json) };
      expect(written((output) => writeGeneric(output, struct, record))).toBe(hex);
      expect(read(hex, recordReader(record))).toEqual(struct);
      expect(read(hex, emittedRead)).toEqual(struct);
      const hasUnion = Array.isArray(schema) && !schema.includes("null");
      if (!hasUnion) expect(written((output) => emittedWrite(output, struct))).toBe(hex);
    },
  );

  it("bytes that end too early, or are none of the schema, are refused", () => {
    const cases: readonly (readonly [JsonValue, string])[] = [
      ["string", "10616263"],
      ["long", "80"],
      ["long", "ffffffffffffffffffffff01"],
      ["double", "0000"],
      ["boolean", "02"],
      ["int", "8080808010"],
      [{ type: "enum", name: "E", symbols: ["A"] }, "02"],
      [["null", "string"], "04"],
      [{ type: "array", items: "null" }, "feffffffffffffffff01"],
      [{ type: "array", items: "long" }, "04"],
      [{ type: "map", values: "long" }, "0202"],
    ];
    for (const [schema, hex] of cases) {
      const by = codecOf(emittedType(withField(schema))).read;
      expect(() => read(hex, by), hex).toThrow(
        /bytes end|no int|boolean is|no such symbol|no member/,
      );
    }
  });

  it("blocks with a size, as other writers make them", () => {
    const by = codecOf(emittedType(withField({ type: "array", items: "long" }))).read;
    expect(read("0304063601020000", by)).toEqual({ f: [3, 27, 0] });
  });
});

/** Deterministic: a failing case is the same one the next time. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

class Generator {
  readonly #random: () => number;
  #names = 0;

  constructor(seed: number) {
    this.#random = random(seed);
  }

  int(below: number): number {
    return Math.floor(this.#random() * below);
  }

  pick<T>(from: readonly T[]): T {
    return from[this.int(from.length)] as T;
  }

  record(depth: number): JsonValue {
    const names = ["b", "a", "class", "input", "Z", "_x", "constructor", "value"];
    const count = 1 + this.int(5);
    return {
      type: "record",
      name: `R${this.#names++}`,
      fields: names.slice(0, count).map((name) => ({ name, type: this.type(depth) })),
    };
  }

  type(depth: number): JsonValue {
    const simple = ["int", "long", "float", "double", "string", "boolean", "bytes"];
    if (depth === 0 || this.int(3) > 0) return this.pick(simple);
    switch (this.int(6)) {
      case 0:
        return { type: "array", items: this.type(depth - 1) };
      case 1:
        return { type: "map", values: this.type(depth - 1) };
      case 2:
        return ["null", this.type(0)];
      case 3:
        return [this.type(0), "null"];
      case 4:
        return { type: "enum", name: `E${this.#names++}`, symbols: ["A", "B", "C"] };
      default:
        return this.record(depth - 1);
    }
  }

  value(type: JsonValue): Value {
    if (Array.isArray(type)) return this.value(this.pick(type));
    if (typeof type === "object" && type !== null) return this.#composite(type as JsonObject);
    switch (type) {
      case "null":
        return null;
      case "int":
        return this.pick([0, 1, -1, 2 ** 31 - 1, -(2 ** 31), this.int(1000)]);
      case "long":
        return this.pick([0, -1, 2 ** 31, -(2 ** 40), 2 ** 52, -(2 ** 52), this.int(2 ** 50)]);
      case "float":
        return Math.fround(this.#random() * 100 - 50);
      case "double":
        return this.pick([0.1, -1e300, this.#random(), 1e-9]);
      case "boolean":
        return this.int(2) === 1;
      case "bytes":
        return Array.from({ length: this.int(5) }, () => this.int(256));
      default:
        return this.pick(["", "abc", "é😀", "x".repeat(this.int(90))]);
    }
  }

  #composite(type: JsonObject): Value {
    const { items, values, symbols, fields } = type;
    const count = this.int(4);
    if (items !== undefined) return Array.from({ length: count }, () => this.value(items));
    if (values !== undefined) {
      const keys = ["a", "b", "é"].slice(0, count);
      return Object.fromEntries(keys.map((key) => [key, this.value(values)]));
    }
    if (Array.isArray(symbols)) return this.pick(symbols) as string;
    return Object.fromEntries(
      (fields as readonly JsonObject[]).map((field) => [
        field.name as string,
        this.value(field.type as JsonValue),
      ]),
    );
  }
}

type JsonObject = { readonly [key: string]: JsonValue };

/** A value as avsc has it: bytes are a Buffer. */
function forAvsc(value: Value, type: JsonValue): unknown {
  if (value === null) return null;
  if (value instanceof PyFloat) return value.value;
  if (Array.isArray(type)) return forAvsc(value, type.find((each) => each !== "null") as JsonValue);
  if (type === "bytes") return Buffer.from(value as number[]);
  if (typeof type !== "object" || type === null) return value;
  const { items, values, fields } = type as JsonObject;
  if (items !== undefined) return (value as Value[]).map((item) => forAvsc(item, items));
  if (values !== undefined) {
    return Object.fromEntries(
      Object.entries(value as Dict).map(([key, item]) => [key, forAvsc(item as Value, values)]),
    );
  }
  if (fields === undefined) return value;
  return Object.fromEntries(
    (fields as readonly JsonObject[]).map(({ name, type: of }) => [
      name as string,
      forAvsc((value as Dict)[name as string] as Value, of as JsonValue),
    ]),
  );
}

/** An optional array, record or enum that is null is left out. */
const present = (value: Value | undefined): unknown =>
  JSON.parse(
    JSON.stringify(value, (_key, each) =>
      typeof each === "object" && each !== null && !Array.isArray(each)
        ? Object.fromEntries(
            Object.entries(each).filter(([, inner]) => inner !== null && inner !== undefined),
          )
        : each,
    ),
  );

describe("random schemas and values", () => {
  it("emitted code, the generic codec and avsc agree on every byte", () => {
    for (let seed = 1; seed <= 150; seed++) {
      const generator = new Generator(seed);
      const json = generator.record(2);
      const record = recordOf(json);
      const type = emittedType(json);
      const codec = codecOf(type);
      const other = avsc.Type.forSchema(json as avsc.Schema, { wrapUnions: false });
      for (let i = 0; i < 5; i++) {
        const value = toType(generator.value(json), type, false) as Dict;
        const hex = writtenBy(codec.write, value) ?? written((o) => writeGeneric(o, value, record));
        const note = `seed ${seed}: ${JSON.stringify(json)}`;
        expect(hex, note).toBe(other.toBuffer(forAvsc(value, json)).toString("hex"));
        expect(hex, note).toBe(written((output) => writeGeneric(output, value, record)));
        expect(present(read(hex, codec.read)), note).toEqual(present(value));
        expect(read(hex, codec.read), note).toEqual(read(hex, recordReader(record)));
      }
    }
  });

  it("a module is what a reviewer sees in fixtures/notations/avro/module", () => {
    const folder = resolve(import.meta.dirname, "../../fixtures/notations/avro/module");
    const schema = readFileSync(join(folder, "UserMetrics.avsc"), "utf8");
    const text = moduleText(JSON.parse(schema) as JsonValue, "UserMetrics");
    const expected = join(folder, "UserMetrics.ts.txt");
    if (process.env.UPDATE === "1") writeFileSync(expected, text);
    expect(text).toBe(readFileSync(expected, "utf8"));
  });

  it("a module is laid out as Prettier would", async () => {
    for (let seed = 200; seed < 215; seed++) {
      const text = moduleText(new Generator(seed).record(3));
      expect(await format(text, { parser: "typescript", printWidth: 100 })).toBe(text);
    }
  });
});

const EVENT: JsonValue = {
  type: "record",
  name: "Event",
  namespace: "org.example",
  fields: [
    { name: "id", type: "string" },
    { name: "count", type: "int" },
    { name: "note", type: ["null", "string"], default: null },
    { name: "tags", type: ["null", { type: "array", items: "string" }], default: null },
    { name: "score", type: "double", default: 0 },
  ],
};

describe("records on topics", () => {
  let registry: EmbeddedRegistry;
  let registries: Registries;
  const event = emittedType(EVENT);

  beforeEach(async () => {
    registry = new EmbeddedRegistry();
    registries = new Registries({
      transport: registry.transport,
      sleep: async () => {},
      warn: () => {},
      addresses: (address) => address,
      defaultAddress: "http://registry",
      register: true,
    });
    useRegistries(registries);
    await registries.prepareWriting(event, "events", "value");
  });

  function bytesOf(value: Value, type = event): Buffer {
    const sink = new ByteSink(16);
    serdeOf(type).serialize(value, sink, "events");
    return Buffer.from(sink.bytes.subarray(0, sink.at));
  }

  async function readBack(bytes: Buffer, type = event): Promise<Value> {
    const serde = serdeOf(type);
    for (;;) {
      try {
        return serde.deserialize(bytes, 0, bytes.length, "events");
      } catch (error) {
        if (!(error instanceof SchemaPending)) throw error;
        await error.settled;
      }
    }
  }

  const recordBy = (json: JsonValue, value: object): Buffer => {
    const header = Buffer.alloc(5);
    header.writeInt32BE(registry.add(json), 1);
    return Buffer.concat([header, avsc.Type.forSchema(json as avsc.Schema).toBuffer(value)]);
  };

  it("the schema's id stands in front, and is asked for once", async () => {
    const bytes = bytesOf(toType({ id: "a", count: 2, tags: ["x"], score: 0.5 }, event, true));
    expect(bytes.subarray(0, 5).toString("hex")).toBe("0000000001");
    const requests: string[] = [];
    const { handle } = registry;
    registry.handle = (request) => {
      requests.push(`${request.method} ${request.path}`);
      return handle.call(registry, request);
    };
    const value = await readBack(bytes);
    await readBack(bytes);
    expect(value).toEqual({ count: 2, id: "a", note: null, score: 0.5, tags: ["x"] });
    expect(requests).toEqual(["GET /schemas/ids/1"]);
  });

  it("a null value is a null payload, read as a null object", () => {
    const serde = serdeOf(event);
    expect(serde.serialize(null, new ByteSink(16), "events")).toBe(false);
    expect(serde.nullPayload).toBe("nullObject");
  });

  it("of another writer the common fields are converted, others dropped, missing ones null", async () => {
    const other: JsonValue = {
      type: "record",
      name: "Other",
      fields: [
        { name: "extra", type: "string" },
        { name: "count", type: "double" },
        { name: "id", type: "long" },
      ],
    };
    const value = await readBack(recordBy(other, { extra: "e", count: 3.9, id: 7 }));
    expect(value).toEqual({ count: 3, id: "7", score: null });
    expect(missingFields(value)).toBeNull();
  });

  it("a required field without default that the writer lacks refuses the call of who reads it", async () => {
    const other: JsonValue = {
      type: "record",
      name: "O",
      fields: [{ name: "id", type: "string" }],
    };
    const value = await readBack(recordBy(other, { id: "a" }));
    expect(missingFields(value)).toEqual(["count"]);
    const schema = schemaOf(event);
    if (schema === undefined) throw new Error("Event has a schema");
    expect(() => requireFields(value, ["id"], schema)).not.toThrow();
    expect(() => requireFields(value, ["id", "count"], schema)).toThrow(
      /"count" of Event has no value: the schema O \(id \d+\) that it was written with does not have it, and (\w+\.)*Event, the schema of this service, gives it no default$/,
    );
  });

  it.each([
    [{ id: "a" }, 'Field "count": the field is required, and has no value (Avro INT)'],
    [{ id: null, count: 1 }, 'Field "id": the field is required, and has no value (Avro STRING)'],
  ])("%j cannot be written", (value, message) => {
    const typed = toType(value, event, true);
    expect(() => bytesOf(typed)).toThrow(
      `KSML data error: CONFLUENT_AVRO message could not be serialized to topic events: ${message}`,
    );
  });

  it.each([
    [{ count: 3.9 }, { count: 3 }],
    [{ count: -3.9 }, { count: -3 }],
    [{ count: "7" }, { count: 7 }],
    [{ id: 5 }, { id: "5" }],
    [{ id: [1, "x"] }, { id: '[1, "x"]' }],
    [{ score: 2 }, { score: 2 }],
    [{ score: new PyFloat(2) }, { score: 2 }],
    [{ tags: [1, "b"] }, { tags: ["1", "b"] }],
  ])("a dict becomes a record: %j", (given, wanted) => {
    const value = toType({ id: "a", count: 1, score: 0.5, ...given } as Dict, event, true);
    expect(value).toMatchObject(wanted);
    expect(Object.keys(value as Dict)).toEqual([...Object.keys(value as Dict)].sort());
    expect(() => bytesOf(value)).not.toThrow();
  });

  it.each([{ count: true }, { count: 2 ** 31 }, { tags: "no json" }])("%j is refused", (given) => {
    expect(() => toType({ id: "a", count: 1, ...given } as Dict, event, true)).toThrow();
  });

  it("a list of as many elements is a record by position", () => {
    expect(toType(["a", 1, "n", ["t"], 0.5], event, true)).toEqual({
      count: 1,
      id: "a",
      note: "n",
      score: 0.5,
      tags: ["t"],
    });
  });

  it("functions see a dict with its schema, floats as floats", () => {
    const dynamic = dynamicForm(event)?.(
      toType({ id: "a", count: 1, score: 2 }, event, true),
    ) as Dict;
    expect(Object.keys(dynamic)).toEqual(["count", "id", "score", "@schema", "@type"]);
    expect(dynamic.score).toEqual(new PyFloat(2));
    expect(dynamic["@type"]).toBe("Event");
    expect(dynamic["@schema"]).toMatchObject({
      name: "Event",
      namespace: "org.example",
      type: "struct",
    });
  });

  it("prints as KSML does", () => {
    const value = toType({ id: "a", count: 1, score: 2 }, event, true);
    expect(printValue(value, event)).toBe('{"count": 1, "id": "a", "score": 2.0}');
  });

  it("a json topic gets the fields alone", () => {
    const sink = new ByteSink(16);
    serdeOf({ ...event, notation: "default" }).serialize(
      toType({ id: "a", count: 1, score: 2 }, event, true),
      sink,
      "t",
    );
    expect(sink.bytes.toString("utf8", 0, sink.at)).toBe('{"count":1,"id":"a","score":2.0}');
  });

  it("an id that the registry does not have is an error of the record", async () => {
    const bytes = Buffer.from("000000002a00", "hex");
    await expect(readBack(bytes)).rejects.toThrow(/could not be deserialized.*Schema 42 not found/);
    await expect(readBack(Buffer.from("01000000010000", "hex"))).rejects.toThrow(
      /Unknown magic byte/,
    );
  });

  it("who shows records knows what the service writes without asking", () => {
    const bytes = bytesOf(toType({ id: "a", count: 2, score: 1 }, event, true));
    const schema = schemaOf(event);
    if (schema === undefined) throw new Error("no schema");
    const value = new AvroSerde(event, schema, true).deserialize(bytes, 0, bytes.length, "events");
    expect(value).toMatchObject({ id: "a" });
  });
});
