/** erf and gamma functions: by their series, continued fraction and Lanczos sum. */

import { overflowError, valueError } from "./exceptions.ts";

const SQRT_PI = 1.772453850905516;

export function erf(x: number): number {
  if (Number.isNaN(x)) return x;
  const size = Math.abs(x);
  if (size < 1.5) return series(x);
  const tail = fraction(size);
  return x > 0 ? 1 - tail : tail - 1;
}

export function erfc(x: number): number {
  if (Number.isNaN(x)) return x;
  const size = Math.abs(x);
  if (size < 1.5) return 1 - series(x);
  const tail = fraction(size);
  return x > 0 ? tail : 2 - tail;
}

function series(x: number): number {
  const square = x * x;
  let sum = 0;
  let k = 25 + 0.5;
  for (let i = 0; i < 25; i++) {
    sum = 2 + (square * sum) / k;
    k -= 1;
  }
  return (sum * x * Math.exp(-square)) / SQRT_PI;
}

function fraction(x: number): number {
  if (x >= 30) return 0;
  const square = x * x;
  let a = 0;
  let da = 0.5;
  let [p, p1, q, q1] = [1, 0, da + square, 1];
  for (let i = 0; i < 50; i++) {
    a += da;
    da += 2;
    const b = da + square;
    [p, p1] = [b * p - a * p1, p];
    [q, q1] = [b * q - a * q1, q];
  }
  return ((p / q) * x * Math.exp(-square)) / SQRT_PI;
}

const LANCZOS_G = 6.02468004077673;
const NUMERATOR = [
  23531376880.41076, 42919803642.649101, 35711959237.355667, 17921034426.037209, 6039542586.3520279,
  1439720407.3117216, 248874557.86205417, 31426415.585400194, 2876370.6289353725, 186056.2653952235,
  8071.6720023658163, 210.82427775157936, 2.5066282746310002,
];
const DENOMINATOR = [
  0, 39916800, 120543840, 150917976, 105258076, 45995730, 13339535, 2637558, 357423, 32670, 1925,
  66, 1,
];

function lanczos(x: number): number {
  let [top, bottom] = [0, 0];
  if (x < 5) {
    for (let i = 12; i >= 0; i--) {
      top = top * x + (NUMERATOR[i] as number);
      bottom = bottom * x + (DENOMINATOR[i] as number);
    }
  } else {
    for (let i = 0; i <= 12; i++) {
      top = top / x + (NUMERATOR[i] as number);
      bottom = bottom / x + (DENOMINATOR[i] as number);
    }
  }
  return top / bottom;
}

function sinPi(x: number): number {
  const y = Math.abs(x) % 2;
  const quarter = Math.round(2 * y);
  const turns = [
    () => Math.sin(Math.PI * y),
    () => Math.cos(Math.PI * (y - 0.5)),
    () => Math.sin(Math.PI * (1 - y)),
    () => -Math.cos(Math.PI * (y - 1.5)),
    () => Math.sin(Math.PI * (y - 2)),
  ];
  return Math.sign(x) * (turns[quarter] as () => number)();
}

/** @throws ValueError, OverflowError */
export function gamma(x: number): number {
  if (!Number.isFinite(x)) {
    if (x === Number.NEGATIVE_INFINITY) throw valueError("math domain error");
    return x;
  }
  if (x === 0 || (x < 0 && Number.isInteger(x))) throw valueError("math domain error");
  if (Number.isInteger(x) && x <= 23) {
    let result = 1;
    for (let i = 2; i < x; i++) result *= i;
    return result;
  }
  const size = Math.abs(x);
  if (size < 1e-20) return inRange(1 / x);
  if (size > 200) {
    if (x < 0) return 0 / sinPi(x);
    throw overflowError("math range error");
  }
  const y = size + LANCZOS_G - 0.5;
  const z =
    size > LANCZOS_G - 0.5
      ? ((y - size - (LANCZOS_G - 0.5)) * LANCZOS_G) / y
      : ((y - (LANCZOS_G - 0.5) - size) * LANCZOS_G) / y;
  let result: number;
  if (x < 0) {
    result = (-Math.PI / sinPi(size) / size) * (Math.exp(y) / lanczos(size));
    result -= z * result;
    result /= size < 140 ? y ** (size - 0.5) : y ** (size / 2 - 0.25) * y ** (size / 2 - 0.25);
  } else {
    result = lanczos(size) / Math.exp(y);
    result += z * result;
    result *= size < 140 ? y ** (size - 0.5) : y ** (size / 2 - 0.25);
    if (size >= 140) result *= y ** (size / 2 - 0.25);
  }
  return inRange(result);
}

function inRange(x: number): number {
  if (!Number.isFinite(x)) throw overflowError("math range error");
  return x;
}

/** @throws ValueError */
export function lgamma(x: number): number {
  if (Number.isNaN(x)) return x;
  if (!Number.isFinite(x)) return Number.POSITIVE_INFINITY;
  if (Number.isInteger(x) && x <= 2) {
    if (x <= 0) throw valueError("math domain error");
    return 0;
  }
  const size = Math.abs(x);
  if (size < 1e-20) return -Math.log(size);
  let result =
    Math.log(lanczos(size)) - LANCZOS_G + (size - 0.5) * (Math.log(size + LANCZOS_G - 0.5) - 1);
  if (x < 0) result = Math.log(Math.PI) - Math.log(Math.abs(sinPi(size))) - Math.log(size) - result;
  return inRange(result);
}
