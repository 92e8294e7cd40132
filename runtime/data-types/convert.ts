/**
 * Values of one type → another, as `convertKey`, `convertValue`, `convertKeyValue` and producers do it (runtime.md 3.4
 * and 4.9). A value that fits stays as it is, a text may become anything and anything a text; what a notation can read
 * or write as text comes before, but only for the whole value. What is inside of other values has a type of its own
 * where the type of the whole says so: a null in a list of ints is an int that is null.
 */
import { DataException } from "../errors/ksml-exceptions.ts";
import { jsonText } from "../notations/json-text.ts";
import { boxFloat, type Dict, isDict, type Value } from "../python/value.ts";
import { any, type DataType, isFloatType, type Shape } from "./data-type.ts";
import { mapDict, mapItems } from "./natural.ts";
import { printValue } from "./print-format.ts";
import { plainForm } from "./struct-form.ts";
import { type StructSchema, schemaOf } from "./struct-schema.ts";
import { cannotConvert, plainFloat, toType } from "./to-type.ts";
import { toTypedStruct } from "./typed-struct.ts";
import { fitsShape, memberOf } from "./value-shape.ts";

/** `isNullObject`: whether a null is one (runtime.md 6.1); an absent one stays absent. */
export type Converter = (value: Value, isNullObject?: boolean) => Value;

/** Types of which every value has the same form, so that nothing is to do between equal ones. */
const SIMPLE = new Set<Shape["kind"]>([
  "boolean",
  "byte",
  "short",
  "integer",
  "long",
  "float",
  "double",
  "string",
]);

/** @throws DataException from the converter */
export function converter(from: DataType, to: DataType): Converter {
  const source = from.shape.kind;
  const target = to.shape.kind;
  if (source === target && SIMPLE.has(source)) return (value) => value;
  const isJson = from.notation === "json" || to.notation === "json";
  const dynamic = plainForm(from);
  if (dynamic !== null) {
    if (schemaOf(from) !== undefined && schemaOf(from) === schemaOf(to)) return (value) => value;
    return (value, isNullObject) => {
      if (value === null) return isNullObject === true ? convertNull(from, to, isJson) : null;
      return convert(dynamic(value), from, to, isJson);
    };
  }
  const box = isFloatType(from);
  const unbox = isFloatType(to);
  return (value, isNullObject) => {
    if (value === null) return isNullObject === true ? convertNull(from, to, isJson) : null;
    const converted = convert(box ? boxFloat(value as number) : value, from, to, isJson);
    return unbox ? plainFloat(converted) : converted;
  };
}

/** `isJson`: of a whole value, when its notation or the wanted one is JSON. */
function convert(value: Value, from: DataType, to: DataType, isJson: boolean): Value {
  if (value === null || value === undefined) return convertNull(from, to, isJson);
  if (fits(value, from, to)) return value;
  const { shape } = to;
  switch (shape.kind) {
    case "union":
      return toMember(value, from, to, shape.members, isJson);
    case "string":
      if (typeof value === "string") return value;
      return isJson && typeof value === "object"
        ? jsonText(value)
        : printValue(value, memberOf(value, from));
    case "enum":
      // Whether it is one of the symbols is asked when a function gets it.
      if (typeof value === "string") return value;
      break;
    case "list":
      if (Array.isArray(value)) return toList(value, from, shape.element, to);
      break;
    case "bytes":
      if (from.shape.kind === "list") throw cannotConvert(value, to);
      break;
    case "map":
      if (isDict(value)) return toMap(value, from, shape.value);
      break;
    case "struct":
      if (!isDict(value)) break;
      return shape.schema === undefined ? value : toStruct(value, from, shape.schema);
    default:
      break;
  }
  return toType(value, to, false);
}

/** Field by field: those that only `from` has are out of sight. */
function toStruct(dict: Dict, from: DataType, schema: StructSchema): Dict {
  const known = schemaOf(memberOf(dict, from));
  return toTypedStruct(
    dict,
    schema,
    (value, { name, type }) =>
      convert(value, known?.fields.find((field) => field.name === name)?.type ?? any, type, false),
    known ?? null,
  );
}

function toList(items: Value[], from: DataType, wanted: DataType, to: DataType): Value[] {
  if (memberOf(items, from).shape.kind === "bytes") throw cannotConvert(items, to);
  const element = elementOf(items, from);
  return mapItems(items, items, (item) => convert(item, element, wanted, false));
}

function toMap(dict: Dict, from: DataType, wanted: DataType): Dict {
  const of = elementOf(dict, from);
  return mapDict(dict, (item) => convert(item, of, wanted, false), false);
}

/** A null of a known type is a value with a text of its own; others stay null. */
function convertNull(from: DataType, to: DataType, isJson: boolean): Value {
  const { shape } = to;
  if (isJson || NO_TEXT.has(from.shape.kind) || shape.kind === from.shape.kind) return null;
  if (shape.kind === "string") return printValue(null, from);
  return shape.kind === "union" ? nullMember(shape, from) : null;
}

/** Of a union: null as it is where a member is of its type, else what the first member makes of it. */
function nullMember(shape: Shape, from: DataType): Value {
  const { kind } = from.shape;
  const kinds = kindsOf(shape);
  if (kinds.includes(kind)) return null;
  const first = kinds.find((member) => member === "string" || SAME_FORM.get(member) === kind);
  return first === "string" ? printValue(null, from) : null;
}

const kindsOf = (shape: Shape): Shape["kind"][] =>
  shape.kind === "union" ? shape.members.flatMap((member) => kindsOf(member.shape)) : [shape.kind];

const SAME_FORM = new Map<Shape["kind"], Shape["kind"]>([
  ["struct", "map"],
  ["map", "struct"],
]);

const NO_TEXT = new Set<Shape["kind"]>(["any", "null", "union", "enum"]);

/** The first member that takes the value, in the order they are written in. */
function toMember(
  value: Value,
  from: DataType,
  to: DataType,
  members: readonly DataType[],
  isJson: boolean,
): Value {
  for (const member of members) {
    try {
      return convert(value, from, member, isJson);
    } catch (error) {
      if (!(error instanceof DataException)) throw error;
    }
  }
  throw cannotConvert(value, to);
}

/** Nothing to do: the value is one of the wanted type, down to its last element. */
function fits(value: Value, from: DataType, to: DataType): boolean {
  const { shape } = to;
  if (shape.kind === "any") return true;
  if (shape.kind === "union") return shape.members.some((member) => fits(value, from, member));
  if (shape.kind === "struct" && shape.schema !== undefined) return false;
  const { shape: own } = memberOf(value, from);
  if (own.kind === "list" || own.kind === "map") {
    return own.kind === shape.kind && sameType(elementShape(own), elementShape(shape));
  }
  return fitsShape(value, own, shape);
}

const elementShape = (shape: Shape): Shape =>
  shape.kind === "list" ? shape.element.shape : shape.kind === "map" ? shape.value.shape : shape;

function sameType(from: Shape, to: Shape): boolean {
  if (to.kind === "any") return true;
  if (from.kind !== to.kind) return false;
  return SIMPLE.has(to.kind) || (to.kind === "struct" && to.schema === undefined);
}

/** The type of what is in a list or dict. */
function elementOf(value: Value, from: DataType): DataType {
  const { shape } = memberOf(value, from);
  if (shape.kind === "list") return shape.element;
  return shape.kind === "map" ? shape.value : any;
}
