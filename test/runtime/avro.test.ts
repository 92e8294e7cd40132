/**
 * Avro's bytes: by vectors, and of the emitted and the generic codec against each other and against avsc on random
 * schemas and values (runtime.md 4.7).
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import avsc from "avsc";
import { format } from "prettier";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { DataType } from "../../runtime/data-types/data-type.ts";
import { canonicalInt } from "../../runtime/data-types/java-number.ts";
import { schemaOf } from "../../runtime/data-types/struct-schema.ts";
import { toType } from "../../runtime/data-types/to-type.ts";
import type { AvroCodec } from "../../runtime/notations/avro/avro-codec.ts";
import { AvroReader } from "../../runtime/notations/avro/avro-reader.ts";
import type { JsonValue } from "../../runtime/notations/avro/avro-schema.ts";
import { AvroWriter, MISFIT } from "../../runtime/notations/avro/avro-writer.ts";
import { recordReader } from "../../runtime/notations/avro/generic-read.ts";
import { writeGeneric } from "../../runtime/notations/avro/generic-write.ts";
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

  it("longs of every size", () => {
    const zigzag = (value: bigint): string => {
      const bytes: number[] = [];
      let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
      for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
      return Buffer.from([...bytes, Number(rest)]).toString("hex");
    };
    const long = (input: AvroReader) => input.long();
    /** The buffer goes on behind the payload with just the byte that is missing. */
    const longBefore = (hex: string) => {
      const bytes = Buffer.from(hex, "hex");
      const input = new AvroReader();
      input.open(bytes, 0, bytes.length - 1);
      return input.long();
    };
    for (let bits = 0n; bits < 63n; bits++) {
      for (const exact of [2n ** bits - 1n, 2n ** bits, -(2n ** bits), -(2n ** bits) - 1n]) {
        const value = canonicalInt(exact);
        const hex = zigzag(exact);
        expect(written((output) => output.long(value))).toBe(hex);
        expect(read(hex, long)).toBe(value);
        if (hex.length > 2) expect(() => read(hex.slice(0, -2), long)).toThrow("bytes end");
        if (hex.length > 8) expect(() => longBefore(hex)).toThrow("bytes end");
      }
    }
  });

  it("arrays of every size, and none that ends before it should", () => {
    const by = codecOf(emittedType(withField({ type: "array", items: "long" }))).read;
    for (let size = 1; size < 20; size++) {
      const f = Array.from({ length: size }, (_, i) => i);
      const items = f.map((i) => (i * 2).toString(16).padStart(2, "0")).join("");
      const hex = (size * 2).toString(16).padStart(2, "0") + items;
      expect(read(`${hex}00`, by)).toEqual({ f });
      expect(read(`${hex}020600`, by)).toEqual({ f: [...f, 3] });
      expect(() => read(hex, by)).toThrow("bytes end");
      expect(() => read(hex.slice(0, -2), by)).toThrow("bytes end");
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
