/**
 * Values as authors of extensions write them (dialect.md 9): the ones that Python code has (`../python/value.ts`), under
 * names of their own, and what makes those that JavaScript has no literal for. `float`, `bytes` and `tuple`, which name
 * data types too, stand in `../data-types/data-type.ts`.
 */

import type { PyBytes } from "../python/bytes.ts";
import { dictOf, entriesOf as entries } from "../python/dict.ts";
import { exceptionClasses, PyError } from "../python/exceptions.ts";
import { type PySet, setOf } from "../python/set.ts";
import type { PyTuple } from "../python/tuple.ts";
import type { PyFloat } from "../python/value.ts";

export type KsmlValue =
  | null
  | boolean
  /** An int when it is an integer, else a float. */
  | number
  /** An int beyond ±(2^53 − 1), never a smaller one. */
  | bigint
  /** A float that is an integer, or −0.0. */
  | PyFloat
  | string
  | PyBytes
  | PyTuple
  | PySet
  | KsmlValue[]
  | KsmlDict;

/** A plain object. Integer-like keys, `__proto__` and keys that are no text stand in a side table: `dict`, `entriesOf`. */
export interface KsmlDict {
  [key: string]: KsmlValue;
}

/** A set of these members. @throws TypeError for an unhashable one */
export function set(...members: readonly KsmlValue[]): PySet {
  return setOf(...members);
}

/** A dict with keys of any kind, in this order; a later entry of an equal key wins. @throws TypeError for an unhashable key */
export function dict(from: Iterable<readonly [KsmlValue, KsmlValue]>): KsmlDict {
  return dictOf(...from) as KsmlDict;
}

/** All entries of a dict in their order, those with odd keys too. */
export function entriesOf(dict: KsmlDict): [KsmlValue, KsmlValue][] {
  return entries(dict) as [KsmlValue, KsmlValue][];
}

export type PyErrorName = keyof typeof exceptionClasses;

/** To throw: Python's exception of that name, which `except` of the calling function catches. `cause`: for the log. */
export function pyError(name: PyErrorName, text: string, cause?: unknown): Error {
  const make = exceptionClasses[name];
  if (make === undefined) throw new TypeError(`Python has no exception named ${name}`);
  const error = new PyError(text === "" ? make() : make(text));
  if (cause !== undefined) error.cause = cause;
  return error;
}
