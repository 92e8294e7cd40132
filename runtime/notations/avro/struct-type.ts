/** An Avro schema → the type that its records have in the service (runtime.md 4.7). */
import { type DataType, isFloatType } from "../../data-types/data-type.ts";
import type { StructField, StructSchema } from "../../data-types/struct-schema.ts";
import { compareKeys } from "../json-codec/key-order.ts";
import type { AvroCodec } from "./avro-codec.ts";
import {
  type AvroField,
  type AvroRecord,
  type AvroType,
  contentOf,
  primitiveKindOf,
} from "./avro-schema.ts";
import { describeSchema } from "./describe-schema.ts";

export function structType(
  record: AvroRecord,
  codec: AvroCodec | null = null,
  registryId?: number,
): DataType & { readonly shape: { readonly kind: "struct"; readonly schema: StructSchema } } {
  const schema: StructSchema = {
    name: record.name,
    namespace: record.namespace,
    fields: record.fields.map(structField).sort((a, b) => compareKeys(a.name, b.name)),
    description: describeSchema(record),
    avro: record,
    codec,
    ...(registryId === undefined ? {} : { registryId }),
  };
  return { shape: { kind: "struct", schema }, notation: "avro" };
}

function structField(field: AvroField): StructField {
  const type = typeOf(contentOf(field));
  return {
    name: field.name,
    type,
    required: !field.isOptional,
    mayBeMissing: !field.isOptional && field.defaultValue !== undefined,
    holdsFloats: !isFloatType(type) && holdsFloats(type),
  };
}

function holdsFloats(type: DataType): boolean {
  const { shape } = type;
  if (shape.kind === "list") return holdsFloats(shape.element);
  return shape.kind === "map" ? holdsFloats(shape.value) : isFloatType(type);
}

const inDefault = (shape: DataType["shape"]): DataType => ({ shape, notation: "default" });

export function typeOf(type: AvroType): DataType {
  switch (type.kind) {
    case "record":
      return structType(type);
    case "enum":
      return inDefault({ kind: "enum", symbols: type.symbols });
    case "fixed":
      return inDefault({ kind: "bytes" });
    case "array":
      return inDefault({ kind: "list", element: typeOf(type.items) });
    case "map":
      return inDefault({ kind: "map", value: typeOf(type.values) });
    case "union":
      return inDefault({ kind: "union", members: type.branches.map(typeOf) });
    default:
      // Functions see a decimal as its digits.
      return inDefault({
        kind: type.logical?.name === "decimal" ? "string" : primitiveKindOf(type.kind),
      });
  }
}
