/** Text of floats as CPython writes them (`repr`), and exact decimal digits for formatting and rounding. */
/** `repr` of a float: the shortest digits that read back, an exponent below 1e-4 and from 1e16. */
export function floatRepr(x) {
  const size = Math.abs(x);
  if (size >= 1e-4 && size < 1e16) {
    const text = String(x);
    return Number.isInteger(x) ? `${text}.0` : text;
  }
  if (x === 0) return Object.is(x, -0) ? "-0.0" : "0.0";
  if (!Number.isFinite(x)) return specialText(x);
  return pythonExponent(x.toExponential());
}
export function specialText(x) {
  return Number.isNaN(x) ? "nan" : x < 0 ? "-inf" : "inf";
}
/** `1e+5` → `1e+05`: an exponent has at least two digits. */
function pythonExponent(text) {
  const at = text.indexOf("e");
  const exponent = text.slice(at + 2);
  return `${text.slice(0, at + 2)}${exponent.length < 2 ? "0" : ""}${exponent}`;
}
/** |x| as numerator and denominator, the latter a power of two. */
export function exactRatio(x) {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, Math.abs(x));
  const high = bits.getUint32(0);
  const exponent = high >>> 20;
  const fraction = (BigInt(high & 0xfffff) << 32n) | BigInt(bits.getUint32(4));
  const mantissa = exponent === 0 ? fraction : fraction | (1n << 52n);
  const power = (exponent === 0 ? 1 : exponent) - 1075;
  return power >= 0
    ? { numerator: mantissa << BigInt(power), shift: 0 }
    : { numerator: mantissa, shift: -power };
}
/** Rounds numerator / 2**shift to the nearest integer, ties to even. */
function roundShifted(numerator, shift) {
  if (shift === 0) return numerator;
  const s = BigInt(shift);
  const whole = numerator >> s;
  const rest = numerator - (whole << s);
  const half = 1n << (s - 1n);
  return rest > half || (rest === half && (whole & 1n) === 1n) ? whole + 1n : whole;
}
/** |x| with `digits` decimals, correctly rounded, ties to even; no sign. */
export function fixedText(x, digits) {
  const size = Math.abs(x);
  if (digits <= 100 && size < 1e21 && !Number.isInteger(size * 2 ** (digits + 1))) {
    return size.toFixed(digits);
  }
  const { numerator, shift } = exactRatio(size);
  const scaled = roundShifted(numerator * 10n ** BigInt(digits), shift).toString();
  if (digits === 0) return scaled;
  const padded = scaled.padStart(digits + 1, "0");
  return `${padded.slice(0, -digits)}.${padded.slice(-digits)}`;
}
/** `count` significant digits of |x| and the exponent of the first, correctly rounded, ties to even. */
export function significantDigits(x, count) {
  if (x === 0) return { digits: "0".repeat(count), exponent: 0 };
  const { numerator, shift } = exactRatio(x);
  let exponent = Math.floor(Math.log10(Math.abs(x)));
  if (!Number.isFinite(exponent)) exponent = -324;
  for (;;) {
    const scale = count - 1 - exponent;
    let rounded;
    if (scale >= 0) rounded = roundShifted(numerator * 10n ** BigInt(scale), shift);
    else rounded = roundRatio(numerator, (1n << BigInt(shift)) * 10n ** BigInt(-scale));
    const digits = rounded.toString();
    if (digits.length === count) return { digits, exponent };
    if (digits.length > count) {
      // The estimate was too low, or rounding carried into a new digit.
      exponent++;
    } else exponent--;
  }
}
function roundRatio(numerator, denominator) {
  const whole = numerator / denominator;
  const twice = (numerator - whole * denominator) * 2n;
  return twice > denominator || (twice === denominator && (whole & 1n) === 1n) ? whole + 1n : whole;
}
/** `round(x, digits)` of a float: correctly rounded to the decimal place, ties to even. */
export function roundToPlace(x, digits) {
  if (!Number.isFinite(x) || x === 0 || digits > 323) return x;
  if (digits < -308) return x < 0 ? -0 : 0;
  if (digits >= 0) {
    const rounded = Number(fixedText(x, digits));
    return x < 0 ? -rounded : rounded;
  }
  const { numerator, shift } = exactRatio(x);
  const unit = 10n ** BigInt(-digits);
  const rounded = Number(roundRatio(numerator, (1n << BigInt(shift)) * unit) * unit);
  return x < 0 ? -rounded : rounded;
}
/** The nearest int, ties to even. */
export function roundHalfEven(x) {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest > 0.5 || (rest === 0.5 && floor % 2 !== 0)) return floor + 1;
  return floor + 0;
}
//# sourceMappingURL=float-text.js.map
