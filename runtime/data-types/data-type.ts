/**
 * KSML's data types as values (language.md 8), each with the notation it is written in. Generated code declares streams
 * and results with them; the engine chooses converters and serdes by them, once, when a topology is wired.
 *
 * `T` is how a value that is not null looks in TypeScript: of `float` and `double` a plain number, of all that hold
 * other values the dynamic form of `../python/value.ts`.
 */
import type { Dict, Json, Value } from "../python/value.ts";
import type { StructSchema } from "./struct-schema.ts";

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

export type Shape =
  | { readonly kind: PrimitiveKind }
  | { readonly kind: "enum"; readonly symbols: readonly string[] }
  | { readonly kind: "list"; readonly element: DataType }
  | { readonly kind: "map"; readonly value: DataType }
  | { readonly kind: "struct"; readonly schema?: StructSchema }
  | { readonly kind: "tuple"; readonly elements: readonly DataType[] }
  | { readonly kind: "union"; readonly members: readonly DataType[] }
  | { readonly kind: "windowed"; readonly key: DataType };

export interface RegistryUse {
  /** As the definition has it; undefined: the service's own. */
  readonly address?: string;
  /** The compatibility level that the subject is to have; undefined: whatever it has. */
  readonly compatibility?: string;
  /** Whether schemas may be added; undefined: as the service's own configuration has it. */
  readonly register?: boolean;
  /** `user:password`, for an address that names none; undefined: those of the service. */
  readonly userInfo?: string;
}

/** Never there: carries the type parameter. */
declare const VALUE: unique symbol;

export interface DataType<out T = unknown> {
  readonly shape: Shape;
  /** Lower case: `default` (the binary notation), `json`, ... */
  readonly notation: string;
  /** Of a notation with schemas: where they are registered; undefined: at the service's own registry. */
  readonly registry?: RegistryUse;
  readonly [VALUE]?: T;
}

/** Keeps its element's type, so that what makes lists of records knows what they hold. */
export interface ListType<out E extends DataType = DataType> extends DataType<Value[]> {
  readonly element: E;
}

/** A (key, value) pair, or any other fixed list; never the type of a stream. */
export interface TupleType<out E extends readonly DataType[]> extends DataType<Value> {
  readonly elements: E;
}

function primitive<T>(kind: PrimitiveKind): DataType<T> {
  return { shape: { kind }, notation: "default" };
}

export const any = primitive<Value>("any");
export const nullType = primitive<null>("null");
export const boolean = primitive<boolean>("boolean");
export const byte = primitive<number | bigint>("byte");
export const short = primitive<number | bigint>("short");
export const int = primitive<number | bigint>("integer");
export const long = primitive<number | bigint>("long");
export const float = primitive<number>("float");
export const double = primitive<number>("double");
export const bytes = primitive<number[]>("bytes");
export const string = primitive<string>("string");
export const struct: DataType<Dict> = { shape: { kind: "struct" }, notation: "default" };

/** Any JSON object or array. */
export const json: DataType<Json> = {
  shape: {
    kind: "union",
    members: [
      { shape: { kind: "struct" }, notation: "json" },
      { shape: { kind: "list", element: any }, notation: "json" },
    ],
  },
  notation: "json",
};

/** `binary` alone is the default notation with any type: nothing is known of the bytes. */
export const binary = any;

export function enumOf(...symbols: readonly string[]): DataType<string> {
  return { shape: { kind: "enum", symbols }, notation: "default" };
}

export function list<E extends DataType>(element: E): ListType<E> {
  return { shape: { kind: "list", element }, notation: "default", element };
}

export function map(value: DataType): DataType<Dict> {
  return { shape: { kind: "map", value }, notation: "default" };
}

export function tuple<const E extends readonly DataType[]>(...elements: E): TupleType<E> {
  return { shape: { kind: "tuple", elements }, notation: "default", elements };
}

type ValueOf<D> = D extends DataType<infer V> ? V : never;

/** Floats of a union are boxed, so that ints beside them stay ints. */
type Unboxed<V> = number extends V ? (bigint extends V ? V : Value) : V;

export function union<const D extends readonly DataType[]>(
  ...members: D
): DataType<Unboxed<Exclude<ValueOf<D[number]>, null>>> {
  return { shape: { kind: "union", members }, notation: "default" };
}

export function windowed(key: DataType): DataType<Dict> {
  return { shape: { kind: "windowed", key }, notation: "default" };
}

/** The same values, written as JSON: `json:map(string)`. */
export function jsonOf<T>(type: DataType<T>): DataType<T> {
  return { ...type, notation: "json" };
}

/** Numbers that are floats in Python. */
export const isFloatType = ({ shape }: DataType): boolean =>
  shape.kind === "float" || shape.kind === "double";

/** A value of it is written as the JSON text that it is, whatever it holds. */
export function isAnyJson(type: DataType): boolean {
  const { shape, notation } = type;
  if (shape.kind === "any") return notation === "json";
  return (notation === "json" || notation === "default") && isFreeForm(type);
}

/** Any struct, or any struct or list (what `json` alone means): no value inside has a type of its own. */
export function isFreeForm({ shape }: DataType): boolean {
  if (shape.kind === "struct") return shape.schema === undefined;
  if (shape.kind !== "union" || shape.members.length !== 2) return false;
  const [object, array] = shape.members;
  return (
    object?.shape.kind === "struct" &&
    object.shape.schema === undefined &&
    array?.shape.kind === "list" &&
    array.shape.element.shape.kind === "any"
  );
}
