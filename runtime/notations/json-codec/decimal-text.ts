/**
 * Decimals of more than 15 digits in JSON bytes, decided from their digits. `start`: of the first digit; `point`: of the
 * point among them; `end`: behind the last one.
 */
import { isShortest, MAX_PLACES, nearestFloat } from "./shortest-decimal.ts";

/** Of the lower half of a decimal. */
const LOW_DIGITS = 8;
const MAX_HIGH = 1e9;

const POINT = 46;
const ZERO = 48;
const NINE = 57;

/** The float that it is read as; NaN: that is not known here, or there is something else among the digits. */
export function readDecimal(bytes: Uint8Array, start: number, point: number, end: number): number {
  const places = end - point - 1;
  const middle = middleOf(places, end);
  const high = digits(bytes, start, middle);
  if (!(high < MAX_HIGH) || places > MAX_PLACES) return NaN;
  return nearestFloat(high, digits(bytes, middle, end), places);
}

/** Whether it is certainly the text that Java writes of the float that it is read as. The last digit is no zero. */
export function isShortestText(
  bytes: Uint8Array,
  start: number,
  point: number,
  end: number,
): boolean {
  const places = end - point - 1;
  const middle = middleOf(places, end);
  const high = digits(bytes, start, middle);
  if (!(high < MAX_HIGH) || places > MAX_PLACES) return false;
  return isShortest(high, digits(bytes, middle, end), places);
}

/** Where the lower half begins: the point may be in it. */
const middleOf = (places: number, end: number): number =>
  places < LOW_DIGITS ? end - LOW_DIGITS - 1 : end - LOW_DIGITS;

function digits(bytes: Uint8Array, from: number, to: number): number {
  let n = 0;
  for (let p = from; p < to; p++) {
    const c = bytes[p] as number;
    if (c >= ZERO && c <= NINE) n = n * 10 + (c - ZERO);
    else if (c !== POINT) return NaN;
  }
  return n;
}
