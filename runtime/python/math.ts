/**
 * Module `math`, one file as in Python. Transcendental functions are JavaScript's; the last place may differ (python.md E1).
 */

import { overflowError, typeError, valueError, zeroDivision } from "./exceptions.ts";
import { toFloat } from "./float.ts";
import { exactRatio } from "./float-text.ts";
import { givesFloat } from "./functions.ts";
import { bitLength, canonical, intAbs, intFloordiv, intMul, toIndex, toSmallIndex } from "./int.ts";
import { iter } from "./iteration.ts";
import { erf, erfc, gamma, lgamma } from "./math-special.ts";
import { defineModule, native } from "./module.ts";
import { mul } from "./operators.ts";
import { truncate } from "./parse-number.ts";
import { PyTuple } from "./tuple.ts";
import { typeName } from "./type-name.ts";
import { boxFloat, type Int, isFloat, isInt, PyFloat, PyObject, type Value } from "./value.ts";

const domain = (): Error => valueError("math domain error");
const outOfRange = (): Error => overflowError("math range error");

/** A function that is NaN outside its domain and infinite only for infinities. */
function unary(name: string, fn: (x: number) => number): (x: Value) => number {
  return givesFloat(name, (x: Value): number => {
    const value = toFloat(x);
    const result = fn(value);
    if (Number.isNaN(result) && !Number.isNaN(value)) throw domain();
    if (!Number.isFinite(result) && Number.isFinite(value)) throw outOfRange();
    return result;
  });
}

/** A function whose infinite result for a finite argument is a pole: `log(0)`. */
function withPoles(name: string, fn: (x: number) => number): (x: Value) => number {
  return givesFloat(name, (x: Value): number => {
    const value = toFloat(x);
    const result = fn(value);
    if (
      (Number.isNaN(result) && !Number.isNaN(value)) ||
      (!Number.isFinite(result) && Number.isFinite(value))
    ) {
      throw domain();
    }
    return result;
  });
}

function binary(
  name: string,
  fn: (x: number, y: number) => number,
): (x: Value, y: Value) => number {
  return givesFloat(name, (x: Value, y: Value): number => {
    const [a, b] = [toFloat(x), toFloat(y)];
    const result = fn(a, b);
    if (Number.isNaN(result) && !Number.isNaN(a) && !Number.isNaN(b)) throw domain();
    if (!Number.isFinite(result) && Number.isFinite(a) && Number.isFinite(b)) throw outOfRange();
    return result;
  });
}

function toWhole(name: string, round: (x: number) => number): (x: Value) => Int {
  return (x: Value): Int => {
    if (isInt(x)) return toIndex(x);
    if (isFloat(x)) return truncate(round(x instanceof PyFloat ? x.value : x));
    const method = x instanceof PyObject ? x.pyGetAttr?.(`__${name}__`) : undefined;
    if (typeof method === "function") return toIndex((method as () => Value)());
    if (name === "trunc") throw typeError(`type ${typeName(x)} doesn't define __trunc__ method`);
    return truncate(round(toFloat(x)));
  };
}

/** The logarithm of any positive number; huge ints by their length. */
function logOf(x: Value, fn: (x: number) => number): number {
  if (typeof x === "bigint") {
    if (x <= 0n) throw domain();
    const shift = Math.max(0, bitLength(x) - 1000);
    return fn(Number(x >> BigInt(shift))) + shift * fn(2);
  }
  const value = toFloat(x);
  if (value <= 0) throw domain();
  return fn(value);
}

function pow(x: Value, y: Value): number {
  const [a, b] = [toFloat(x), toFloat(y)];
  if (a === 1 || b === 0) return 1;
  if (a === -1 && !Number.isFinite(b) && !Number.isNaN(b)) return 1;
  const result = a ** b;
  if (Number.isFinite(a) && Number.isFinite(b)) {
    if (Number.isNaN(result) || (a === 0 && b < 0)) throw domain();
    if (!Number.isFinite(result)) throw outOfRange();
  }
  return result;
}

