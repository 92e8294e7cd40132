/** Numbers as Java writes and reads them: wherever KSML makes text of a number, or a number of text (runtime.md 3.3, 3.5). */
import { javaDouble } from "../notations/json-codec/java-double.ts";

export { javaDouble };

/** `Float.toString` of a 32-bit float: the fewest digits that tell it from its 32-bit neighbours. */
export function javaFloat(value: number): string {
  if (!Number.isFinite(value) || value === 0) return javaDouble(value);
  for (let digits = 1; digits <= 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return javaDouble(short);
  }
  return javaDouble(value);
}

const INTEGER = /^[+-]?[0-9]+$/;

/** `Long.parseLong` without its bounds: sign and digits, nothing around them. Undefined: no integer. */
export function parseJavaInteger(text: string): bigint | undefined {
  return INTEGER.test(text) ? BigInt(text.startsWith("+") ? text.slice(1) : text) : undefined;
}

const DECIMAL = /^[+-]?(?:NaN|Infinity|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?[fFdD]?)$/;

/** `0x1.8p3`: digits before and after the point, then the power of two. */
const HEXADECIMAL =
  /^([+-]?)0[xX](?:([0-9a-fA-F]+)\.?([0-9a-fA-F]*)|\.([0-9a-fA-F]+))[pP]([+-]?[0-9]+)[fFdD]?$/;

/** `Double.parseDouble`: blanks around, exponents, `NaN`, `Infinity`, a suffix of Java's literals. Undefined: no number. */
export function parseJavaDouble(text: string): number | undefined {
  const trimmed = trimJava(text);
  if (!DECIMAL.test(trimmed)) return parseHexadecimal(trimmed);
  return Number(/[fFdD]$/.test(trimmed) ? trimmed.slice(0, -1) : trimmed);
}

function parseHexadecimal(text: string): number | undefined {
  const match = HEXADECIMAL.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = "", after = "", only = "", power] = match;
  const fraction = after + only;
  const digits = Number(`0x${whole}${fraction}`);
  const value = digits * 2 ** (Number(power) - 4 * fraction.length);
  return sign === "-" ? -value : value;
}

/** `String.trim`: everything up to the blank. */
function trimJava(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) <= 32) start++;
  while (end > start && text.charCodeAt(end - 1) <= 32) end--;
  return text.slice(start, end);
}

/** A number while it is safe, else a bigint: how an int looks (python.md 6). */
export function canonicalInt(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

export const LONG_MIN = -(1n << 63n);
export const LONG_MAX = (1n << 63n) - 1n;

export function fitsLong(value: number | bigint): boolean {
  return typeof value === "number" || (value >= LONG_MIN && value <= LONG_MAX);
}
