// KSML's conversions of what functions return (runtime.md 3), on values of exact.mjs, plainly.
import { F, javaDouble } from "../contenders/exact.mjs";
import { canonical, entriesOf, fail, isDict, isFloat, isInt } from "./python.mjs";

const LONG = 1n << 63n;
const fitsLong = (int) => int >= -LONG && int < LONG;

/** A value that no type is wanted of; `isDirect`: a whole result, or in lists directly in it. */
export function natural(v, isDirect) {
  if (v instanceof F) return isDirect ? directNumber(v) : v;
  if (typeof v === "bigint") return fitsLong(v) ? v : fail("does not fit in expected type long");
  if (Array.isArray(v)) return v.map((item) => natural(item, isDirect));
  return isDict(v) ? naturalDict(v) : v;
}

/** KSML's own entries go. */
function naturalDict(dict) {
  const wanted = [...dict].filter(([key]) => key !== "@type" && key !== "@schema");
  return new Map(wanted.map(([key, item]) => [key, natural(item, false)]));
}

/** An integral float in a direct place is an int. */
function directNumber(v) {
  if (Object.is(v.v, -0)) return v;
  const int = BigInt(v.v);
  return fitsLong(int) ? canonical(int) : v;
}

/** A `string`. */
export function toText(v, isDirect) {
  if (typeof v === "string") return v;
  if (typeof v === "boolean") return isDirect ? String(v) : fail("no string");
  return print(natural(v, isDirect), true);
}

/** The print format: the text of what has no notation. */
function print(v, isWhole) {
  if (v === null) return "null: null";
  if (typeof v === "string") return isWhole ? v : `"${v}"`;
  if (Array.isArray(v)) return `[${v.map((item) => print(item, false)).join(", ")}]`;
  if (isDict(v)) {
    return `{${entriesOf(v)
      .map(([key, item]) => `"${key}": ${print(item, false)}`)
      .join(", ")}}`;
  }
  return isFloat(v) ? javaDouble(v instanceof F ? v.v : v) : String(v);
}

/** An integer of so many bits. */
export function toInteger(v, bits = 64) {
  const int = typeof v === "boolean" ? fail("no integer") : wholeOf(v);
  return BigInt.asIntN(bits, int) === int ? canonical(int) : fail("out of range");
}

function wholeOf(v) {
  if (isInt(v)) return BigInt(v);
  if (isFloat(v)) {
    const float = v instanceof F ? v.v : v;
    return Number.isFinite(float) ? BigInt(Math.trunc(float)) : fail("not finite");
  }
  return typeof v === "string" && /^[+-]?[0-9]+$/.test(v)
    ? BigInt(v.replace("+", ""))
    : fail("no integer");
}

const DECIMAL = /^[+-]?(?:NaN|Infinity|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?[fFdD]?)$/;
const HEXADECIMAL =
  /^([+-]?)0[xX](?:([0-9a-fA-F]+)\.?([0-9a-fA-F]*)|\.([0-9a-fA-F]+))[pP]([+-]?[0-9]+)[fFdD]?$/;

/** A `double`. */
export function toDouble(v) {
  if (v instanceof F) return v.v;
  if (typeof v === "number" || typeof v === "bigint") return Number(v);
  return typeof v === "string" ? doubleIn(v.replace(/^[\0- ]+|[\0- ]+$/g, "")) : fail("no double");
}

function doubleIn(text) {
  if (DECIMAL.test(text)) return Number(text.replace(/[fFdD]$/, ""));
  const [, sign, whole = "", after = "", only = "", power] =
    HEXADECIMAL.exec(text) ?? fail("no double");
  const size = Number(`0x${whole}${after}${only}`) * 2 ** (power - 4 * (after + only).length);
  return sign === "-" ? -size : size;
}

/** A struct with a schema: the values of its fields, by their names or in their order. */
export function fieldsOf(v, names) {
  if (Array.isArray(v) && v.length === names.length) return v;
  return isDict(v) ? names.map((name) => v.get(name) ?? null) : fail("no struct");
}
