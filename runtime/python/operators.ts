/** The operators on values of any type, in CPython's order: numbers, sequences, then what objects define. */

import { copyDict, mergeInto } from "./dict.ts";
import { MemoryError, overflowError, PyError, typeError } from "./exceptions.ts";
import { floatDiv, floatFloordiv, floatMod, floatPow } from "./float.ts";
import {
  intAdd,
  intAnd,
  intFloordiv,
  intInvert,
  intLshift,
  intMod,
  intMul,
  intNeg,
  intOr,
  intPow,
  intRshift,
  intSub,
  intToFloat,
  intTruediv,
  intXor,
  toIndex,
} from "./int.ts";
import { percentFormat } from "./percent-format.ts";
import { PyTuple } from "./tuple.ts";
import { typeName } from "./type-name.ts";
import {
  type BinaryOperator,
  boxFloat,
  type Int,
  isDict,
  isInt,
  PyFloat,
  PyObject,
  type Value,
} from "./value.ts";

/** The int in an int or a bool, or undefined. */
function intIn(x: Value): Int | undefined {
  if (typeof x === "number") return Number.isInteger(x) ? x : undefined;
  if (typeof x === "bigint") return x;
  return typeof x === "boolean" ? (x ? 1 : 0) : undefined;
}

/** The double in any number, or undefined. */
function floatIn(x: Value): number | undefined {
  if (typeof x === "number") return x;
  if (x instanceof PyFloat) return x.value;
  if (typeof x === "boolean") return x ? 1 : 0;
  return typeof x === "bigint" ? intToFloat(x) : undefined;
}

/** The double in a float, or in an int that is a number. */
function plainIn(x: Value): number | undefined {
  if (typeof x === "number") return x;
  return x instanceof PyFloat ? x.value : undefined;
}

type IntOperation = (a: Int, b: Int) => Value;
type FloatOperation = (a: number, b: number) => number;

/** Two numbers: ints stay ints; a float makes both floats. Undefined where one is no number. */
function numbers(
  a: Value,
  b: Value,
  ints: IntOperation,
  floats: FloatOperation,
): Value | undefined {
  if (a instanceof PyFloat || b instanceof PyFloat) {
    const x = plainIn(a);
    const y = plainIn(b);
    if (x !== undefined && y !== undefined) return boxFloat(floats(x, y));
  }
  const x = intIn(a);
  const y = intIn(b);
  if (x !== undefined && y !== undefined) return ints(x, y);
  if (!isNumber(a) || !isNumber(b)) return undefined;
  return boxFloat(floats(floatIn(a) as number, floatIn(b) as number));
}

function isNumber(x: Value): boolean {
  return (
    typeof x === "number" || x instanceof PyFloat || typeof x === "boolean" || typeof x === "bigint"
  );
}

function fromObjects(operator: BinaryOperator, a: Value, b: Value): Value | undefined {
  const left = a instanceof PyObject ? a.pyBinary?.(operator, b, false) : undefined;
  if (left !== undefined) return left;
  return b instanceof PyObject ? b.pyBinary?.(operator, a, true) : undefined;
}

function unsupported(operator: string, a: Value, b: Value): Error {
  return typeError(
    `unsupported operand type(s) for ${operator}: '${typeName(a)}' and '${typeName(b)}'`,
  );
}

/** `a + b`: numbers, or two texts, lists, tuples. @throws TypeError */
export function add(a: Value, b: Value): Value {
  if (typeof a === "number" && typeof b === "number") {
    if (Number.isInteger(a) && Number.isInteger(b)) return intAdd(a, b);
    return boxFloat(a + b);
  }
  if (typeof a === "string" && typeof b === "string") return a + b;
  return addAny(a, b, "+");
}

