/**
 * The structs that KSML itself hands to functions, with the two entries that tell their schema: `@schema` before `@type`,
 * both last (runtime.md 3.1, 6.4 to 6.6).
 */
import type { Dict, Value } from "../python/value.ts";

type FieldType = string | Dict;

/** A field's doc and type; `tag` -1 where the reference numbers none. */
type Field = readonly [name: string, doc: string, type: FieldType, tag: number];

const schema = (name: string, fields: readonly Field[]): Dict =>
  structSchema(name, `Kafka ${name}`, fields);

/** As Python code sees the schema of a struct of KSML's own. */
export function structSchema(name: string, doc: string, fields: readonly Field[]): Dict {
  return {
    additionalFieldsAllowed: false,
    doc,
    fields: fields.map(
      ([field, fieldDoc, type, tag]): Value => ({
        constant: false,
        doc: fieldDoc,
        name: field,
        order: "ASCENDING",
        required: true,
        tag,
        type,
      }),
    ),
    name,
    namespace: "io.axual.ksml.data",
    type: "struct",
  };
}

const HEADERS: Dict = {
  items: schema("Header", [
    ["key", "Header key", "string", 1],
    ["value", "Header value", "any", 2],
  ]),
  type: "list",
};

const CONSUMER_RECORD = schema("ConsumerRecord", [
  ["timestamp", "Record timestamp", "long", 1],
  ["timestampType", "Record timestamp type", "string", 2],
  ["key", "Record key", "any", 3],
  ["value", "Record value", "any", 4],
  ["topic", "Record topic", "string", 5],
  ["partition", "Record partition", "integer", 6],
  ["offset", "Record offset", "long", 7],
]);

const RECORD_METADATA = schema("RecordMetadata", [
  ["timestamp", "Message timestamp", "long", 1],
  ["headers", "Message headers", HEADERS, 2],
]);

const RECORD_CONTEXT = schema("RecordContext", [
  ["offset", "Message offset", "long", -1],
  ["timestamp", "Message timestamp", "long", -1],
  ["topic", "Message topic", "string", -1],
  ["partition", "Message partition", "integer", -1],
  ["headers", "Message headers", HEADERS, -1],
]);

/** `timestampType` is always this: Kafka Streams builds the record anew (runtime.md 6.6). */
export function consumerRecord(
  key: Value,
  value: Value,
  topic: string,
  partition: number,
  offset: number,
  timestamp: number,
): Dict {
  return {
    key,
    offset,
    partition,
    timestamp,
    timestampType: "CreateTime",
    topic,
    value,
    "@schema": CONSUMER_RECORD,
    "@type": "ConsumerRecord",
  };
}

export function recordMetadata(headers: Value[], timestamp: number): Dict {
  return { headers, timestamp, "@schema": RECORD_METADATA, "@type": "RecordMetadata" };
}

export function recordContext(
  headers: Value[],
  topic: string,
  partition: number,
  offset: number,
  timestamp: number,
): Dict {
  return {
    headers,
    offset,
    partition,
    timestamp,
    topic,
    "@schema": RECORD_CONTEXT,
    "@type": "RecordContext",
  };
}
