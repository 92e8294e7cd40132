/** The types of a schema's module: an interface for each record, its fields sorted as values have them. */
import {
  type AvroField,
  type AvroRecord,
  type AvroType,
  contentOf,
} from "../../runtime/notations/avro/avro-schema.ts";
import { compareKeys } from "../../runtime/notations/json-codec/key-order.ts";
import { type Document, hardLine, importedType, indent, join } from "./document.ts";
import { docComment } from "./emit-text.ts";
import type { SchemaNames } from "./schema-module-names.ts";

/**
 * No interface: a dict is expected where a function takes the dynamic form, and TypeScript lets only a type literal be
 * one. A field is `null` where the record says so, and where sound data may lack it: it has a default that older writers do not
 * know. `undefined`: it may be left out altogether (design.md 3).
 */
export function emitInterface(record: AvroRecord, names: SchemaNames): Document {
  const sorted = [...record.fields].sort((a, b) => compareKeys(a.name, b.name));
  const comment = docComment(record.doc, null);
  return [
    ...(comment === null ? [] : [comment, hardLine]),
    `export type ${names.record(record)} = {`,
    indent(sorted.map((field): Document => [hardLine, property(field, names)])),
    hardLine,
    "};",
  ];
}

function property(field: AvroField, names: SchemaNames): Document {
  const comment = docComment(field.doc, null);
  const content = contentOf(field);
  const type = emitSchemaType(content, names);
  const mayLack = field.isOptional || field.defaultValue !== undefined;
  const or = mayLack && !takesNull(content) ? " | null" : "";
  const orLeftOut = field.isOptional ? " | undefined" : "";
  const rest = `${or}${orLeftOut};`;
  return [...(comment === null ? [] : [comment, hardLine]), `${field.name}: `, type, rest];
}

const takesNull = (type: AvroType): boolean =>
  type.kind === "null" ||
  (type.kind === "union" && type.branches.some(({ kind }) => kind === "null"));

const PRIMITIVES: Readonly<Record<string, string>> = {
  null: "null",
  boolean: "boolean",
  int: "number",
  long: "number | bigint",
  float: "number",
  double: "number",
  bytes: "number[]",
  fixed: "number[]",
  string: "string",
  enum: "string",
};

export function emitSchemaType(type: AvroType, names: SchemaNames): Document {
  switch (type.kind) {
    case "record":
      return names.record(type);
    case "array": {
      const items = emitSchemaType(type.items, names);
      return isUnionText(type.items) ? ["(", items, ")[]"] : [items, "[]"];
    }
    case "map":
      return ["{ [key: string]: ", emitSchemaType(type.values, names), " }"];
    case "union":
      return unionType(type.branches, names);
    default:
      if ("logical" in type && type.logical?.name === "decimal") return "string";
      return PRIMITIVES[type.kind] ?? "";
  }
}

const isUnionText = ({ kind }: AvroType): boolean => kind === "long" || kind === "union";

/** Floats are boxed where ints may stand beside them. */
function unionType(branches: readonly AvroType[], names: SchemaNames): Document {
  const hasFloat = branches.some(({ kind }) => kind === "float" || kind === "double");
  const parts = new Map<string, Document>();
  for (const branch of branches) {
    const type = emitSchemaType(branch, names);
    parts.set(JSON.stringify(type), type);
  }
  const types = [...parts.values()];
  if (hasFloat) types.push(importedType("PyFloat", "ksmlc/runtime/python"));
  return join(" | ", types);
}