function addAny(a: Value, b: Value, operator: "+" | "+="): Value {
  if (Array.isArray(a) && Array.isArray(b)) return a.concat(b);
  const result = numbers(a, b, intAdd, (x, y) => x + y) ?? fromObjects("+", a, b);
  if (result !== undefined) return result;
  if (a instanceof PyTuple && b instanceof PyTuple) return new PyTuple([...a.items, ...b.items]);
  if (typeof a === "string" || Array.isArray(a) || a instanceof PyTuple) {
    const name = typeName(a);
    throw typeError(`can only concatenate ${name} (not "${typeName(b)}") to ${name}`);
  }
  throw unsupported(operator, a, b);
}

/** `a - b`: numbers, sets, times. @throws TypeError */
export function sub(a: Value, b: Value): Value {
  if (typeof a === "number" && typeof b === "number") {
    if (Number.isInteger(a) && Number.isInteger(b)) return intSub(a, b);
    return boxFloat(a - b);
  }
  return subAny(a, b, "-");
}

function subAny(a: Value, b: Value, operator: "-" | "-="): Value {
  const result = numbers(a, b, intSub, (x, y) => x - y) ?? fromObjects("-", a, b);
  if (result !== undefined) return result;
  throw unsupported(operator, a, b);
}

/** `a * b`: numbers, or a text or list so many times. @throws TypeError */
export function mul(a: Value, b: Value): Value {
  if (typeof a === "number" && typeof b === "number") {
    if (Number.isInteger(a) && Number.isInteger(b)) return intMul(a, b);
    return boxFloat(a * b);
  }
  return mulAny(a, b, "*");
}

function mulAny(a: Value, b: Value, operator: "*" | "*="): Value {
  const result = numbers(a, b, intMul, (x, y) => x * y) ?? fromObjects("*", a, b);
  if (result !== undefined) return result;
  if (isSequence(a)) return repeatSequence(a, b);
  // `*=` does not look at the right side where the left one is a container without `*`.
  const isContainer = isDict(a) || (a instanceof PyObject && a.pyLen !== undefined);
  if (isSequence(b) && !(operator === "*=" && isContainer)) return repeatSequence(b, a);
  throw unsupported(operator, a, b);
}

type Sequence = string | Value[] | PyTuple;

function isSequence(x: Value): x is Sequence {
  return typeof x === "string" || Array.isArray(x) || x instanceof PyTuple;
}

/** What no string or list of ours can hold fails before it is tried. */
const MOST_ITEMS = 2 ** 29 - 24;

/** @throws OverflowError beyond 64 bits, MemoryError */
function repeatCount(count: Value, length: number): number {
  const index = toIndex(count);
  if (typeof index === "bigint" && (index >= 2n ** 63n || index < -(2n ** 63n))) {
    throw overflowError("cannot fit 'int' into an index-sized integer");
  }
  if (index <= 0 || length === 0) return 0;
  if (Number(index) * length > MOST_ITEMS) throw new PyError(MemoryError());
  return Number(index);
}

function repeatSequence(sequence: Sequence, count: Value): Value {
  if (!isInt(count)) {
    throw typeError(`can't multiply sequence by non-int of type '${typeName(count)}'`);
  }
  const times = repeatCount(count, sequence.length);
  if (typeof sequence === "string") return sequence.repeat(times);
  const items = sequence instanceof PyTuple ? sequence.items : sequence;
  const result: Value[] = [];
  for (let i = 0; i < times; i++) for (const item of items) result.push(item);
  return sequence instanceof PyTuple ? new PyTuple(result) : result;
}

const intDivision: IntOperation = (x, y) => boxFloat(intTruediv(x, y));

/** `a / b`. @throws ZeroDivisionError, OverflowError, TypeError */
export function truediv(a: Value, b: Value): Value {
  if (typeof a === "number" && typeof b === "number" && b !== 0) return boxFloat(a / b);
  const result = numbers(a, b, intDivision, floatDiv) ?? fromObjects("/", a, b);
  if (result !== undefined) return result;
  throw unsupported("/", a, b);
}

