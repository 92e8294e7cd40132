/** Zigzag variable-length integers, as record batches have them (Kafka protocol guide, "Record"). */

/**
 * Writes at `p` and returns the offset behind. `value` is a safe integer. What is rare is apart here and below: these
 * functions are small enough to become part of their callers.
 */
export function writeVarint(bytes: Uint8Array, p: number, value: number): number {
  if (value >= 0 && value < 8192) {
    if (value < 64) {
      bytes[p] = value << 1;
      return p + 1;
    }
    bytes[p] = (value << 1) | 128;
    bytes[p + 1] = value >>> 6;
    return p + 2;
  }
  return writeLonger(bytes, p, value);
}

function writeLonger(bytes: Uint8Array, from: number, value: number): number {
  if (value < -1073741824 || value > 1073741823) return writeLarge(bytes, from, value);
  let p = from;
  let rest = (value << 1) ^ (value >> 31);
  while (rest > 127) {
    bytes[p++] = (rest & 127) | 128;
    rest >>>= 7;
  }
  bytes[p] = rest;
  return p + 1;
}

/** Rare: more than 31 bits (timestamps far apart). */
function writeLarge(bytes: Uint8Array, p: number, value: number): number {
  let rest = BigInt.asUintN(64, (BigInt(value) << 1n) ^ (BigInt(value) >> 63n));
  while (rest > 127n) {
    bytes[p++] = Number(rest & 127n) | 128;
    rest >>= 7n;
  }
  bytes[p] = Number(rest);
  return p + 1;
}

const SCRATCH = new Uint8Array(10);

export function varintSize(value: number): number {
  return value >= 0 && value < 8192 ? (value < 64 ? 1 : 2) : largerSize(value);
}

function largerSize(value: number): number {
  if (value < -1073741824 || value > 1073741823) return writeLarge(SCRATCH, 0, value);
  const rest = ((value << 1) ^ (value >> 31)) >>> 0;
  return rest < 128 ? 1 : rest < 16384 ? 2 : rest < 2097152 ? 3 : rest < 268435456 ? 4 : 5;
}

/** The offset behind the integer that begins at `p`. */
export function varintEnd(bytes: Uint8Array, p: number): number {
  let end = p;
  while ((bytes[end] as number) > 127) end++;
  return end + 1;
}
