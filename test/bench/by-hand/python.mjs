// What Python does with values of exact.mjs, plainly: for records that the fast code does not take.
import { boxed, compareKeys, F, toFloat } from "../contenders/exact.mjs";

export function fail(what) {
  throw new TypeError(what);
}

export const isDict = (v) => v instanceof Map;
export const isInt = (v) =>
  typeof v === "bigint" || typeof v === "boolean" || (typeof v === "number" && Number.isInteger(v));
export const isFloat = (v) => v instanceof F || (typeof v === "number" && !Number.isInteger(v));

/** An int while it is safe as a number, else a bigint. */
export const canonical = (n) => (Number.isSafeInteger(Number(n)) ? Number(n) : n);

/** `a + b` of numbers or of texts. */
export function plus(a, b) {
  if (typeof a === "string" && typeof b === "string") return a + b;
  if (isInt(a) && isInt(b)) return canonical(BigInt(a) + BigInt(b));
  return boxed(toFloat(a) + toFloat(b));
}

/** `a > b` of numbers. JavaScript compares ints of any size with floats exactly. */
export const greater = (a, b) => number(a) > number(b);

function number(v) {
  if (v instanceof F) return v.v;
  return isInt(v) || typeof v === "number" ? v : fail("not supported between instances");
}

/** `a / b` of numbers, b greater than 0; out: a number, a float in any case. */
export function divide(a, b) {
  if (!isInt(a) || !isInt(b)) return toFloat(a) / toFloat(b);
  if (typeof a !== "bigint" && typeof b !== "bigint") return Number(a) / Number(b);
  return quotient(BigInt(a), BigInt(b));
}

/** Rounded once: 128 more bits, the last of which says whether there are others behind. */
function quotient(a, b) {
  const wide = a << 128n;
  const q = wide / b;
  return Number(q * b === wide ? q : q | 1n) / 2 ** 128;
}

export function truthy(v) {
  if (v === null || v === false) return false;
  if (v instanceof F) return v.v !== 0;
  if (typeof v === "number" || typeof v === "bigint") return Number(v) !== 0;
  if (typeof v === "string" || Array.isArray(v)) return v.length > 0;
  return isDict(v) ? v.size > 0 : true;
}

/** The same text for values that are one in a set; lists and dicts cannot be in one. */
export function memberKey(v) {
  if (typeof v === "string") return `s${v}`;
  if (typeof v === "object" && !(v instanceof F)) fail("unhashable");
  const n = typeof v === "boolean" ? Number(v) : v instanceof F ? v.v : v;
  return `=${Number.isInteger(n) ? BigInt(n) : n}`;
}

/** Dicts of records are sorted. */
export const entriesOf = (dict) => [...dict].sort(([a], [b]) => compareKeys(a, b));

export const str = (v) => (typeof v === "string" ? v : repr(v));

function repr(v) {
  if (v === null) return "None";
  if (typeof v === "boolean") return v ? "True" : "False";
  if (typeof v === "string") return textRepr(v);
  if (Array.isArray(v)) return `[${v.map(repr).join(", ")}]`;
  if (isDict(v))
    return `{${entriesOf(v)
      .map(([k, x]) => `${repr(k)}: ${repr(x)}`)
      .join(", ")}}`;
  return isInt(v) ? String(v) : floatRepr(v instanceof F ? v.v : v);
}

const NAMED = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };
/** Not printable: others of Unicode, and separators but for the blank. */
const HIDDEN = /[\p{C}\p{Z}]/u;

function textRepr(s) {
  const quote = s.includes("'") && !s.includes('"') ? '"' : "'";
  let text = "";
  for (const c of s) {
    const code = c.codePointAt(0);
    if (c === quote) text += `\\${c}`;
    else if (NAMED[c] !== undefined) text += NAMED[c];
    else if (c === " " || !HIDDEN.test(c)) text += c;
    else if (code < 256) text += `\\x${code.toString(16).padStart(2, "0")}`;
    else if (code < 65536) text += `\\u${code.toString(16).padStart(4, "0")}`;
    else text += `\\U${code.toString(16).padStart(8, "0")}`;
  }
  return quote + text + quote;
}

function floatRepr(v) {
  if (!Number.isFinite(v)) return Number.isNaN(v) ? "nan" : v < 0 ? "-inf" : "inf";
  const size = Math.abs(v);
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) {
    const [digits, exponent] = v.toExponential().split("e");
    return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, "0")}`;
  }
  if (Object.is(v, -0)) return "-0.0";
  return Number.isInteger(v) ? `${v}.0` : String(v);
}
