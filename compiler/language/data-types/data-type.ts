/**
 * KSML's data types (language.md 8) as values. A notation is no part of a data type: `UserType` joins the two, and is
 * what keyType, valueType, resultType and `into` name.
 *
 * How values look in TypeScript: `byte`, `short`, `integer`, `long` and Python's `int` are a `number` while
 * |n| <= 2^53 - 1, else a `bigint` (canonical: a bigint is never in the safe range, an int is never -0).
 * `float` and `double` are a `number`; where the static type is not known an integral float is boxed as `PyFloat`
 * (python.md 6).
 */

export type PrimitiveKind =
  | "any"
  | "null"
  | "boolean"
  | "byte"
  | "short"
  | "integer"
  | "long"
  | "float"
  | "double"
  | "bytes"
  | "string";

export type DataType =
  | { readonly kind: PrimitiveKind }
  | { readonly kind: "enum"; readonly symbols: readonly string[] }
  | { readonly kind: "list"; readonly element: DataType }
  | { readonly kind: "map"; readonly value: DataType }
  /** Without `schema`: any struct. Schemas come with the formats (Avro and the like). */
  | { readonly kind: "struct"; readonly schema?: StructSchema }
  /** Elements remember their own notations. */
  | { readonly kind: "tuple"; readonly elements: readonly UserType[] }
  | { readonly kind: "union"; readonly members: readonly UserType[] }
  | { readonly kind: "windowed"; readonly key: DataType };

export interface StructSchema {
  readonly namespace: string | null;
  readonly name: string;
  readonly fields: readonly StructField[];
}

export interface StructField {
  readonly name: string;
  readonly type: DataType;
  readonly required: boolean;
}

/** Lower case: `default` (the binary notation), `json`, ... */
export type NotationName = string;

export interface UserType {
  readonly notation: NotationName;
  readonly dataType: DataType;
}

export const primitive = (kind: PrimitiveKind): DataType => ({ kind });
export const ANY: DataType = { kind: "any" };
export const inDefault = (dataType: DataType): UserType => ({ notation: "default", dataType });
