/** An Avro schema as a tree: what the compiler makes types and code of, and what the runtime reads other writers' records by. */

/** Types of the specification whose values have another meaning than their bytes. All others count as their base type. */
export type AvroLogical =
  | { readonly name: "decimal"; readonly precision: number; readonly scale: number }
  | { readonly name: "uuid" | "date" | "time-millis" | "time-micros" }
  | { readonly name: "timestamp-millis" | "timestamp-micros" }
  | { readonly name: "local-timestamp-millis" | "local-timestamp-micros" };

export type AvroPrimitiveKind =
  | "null"
  | "boolean"
  | "int"
  | "long"
  | "float"
  | "double"
  | "bytes"
  | "string";

export type AvroType =
  | AvroPrimitive
  | AvroRecord
  | AvroEnum
  | AvroFixed
  | AvroArray
  | AvroMap
  | AvroUnion;

export interface AvroPrimitive {
  readonly kind: AvroPrimitiveKind;
  readonly logical: AvroLogical | null;
}

interface Named {
  readonly name: string;
  readonly namespace: string | null;
  readonly doc: string | null;
}

export interface AvroRecord extends Named {
  readonly kind: "record";
  /** In the order of their bytes. */
  readonly fields: readonly AvroField[];
}

export interface AvroField {
  readonly name: string;
  readonly doc: string | null;
  readonly type: AvroType;
  /** The union of its type begins with null: it may be left out. All others must be there (runtime.md 4.7). */
  readonly isOptional: boolean;
  /** Undefined: there is none. */
  readonly defaultValue: JsonValue | undefined;
  readonly order: "ascending" | "descending" | "ignore";
  /** The property `ksml.collection: set`, of the field or its array: in Python the array is a set. */
  readonly isSet: boolean;
}

export interface AvroEnum extends Named {
  readonly kind: "enum";
  readonly symbols: readonly string[];
  readonly defaultValue: string | null;
}

export interface AvroFixed extends Named {
  readonly kind: "fixed";
  readonly size: number;
}

export interface AvroArray {
  readonly kind: "array";
  readonly items: AvroType;
}

export interface AvroMap {
  readonly kind: "map";
  readonly values: AvroType;
}

export interface AvroUnion {
  readonly kind: "union";
  readonly branches: readonly AvroType[];
}

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

export type JsonObject = { readonly [key: string]: JsonValue };

export const isJsonObject = (json: JsonValue): json is JsonObject =>
  typeof json === "object" && json !== null && !Array.isArray(json);

/** The type of KSML for the values of a simple type: only Avro's int is named otherwise. */
export const primitiveKindOf = (
  kind: AvroPrimitiveKind,
): Exclude<AvroPrimitiveKind, "int"> | "integer" => (kind === "int" ? "integer" : kind);

/** Optional fields of these are left out where they are null, others are there with `null` (runtime.md 4.7). */
export const LEFT_OUT: ReadonlySet<AvroType["kind"]> = new Set([
  "array",
  "record",
  "enum",
  "fixed",
]);

export const fullName = ({ name, namespace }: Named): string =>
  namespace === null ? name : `${namespace}.${name}`;

/** What an optional field holds where it holds something; of other fields their type. */
export function contentOf({ type, isOptional }: AvroField): AvroType {
  if (type.kind !== "union" || !isOptional) return type;
  const rest = type.branches.filter(({ kind }) => kind !== "null");
  const [only] = rest;
  return rest.length === 1 && only !== undefined ? only : { kind: "union", branches: rest };
}

/** Whether bytes of one are bytes of the other, with the same names: then one decoder reads both. Docs, defaults and order play no part. */
export function sameLayout(a: AvroType, b: AvroType): boolean {
  if (a === b) return true;
  if (a.kind === "record" && b.kind === "record") {
    return (
      a.fields.length === b.fields.length &&
      a.fields.every((field, i) => {
        const other = b.fields[i];
        return other?.name === field.name && sameLayout(field.type, other.type);
      })
    );
  }
  if (a.kind === "union" && b.kind === "union") {
    return (
      a.branches.length === b.branches.length &&
      a.branches.every((branch, i) => sameLayout(branch, b.branches[i] as AvroType))
    );
  }
  if (a.kind === "array" && b.kind === "array") return sameLayout(a.items, b.items);
  if (a.kind === "map" && b.kind === "map") return sameLayout(a.values, b.values);
  if (a.kind === "fixed" && b.kind === "fixed") return a.size === b.size;
  if (a.kind === "enum" && b.kind === "enum") {
    return a.symbols.length === b.symbols.length && a.symbols.every((s, i) => s === b.symbols[i]);
  }
  return "logical" in a && "logical" in b && a.kind === b.kind && sameLogical(a.logical, b.logical);
}

function sameLogical(a: AvroLogical | null, b: AvroLogical | null): boolean {
  if (a?.name !== b?.name) return false;
  return a?.name !== "decimal" || b?.name !== "decimal" || a.scale === b.scale;
}
