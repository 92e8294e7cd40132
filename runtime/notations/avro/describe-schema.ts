/** What functions find under `@schema` of a record (runtime.md 3.1). Logical types appear as what represents them. */
import { boxFloat, type Dict, type Value } from "../../python/value.ts";
import {
  type AvroField,
  type AvroRecord,
  type AvroType,
  contentOf,
  type JsonValue,
  primitiveKindOf,
} from "./avro-schema.ts";

export function describeSchema({ name, namespace, doc, fields }: AvroRecord): Dict {
  return {
    additionalFieldsAllowed: false,
    ...(doc === null ? {} : { doc }),
    fields: fields.map(describeField),
    name,
    ...(namespace === null ? {} : { namespace }),
    type: "struct",
  };
}

function describeField(field: AvroField): Dict {
  const { name, doc, defaultValue, order, isOptional } = field;
  return {
    constant: false,
    ...(defaultValue === undefined || defaultValue === null
      ? {}
      : { defaultValue: asValue(defaultValue, contentOf(field)) }),
    ...(doc === null ? {} : { doc }),
    name,
    order: order.toUpperCase(),
    required: !isOptional,
    tag: -1,
    type: describeType(contentOf(field)),
  };
}

function describeType(type: AvroType): Value {
  switch (type.kind) {
    case "record":
      return describeSchema(type);
    case "enum":
      return {
        ...(type.defaultValue === null ? {} : { defaultValue: type.defaultValue }),
        ...(type.doc === null ? {} : { doc: type.doc }),
        name: type.name,
        ...(type.namespace === null ? {} : { namespace: type.namespace }),
        symbols: type.symbols.map((name) => ({ name, tag: -1 })),
        type: "enum",
      };
    case "fixed":
      return {
        ...(type.doc === null ? {} : { doc: type.doc }),
        name: type.name,
        ...(type.namespace === null ? {} : { namespace: type.namespace }),
        size: type.size,
        type: "fixed",
      };
    case "array":
      return { items: describeType(type.items), type: "list" };
    case "map":
      return { type: "map", values: describeType(type.values) };
    case "union":
      return type.branches.map((branch) => ({ tag: -1, type: describeType(branch) }));
    default:
      if (type.logical?.name === "decimal") return "string";
      return primitiveKindOf(type.kind);
  }
}

/** Floats show as floats. */
const asValue = (json: JsonValue, { kind }: AvroType): Value =>
  typeof json === "number" && (kind === "float" || kind === "double")
    ? boxFloat(json)
    : (structuredClone(json) as Value);