function gcdOf(a: Int, b: Int): Int {
  let x: Int = intAbs(a);
  let y: Int = intAbs(b);
  while (y !== 0) {
    if (typeof x === "number" && typeof y === "number") [x, y] = [y, x % y];
    else [x, y] = [y, canonical(BigInt(x) % BigInt(y))];
  }
  return x;
}

function gcd(...xs: Value[]): Int {
  return xs.reduce<Int>((result, x) => gcdOf(result, toIndex(x)), 0);
}

function lcm(...xs: Value[]): Int {
  return xs.reduce<Int>((result, x) => {
    const value = toIndex(x);
    if (value === 0 || result === 0) return 0;
    return intAbs(intMul(intFloordiv(result, gcdOf(result, value)), value));
  }, 1);
}

function factorial(x: Value): Int {
  if (isFloat(x)) throw typeError("'float' object cannot be interpreted as an integer");
  const n = toIndex(x);
  if (n < 0) throw valueError("factorial() not defined for negative values");
  let result = 1n;
  for (let i = 2n; i <= BigInt(n); i++) result *= i;
  return canonical(result);
}

function natural(x: Value, name: string): bigint {
  const n = BigInt(toIndex(x));
  if (n < 0n) throw valueError(`${name} must be a non-negative integer`);
  return n;
}

function comb(n: Value, k: Value): Int {
  const total = natural(n, "n");
  let chosen = natural(k, "k");
  if (chosen > total) return 0;
  if (chosen > total - chosen) chosen = total - chosen;
  let result = 1n;
  for (let i = 1n; i <= chosen; i++) result = (result * (total - chosen + i)) / i;
  return canonical(result);
}

function perm(n: Value, k: Value = null): Int {
  const total = natural(n, "n");
  const chosen = k === null ? total : natural(k, "k");
  if (chosen > total) return 0;
  let result = 1n;
  for (let i = 0n; i < chosen; i++) result *= total - i;
  return canonical(result);
}

function isqrt(x: Value): Int {
  const n = BigInt(toIndex(x));
  if (n < 0n) throw valueError("isqrt() argument must be nonnegative");
  if (n < 2n) return canonical(n);
  let guess = 1n << BigInt((bitLength(n) + 1) >> 1);
  for (;;) {
    const next = (guess + n / guess) >> 1n;
    if (next >= guess) return canonical(guess);
    guess = next;
  }
}

function floats(xs: Iterable<Value>): number[] {
  return Array.from(xs, (x) => toFloat(x));
}

/** The exact sum, rounded once. */
function fsum(x: Value): number {
  const values = floats(iter(x));
  const special = values.filter((one) => !Number.isFinite(one));
  if (special.length > 0) {
    const result = special.reduce((a, b) => a + b);
    if (Number.isNaN(result) && !special.some(Number.isNaN)) throw valueError("-inf + inf in fsum");
    return result;
  }
  return exactSum(values);
}

/** Sum as an integer over 2**1074, then one rounding. */
function exactSum(values: readonly number[]): number {
  let total = 0n;
  for (const value of values) {
    const { numerator, shift } = exactRatio(value);
    const scaled = numerator << BigInt(1074 - shift);
    total += value < 0 ? -scaled : scaled;
  }
  if (total === 0n) return 0;
  const size = total < 0n ? -total : total;
  const extra = Math.max(0, bitLength(canonical(size)) - 64);
  const kept = size >> BigInt(extra);
  const sticky = extra > 0 && size !== kept << BigInt(extra) ? kept | 1n : kept;
  const exponent = extra - 1074;
  const result =
    exponent < -1000
      ? Number(sticky) * 2 ** (exponent + 1000) * 2 ** -1000
      : Number(sticky) * 2 ** exponent;
  if (!Number.isFinite(result)) throw overflowError("intermediate overflow in fsum");
  return total < 0n ? -result : result;
}

function prod(x: Value, start: Value = 1): Value {
  let result = start;
  for (const item of iter(x)) result = mul(result, item);
  return result;
}

function hypot(...xs: Value[]): number {
  return Math.hypot(...floats(xs));
}

