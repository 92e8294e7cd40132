/** `int(x)` and `float(x)`: numbers from text and from other numbers, with CPython's texts for what is none. */

import { PyBytes } from "./bytes.ts";
import { overflowError, typeError, valueError } from "./exceptions.ts";
import { canonical, intOfIntegral, intToFloat, toIndex, toSmallIndex } from "./int.ts";
import { MOST_DIGITS, repr } from "./repr.ts";
import { strStrip } from "./str-search.ts";
import { typeName } from "./type-name.ts";
import { type Int, isDict, PyFloat, PyObject, type Value } from "./value.ts";

const ND = /\p{Nd}/u;

/** Decimal digits of any script as ASCII's. */
function asciiDigits(text: string): string {
  if (/^[\0-\x7f]*$/.test(text)) return text;
  let result = "";
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    if (code < 128 || !ND.test(character)) result += character;
    else {
      // Digits of a script stand in runs of ten.
      let zero = code;
      while (ND.test(String.fromCodePoint(zero - 1))) zero--;
      result += String((code - zero) % 10);
    }
  }
  return result;
}

/** `int(x=0, base=10)` @throws ValueError, TypeError, OverflowError */
export function int(x: Value = 0, base?: Value): Int {
  if (isDict(base)) return int(x, base.base as Value);
  if (base !== undefined) {
    if (x instanceof PyBytes) return intOfText(x.latin1(), toSmallIndex(base), x);
    if (typeof x !== "string") throw typeError("int() can't convert non-string with explicit base");
    return intOfText(x, toSmallIndex(base), x);
  }
  if (typeof x === "number") return Number.isInteger(x) ? x : truncate(x);
  if (typeof x === "string") return /^\d{1,15}$/.test(x) ? Number(x) : intOfText(x, 10, x);
  if (x instanceof PyFloat) return truncate(x.value);
  if (typeof x === "boolean" || typeof x === "bigint") return toIndex(x);
  if (x instanceof PyBytes) return intOfText(x.latin1(), 10, x);
  if (x instanceof PyObject) {
    for (const name of ["__int__", "__index__", "__trunc__"]) {
      const method = x.pyGetAttr?.(name);
      if (typeof method === "function") return toIndex((method as () => Value)());
    }
  }
  throw typeError(
    `int() argument must be a string, a bytes-like object or a real number, not '${typeName(x)}'`,
  );
}

/** @throws ValueError, OverflowError */
export function truncate(x: number): Int {
  if (Number.isNaN(x)) throw valueError("cannot convert float NaN to integer");
  if (!Number.isFinite(x)) throw overflowError("cannot convert float infinity to integer");
  return intOfIntegral(Math.trunc(x));
}

const PREFIXES: Record<string, number> = { x: 16, o: 8, b: 2 };

function intOfText(text: string, base: number, shown: Value): Int {
  if (base !== 0 && (base < 2 || base > 36)) {
    throw valueError("int() base must be >= 2 and <= 36, or 0");
  }
  const fail = (): Error =>
    valueError(`invalid literal for int() with base ${base}: ${repr(shown)}`);
  const match = /^([-+]?)(?:0([xXoObB])_?)?([0-9a-zA-Z]+(?:_[0-9a-zA-Z]+)*)$/.exec(
    asciiDigits(strStrip(text)),
  );
  if (match === null) throw fail();
  const prefix = match[2]?.toLowerCase();
  let radix = base;
  let digits = (match[3] as string).replaceAll("_", "").toLowerCase();
  if (prefix !== undefined) {
    const of = PREFIXES[prefix] as number;
    if (base === 0 || base === of) radix = of;
    else digits = `0${prefix}${digits}`; // a digit of base 36, or wrong
  } else if (base === 0) {
    if (/^0+[1-9]/.test(digits)) throw fail();
    radix = 10;
  }
  if (radix === 10 && digits.length > MOST_DIGITS) {
    throw valueError(
      `Exceeds the limit (${MOST_DIGITS} digits) for integer string conversion: value has ${digits.length} digits; use sys.set_int_max_str_digits() to increase the limit`,
    );
  }
  let value = 0n;
  if (radix === 10 && /^\d+$/.test(digits)) value = BigInt(digits);
  else {
    const by = BigInt(radix);
    for (const digit of digits) {
      const one = Number.parseInt(digit, 36);
      if (!(one < radix)) throw fail();
      value = value * by + BigInt(one);
    }
  }
  return canonical(match[1] === "-" ? -value : value);
}

const NUMBER =
  /^[-+]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:[eE][-+]?\d+(?:_\d+)*)?$/;
const SPECIAL = /^([-+]?)(inf|infinity|nan)$/i;

/** `float(x=0.0)`, as a static float. @throws ValueError, TypeError, OverflowError */
export function float(x: Value = 0): number {
  if (typeof x === "number") return x;
  if (x instanceof PyFloat) return x.value;
  if (typeof x === "string") return floatOfText(x, x);
  if (typeof x === "boolean") return x ? 1 : 0;
  if (typeof x === "bigint") return intToFloat(x);
  if (x instanceof PyBytes) return floatOfText(x.latin1(), x);
  if (x instanceof PyObject) {
    for (const name of ["__float__", "__index__"]) {
      const method = x.pyGetAttr?.(name);
      if (typeof method === "function") return float((method as () => Value)());
    }
  }
  throw typeError(`float() argument must be a string or a real number, not '${typeName(x)}'`);
}

function floatOfText(text: string, shown: Value): number {
  const trimmed = asciiDigits(strStrip(text));
  if (NUMBER.test(trimmed)) return Number(trimmed.replaceAll("_", ""));
  const special = SPECIAL.exec(trimmed);
  if (special === null) throw valueError(`could not convert string to float: ${repr(shown)}`);
  const size =
    (special[2] as string).toLowerCase() === "nan" ? Number.NaN : Number.POSITIVE_INFINITY;
  return special[1] === "-" ? -size : size;
}

/** `bin`, `oct`, `hex` */
function withBase(x: Value, base: number, prefix: string): string {
  const value = toIndex(x);
  return `${value < 0 ? "-" : ""}${prefix}${(value < 0 ? -value : value).toString(base)}`;
}

export const bin = (x: Value): string => withBase(x, 2, "0b");
export const oct = (x: Value): string => withBase(x, 8, "0o");
export const hex = (x: Value): string => withBase(x, 16, "0x");
