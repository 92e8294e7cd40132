/** Numbers and texts as JSON bytes, without a string in between where that can be. All return the offset behind. */
import { javaDouble } from "./java-double.ts";

/** The most bytes that `writeInteger` and `writeDouble` put. */
export const NUMBER_BYTES = 32;

export function writeAscii(bytes: Buffer, at: number, text: string): number {
  let p = at;
  for (let i = 0; i < text.length; i++) bytes[p++] = text.charCodeAt(i);
  return p;
}

/** An integer in the safe range. */
export function writeInteger(bytes: Buffer, at: number, value: number): number {
  let p = at;
  let n = value;
  if (n < 0) {
    bytes[p++] = 45;
    n = 0 - n;
  }
  if (n < 1e9) return writeDigits(bytes, p, n | 0);
  const high = Math.floor(n / 1e9);
  return writePadded(bytes, writeInteger(bytes, p, high), n - high * 1e9, 9);
}

function writeDigits(bytes: Buffer, at: number, n: number): number {
  const size =
    n < 10
      ? 1
      : n < 100
        ? 2
        : n < 1000
          ? 3
          : n < 10000
            ? 4
            : n < 100000
              ? 5
              : n < 1e6
                ? 6
                : n < 1e7
                  ? 7
                  : n < 1e8
                    ? 8
                    : 9;
  return writePadded(bytes, at, n, size);
}

function writePadded(bytes: Buffer, at: number, value: number, size: number): number {
  let n = value | 0;
  for (let i = at + size - 1; i >= at; i--) {
    const rest = (n / 10) | 0;
    bytes[i] = 48 + n - rest * 10;
    n = rest;
  }
  return at + size;
}

/**
 * A float in Java's text; NaN and the infinities as quoted strings, as KSML writes them. Up to four places without a
 * string: r / 10^k === v means that its shortest digits are those of r.
 */
export function writeDouble(bytes: Buffer, at: number, value: number): number {
  const size = value < 0 ? -value : value;
  if (value === 0) return writeZero(bytes, at, value);
  if (!(size >= 1e-3 && size < 1e7)) {
    const text = javaDouble(value);
    return writeAscii(bytes, at, Number.isFinite(value) ? text : `"${text}"`);
  }
  let scaled = Math.round(size * 100);
  let places = 2;
  let unit = 100;
  if (scaled / 100 !== size) {
    scaled = Math.round(size * 10000);
    places = 4;
    unit = 10000;
    if (scaled / 10000 !== size) return writeAscii(bytes, at, javaDouble(value));
  }
  let p = at;
  if (value < 0) bytes[p++] = 45;
  const whole = Math.floor(scaled / unit);
  p = writeDigits(bytes, p, whole);
  bytes[p] = 46;
  p = writePadded(bytes, p + 1, scaled - whole * unit, places);
  while (places-- > 1 && bytes[p - 1] === 48) p--;
  return p;
}

/** The float that is written most. */
function writeZero(bytes: Buffer, at: number, value: number): number {
  let p = at;
  if (Object.is(value, -0)) bytes[p++] = 45;
  bytes[p] = 48;
  bytes[p + 1] = 46;
  bytes[p + 2] = 48;
  return p + 3;
}

const SHORT_ESCAPES = new Map([
  [34, '\\"'],
  [92, "\\\\"],
  [8, "\\b"],
  [9, "\\t"],
  [10, "\\n"],
  [12, "\\f"],
  [13, "\\r"],
]);

/** The inside of a JSON string as KSML's writer has it: control characters escaped, all else as it is. */
export function escapeText(text: string): string {
  let out = "";
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c >= 32 && c !== 34 && c !== 92) continue;
    out += text.slice(from, i);
    out += SHORT_ESCAPES.get(c) ?? `\\u00${c.toString(16).toUpperCase().padStart(2, "0")}`;
    from = i + 1;
  }
  return from === 0 ? text : out + text.slice(from);
}

/** A quoted text; there must be room for `textBytes(text)`. */
export function writeText(bytes: Buffer, at: number, text: string): number {
  const length = text.length;
  let p = at;
  bytes[p++] = 34;
  for (let i = 0; i < length; i++) {
    const c = text.charCodeAt(i);
    if (c < 32 || c > 127 || c === 34 || c === 92) {
      p = at + 1 + bytes.write(escapeText(text), at + 1, "utf8");
      break;
    }
    bytes[p++] = c;
  }
  bytes[p] = 34;
  return p + 1;
}

/** Upper bound: a control character takes six bytes, any other UTF-16 unit at most three. */
export const textBytes = (text: string): number => text.length * 6 + 2;