function dist(p: Value, q: Value): number {
  const [a, b] = [floats(iter(p)), floats(iter(q))];
  if (a.length !== b.length)
    throw valueError("both points must have the same number of dimensions");
  return Math.hypot(...a.map((x, i) => x - (b[i] as number)));
}

function sumprod(p: Value, q: Value): Value {
  const [a, b] = [[...iter(p)], [...iter(q)]];
  if (a.length !== b.length) throw valueError("Inputs are not the same length");
  if (a.every(isInt) && b.every(isInt)) {
    return canonical(
      a.reduce<bigint>((sum, x, i) => sum + BigInt(toIndex(x)) * BigInt(toIndex(b[i])), 0n),
    );
  }
  return boxFloat(exactSum(a.map((x, i) => toFloat(x) * toFloat(b[i]))));
}

function frexp(x: Value): PyTuple {
  const value = toFloat(x);
  if (value === 0 || !Number.isFinite(value)) return new PyTuple([boxFloat(value), 0]);
  const { numerator, shift } = exactRatio(value);
  const exponent = bitLength(canonical(numerator)) - shift;
  return new PyTuple([boxFloat(scale(value, -exponent)), exponent]);
}

function scale(x: number, exponent: number): number {
  let result = x;
  for (let left = exponent; left !== 0 && result !== 0 && Number.isFinite(result); ) {
    const step = Math.max(-1000, Math.min(1000, left));
    result *= 2 ** step;
    left -= step;
  }
  return result;
}

function ldexp(x: Value, i: Value): number {
  const value = toFloat(x);
  if (!isInt(i)) throw typeError("Expected an int as second argument to ldexp.");
  const result = scale(value, Math.max(-5000, Math.min(5000, toSmallIndex(i))));
  if (!Number.isFinite(result) && Number.isFinite(value)) throw outOfRange();
  return result;
}

function modf(x: Value): PyTuple {
  const value = toFloat(x);
  const whole = Math.trunc(value);
  const fraction = Number.isFinite(value) ? value - whole : Number.isNaN(value) ? value : 0;
  const signed = fraction === 0 && (value < 0 || Object.is(value, -0)) ? -0 : fraction;
  return new PyTuple([boxFloat(signed), boxFloat(whole)]);
}

function isclose(a: Value, b: Value, rel: Value, abs: Value): boolean {
  const [x, y] = [toFloat(a), toFloat(b)];
  const [relative, absolute] = [toFloat(rel), toFloat(abs)];
  if (relative < 0 || absolute < 0) throw valueError("tolerances must be non-negative");
  if (x === y) return true;
  if (!Number.isFinite(x) || !Number.isFinite(y)) return false;
  const difference = Math.abs(x - y);
  return (
    difference <= Math.abs(relative * y) ||
    difference <= Math.abs(relative * x) ||
    difference <= absolute
  );
}

function neighbour(x: number, up: boolean): number {
  if (Number.isNaN(x)) return x;
  if (x === 0) return up ? Number.MIN_VALUE : -Number.MIN_VALUE;
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, x);
  const step = up === x > 0 ? 1n : -1n;
  bits.setBigInt64(0, bits.getBigInt64(0) + step);
  return bits.getFloat64(0);
}

function nextafter(x: Value, y: Value, steps: Value = null): number {
  let a = toFloat(x);
  const b = toFloat(y);
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.NaN;
  const count = steps === null ? 1 : toSmallIndex(steps);
  for (let i = 0; i < count && a !== b; i++) {
    if (!Number.isFinite(a)) a = a > 0 ? Number.MAX_VALUE : -Number.MAX_VALUE;
    else a = neighbour(a, b > a);
  }
  return a === b ? b : a;
}

function ulp(x: Value): number {
  const value = Math.abs(toFloat(x));
  if (!Number.isFinite(value)) return value;
  if (value === Number.MAX_VALUE) return value - neighbour(value, false);
  return neighbour(value, true) - value;
}

