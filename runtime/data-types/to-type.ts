/**
 * Values → a wanted type (runtime.md 3.3), after Python's own part (natural.ts): numbers with range checks, text ↔
 * number, text → JSON. In: any Python value, or the value of another type. Out: a value of the type, sorted; the same
 * object where nothing had to change.
 */
import { DataException } from "../errors/ksml-exceptions.ts";
import { parseJson } from "../notations/parse-json.ts";
import { type Dict, isDict, PyFloat, type Value } from "../python/value.ts";
import { any, type DataType, type Shape } from "./data-type.ts";
import {
  canonicalInt,
  fitsLong,
  javaDouble,
  parseJavaDouble,
  parseJavaInteger,
} from "./java-number.ts";
import {
  directInt,
  mapDict,
  mapItems,
  natural,
  sequenceItems,
  tooLarge,
  unconvertible,
} from "./natural.ts";
import { cutFloat, type IntegerKind, integerIn, RANGES, toFloat32 } from "./number-ranges.ts";
import { printValue } from "./print-format.ts";
import { type StructSchema, schemaOf } from "./struct-schema.ts";
import { typeName } from "./type-name.ts";
import { type FieldConversion, toTypedStruct } from "./typed-struct.ts";
import { DICTS, LISTS } from "./value-shape.ts";

type Convert = (value: Value, type: DataType, isDirect: boolean) => Value;

const CONVERTERS: { readonly [K in Shape["kind"]]: Convert } = {
  any: (value, _type, isDirect) => natural(value, isDirect),
  null: toNull,
  boolean: toBoolean,
  byte: toInteger,
  short: toInteger,
  integer: toInteger,
  long: toInteger,
  float: (value, type, isDirect) => box(toNumber(value, type, isDirect, toFloat32)),
  double: (value, type, isDirect) => box(toNumber(value, type, isDirect, (n) => n)),
  bytes: toBytes,
  string: toText,
  enum: toEnum,
  list: toList,
  map: toMap,
  struct: toStruct,
  tuple: toTuple,
  union: toUnion,
  windowed: toStruct,
};

/** `isDirect`: a whole result, or an element of lists directly in it (natural.ts). @throws DataException */
export function toType(value: Value, type: DataType, isDirect: boolean): Value {
  if (value === null || value === undefined) return null;
  return CONVERTERS[type.shape.kind](value, type, isDirect);
}

/** Floats are boxed inside of other values; a whole value of type `double` is a plain number (`plainFloat`). */
const box = (value: number): Value => (Number.isInteger(value) ? new PyFloat(value) : value);

export const plainFloat = (value: Value): Value => (value instanceof PyFloat ? value.value : value);

export function cannotConvert(value: Value, type: DataType): DataException {
  return new DataException(
    `Can not convert ${nameOf(value)} to ${typeName(type)}: value=${quoted(value)}`,
  );
}

/** A value as texts about it show it. */
export const quoted = (value: Value): string =>
  typeof value === "string" ? `"${value}"` : printValue(value);

/** The type that KSML says a Python value has. */
function nameOf(value: Value): string {
  if (typeof value === "boolean" || typeof value === "string") return typeof value;
  if (typeof value === "bigint" || Number.isInteger(value)) return "long";
  if (typeof value === "number" || value instanceof PyFloat) return "double";
  return sequenceItems(value, false) === undefined ? "Struct" : "ListOfUnknown";
}

/** An int, where the value is one or must be taken for one; a float as it is. */
export function numberOf(value: Value, isDirect: boolean): number | bigint | PyFloat | undefined {
  if (typeof value === "bigint") return value;
  if (typeof value === "number") {
    if (Number.isSafeInteger(value) && !Object.is(value, -0)) return value;
    return isDirect ? (directInt(value) ?? new PyFloat(value)) : new PyFloat(value);
  }
  if (value instanceof PyFloat) return isDirect ? (directInt(value.value) ?? value) : value;
  return undefined;
}

