/**
 * The encoder for values that are not quite of their schema: it converts what KSML converts, and says what is wrong with
 * the rest (runtime.md 4.7). In: a value in typed or dynamic form. It is slow, and called for what an emitted encoder
 * refuses.
 */
import { sequenceItems } from "../../data-types/natural.ts";
import {
  cutFloat,
  type IntegerKind,
  integerIn,
  RANGES,
  toFloat32,
} from "../../data-types/number-ranges.ts";
import { printValue } from "../../data-types/print-format.ts";
import { numberOf, quoted } from "../../data-types/to-type.ts";
import { DataException } from "../../errors/ksml-exceptions.ts";
import { entriesOf } from "../../python/dict.ts";
import { isDict, PyFloat, type Value } from "../../python/value.ts";
import { type AvroField, type AvroPrimitive, type AvroType, fullName } from "./avro-schema.ts";
import { type AvroWriter, MISFIT } from "./avro-writer.ts";
import { digitsOf, parseDecimal } from "./decimal.ts";

/** @throws DataException that names the field */
export function writeGeneric(output: AvroWriter, value: Value, type: AvroType): void {
  write(output, value, type, "");
}

function write(output: AvroWriter, value: Value | undefined, type: AvroType, path: string): void {
  switch (type.kind) {
    case "union":
      writeUnion(output, value ?? null, type.branches, path);
      return;
    case "record":
      writeRecord(output, value, type.fields, fullName(type), path);
      return;
    case "array": {
      const items = value === null || value === undefined ? undefined : sequenceItems(value, false);
      if (items === undefined) throw cannot(value, type, path);
      output.array(items, (_, item) => write(output, item, type.items, `${path}[]`));
      return;
    }
    case "map":
      writeMap(output, value, type.values, path);
      return;
    case "enum":
      if (typeof value !== "string" || !type.symbols.includes(value)) {
        throw value === null || value === undefined
          ? cannot(value, type, path)
          : badSymbol(value, type, path);
      }
      output.symbol(value, type.symbols);
      return;
    case "fixed":
      if (!isBytes(value)) throw cannot(value, type, path);
      if (value.length !== type.size) {
        throw wrong(
          path,
          `${value.length} bytes do not fit into the ${type.size} of ${fullName(type)}`,
        );
      }
      output.fixed(value, type.size);
      return;
    default:
      writePrimitive(output, value ?? null, type, path);
      return;
  }
}

function writeRecord(
  output: AvroWriter,
  value: Value | undefined,
  fields: readonly AvroField[],
  name: string,
  path: string,
): void {
  if (value === null || value === undefined || !isDict(value)) {
    throw wrong(path, `Cannot convert ${kindOf(value)} to Avro RECORD '${name}'`);
  }
  for (const field of fields) {
    const own = Object.hasOwn(value, field.name) ? value[field.name] : undefined;
    write(output, own, field.type, path === "" ? field.name : `${path}.${field.name}`);
  }
}

function writeMap(
  output: AvroWriter,
  value: Value | undefined,
  type: AvroType,
  path: string,
): void {
  if (value === null || value === undefined || !isDict(value)) {
    throw wrong(path, `Cannot convert ${kindOf(value)} to Avro MAP`);
  }
  const entries = entriesOf(value);
  if (entries.length > 0) output.long(entries.length);
  for (const [key, item] of entries) {
    output.string(String(key));
    write(output, item, type, `${path}[${JSON.stringify(String(key))}]`);
  }
  output.long(0);
}

/** Null takes the null branch; else the branch of the value's own kind, else the first that it can be made to fit. */
function writeUnion(
  output: AvroWriter,
  value: Value,
  branches: readonly AvroType[],
  path: string,
): void {
  const own = branches.findIndex((branch) => isOwn(value, branch));
  const order = own < 0 ? branches.keys() : [own, ...branches.keys()];
  const start = output.sink.at;
  for (const index of order) {
    const branch = branches[index];
    if (branch === undefined || (branch.kind === "null") !== (value === null)) continue;
    try {
      output.branch(index);
      write(output, value, branch, path);
      return;
    } catch (error) {
      if (!(error instanceof DataException)) throw error;
      output.sink.at = start;
    }
  }
  const names = branches.map((branch) =>
    JSON.stringify("name" in branch ? fullName(branch) : branch.kind),
  );
  throw wrong(path, `Not in union [${names.join(",")}]: ${printValue(value)}`);
}

function isOwn(value: Value, type: AvroType): boolean {
  switch (type.kind) {
    case "null":
      return value === null;
    case "boolean":
      return typeof value === "boolean";
    case "string":
      return typeof value === "string";
    case "enum":
      return typeof value === "string" && type.symbols.includes(value);
    case "int":
      return typeof value === "number" && value === (value | 0);
    case "long":
      return typeof value === "bigint" || (typeof value === "number" && Number.isInteger(value));
    case "float":
    case "double":
      return value instanceof PyFloat || (typeof value === "number" && !Number.isInteger(value));
    case "bytes":
    case "fixed":
      return false;
    case "array":
      return Array.isArray(value);
    case "map":
    case "record":
      return isDict(value);
    case "union":
      return false;
  }
}

