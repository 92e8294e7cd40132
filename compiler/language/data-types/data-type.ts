/**
 * KSML's data types (language.md 8) as values. A notation is no part of a data type: `UserType` joins the two, and is
 * what keyType, valueType, resultType and `into` name.
 *
 * How values look in TypeScript: `byte`, `short`, `integer`, `long` and Python's `int` are a `number` while
 * |n| <= 2^53 - 1, else a `bigint` (canonical: a bigint is never in the safe range, an int is never -0).
 * `float` and `double` are a `number`; where the static type is not known an integral float is boxed as `PyFloat`
 * (python.md 6).
 */
import type { AvroLogical, AvroRecord } from "../../../runtime/notations/avro/avro-schema.ts";

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

/** What a schema says of a simple type beyond its kind: only types with the same say take each other (language.md 8.5). */
export type LogicalType =
  | AvroLogical
  /** `bytes` of exactly this size. */
  | { readonly name: "fixed"; readonly type: string; readonly size: number };

export type DataType =
  | { readonly kind: PrimitiveKind; readonly logical?: LogicalType }
  | { readonly kind: "enum"; readonly symbols: readonly string[] }
  | { readonly kind: "list"; readonly element: DataType }
  | { readonly kind: "map"; readonly value: DataType }
  /** Without `schema`: any struct. `open`: it has one of that name, which nobody has found yet. */
  | { readonly kind: "struct"; readonly schema?: StructSchema; readonly open?: string }
  /** Elements remember their own notations. */
  | { readonly kind: "tuple"; readonly elements: readonly UserType[] }
  | { readonly kind: "union"; readonly members: readonly UserType[] }
  | { readonly kind: "windowed"; readonly key: DataType };

export interface StructSchema {
  readonly namespace: string | null;
  readonly name: string;
  /** How type strings name it, without the notation: its file's name. Undefined: no type string can. */
  readonly reference?: string;
  /** In the order of the schema. */
  readonly fields: readonly StructField[];
  /** What it was made of; its decoder is emitted from this. Undefined: of KSML itself. */
  readonly avro?: AvroRecord;
}

export interface StructField {
  readonly name: string;
  /** Of an optional field: of what it holds when it holds something. */
  readonly type: DataType;
  /** False: the field may be left out, or be null. */
  readonly required: boolean;
  /** A required field that has a default: older writers do not have it, and it is null then (design.md 3). */
  readonly mayBeMissing?: boolean;
  /** Python has a set where the schema has a list. */
  readonly isSet?: boolean;
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