function remainder(x: number, y: number): number {
  if (!Number.isFinite(x) || y === 0) return Number.NaN;
  if (!Number.isFinite(y)) return x;
  const size = Math.abs(y);
  const rest = Math.abs(x) % size;
  const complement = size - rest;
  let result: number;
  if (rest < complement) result = rest;
  else if (rest > complement) result = -complement;
  else result = rest - 2 * ((0.5 * (Math.abs(x) - rest)) % size);
  return Object.is(x, -0) || x < 0 ? -result : result;
}

function log(x: Value, base?: Value): number {
  const result = logOf(x, Math.log);
  if (base === undefined) return result;
  const divisor = logOf(base, Math.log);
  if (divisor === 0) throw zeroDivision("float division by zero");
  return result / divisor;
}

const float = givesFloat;

export const math = defineModule("math", {
  pi: Math.PI,
  e: Math.E,
  tau: Math.PI * 2,
  inf: Number.POSITIVE_INFINITY,
  nan: Number.NaN,
  sqrt: unary("sqrt", Math.sqrt),
  cbrt: unary("cbrt", Math.cbrt),
  exp: unary("exp", Math.exp),
  exp2: unary("exp2", (x) => 2 ** x),
  expm1: unary("expm1", Math.expm1),
  sin: unary("sin", Math.sin),
  cos: unary("cos", Math.cos),
  tan: unary("tan", Math.tan),
  asin: unary("asin", Math.asin),
  acos: unary("acos", Math.acos),
  atan: unary("atan", Math.atan),
  sinh: unary("sinh", Math.sinh),
  cosh: unary("cosh", Math.cosh),
  tanh: unary("tanh", Math.tanh),
  asinh: unary("asinh", Math.asinh),
  acosh: unary("acosh", Math.acosh),
  atanh: withPoles("atanh", Math.atanh),
  log1p: withPoles("log1p", Math.log1p),
  fabs: unary("fabs", Math.abs),
  erf: unary("erf", erf),
  erfc: unary("erfc", erfc),
  gamma: float("gamma", (x: Value) => gamma(toFloat(x))),
  lgamma: float("lgamma", (x: Value) => lgamma(toFloat(x))),
  radians: unary("radians", (x) => x * (Math.PI / 180)),
  degrees: unary("degrees", (x) => x * (180 / Math.PI)),
  atan2: binary("atan2", Math.atan2),
  fmod: binary("fmod", (x, y) => (Number.isFinite(x) || Number.isNaN(y) ? x % y : Number.NaN)),
  remainder: binary("remainder", remainder),
  copysign: float("copysign", (x: Value, y: Value) => {
    const size = Math.abs(toFloat(x));
    const sign = toFloat(y);
    return sign < 0 || Object.is(sign, -0) ? -size : size;
  }),
  log: float("log", log),
  log2: float("log2", (x: Value) => logOf(x, Math.log2)),
  log10: float("log10", (x: Value) => logOf(x, Math.log10)),
  pow: float("pow", pow),
  floor: toWhole("floor", Math.floor),
  ceil: toWhole("ceil", Math.ceil),
  trunc: toWhole("trunc", Math.trunc),
  gcd,
  lcm,
  factorial,
  comb,
  perm,
  isqrt,
  fsum: float("fsum", fsum),
  prod: native("prod", ["iterable", "start"], 1, prod, { positional: 1 }),
  sumprod,
  hypot: float("hypot", hypot),
  dist: float("dist", dist),
  frexp,
  ldexp: float("ldexp", ldexp),
  modf,
  isclose: native(
    "isclose",
    ["a", "b", "rel_tol", "abs_tol"],
    2,
    (a: Value, b: Value, rel: Value = 1e-9, abs: Value = 0) => isclose(a, b, rel, abs),
    { positional: 2 },
  ),
  isfinite: (x: Value): boolean => Number.isFinite(toFloat(x)),
  isinf: (x: Value): boolean => Math.abs(toFloat(x)) === Number.POSITIVE_INFINITY,
  isnan: (x: Value): boolean => Number.isNaN(toFloat(x)),
  nextafter: native("nextafter", ["x", "y", "steps"], 2, nextafter, { float: true, positional: 2 }),
  ulp: float("ulp", ulp),
});
