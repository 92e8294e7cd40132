/** Arithmetic of floats as plain numbers, where JavaScript's differs from Python's. */

import { OverflowError, PyError, typeError, UnsupportedError, zeroDivision } from "./exceptions.ts";
import { intToFloat } from "./int.ts";
import { typeName } from "./type-name.ts";
import { PyFloat, PyObject, type Value } from "./value.ts";

/** @throws ZeroDivisionError */
export function floatDiv(a: number, b: number): number {
  if (b === 0) throw zeroDivision("float division by zero");
  return a / b;
}

/** CPython's float_divmod: by the remainder, not by the quotient. @throws ZeroDivisionError */
export function floatFloordiv(a: number, b: number): number {
  if (b === 0) throw zeroDivision("float floor division by zero");
  let rest = a % b;
  let quotient = (a - rest) / b;
  if (rest !== 0 && b < 0 !== rest < 0) {
    rest += b;
    quotient -= 1;
  }
  if (quotient === 0) return a / b < 0 || Object.is(a / b, -0) ? -0 : 0;
  const floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
}

/** @throws ZeroDivisionError */
export function floatMod(a: number, b: number): number {
  if (b === 0) throw zeroDivision("float modulo");
  const rest = a % b;
  if (rest !== 0) return b < 0 !== rest < 0 ? rest + b : rest;
  return b < 0 || Object.is(b, -0) ? -0 : Number.isNaN(rest) ? rest : 0;
}

/** @throws ZeroDivisionError, OverflowError */
export function floatPow(a: number, b: number): number {
  if (a === 1 || b === 0) return 1;
  if (a === -1 && !Number.isFinite(b) && !Number.isNaN(b)) return 1;
  if (a === 0 && b < 0) throw zeroDivision("0.0 cannot be raised to a negative power");
  if (a < 0 && Number.isFinite(a) && Number.isFinite(b) && !Number.isInteger(b)) {
    throw new UnsupportedError("python/complex", "complex numbers aren't supported");
  }
  const result = a ** b;
  if (!Number.isFinite(result) && Number.isFinite(a) && Number.isFinite(b)) {
    throw new PyError(OverflowError(34, "Numerical result out of range"));
  }
  return result;
}

/** A number as a double, for functions that want a float. @throws TypeError, OverflowError */
export function toFloat(x: Value | undefined): number {
  if (typeof x === "number") return x;
  if (x instanceof PyFloat) return x.value;
  if (typeof x === "boolean") return x ? 1 : 0;
  if (typeof x === "bigint") return intToFloat(x);
  if (x instanceof PyObject) {
    const method = x.pyGetAttr?.("__float__");
    if (typeof method === "function") return toFloat((method as () => Value)());
  }
  throw typeError(`must be real number, not ${typeName(x)}`);
}

/** The plain number in a float of a dynamic position. */
export function unboxFloat(x: Value): number {
  return x instanceof PyFloat ? x.value : (x as number);
}
