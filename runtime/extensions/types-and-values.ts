/**
 * Names that generated code uses for data types and authors of extensions use for making values: `float` is a type,
 * `float(1)` the float 1.0; `tuple(string, json)` is a type, `tuple("a", 1)` a tuple.
 */
import {
  bytes as bytesType,
  type DataType,
  float as floatType,
  type TupleType,
  tuple as tupleType,
} from "../data-types/data-type.ts";
import { PyBytes } from "../python/bytes.ts";
import { tupleOf } from "../python/tuple.ts";
import { boxFloat, type PyFloat } from "../python/value.ts";
import type { KsmlValue } from "./ksml-value.ts";

/** Called: a float, also where it is a whole number. */
export const float: DataType<number> & ((x: number | bigint) => number | PyFloat) = Object.assign(
  (x: number | bigint) => boxFloat(Number(x)),
  floatType,
);

/** Called: Python's bytes. Text is written as UTF-8; ints are cut to 0..255. */
export const bytes: DataType<number[]> &
  ((from: Uint8Array | readonly number[] | string) => PyBytes) = Object.assign(
  (from: Uint8Array | readonly number[] | string) =>
    new PyBytes(typeof from === "string" ? Buffer.from(from) : Uint8Array.from(from)),
  bytesType,
);

/** Of data types, a type; of values, a tuple of them. */
export function tuple<const E extends readonly [DataType, ...DataType[]]>(
  ...elements: E
): TupleType<E>;
export function tuple(...items: readonly KsmlValue[]): ReturnType<typeof tupleOf>;
export function tuple(
  ...parts: readonly KsmlValue[] | readonly DataType[]
): TupleType<readonly DataType[]> | ReturnType<typeof tupleOf> {
  return areTypes(parts) ? tupleType(...parts) : tupleOf(...(parts as readonly KsmlValue[]));
}

const areTypes = (parts: readonly unknown[]): parts is readonly DataType[] =>
  parts.length > 0 && parts.every(isDataType);

function isDataType(part: unknown): boolean {
  const isObject = (x: unknown): x is object => typeof x === "object" && x !== null;
  if (!isObject(part) && typeof part !== "function") return false;
  if (!("shape" in part && "notation" in part) || typeof part.notation !== "string") return false;
  return isObject(part.shape) && "kind" in part.shape;
}
