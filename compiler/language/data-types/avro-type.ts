/** An Avro schema → the data type that KSML makes of it (runtime.md 4.7). */
import {
  type AvroField,
  type AvroRecord,
  type AvroType,
  contentOf,
  fullName,
  primitiveKindOf,
} from "../../../runtime/notations/avro/avro-schema.ts";
import type { DataType, StructField, StructSchema } from "./data-type.ts";

export function structOf(record: AvroRecord, reference?: string): DataType {
  const { name, namespace, fields } = record;
  const schema: StructSchema = {
    namespace,
    name,
    ...(reference === undefined ? {} : { reference }),
    fields: fields.map(fieldOf),
    avro: record,
  };
  return { kind: "struct", schema };
}

function fieldOf(field: AvroField): StructField {
  const { name, isOptional, isSet, defaultValue } = field;
  return {
    name,
    type: typeOf(contentOf(field)),
    required: !isOptional,
    ...(!isOptional && defaultValue !== undefined ? { mayBeMissing: true } : {}),
    ...(isSet ? { isSet } : {}),
  };
}

function typeOf(type: AvroType): DataType {
  switch (type.kind) {
    case "record":
      return structOf(type);
    case "enum":
      return { kind: "enum", symbols: type.symbols };
    case "fixed":
      return {
        kind: "bytes",
        logical: { name: "fixed", type: fullName(type), size: type.size },
      };
    case "array":
      return { kind: "list", element: typeOf(type.items) };
    case "map":
      return { kind: "map", value: typeOf(type.values) };
    case "union":
      return {
        kind: "union",
        members: type.branches.map((branch) => ({ notation: "avro", dataType: typeOf(branch) })),
      };
    default:
      break;
  }
  const { logical } = type;
  if (logical === null) return { kind: primitiveKindOf(type.kind) };
  // Functions see a decimal as its digits.
  return { kind: logical.name === "decimal" ? "string" : primitiveKindOf(type.kind), logical };
}
