/**
 * How Python values look in JavaScript (design.md 3, python.md 6). `null` is `None`; `undefined` means "not there" and
 * never reaches a record. An int is a number while |n| <= 2^53 - 1, else a bigint. A float that is integral is a
 * `PyFloat` in any position whose static type is not known to be float.
 */

export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | PyFloat
  | Value[]
  | Dict
  | PyObject
  | PyFunction;

/**
 * A dict: own properties are its ordinary keys (strings that are neither integer-like nor `__proto__`), never
 * `undefined`. All other keys live in the table under `ODD` (dict.ts), which also remembers where they stand.
 */
export interface Dict {
  [key: string]: Value | undefined;
}

/** What the `json` type holds: an object or an array. */
export type Json = Dict | Value[];

/** Any callable of Python; its metadata (name, parameters) is attached where it is used dynamically. */
export type PyFunction = (...args: never[]) => Value;

/** The binary operators that an object may define; the in-place forms fall back on them. */
export type BinaryOperator =
  | "+"
  | "-"
  | "*"
  | "/"
  | "//"
  | "%"
  | "** or pow()"
  | "<<"
  | ">>"
  | "&"
  | "|"
  | "^"
  | "@";

/** The ordering operators that an object may define. */
export type OrderOperator = "<" | "<=" | ">" | ">=";

/**
 * Base of every class of the runtime that Python sees: tuple, set, bytes, datetime, instances, modules.
 * The optional methods are Python's protocols: a class defines those it takes part in, and `undefined` as their result
 * means NotImplemented (or: no such attribute).
 */
export abstract class PyObject {
  declare readonly pyObject: true;
  /** The class object that `type(x)` gives. */
  pyType?(): Value;
  /** `type(x).__name__` */
  pyTypeName?(): string;
  /** A text equal for equal objects (hashing by value); without it the object is its own key. @throws TypeError unhashable */
  pyKey?(): string;
  pyEquals?(other: Value): boolean | undefined;
  pyCompare?(other: Value, operator: OrderOperator): boolean | undefined;
  pyTruthy?(): boolean;
  pyRepr?(): string;
  pyStr?(): string;
  pyFormat?(spec: string): string;
  pyLen?(): number;
  pyIter?(): Iterable<Value>;
  /** What iterating gives, in an array of its own, where that is there without a walk. */
  pyList?(): Value[];
  pyContains?(item: Value): boolean;
  pyGetItem?(index: Value): Value;
  pySetItem?(index: Value, value: Value): void;
  pyDelItem?(index: Value): void;
  /** `this op other`, or `other op this` when reflected. */
  pyBinary?(operator: BinaryOperator, other: Value, reflected: boolean): Value | undefined;
  /** `this op= other` where that changes `this`. */
  pyInPlace?(operator: BinaryOperator, other: Value): Value | undefined;
  pyUnary?(operator: "-" | "+" | "~"): Value | undefined;
  pyGetAttr?(name: string): Value | undefined;
  /** False: there is no such attribute, or it cannot be set. `undefined` as value deletes. */
  pySetAttr?(name: string, value: Value | undefined): boolean;
  pyCall?(args: readonly Value[], keywords?: Dict): Value;
}

/** An int: a number within the safe range, else a bigint. */
export type Int = number | bigint;

/** A float in a dynamic position whose value is an integer (or -0.0); other floats are plain numbers. */
export class PyFloat {
  /** So that no object literal is taken for one. */
  declare readonly pyFloat: true;
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** A float into a dynamic position: boxed where it could be taken for an int. */
export function boxFloat(value: number): number | PyFloat {
  return Number.isInteger(value) ? new PyFloat(value) : value;
}

export function isDict(x: unknown): x is Dict {
  return (
    typeof x === "object" &&
    x !== null &&
    !Array.isArray(x) &&
    !(x instanceof PyObject) &&
    !(x instanceof PyFloat)
  );
}

/** An int or a bool. */
export function isInt(x: unknown): x is number | bigint | boolean {
  return (
    (typeof x === "number" && Number.isInteger(x)) ||
    typeof x === "boolean" ||
    typeof x === "bigint"
  );
}

export function isFloat(x: unknown): x is number | PyFloat {
  return x instanceof PyFloat || (typeof x === "number" && !Number.isInteger(x));
}
