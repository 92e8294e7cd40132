/**
 * Which type a value has, where its type leaves that open: inside of JSON and in unions. In: a value and the type that
 * it is known to have. Out: the type of that value alone.
 */
import { isDict, PyFloat, type Value } from "../python/value.ts";
import {
  any,
  boolean,
  type DataType,
  double,
  list,
  long,
  type Shape,
  string,
  struct,
} from "./data-type.ts";
import { RANGES } from "./number-ranges.ts";

const INTEGERS = new Set<Shape["kind"]>(["byte", "short", "integer", "long"]);
const FLOATS = new Set<Shape["kind"]>(["float", "double"]);
/** Of these the values are lists. */
export const LISTS = new Set<Shape["kind"]>(["list", "bytes", "tuple"]);
/** Of these they are dicts. */
export const DICTS = new Set<Shape["kind"]>(["struct", "map", "windowed"]);

/** The member of a union that the value is one of; any other type stands for itself. */
export function memberOf(value: Value, type: DataType): DataType {
  const { shape } = type;
  if (shape.kind === "any") return naturalType(value);
  if (shape.kind !== "union") return type;
  for (const member of shape.members) {
    const own = memberOf(value, member);
    if (member.shape.kind === "any" || isOf(value, own.shape)) return own;
  }
  return naturalType(value);
}

/** A value in the dynamic form can be one of this type. */
export function isOf(value: Value, shape: Shape): boolean {
  if (shape.kind === "any") return true;
  if (shape.kind === "union") return shape.members.some((member) => isOf(value, member.shape));
  if (typeof value === "string") return shape.kind === "string" || shape.kind === "enum";
  if (typeof value === "boolean") return shape.kind === "boolean";
  if (value instanceof PyFloat || (typeof value === "number" && !Number.isInteger(value))) {
    return FLOATS.has(shape.kind);
  }
  if (typeof value === "number" || typeof value === "bigint") return isInteger(value, shape);
  if (Array.isArray(value)) return LISTS.has(shape.kind);
  return isDict(value) && DICTS.has(shape.kind);
}

function isInteger(value: number | bigint, { kind }: Shape): boolean {
  if (!INTEGERS.has(kind)) return false;
  const { min, max } = RANGES[kind as keyof typeof RANGES];
  return value >= min && value <= max;
}

/** A value of type `own` is one of type `wanted` as it stands. */
export function fitsShape(value: Value, own: Shape, wanted: Shape): boolean {
  if (wanted.kind === "enum") return typeof value === "string" && wanted.symbols.includes(value);
  if (own.kind === "enum") return wanted.kind === "string";
  return own.kind === wanted.kind && own.kind !== "tuple";
}

/** Ints and floats of JSON have no size of their own. */
function naturalType(value: Value): DataType {
  if (typeof value === "string") return string;
  if (typeof value === "boolean") return boolean;
  if (typeof value === "bigint") return long;
  if (typeof value === "number") return Number.isInteger(value) ? long : double;
  if (value instanceof PyFloat) return double;
  return Array.isArray(value) ? list(any) : isDict(value) ? struct : any;
}