const INTEGERS: Readonly<Record<string, IntegerKind>> = { int: "integer", long: "long" };

function writePrimitive(output: AvroWriter, value: Value, type: AvroPrimitive, path: string): void {
  try {
    switch (type.kind) {
      case "null":
        if (value !== null) throw cannot(value, type, path);
        return;
      case "boolean":
        if (typeof value !== "boolean") throw cannot(value, type, path);
        output.boolean(value);
        return;
      case "string":
        if (typeof value !== "string") throw cannot(value, type, path);
        if (type.logical?.name === "uuid") output.uuid(value);
        else output.string(value);
        return;
      case "bytes":
        if (type.logical?.name === "decimal") {
          writeDecimal(output, value, type, path);
          return;
        }
        if (!isBytes(value)) throw cannot(value, type, path);
        output.bytes(value);
        return;
      case "float":
      case "double": {
        const number = numberOf(value, false);
        if (number === undefined) throw cannot(value, type, path);
        const float = Number(number instanceof PyFloat ? number.value : number);
        if (type.kind === "float") output.float(toFloat32(float));
        else output.double(float);
        return;
      }
      default:
        writeInteger(output, value, type, path);
        return;
    }
  } catch (error) {
    if (error === MISFIT)
      throw wrong(path, `Value ${quoted(value)} is not a valid ${type.logical?.name ?? type.kind}`);
    if (error instanceof DataException && !error.message.includes("Field "))
      throw wrong(path, error.message);
    throw error;
  }
}

function writeInteger(output: AvroWriter, value: Value, type: AvroPrimitive, path: string): void {
  const number = numberOf(value, false);
  if (number === undefined) throw cannot(value, type, path);
  const range = RANGES[INTEGERS[type.kind] ?? "long"];
  const integer =
    number instanceof PyFloat ? cutFloat(range, number.value) : integerIn(range, number);
  const limit = DAY[type.logical?.name ?? ""];
  if (limit !== undefined && !(integer >= 0 && integer < limit)) {
    const name = type.logical?.name;
    throw wrong(path, `Value ${integer} is out of range for ${name} [0, ${limit - 1}]`);
  }
  output.long(integer);
}

/** Exclusive. */
const DAY: Readonly<Record<string, number>> = {
  "time-millis": 86_400_000,
  "time-micros": 86_400_000_000,
};

function writeDecimal(output: AvroWriter, value: Value, type: AvroPrimitive, path: string): void {
  const { logical } = type;
  if (logical?.name !== "decimal" || typeof value !== "string") throw cannot(value, type, path);
  const decimal = parseDecimal(value);
  if (decimal === null) throw wrong(path, `Value ${quoted(value)} is not a valid decimal`);
  const { precision, scale } = logical;
  // Trailing zeros behind the point are no digits.
  let { unscaled, scale: own } = decimal;
  for (; own > scale && unscaled % 10n === 0n; own--) unscaled /= 10n;
  if (own > scale) {
    throw wrong(
      path,
      `Value ${quoted(value)} has more fraction digits than the schema scale of ${scale}`,
    );
  }
  const all = unscaled * 10n ** BigInt(scale - own);
  const digits = digitsOf(all);
  if (digits > precision) {
    throw wrong(
      path,
      `Value ${quoted(value)} needs ${digits} digits of precision, but the schema allows only ${precision}`,
    );
  }
  output.decimal(`${all}e-${scale}`, precision, scale);
}

const isBytes = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((byte) => byte === (byte & 255));

const wrong = (path: string, message: string): DataException =>
  new DataException(path === "" ? message : `Field "${path}": ${message}`);

const badSymbol = (value: Value, type: AvroType & { kind: "enum" }, path: string): DataException =>
  wrong(
    path,
    `Value ${quoted(value)} is not a valid symbol of Avro ENUM '${fullName(type)}' (allowed: [${type.symbols.join(", ")}])`,
  );

const cannot = (value: Value | undefined, type: AvroType, path: string): DataException =>
  value === null || value === undefined
    ? wrong(path, `the field is required, and has no value (Avro ${type.kind.toUpperCase()})`)
    : wrong(path, `Cannot convert ${kindOf(value)} to Avro ${type.kind.toUpperCase()}`);

/** The class of KSML that such a value would be of. */
function kindOf(value: Value | undefined): string {
  if (value === null || value === undefined) return "DataNull";
  if (typeof value === "string") return "DataString";
  if (typeof value === "boolean") return "DataBoolean";
  if (typeof value === "bigint") return "DataLong";
  if (value instanceof PyFloat) return "DataDouble";
  if (typeof value === "number") return Number.isInteger(value) ? "DataLong" : "DataDouble";
  return Array.isArray(value) ? "DataList" : "DataStruct";
}