export function floordiv(a: Value, b: Value): Value {
  const result = numbers(a, b, intFloordiv, floatFloordiv) ?? fromObjects("//", a, b);
  if (result !== undefined) return result;
  throw unsupported("//", a, b);
}

/** `a % b`: the sign of `b`; a text fills its placeholders. @throws TypeError, ZeroDivisionError */
export function mod(a: Value, b: Value): Value {
  if (typeof a === "string") return percentFormat(a, b);
  const result = numbers(a, b, intMod, floatMod) ?? fromObjects("%", a, b);
  if (result !== undefined) return result;
  throw unsupported("%", a, b);
}

/** `a ** b`. @throws TypeError, ZeroDivisionError */
export function pow(a: Value, b: Value): Value {
  const result = numbers(a, b, intPow, floatPow) ?? fromObjects("** or pow()", a, b);
  if (result !== undefined) return result;
  throw unsupported("** or pow()", a, b);
}

/** Bitwise operators: ints; two bools stay bool; sets and dicts have theirs. */
function bitwise(
  operator: BinaryOperator,
  shown: string,
  a: Value,
  b: Value,
  ints: IntOperation,
): Value {
  const x = intIn(a);
  const y = intIn(b);
  if (x !== undefined && y !== undefined) {
    const result = ints(x, y);
    const stays = typeof a === "boolean" && typeof b === "boolean" && "&|^".includes(operator);
    return stays ? result === 1 : result;
  }
  if (operator === "|" && isDict(a) && isDict(b)) {
    const result = copyDict(a);
    mergeInto(result, b);
    return result;
  }
  const result = fromObjects(operator, a, b);
  if (result !== undefined) return result;
  throw unsupported(shown, a, b);
}

export const lshift = (a: Value, b: Value): Value => bitwise("<<", "<<", a, b, intLshift);
export const rshift = (a: Value, b: Value): Value => bitwise(">>", ">>", a, b, intRshift);
export const bitand = (a: Value, b: Value): Value => bitwise("&", "&", a, b, intAnd);
export const bitor = (a: Value, b: Value): Value => bitwise("|", "|", a, b, intOr);
export const bitxor = (a: Value, b: Value): Value => bitwise("^", "^", a, b, intXor);

export function matmul(a: Value, b: Value): Value {
  const result = fromObjects("@", a, b);
  if (result !== undefined) return result;
  throw unsupported("@", a, b);
}

export function neg(a: Value): Value {
  const x = intIn(a);
  if (x !== undefined) return intNeg(x);
  if (a instanceof PyFloat) return boxFloat(-a.value);
  if (typeof a === "number") return -a;
  return unary("-", a);
}

export function pos(a: Value): Value {
  const x = intIn(a);
  if (x !== undefined) return x;
  if (a instanceof PyFloat || typeof a === "number") return a;
  return unary("+", a);
}

export function invert(a: Value): Value {
  const x = intIn(a);
  return x !== undefined ? intInvert(x) : unary("~", a);
}

function unary(operator: "-" | "+" | "~", a: Value): Value {
  const result = a instanceof PyObject ? a.pyUnary?.(operator) : undefined;
  if (result !== undefined) return result;
  throw typeError(`bad operand type for unary ${operator}: '${typeName(a)}'`);
}

/** `abs(x)` */
export function abs(a: Value): Value {
  if (typeof a === "number") return Math.abs(a);
  const x = intIn(a);
  if (x !== undefined) return x < 0 ? intNeg(x) : x;
  if (a instanceof PyFloat) return new PyFloat(Math.abs(a.value));
  const method = a instanceof PyObject ? a.pyGetAttr?.("__abs__") : undefined;
  if (typeof method === "function") return (method as () => Value)();
  throw typeError(`bad operand type for abs(): '${typeName(a)}'`);
}

/** What the in-place forms (in-place.ts) build on; they name the operator as `+=` in their texts. */
export const plain = {
  addAny,
  subAny,
  mulAny,
  bitwise,
  fromObjects,
  numbers,
  unsupported,
  intDivision,
};
