/**
 * Floats as JSON bytes in Java's text (`javaDouble`), mostly without a string in between; NaN and the infinities as quoted
 * strings, as KSML writes them. All return the offset behind.
 */
import { javaDouble } from "./java-double.ts";
import { type Decimal, shortestDecimal } from "./shortest-decimal.ts";
import {
  PAIRS,
  writeAscii,
  writeDigits,
  writeEight,
  writeFour,
  writeInteger,
} from "./write-number.ts";

const POINT = 46;
const ZERO = 48;

/** Up to four places at once: r / 10^k === v means that its shortest digits are those of r. */
export function writeDouble(bytes: Buffer, view: DataView, at: number, value: number): number {
  const size = value < 0 ? -value : value;
  if (value === 0) return writeZero(bytes, at, value);
  if (!(size >= 1e-3 && size < 1e7)) return writeOther(bytes, view, at, value);
  let p = at;
  const hundreds = Math.round(size * 100) | 0;
  if (hundreds / 100 === size) {
    if (value < 0) bytes[p++] = 45;
    const whole = (hundreds / 100) | 0;
    p = writeDigits(bytes, view, p, whole);
    bytes[p] = POINT;
    view.setUint16(p + 1, PAIRS[hundreds - whole * 100] as number, true);
    return bytes[p + 2] === ZERO ? p + 2 : p + 3;
  }
  const scaled = Math.round(size * 10000);
  if (scaled / 10000 !== size) return writeOther(bytes, view, at, value);
  if (value < 0) bytes[p++] = 45;
  const whole = Math.floor(scaled / 10000);
  p = writeDigits(bytes, view, p, whole | 0);
  bytes[p] = POINT;
  writeFour(view, p + 1, (scaled - whole * 10000) | 0);
  return bytes[p + 4] === ZERO ? p + 4 : p + 5;
}

/** The float that is written most. */
function writeZero(bytes: Buffer, at: number, value: number): number {
  let p = at;
  if (Object.is(value, -0)) bytes[p++] = 45;
  bytes[p] = ZERO;
  bytes[p + 1] = POINT;
  bytes[p + 2] = ZERO;
  return p + 3;
}

/** More than four places, or an exponent. */
function writeOther(bytes: Buffer, view: DataView, at: number, value: number): number {
  const decimal = shortestDecimal(value < 0 ? -value : value);
  if (decimal === null) {
    const text = javaDouble(value);
    return writeAscii(bytes, at, Number.isFinite(value) ? text : `"${text}"`);
  }
  let p = at;
  if (value < 0) bytes[p++] = 45;
  const { exponent } = decimal;
  if (exponent >= 7 || exponent < -3)
    return writeExponent(bytes, writePointed(bytes, view, p, 1, decimal), exponent);
  if (exponent >= 0) return writePointed(bytes, view, p, exponent + 1, decimal);
  bytes[p++] = ZERO;
  bytes[p++] = POINT;
  for (let i = exponent + 1; i < 0; i++) bytes[p++] = ZERO;
  return withoutZeros(bytes, p + 1, writeAll(bytes, view, p, decimal));
}

/** With a point behind `whole` digits: all are written one further, and these go back. */
function writePointed(
  bytes: Buffer,
  view: DataView,
  at: number,
  whole: number,
  decimal: Decimal,
): number {
  const end = writeAll(bytes, view, at + 1, decimal);
  for (let p = at; p < at + whole; p++) bytes[p] = bytes[p + 1] as number;
  bytes[at + whole] = POINT;
  return withoutZeros(bytes, at + whole + 2, end);
}

function writeAll(bytes: Buffer, view: DataView, at: number, { high, low }: Decimal): number {
  return writeEight(view, writeInteger(bytes, view, at, high), low);
}

function withoutZeros(bytes: Buffer, least: number, end: number): number {
  let p = end;
  while (p > least && bytes[p - 1] === ZERO) p--;
  return p;
}

function writeExponent(bytes: Buffer, at: number, exponent: number): number {
  bytes[at] = 69;
  return writeAscii(bytes, at + 1, String(exponent));
}
