/** Builtins that compute: `round`, `divmod`, `sum`, `pow` with a modulus, `any`, `all`. */

import { overflowError, typeError, valueError, zeroDivision } from "./exceptions.ts";
import { floatFloordiv, floatMod } from "./float.ts";
import { roundHalfEven, roundToPlace } from "./float-text.ts";
import {
  canonical,
  intFloordiv,
  intMod,
  intOfIntegral,
  intPowMod,
  toIndex,
  toSmallIndex,
} from "./int.ts";
import { iter } from "./iteration.ts";
import { add, pow as power } from "./operators.ts";
import { truthy } from "./truth.ts";
import { PyTuple } from "./tuple.ts";
import { typeName } from "./type-name.ts";
import {
  boxFloat,
  type Int,
  isDict,
  isFloat,
  isInt,
  PyFloat,
  PyObject,
  type Value,
} from "./value.ts";

/** `round(x, digits)`: ties to even, of the exact binary value. */
export function round(x: Value, digits?: null): Int;
export function round(x: Value, digits: Value): Value;
/** `round(x[, digits])`: ties to even, on the exact binary value. @throws TypeError, ValueError, OverflowError */
export function round(x: Value, digits: Value = null): Value {
  const places = isDict(digits) ? ((digits.ndigits ?? null) as Value) : digits;
  if (isInt(x)) return places === null ? toIndex(x) : roundInt(toIndex(x), toSmallIndex(places));
  if (isFloat(x)) {
    const value = x instanceof PyFloat ? x.value : x;
    if (places === null) return roundWhole(value);
    return boxFloat(floatRound(value, toSmallIndex(places)));
  }
  const method = x instanceof PyObject ? x.pyGetAttr?.("__round__") : undefined;
  if (typeof method === "function") {
    return (method as (digits?: Value) => Value)(...(places === null ? [] : [places]));
  }
  throw typeError(`type ${typeName(x)} doesn't define __round__ method`);
}

function roundWhole(x: number): Int {
  if (Number.isNaN(x)) throw valueError("cannot convert float NaN to integer");
  if (!Number.isFinite(x)) throw overflowError("cannot convert float infinity to integer");
  return intOfIntegral(roundHalfEven(x));
}

/** `round` of a static float to decimal places. @throws OverflowError */
export function floatRound(x: number, digits: number): number {
  const result = roundToPlace(x, digits);
  if (!Number.isFinite(result) && Number.isFinite(x)) {
    throw overflowError("rounded value too large to represent");
  }
  return result;
}

function roundInt(x: Int, digits: number): Int {
  if (digits >= 0) return x;
  const unit = 10n ** BigInt(-digits);
  const value = BigInt(x);
  const rest = ((value % unit) + unit) % unit;
  const below = value - rest;
  const twice = rest * 2n;
  const up = twice > unit || (twice === unit && (below / unit) % 2n !== 0n);
  return canonical(up ? below + unit : below);
}

/** `divmod(a, b)` @throws TypeError, ZeroDivisionError */
export function divmod(a: Value, b: Value): PyTuple {
  if (isInt(a) && isInt(b)) {
    const [x, y] = [toIndex(a), toIndex(b)];
    return new PyTuple([intFloordiv(x, y), intMod(x, y)]);
  }
  if ((isInt(a) || isFloat(a)) && (isInt(b) || isFloat(b))) {
    const [x, y] = [
      Number(a instanceof PyFloat ? a.value : a),
      Number(b instanceof PyFloat ? b.value : b),
    ];
    if (y === 0) throw zeroDivision("float divmod()");
    return new PyTuple([boxFloat(floatFloordiv(x, y)), boxFloat(floatMod(x, y))]);
  }
  const method = a instanceof PyObject ? a.pyGetAttr?.("__divmod__") : undefined;
  if (typeof method === "function") return (method as (b: Value) => Value)(b) as PyTuple;
  throw typeError(
    `unsupported operand type(s) for divmod(): '${typeName(a)}' and '${typeName(b)}'`,
  );
}

/** `pow(a, b[, m])` */
export function powMod(a: Value, b: Value, m?: Value): Value {
  if (m === undefined || m === null) return power(a, b);
  if (!isInt(a) || !isInt(b) || !isInt(m)) {
    if ([a, b, m].every((one) => isInt(one) || isFloat(one))) {
      throw typeError("pow() 3rd argument not allowed unless all arguments are integers");
    }
    throw typeError(
      `unsupported operand type(s) for ** or pow(): '${typeName(a)}', '${typeName(b)}', '${typeName(m)}'`,
    );
  }
  return intPowMod(toIndex(a), toIndex(b), toIndex(m));
}

/** `sum(xs, start=0)`, from left to right and uncompensated (E6). */
export function sum(x: Value, start: Value = 0): Value {
  let total: Value = isDict(start) ? (start.start ?? 0) : start;
  if (typeof total === "string")
    throw typeError("sum() can't sum strings [use ''.join(seq) instead]");
  for (const item of iter(x)) {
    total =
      typeof total === "number" &&
      typeof item === "number" &&
      Number.isSafeInteger(total + item) &&
      Number.isInteger(total) &&
      Number.isInteger(item)
        ? total + item
        : add(total, item);
  }
  return total;
}

export function any(x: Value): boolean {
  for (const item of iter(x)) if (truthy(item)) return true;
  return false;
}

export function all(x: Value): boolean {
  for (const item of iter(x)) if (!truthy(item)) return false;
  return true;
}
