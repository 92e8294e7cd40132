/** Arithmetic of ints: numbers within the safe range, bigints beyond it. The results are canonical, never -0. */

import { overflowError, typeError, valueError, zeroDivision } from "./exceptions.ts";
import { floatPow } from "./float.ts";
import { typeName } from "./type-name.ts";
import { type Int, PyFloat, PyObject, type Value } from "./value.ts";

const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/** A bigint as an int: a number where it is safe. */
export function canonical(x: bigint): Int {
  return x <= MAX_SAFE && x >= -MAX_SAFE ? Number(x) : x;
}

/** An integral double as an int. */
export function intOfIntegral(x: number): Int {
  return Number.isSafeInteger(x) ? x + 0 : BigInt(x);
}

/** `a + b` of two ints, exact at any size. */
export function intAdd(a: Int, b: Int): Int {
  if (typeof a === "number" && typeof b === "number") {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return canonical(BigInt(a) + BigInt(b));
}

export function intSub(a: Int, b: Int): Int {
  if (typeof a === "number" && typeof b === "number") {
    const difference = a - b;
    if (Number.isSafeInteger(difference)) return difference;
  }
  return canonical(BigInt(a) - BigInt(b));
}

export function intMul(a: Int, b: Int): Int {
  if (typeof a === "number" && typeof b === "number") {
    const product = a * b;
    if (Number.isSafeInteger(product)) return product + 0;
  }
  return canonical(BigInt(a) * BigInt(b));
}

export function intNeg(a: Int): Int {
  return typeof a === "number" ? 0 - a : canonical(-a);
}

export function intAbs(a: Int): Int {
  return typeof a === "number" ? Math.abs(a) : a < 0n ? -a : a;
}

/** @throws ZeroDivisionError */
export function intFloordiv(a: Int, b: Int): Int {
  if (typeof a === "number" && typeof b === "number") {
    if (b === 0) throw zeroDivision("integer division or modulo by zero");
    // The rest has the sign of `a`, so that `a - rest` is exact; a / b might be rounded up.
    const rest = a % b;
    const quotient = (a - rest) / b;
    return rest !== 0 && rest < 0 !== b < 0 ? quotient - 1 : quotient + 0;
  }
  return canonical(bigFloordiv(BigInt(a), BigInt(b)));
}

function bigFloordiv(a: bigint, b: bigint): bigint {
  if (b === 0n) throw zeroDivision("integer division or modulo by zero");
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

/** @throws ZeroDivisionError */
export function intMod(a: Int, b: Int): Int {
  if (typeof a === "number" && typeof b === "number") {
    if (b === 0) throw zeroDivision("integer modulo by zero");
    const rest = a % b;
    return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest + 0;
  }
  const [x, y] = [BigInt(a), BigInt(b)];
  if (y === 0n) throw zeroDivision("integer modulo by zero");
  const rest = x % y;
  return canonical(rest !== 0n && rest < 0n !== y < 0n ? rest + y : rest);
}

/** `a / b` of ints, rounded once. @throws ZeroDivisionError, OverflowError */
export function intTruediv(a: Int, b: Int): number {
  if (typeof a === "number" && typeof b === "number") {
    if (b === 0) throw zeroDivision("division by zero");
    return a / b;
  }
  return bigTruediv(BigInt(a), BigInt(b));
}

/** CPython's long_true_divide: scale to 55 or more bits of quotient, keep the rest as a sticky bit, round once. */
function bigTruediv(a: bigint, b: bigint): number {
  if (b === 0n) throw zeroDivision("division by zero");
  const negative = a < 0n !== b < 0n;
  if (a === 0n) return negative ? -0 : 0;
  const x = a < 0n ? -a : a;
  const y = b < 0n ? -b : b;
  const shift = bitLength(y) - bitLength(x) + 66;
  const [top, bottom] = shift >= 0 ? [x << BigInt(shift), y] : [x, y << BigInt(-shift)];
  let quotient = top / bottom;
  if (top % bottom !== 0n) quotient |= 1n;
  const result = scaleByPowerOfTwo(quotient, -shift);
  if (!Number.isFinite(result)) {
    throw overflowError("integer division result too large for a float");
  }
  return negative ? -result : result;
}

/** m * 2**e rounded once, subnormals included; the lowest bit of `m` is sticky. */
function scaleByPowerOfTwo(m: bigint, e: number): number {
  const lowest = e < -1074 ? -1074 - e : 0;
  if (lowest > 0) {
    const whole = m >> BigInt(lowest);
    const rest = m & ((1n << BigInt(lowest)) - 1n);
    const half = 1n << BigInt(lowest - 1);
    const up = rest > half || (rest === half && (whole & 1n) === 1n);
    const exactWhole = bitLength(whole) <= 53;
    if (exactWhole) return Number(up ? whole + 1n : whole) * Number.MIN_VALUE;
  }
  const value = Number(m);
  return e > 1000
    ? value * 2 ** 1000 * 2 ** (e - 1000)
    : value * 2 ** Math.max(e, -1000) * 2 ** Math.min(0, e + 1000);
}

/** Number of bits of the absolute value. */
export function bitLength(x: Int): number {
  const positive = x < 0 ? -x : x;
  if (typeof positive === "number") {
    return positive === 0
      ? 0
      : positive < 4294967296
        ? 32 - Math.clz32(positive)
        : bigBits(BigInt(positive));
  }
  return bigBits(positive);
}

function bigBits(x: bigint): number {
  if (x === 0n) return 0;
  const hex = x.toString(16);
  return (hex.length - 1) * 4 + (32 - Math.clz32(Number.parseInt(hex[0] as string, 16)));
}

/** An int as a double. @throws OverflowError */
export function intToFloat(x: Int): number {
  if (typeof x === "number") return x;
  const value = Number(x);
  if (!Number.isFinite(value)) throw overflowError("int too large to convert to float");
  return value;
}

/** `a ** b`: an int, or a float (boxed) where `b` is negative. @throws ZeroDivisionError */
export function intPow(a: Int, b: Int): Int | PyFloat {
  if (b < 0) return boxed(floatPow(intToFloat(a), intToFloat(b)));
  if (typeof a === "number" && typeof b === "number") {
    let result = 1;
    let base = a;
    let rest = b;
    for (;;) {
      if (rest % 2 === 1) result *= base;
      rest = Math.floor(rest / 2);
      if (rest === 0) break;
      base *= base;
      if (!Number.isSafeInteger(base)) break;
    }
    if (rest === 0 && Number.isSafeInteger(result)) return result + 0;
  }
  if (a === 1 || a === 0) return b === 0 ? 1 : a;
  if (a === -1) return intMod(b, 2) === 0 ? 1 : -1;
  return canonical(BigInt(a) ** BigInt(b));
}

function boxed(x: number): number | PyFloat {
  return Number.isInteger(x) ? new PyFloat(x) : x;
}

/** `pow(a, b, m)`. @throws ValueError */
export function intPowMod(a: Int, b: Int, m: Int): Int {
  if (m === 0) throw valueError("pow() 3rd argument cannot be 0");
  const modulus = BigInt(m);
  let base = BigInt(a);
  let exponent = BigInt(b);
  if (exponent < 0n) {
    base = inverse(base, modulus < 0n ? -modulus : modulus);
    exponent = -exponent;
  }
  let result = 1n;
  base %= modulus;
  while (exponent > 0n) {
    if (exponent & 1n) result = (result * base) % modulus;
    base = (base * base) % modulus;
    exponent >>= 1n;
  }
  return intMod(canonical(result), m);
}

function inverse(a: bigint, m: bigint): bigint {
  let [r0, r1, s0, s1] = [((a % m) + m) % m, m, 1n, 0n];
  while (r1 !== 0n) {
    const q = r0 / r1;
    [r0, r1, s0, s1] = [r1, r0 - q * r1, s1, s0 - q * s1];
  }
  if (r0 !== 1n) throw valueError("base is not invertible for the given modulus");
  return ((s0 % m) + m) % m;
}

/** @throws ValueError for a negative count */
export function intLshift(a: Int, b: Int): Int {
  if (b < 0) throw valueError("negative shift count");
  if (a === 0) return 0;
  if (typeof a === "number" && typeof b === "number" && b < 53) {
    const result = a * 2 ** b;
    if (Number.isSafeInteger(result)) return result;
  }
  if (typeof b === "bigint") throw overflowError("too many digits in integer");
  return canonical(BigInt(a) << BigInt(b));
}

/** @throws ValueError for a negative count */
export function intRshift(a: Int, b: Int): Int {
  if (b < 0) throw valueError("negative shift count");
  if (typeof b === "bigint") return a < 0 ? -1 : 0;
  if (typeof a === "number") return b > 60 ? (a < 0 ? -1 : 0) : Math.floor(a / 2 ** b) + 0;
  return canonical(a >> BigInt(b));
}

const isSmall = (x: Int): x is number => typeof x === "number" && x === (x | 0);

export function intAnd(a: Int, b: Int): Int {
  return isSmall(a) && isSmall(b) ? a & b : canonical(BigInt(a) & BigInt(b));
}

export function intOr(a: Int, b: Int): Int {
  return isSmall(a) && isSmall(b) ? a | b : canonical(BigInt(a) | BigInt(b));
}

export function intXor(a: Int, b: Int): Int {
  return isSmall(a) && isSmall(b) ? a ^ b : canonical(BigInt(a) ^ BigInt(b));
}

export function intInvert(a: Int): Int {
  return typeof a === "number" ? -1 - a : canonical(~a);
}

/** What stands where an int is wanted (`operator.index`). @throws TypeError with CPython's usual text, or the one given */
export function toIndex(x: Value | undefined, otherwise?: string): Int {
  if (typeof x === "number" && Number.isInteger(x)) return x;
  if (typeof x === "bigint") return x;
  if (typeof x === "boolean") return x ? 1 : 0;
  if (x instanceof PyObject) {
    const method = x.pyGetAttr?.("__index__");
    if (typeof method === "function") return toIndex((method as () => Value)());
  }
  throw typeError(otherwise ?? `'${typeName(x)}' object cannot be interpreted as an integer`);
}

/** An index as a plain number; bigger ones are clamped, which no length of ours can tell. */
export function toSmallIndex(x: Value | undefined, otherwise?: string): number {
  const index = toIndex(x, otherwise);
  return typeof index === "number"
    ? index
    : index < 0n
      ? -Number.MAX_SAFE_INTEGER
      : Number.MAX_SAFE_INTEGER;
}