function toNull(value: Value, type: DataType): Value {
  if (typeof value === "string") return null; // V45: a null member takes text
  throw new DataException(`Can not convert ${dataName(value)} value to ${typeName(type)}`);
}

function dataName(value: Value): string {
  const name = nameOf(value);
  return name === "Struct" || name === "ListOfUnknown"
    ? `Data${name.replace("OfUnknown", "")}`
    : `Data${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

function toBoolean(value: Value): Value {
  if (typeof value === "boolean") return value;
  if (typeof value === "string") {
    const lower = value.toLowerCase();
    if (lower === "true" || lower === "false") return lower === "true";
    throw new DataException(`Can not parse "${value}" as BOOLEAN`);
  }
  throw new DataException(`Can not convert ${dataName(value)} value to boolean`);
}

function toInteger(value: Value, type: DataType, isDirect: boolean): Value {
  const range = RANGES[type.shape.kind as IntegerKind];
  const number = numberOf(value, isDirect);
  if (number instanceof PyFloat) return cutFloat(range, number.value);
  if (number !== undefined) {
    if (typeof number === "bigint" && !fitsLong(number)) throw tooLarge(number, typeName(type));
    return integerIn(range, number);
  }
  if (typeof value === "string") {
    const parsed = parseJavaInteger(value);
    if (parsed === undefined || parsed < range.min || parsed > range.max) {
      throw new DataException(`Can not parse "${value}" as ${range.name}`);
    }
    return canonicalInt(parsed);
  }
  throw new DataException(`Can not convert ${dataName(value)} value to ${typeName(type)}`);
}

function toNumber(
  value: Value,
  type: DataType,
  isDirect: boolean,
  round: (value: number) => number,
): number {
  const number = numberOf(value, isDirect);
  if (number instanceof PyFloat) return round(number.value);
  if (number !== undefined) {
    if (typeof number === "bigint" && !fitsLong(number)) throw tooLarge(number, typeName(type));
    return round(Number(number));
  }
  if (typeof value === "string") {
    const parsed = parseJavaDouble(value);
    if (parsed !== undefined) return round(parsed);
    throw new DataException(`Can not parse "${value}" as ${typeName(type).toUpperCase()}`);
  }
  throw new DataException(`Can not convert ${dataName(value)} value to ${typeName(type)}`);
}

function toText(value: Value, type: DataType, isDirect: boolean): Value {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") {
    if (isDirect) return String(value); // V1
    throw cannotConvert(value, type);
  }
  const number = numberOf(value, isDirect);
  if (number instanceof PyFloat) return javaDouble(number.value);
  if (number !== undefined) {
    if (!isDirect && typeof number === "bigint" && !fitsLong(number))
      throw tooLarge(number, "long");
    return String(number);
  }
  return printValue(natural(value, isDirect));
}

function toBytes(value: Value, type: DataType, isDirect: boolean): Value {
  const items = sequenceItems(value, isDirect);
  if (items === undefined) throw cannotConvert(value, type);
  return mapItems(value, items, (item) => {
    const number = numberOf(item, isDirect);
    if (typeof number !== "number") {
      throw new DataException(`Can not convert value to byte: ${javaClass(item)}`);
    }
    // The reference takes a byte by its sign or by its size (`-1` and `255` are one byte).
    if (number < -128 || number > 255) {
      throw new DataException(`Value ${number} does not fit in a byte (allowed range: -128..255)`);
    }
    return number & 255;
  });
}

const javaClass = (value: Value): string => {
  const name = nameOf(value);
  return name.charAt(0).toUpperCase() + name.slice(1);
};

function toEnum(value: Value, type: DataType): Value {
  const symbols = type.shape.kind === "enum" ? type.shape.symbols : [];
  if (typeof value === "string" && symbols.includes(value)) return value;
  throw typeof value === "string"
    ? new DataException(`Can not convert enum to enum: value=${quoted(value)}`)
    : cannotConvert(value, type);
}

function toList(value: Value, type: DataType, isDirect: boolean): Value {
  const element = type.shape.kind === "list" ? type.shape.element : any;
  const [list, inDict] =
    typeof value === "string" ? [parsed(value, type), true] : [value, !isDirect];
  const items = sequenceItems(list, !inDict);
  if (items === undefined) throw cannotConvert(value, type);
  return mapItems(list, items, (item) => toType(item, element, !inDict));
}

function toMap(value: Value, type: DataType): Value {
  const of = type.shape.kind === "map" ? type.shape.value : any;
  const dict = dictOf(value, type);
  return mapDict(dict, (item) => toType(item, of, false), false);
}

/** Of text, the outermost dict keeps the entries that a dict of a function loses. */
function toStruct(value: Value, type: DataType): Value {
  const schema = schemaOf(type);
  if (schema !== undefined) return toTypedStruct(fieldsOf(value, schema, type), schema, toField);
  const dict = dictOf(value, type);
  return typeof value === "string"
    ? mapDict(dict, (item) => natural(item, false), false)
    : natural(dict, false);
}

const toField: FieldConversion = (value, { type }) => {
  // What most fields are, and hold.
  if (typeof value === "string" && type.shape.kind === "string") return value;
  return toType(value, type, false);
};

/** The elements of a tuple or list are fields in the order of the schema, where there are as many (dialect.md 7.6). */
function fieldsOf(value: Value, schema: StructSchema, type: DataType): Dict {
  const items = sequenceItems(value, true);
  const { fields } = schema.avro;
  if (items === undefined || items.length !== fields.length) return dictOf(value, type);
  const dict: Dict = {};
  for (const [i, { name }] of fields.entries()) dict[name] = items[i] as Value;
  return dict;
}

function dictOf(value: Value, type: DataType): Dict {
  const dict = typeof value === "string" ? parsed(value, type) : value;
  if (isDict(dict)) return dict;
  if (sequenceItems(dict, true) === undefined && typeof dict === "object") throw unconvertible();
  throw cannotConvert(value, type);
}

function parsed(text: string, type: DataType): Value {
  const value = parseJson(text);
  if (value === undefined) throw cannotConvert(text, type);
  return value;
}

/** `(1, "a")` and `[1, "a"]`. @throws DataException */
export function parsedTuple(text: string, type: DataType): Value {
  const isRound = text.startsWith("(") && text.endsWith(")");
  return parsed(isRound ? `[${text.slice(1, -1)}]` : text, type);
}

function toTuple(value: Value, type: DataType, isDirect: boolean): Value {
  const elements = type.shape.kind === "tuple" ? type.shape.elements : [];
  const [list, inDict] =
    typeof value === "string" ? [parsedTuple(value, type), true] : [value, !isDirect];
  const items = sequenceItems(list, !inDict);
  if (items === undefined) throw cannotConvert(value, type);
  if (items.length > elements.length) {
    throw new DataException(`Index ${elements.length} out of bounds for length ${elements.length}`);
  }
  if (items.length < elements.length) throw cannotConvert(value, type);
  return items.map((item, i) => toType(item, elements[i] ?? any, !inDict));
}

function toUnion(value: Value, type: DataType, isDirect: boolean): Value {
  const members = type.shape.kind === "union" ? type.shape.members : [];
  for (const wantsNull of [false, true]) {
    for (const member of members) {
      if ((member.shape.kind === "null") !== wantsNull || isHopeless(value, member)) continue;
      try {
        return toType(value, member, isDirect);
      } catch (error) {
        if (!(error instanceof DataException)) throw error;
      }
    }
  }
  if (sequenceItems(value, isDirect) === undefined && typeof value === "object" && !isDict(value)) {
    throw unconvertible();
  }
  throw cannotConvert(value, type);
}

/** Spares the error text of a member that can not take the value. */
const isHopeless = (value: Value, { shape }: DataType): boolean =>
  Array.isArray(value)
    ? DICTS.has(shape.kind) && !(shape.kind === "struct" && shape.schema !== undefined)
    : isDict(value) && LISTS.has(shape.kind);
