/**
 * The print format (runtime.md 3.5): what KSML makes of a value wherever it wants text of it and no notation says how.
 * `{"a": 1, "b": "x", "c": [1, 2], "d": null: null}`, no escapes.
 */
import { entriesOf, getKey } from "../python/dict.ts";
import { type Dict, isDict, PyFloat, type Value } from "../python/value.ts";
import type { DataType } from "./data-type.ts";
import { any } from "./data-type.ts";
import { javaDouble, javaFloat } from "./java-number.ts";
import { mapDict, sequenceItems } from "./natural.ts";
import type { StructSchema } from "./struct-schema.ts";
import { typeName } from "./type-name.ts";

/** A whole value: a string stands as it is. `type`: of the value as far as it is known. */
export function printValue(value: Value, type: DataType = any): string {
  return typeof value === "string" ? value : print(value, type);
}

function print(value: Value, type: DataType): string {
  switch (typeof value) {
    case "string":
      return `"${value}"`;
    case "boolean":
    case "bigint":
      return String(value);
    case "number":
      return printNumber(value, type);
    default:
      break;
  }
  if (value === null || value === undefined) return printNull(type);
  if (value instanceof PyFloat) return printFloat(value.value, type);
  if (type.shape.kind === "bytes" && Array.isArray(value)) return printBytes(value);
  const items = sequenceItems(value, false);
  if (items !== undefined) return printItems(items, type);
  if (isDict(value))
    return printDict(
      mapDict(value, (item) => item, false),
      type,
    );
  return String(value);
}

function printNumber(value: number, { shape }: DataType): string {
  if (shape.kind === "float") return javaFloat(value);
  if (shape.kind === "double" || !Number.isInteger(value)) return javaDouble(value);
  return String(value);
}

const printFloat = (value: number, type: DataType): string =>
  type.shape.kind === "float" ? javaFloat(value) : javaDouble(value);

function printNull(type: DataType): string {
  switch (type.shape.kind) {
    case "any":
    case "null":
    case "enum":
    case "tuple":
    case "union":
      return "null: null";
    case "struct":
    case "map":
    case "windowed":
    case "bytes":
      return "null";
    case "list":
      return "[]";
    default:
      return `${typeName(type)}: null`;
  }
}

function printBytes(value: readonly Value[]): string {
  const hex = value.map((byte) => (Number(byte) & 255).toString(16).toUpperCase().padStart(2, "0"));
  return `[${hex.join(", ")}]`;
}

function printItems(items: readonly Value[], { shape }: DataType): string {
  if (shape.kind === "tuple") {
    return `(${items.map((item, i) => print(item, shape.elements[i] ?? any)).join(", ")})`;
  }
  const element = shape.kind === "list" ? shape.element : any;
  return `[${items.map((item) => print(item, element)).join(", ")}]`;
}

function printDict(dict: Dict, { shape }: DataType): string {
  if (shape.kind === "struct" && shape.schema !== undefined) return printStruct(dict, shape.schema);
  const of = shape.kind === "map" ? shape.value : any;
  const entries = entriesOf(dict).map(([key, value]) => `"${String(key)}": ${print(value, of)}`);
  return `{${entries.join(", ")}}`;
}

/** Fields that are not there are null where the schema wants them, else left out. */
function printStruct(struct: Dict, { fields }: StructSchema): string {
  const entries = fields.flatMap(({ name, type, required }) => {
    const value = getKey(struct, name);
    return value === undefined && !required ? [] : [`"${name}": ${print(value ?? null, type)}`];
  });
  return `{${entries.join(", ")}}`;
}
