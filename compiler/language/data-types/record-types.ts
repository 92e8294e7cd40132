/** The structs that KSML itself hands to functions (language.md 4.2), and those that windowed keys become. */
import { ANY, type DataType, primitive, type StructField, type StructSchema } from "./data-type.ts";
import { ksmlTypeName } from "./print-type.ts";

const NAMESPACE = "io.axual.ksml.data";

const field = (name: string, type: DataType): StructField => ({ name, type, required: true });

function struct(name: string, fields: readonly StructField[]): DataType {
  const schema: StructSchema = { namespace: NAMESPACE, name, fields };
  return { kind: "struct", schema };
}

const LONG = primitive("long");
const STRING = primitive("string");

const HEADER = struct("Header", [field("key", STRING), field("value", ANY)]);
const HEADERS: DataType = { kind: "list", element: HEADER };

export const CONSUMER_RECORD = struct("ConsumerRecord", [
  field("timestamp", LONG),
  field("timestampType", STRING),
  field("key", ANY),
  field("value", ANY),
  field("topic", STRING),
  field("partition", primitive("integer")),
  field("offset", LONG),
]);

export const RECORD_METADATA = struct("RecordMetadata", [
  field("timestamp", LONG),
  field("headers", HEADERS),
]);

export const RECORD_CONTEXT = struct("RecordContext", [
  field("offset", LONG),
  field("timestamp", LONG),
  field("topic", STRING),
  field("partition", primitive("integer")),
  field("headers", HEADERS),
]);

/** What a windowed key is wherever data meets a function or a serde (runtime.md 5); other types stay as they are. */
export function flattenWindowed(type: DataType): DataType {
  if (type.kind !== "windowed") return type;
  const name = ksmlTypeName(type.key);
  return struct(`Windowed${name.charAt(0).toUpperCase()}${name.slice(1)}`, [
    field("start", LONG),
    field("end", LONG),
    field("startTime", STRING),
    field("endTime", STRING),
    field("key", type.key),
  ]);
}
