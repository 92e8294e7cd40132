/** Methods of int and float. */

import { bytesFrom, PyBytes } from "./bytes.ts";
import { overflowError, typeError, valueError } from "./exceptions.ts";
import { unboxFloat } from "./float.ts";
import { exactRatio, floatRepr } from "./float-text.ts";
import { keywordArguments } from "./functions.ts";
import { bitLength, canonical, toIndex, toSmallIndex } from "./int.ts";
import { truthy } from "./truth.ts";
import { PyTuple } from "./tuple.ts";
import type { Int, Value } from "./value.ts";

export function intBitLength(x: Value): number {
  return bitLength(toIndex(x));
}

export function intBitCount(x: Value): number {
  const value = BigInt(toIndex(x));
  return (value < 0n ? -value : value).toString(2).replaceAll("0", "").length;
}

export function intIsInteger(_x: Value): boolean {
  return true;
}

export function intConjugate(x: Value): Int {
  return toIndex(x);
}

export function intAsIntegerRatio(x: Value): PyTuple {
  return new PyTuple([toIndex(x), 1]);
}

/** `x.to_bytes(length=1, byteorder="big", *, signed=False)` @throws OverflowError, ValueError */
export function intToBytes(
  x: Value,
  length: Value = 1,
  byteorder: Value = "big",
  signed: Value = false,
): PyBytes {
  const [count, order, sign] = keywordArguments(
    [length, byteorder, signed],
    ["length", "byteorder", "signed"],
    [1, "big", false],
  );
  const little = isLittle(order as Value);
  const size = toSmallIndex(count);
  if (size < 0) throw valueError("length argument must be non-negative");
  let value = BigInt(toIndex(x));
  const bits = BigInt(size * 8);
  const isSigned = truthy(sign as Value);
  if (value < 0n && !isSigned) throw overflowError("can't convert negative int to unsigned");
  const limit = isSigned && size > 0 ? 1n << (bits - 1n) : 1n << bits;
  if (value >= limit || (isSigned && value < -limit) || (size === 0 && value !== 0n)) {
    throw overflowError("int too big to convert");
  }
  if (value < 0n) value += 1n << bits;
  const data = new Uint8Array(size);
  for (let i = 0; i < size; i++) {
    data[little ? i : size - 1 - i] = Number(value & 255n);
    value >>= 8n;
  }
  return new PyBytes(data);
}

/** `int.from_bytes(bytes, byteorder="big", *, signed=False)` */
export function intFromBytes(bytes: Value, byteorder: Value = "big", signed: Value = false): Int {
  const [order, sign] = keywordArguments(
    [byteorder, signed],
    ["byteorder", "signed"],
    ["big", false],
  );
  const data = bytesFrom(bytes);
  if (isLittle(order as Value)) data.reverse();
  let value = 0n;
  for (const byte of data) value = (value << 8n) | BigInt(byte);
  if (truthy(sign as Value) && data.length > 0 && (data[0] as number) >= 128) {
    value -= 1n << BigInt(data.length * 8);
  }
  return canonical(value);
}

function isLittle(order: Value): boolean {
  if (order !== "big" && order !== "little") {
    if (typeof order !== "string") throw typeError("to_bytes() argument 'byteorder' must be str");
    throw valueError("byteorder must be either 'little' or 'big'");
  }
  return order === "little";
}

export function floatIsInteger(x: Value): boolean {
  return Number.isInteger(unboxFloat(x));
}

export function floatConjugate(x: Value): number {
  return unboxFloat(x);
}

/** @throws OverflowError, ValueError */
export function floatAsIntegerRatio(x: Value): PyTuple {
  const value = unboxFloat(x);
  if (Number.isNaN(value)) throw valueError("cannot convert NaN to integer ratio");
  if (!Number.isFinite(value)) throw overflowError("cannot convert Infinity to integer ratio");
  let { numerator, shift } = exactRatio(value);
  while (shift > 0 && (numerator & 1n) === 0n) {
    numerator >>= 1n;
    shift--;
  }
  if (numerator === 0n) shift = 0;
  return new PyTuple([
    canonical(value < 0 ? -numerator : numerator),
    canonical(1n << BigInt(shift)),
  ]);
}

export function floatHex(x: Value): string {
  const value = unboxFloat(x);
  if (!Number.isFinite(value)) return floatRepr(value);
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  if (value === 0) return `${sign}0x0.0p+0`;
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, Math.abs(value));
  const high = bits.getUint32(0);
  const exponent = high >>> 20;
  const fraction =
    (high & 0xfffff).toString(16).padStart(5, "0") +
    bits.getUint32(4).toString(16).padStart(8, "0");
  const power = exponent === 0 ? -1022 : exponent - 1023;
  return `${sign}0x${exponent === 0 ? 0 : 1}.${fraction}p${power < 0 ? "-" : "+"}${Math.abs(power)}`;
}

/** `float.fromhex(text)` @throws ValueError */
export function floatFromhex(text: Value): number {
  const match =
    /^\s*([-+]?)(?:0[xX])?([0-9a-fA-F]*)(?:\.([0-9a-fA-F]*))?(?:[pP]([-+]?\d+))?\s*$/.exec(
      String(text),
    );
  const special = /^\s*([-+]?)(inf(?:inity)?|nan)\s*$/i.exec(String(text));
  if (special !== null) {
    const size =
      (special[2] as string).toLowerCase() === "nan" ? Number.NaN : Number.POSITIVE_INFINITY;
    return special[1] === "-" ? -size : size;
  }
  const digits = (match?.[2] ?? "") + (match?.[3] ?? "");
  if (match === null || digits === "") {
    throw valueError("invalid hexadecimal floating-point string");
  }
  const exponent = Number(match[4] ?? 0) - 4 * (match[3] ?? "").length;
  const mantissa = BigInt(`0x${digits}`);
  let size = Number(mantissa);
  for (let left = exponent; left !== 0; ) {
    const step = Math.max(-1000, Math.min(1000, left));
    size *= 2 ** step;
    left -= step;
  }
  if (!Number.isFinite(size))
    throw overflowError("hexadecimal value too large to represent as a float");
  return match[1] === "-" ? -size : size;
}
