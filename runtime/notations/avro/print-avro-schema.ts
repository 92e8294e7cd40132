/**
 * An Avro schema → JSON, and → the schema that records are written with: as KSML makes it anew of its own types
 * (runtime.md 4.7). Docs, defaults and orders stay; aliases and properties that Avro does not know are lost.
 */
import {
  type AvroField,
  type AvroRecord,
  type AvroType,
  fullName,
  type JsonObject,
  type JsonValue,
} from "./avro-schema.ts";

export const printAvroSchema = (record: AvroRecord): JsonValue => print(record, null, new Set());

/** The schema that records are written with: null comes last in an optional field that has another default. */
export function asWritten(record: AvroRecord): AvroRecord {
  return written(record, new Map()) as AvroRecord;
}

function written(type: AvroType, done: Map<AvroType, AvroType>): AvroType {
  const known = done.get(type);
  if (known !== undefined) return known;
  switch (type.kind) {
    case "record": {
      const fields: AvroField[] = [];
      const record: AvroRecord = { ...type, fields };
      done.set(type, record);
      for (const field of type.fields) {
        const own = { ...field, type: written(field.type, done) };
        fields.push(hasOtherDefault(field) ? nullLast(own) : own);
      }
      return record;
    }
    case "array":
      return { ...type, items: written(type.items, done) };
    case "map":
      return { ...type, values: written(type.values, done) };
    case "union":
      return { ...type, branches: type.branches.map((branch) => written(branch, done)) };
    default:
      return type;
  }
}

const hasOtherDefault = (field: AvroField): boolean =>
  field.isOptional && field.defaultValue !== undefined && field.defaultValue !== null;

function nullLast(field: AvroField): AvroField {
  if (field.type.kind !== "union") return field;
  const [first, ...rest] = field.type.branches;
  return first === undefined
    ? field
    : { ...field, type: { kind: "union", branches: [...rest, first] } };
}

/** A named type stands whole where it comes first, by its name behind that. */
function print(type: AvroType, namespace: string | null, known: Set<string>): JsonValue {
  switch (type.kind) {
    case "union":
      return type.branches.map((branch) => print(branch, namespace, known));
    case "array":
      return { type: "array", items: print(type.items, namespace, known) };
    case "map":
      return { type: "map", values: print(type.values, namespace, known) };
    case "record":
    case "enum":
    case "fixed":
      return printNamed(type, namespace, known);
    default:
      return type.logical === null
        ? type.kind
        : { type: type.kind, ...logicalProperties(type.logical) };
  }
}

function logicalProperties({
  name,
  ...parameters
}: { readonly name: string } & Readonly<Record<string, JsonValue>>): JsonObject {
  return { logicalType: name, ...parameters };
}

type NamedType = AvroType & { readonly kind: "record" | "enum" | "fixed" };

function printNamed(type: NamedType, outer: string | null, known: Set<string>): JsonValue {
  const { kind, name, namespace, doc } = type;
  const full = fullName(type);
  if (known.has(full)) return namespace === outer ? name : full;
  known.add(full);
  const head: JsonObject = {
    type: kind,
    name,
    ...(namespace === outer || namespace === null ? {} : { namespace }),
    ...(doc === null ? {} : { doc }),
  };
  if (type.kind === "fixed") return { ...head, size: type.size };
  if (type.kind === "enum") {
    const { symbols, defaultValue } = type;
    return { ...head, symbols, ...(defaultValue === null ? {} : { default: defaultValue }) };
  }
  return { ...head, fields: type.fields.map((field) => printField(field, namespace, known)) };
}

function printField(field: AvroField, namespace: string | null, known: Set<string>): JsonValue {
  const { name, doc, type, defaultValue, order } = field;
  return {
    name,
    type: print(type, namespace, known),
    ...(doc === null ? {} : { doc }),
    ...(defaultValue === undefined ? {} : { default: defaultValue }),
    ...(order === "ascending" ? {} : { order }),
  };
}
