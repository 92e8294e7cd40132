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

/** Base of every class of the runtime that Python sees: tuple, set, bytes, datetime, instances, modules, classes. */
export abstract class PyObject {
  declare readonly pyObject: true;
}

/** A float in a dynamic position whose value is an integer (or -0.0); other floats are plain numbers. */
export class PyFloat {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** A float into a dynamic position: boxed where it could be taken for an int. */
export function boxFloat(value: number): number | PyFloat {
  return Number.isInteger(value) ? new PyFloat(value) : value;
}
