/** Avro's decimals: a whole number in two's complement, big-endian, and the text that KSML has for it (runtime.md 4.7). */

/** Exact and plain: `12.50`, `-0.05`, never an exponent. */
export function decimalText(bytes: Uint8Array, scale: number): string {
  const unscaled = fromTwosComplement(bytes);
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, "0");
  const sign = unscaled < 0n ? "-" : "";
  if (scale === 0) return sign + digits;
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function fromTwosComplement(bytes: Uint8Array): bigint {
  if (bytes.length === 0) return 0n;
  const hex = Buffer.from(bytes).toString("hex");
  return BigInt.asIntN(bytes.length * 8, BigInt(`0x${hex}`));
}

/** As Java's BigInteger writes it: the fewest bytes that hold number and sign. */
export function toTwosComplement(value: bigint): Uint8Array {
  let size = 1;
  while (BigInt.asIntN(size * 8, value) !== value) size++;
  const hex = BigInt.asUintN(size * 8, value).toString(16);
  return Buffer.from(hex.padStart(size * 2, "0"), "hex");
}

export const digitsOf = (value: bigint): number => String(value < 0n ? -value : value).length;

const DECIMAL = /^([+-]?)(?:([0-9]+)(?:\.([0-9]*))?|\.([0-9]+))(?:[eE]([+-]?[0-9]{1,9}))?$/;

/** No sensible number has more; a bomb of an exponent must not become gigabytes of zeros. */
const MAX_EXPONENT = 100_000;

/** What Java's BigDecimal reads in a text; null: no number. */
export function parseDecimal(
  text: string,
): { readonly unscaled: bigint; readonly scale: number } | null {
  const match = DECIMAL.exec(text);
  if (match === null) return null;
  const [, sign = "", whole = "", after = "", only = "", exponent = "0"] = match;
  const fraction = after + only;
  const scale = fraction.length - Number(exponent);
  if (Math.abs(scale) > MAX_EXPONENT) return null;
  const digits = BigInt(whole + fraction);
  return { unscaled: sign === "-" ? -digits : digits, scale };
}
