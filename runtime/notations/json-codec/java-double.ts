/**
 * Java's `Double.toString`: what KSML writes wherever a float becomes text (runtime.md 3.5, 4.4). Shortest digits that
 * read back as the same number; exponents below 10^-3 and from 10^7 on.
 */
export function javaDouble(value: number): string {
  if (!Number.isFinite(value)) {
    return Number.isNaN(value) ? "NaN" : value < 0 ? "-Infinity" : "Infinity";
  }
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e7) return Number.isInteger(value) ? `${value}.0` : String(value);
  const [digits, exponent] = split(value.toExponential());
  return `${atLeastTwo(digits, value)}E${Number(exponent)}`;
}

function split(text: string): [string, string] {
  const at = text.indexOf("e");
  return [text.slice(0, at), text.slice(at + 1)];
}

/** Java takes at least two digits, and then the nearest ones: 4.9E-324, not 5.0E-324. */
function atLeastTwo(digits: string, value: number): string {
  if (digits.includes(".")) return digits;
  const two = value.toExponential(1);
  return Number(two) === value ? split(two)[0] : `${digits}.0`;
}
