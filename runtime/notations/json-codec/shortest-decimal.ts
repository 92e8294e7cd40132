/**
 * Floats and their shortest decimals (`54.86000000000001`), without a text in between: a float times a power of ten is
 * known to the last bit as a product of floats and its error. A decimal of up to 17 digits is two integers, `high` · 10^8 +
 * `low`, over 10^places. What is too close to a border to be told by a margin is left to the engine.
 */

/** The most places of a decimal here: floats hold powers of ten up to this one. */
export const MAX_PLACES = 22;

const LOW_DIGITS = 1e8;

const POWERS = Float64Array.from({ length: MAX_PLACES + 1 }, (_, i) => 10 ** i);

/** 2^27 + 1: splits 53 bits into two halves whose products are exact (Veltkamp, Dekker). */
const SPLITTER = 134217729;
const POWERS_HIGH = POWERS.map(highHalf);
const POWERS_LOW = POWERS.map((power, i) => power - (POWERS_HIGH[i] as number));

/** Of a comparison whose sides are rounded to 2^-53 of their size. */
const BELOW = 1 - 2 ** -40;
const ABOVE = 1 + 2 ** -40;

const float = new Float64Array(1);
const halves = new Int32Array(float.buffer);

function highHalf(value: number): number {
  const c = SPLITTER * value;
  return c - (c - value);
}

/** What `value * 10^places` is more than the float `product` that comes of it. */
function errorOf(product: number, value: number, places: number): number {
  const high = highHalf(value);
  const low = value - high;
  const powerHigh = POWERS_HIGH[places] as number;
  const powerLow = POWERS_LOW[places] as number;
  return high * powerHigh - product + high * powerLow + low * powerHigh + low * powerLow;
}

/** Half the way to the float above a positive, normal one. */
function halfGap(value: number): number {
  float[0] = value;
  halves[0] = 0;
  halves[1] = (halves[1] as number) & 0x7ff00000;
  return (float[0] as number) * 2 ** -53;
}

/** The way to the float below is half as long. */
function isPowerOfTwo(value: number): boolean {
  float[0] = value;
  return halves[0] === 0 && ((halves[1] as number) & 0xfffff) === 0;
}

/** What a float has more than a decimal close to it, in units of its last place. */
function excess(value: number, high: number, low: number, places: number): number {
  const product = value * (POWERS[places] as number);
  return product - high * LOW_DIGITS - low + errorOf(product, value, places);
}

/** The float that a positive decimal of 16 or 17 digits is read as; NaN: not known. */
export function nearestFloat(high: number, low: number, places: number): number {
  const power = POWERS[places] as number;
  let value = (high * LOW_DIGITS + low) / power;
  let more = excess(value, high, low, places);
  if (Math.abs(more) >= halfGap(value) * power) {
    value -= more / power;
    more = excess(value, high, low, places);
  }
  return Math.abs(more) < halfGap(value) * power * BELOW && !isPowerOfTwo(value) ? value : NaN;
}

/**
 * Whether a positive decimal of 16 or 17 digits, the last one not zero, is certainly the one that Java and JavaScript
 * write of the float that it is read as: none of fewer digits is read as that float, and none of as many is closer to it.
 */
export function isShortest(high: number, low: number, places: number): boolean {
  const value = nearestFloat(high, low, places);
  if (Number.isNaN(value)) return false;
  const more = excess(value, high, low, places);
  const border = halfGap(value) * (POWERS[places] as number) * ABOVE;
  // One digit less: what ends with a zero.
  const last = low % 10;
  return Math.abs(more) < 0.5 * BELOW && more + last > border && 10 - last - more > border;
}

/** `high` · 10^8 + `low` is of 15 to 17 digits, the first one of which stands for 10^exponent; zeros may end it. */
export interface Decimal {
  readonly high: number;
  readonly low: number;
  readonly exponent: number;
}

const FRACTIONS = POWERS.map((power) => 1 / power);
const LEAST = 1e-5;
const LIMIT = 1e15;

/** The shortest decimal of a positive float, and of those the closest; null: it is too large or small, or not known. */
export function shortestDecimal(value: number): Decimal | null {
  if (!(value >= LEAST && value < LIMIT)) return null;
  const exponent = exponentOf(value);
  // Of fifteen digits one decimal at most is read as the float, and it is what fewer digits are.
  const places = 14 - exponent;
  const power = POWERS[places] as number;
  const fifteen = Math.round(value * power);
  if (fifteen / power === value) {
    const high = Math.floor(fifteen / LOW_DIGITS);
    return { high, low: fifteen - high * LOW_DIGITS, exponent };
  }
  const border = halfGap(value) * (POWERS[places + 1] as number);
  const sixteen = closestDecimal(value, exponent, places + 1);
  if (sixteen.distance <= border * ABOVE) {
    return sixteen.distance < Math.min(border, 0.5) * BELOW ? sixteen : null;
  }
  const seventeen = closestDecimal(value, exponent, places + 2);
  return seventeen.distance < 0.5 * BELOW ? seventeen : null;
}

function closestDecimal(value: number, exponent: number, places: number) {
  const product = value * (POWERS[places] as number);
  const whole = Math.floor(product);
  const more = product - whole + errorOf(product, value, places);
  const rounded = Math.round(more);
  let high = Math.floor(whole / LOW_DIGITS);
  let low = whole - high * LOW_DIGITS + rounded;
  // The product may have been rounded up to a multiple of 10^8; down below one it is not, since that is a float.
  if (low < 0) {
    high--;
    low += LOW_DIGITS;
  }
  return { high, low, exponent, distance: Math.abs(more - rounded) };
}

/** Of the first digit, between `LEAST` and `LIMIT`. */
function exponentOf(value: number): number {
  let exponent = 0;
  if (value >= 1) while (value >= (POWERS[exponent + 1] as number)) exponent++;
  else while (value < (FRACTIONS[-exponent] as number)) exponent--;
  return exponent;
}
