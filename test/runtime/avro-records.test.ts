/** Avro records on topics: those of other writers, what cannot be written, what functions see (runtime.md 4.7). */
import avsc from "avsc";
import { beforeEach, describe, expect, it } from "vitest";
import { missingFields, requireFields } from "../../runtime/data-types/missing-fields.ts";
import { printValue } from "../../runtime/data-types/print-format.ts";
import { dynamicForm } from "../../runtime/data-types/struct-form.ts";
import { schemaOf } from "../../runtime/data-types/struct-schema.ts";
import { toType } from "../../runtime/data-types/to-type.ts";
import { EmbeddedRegistry } from "../../runtime/kafka/embedded/embedded-registry.ts";
import type { JsonValue } from "../../runtime/notations/avro/avro-schema.ts";
import { AvroSerde } from "../../runtime/notations/avro/avro-serde.ts";
import { serdeOf } from "../../runtime/notations/index.ts";
import type { Registries } from "../../runtime/notations/registry/registries.ts";
import { SchemaPending } from "../../runtime/notations/registry/registry-error.ts";
import type { Dict, Value } from "../../runtime/python/value.ts";
import { PyFloat } from "../../runtime/python/value.ts";
import { ByteSink } from "../../runtime/record-batch/byte-sink.ts";
import { beginRegistries, emittedType } from "./avro-support.ts";

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
    registries = beginRegistries(registry);
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
