/** Augmented assignment: lists, sets and dicts change in place, all else makes a new value. */

import { floatDiv, floatFloordiv, floatMod, floatPow } from "./float.ts";
import { intAnd, intFloordiv, intLshift, intMod, intOr, intPow, intRshift, intXor } from "./int.ts";
import { iter } from "./iteration.ts";
import { add, mod, mul, plain, sub } from "./operators.ts";
import { updateDict } from "./update-dict.ts";
import { type BinaryOperator, isDict, isInt, PyFloat, PyObject, type Value } from "./value.ts";

function changed(operator: BinaryOperator, a: Value, b: Value): Value | undefined {
  return a instanceof PyObject ? a.pyInPlace?.(operator, b) : undefined;
}

/** `a += b`: the new value; a list grows in place and is the value itself. @throws TypeError */
export function iadd(a: Value, b: Value): Value {
  if (typeof a === "number" && typeof b === "number") return add(a, b);
  if (typeof a === "string" && typeof b === "string") return a + b;
  if (a instanceof PyFloat) return plain.addAny(a, b, "+=");
  if (Array.isArray(a)) {
    for (const item of Array.isArray(b) ? b.slice() : iter(b)) a.push(item);
    return a;
  }
  return changed("+", a, b) ?? plain.addAny(a, b, "+=");
}

export function isub(a: Value, b: Value): Value {
  if (typeof a === "number" && typeof b === "number") return sub(a, b);
  return changed("-", a, b) ?? plain.subAny(a, b, "-=");
}

export function imul(a: Value, b: Value): Value {
  if (typeof a === "number" && typeof b === "number") return mul(a, b);
  if (Array.isArray(a) && isInt(b)) {
    const result = mul(a, b) as Value[];
    a.length = 0;
    for (const item of result) a.push(item);
    return a;
  }
  return changed("*", a, b) ?? plain.mulAny(a, b, "*=");
}

export function itruediv(a: Value, b: Value): Value {
  const result =
    changed("/", a, b) ??
    plain.numbers(a, b, plain.intDivision, floatDiv) ??
    plain.fromObjects("/", a, b);
  if (result !== undefined) return result;
  throw plain.unsupported("/=", a, b);
}

export function ifloordiv(a: Value, b: Value): Value {
  const result =
    changed("//", a, b) ??
    plain.numbers(a, b, intFloordiv, floatFloordiv) ??
    plain.fromObjects("//", a, b);
  if (result !== undefined) return result;
  throw plain.unsupported("//=", a, b);
}

export function imod(a: Value, b: Value): Value {
  if (typeof a === "string") return mod(a, b);
  const result =
    changed("%", a, b) ?? plain.numbers(a, b, intMod, floatMod) ?? plain.fromObjects("%", a, b);
  if (result !== undefined) return result;
  throw plain.unsupported("%=", a, b);
}

export function ipow(a: Value, b: Value): Value {
  const result =
    changed("** or pow()", a, b) ??
    plain.numbers(a, b, intPow, floatPow) ??
    plain.fromObjects("** or pow()", a, b);
  if (result !== undefined) return result;
  throw plain.unsupported("**=", a, b);
}

export function ilshift(a: Value, b: Value): Value {
  return changed("<<", a, b) ?? plain.bitwise("<<", "<<=", a, b, intLshift);
}

export function irshift(a: Value, b: Value): Value {
  return changed(">>", a, b) ?? plain.bitwise(">>", ">>=", a, b, intRshift);
}

export function ibitand(a: Value, b: Value): Value {
  return changed("&", a, b) ?? plain.bitwise("&", "&=", a, b, intAnd);
}

export function ibitor(a: Value, b: Value): Value {
  if (isDict(a)) {
    updateDict(a, b);
    return a;
  }
  return changed("|", a, b) ?? plain.bitwise("|", "|=", a, b, intOr);
}

export function ibitxor(a: Value, b: Value): Value {
  return changed("^", a, b) ?? plain.bitwise("^", "^=", a, b, intXor);
}
