/** What calling a builtin class makes; `int` and `float` are in parse-number.ts, `range` in range.ts. */

import { bytesFrom, PyBytes } from "./bytes.ts";
import { bytesDecode, strEncode } from "./codecs.ts";
import { copyDict } from "./dict.ts";
import { typeError, valueError } from "./exceptions.ts";
import { toSmallIndex } from "./int.ts";
import { iter, listOf } from "./iteration.ts";
import { str as text } from "./repr.ts";
import { PySet } from "./set.ts";
import { truthy } from "./truth.ts";
import { PyTuple } from "./tuple.ts";
import { typeName } from "./type-name.ts";
import { updateDict } from "./update-dict.ts";
import { type Dict, isDict, isInt, type Value } from "./value.ts";

/** `str(x="")`, or `str(bytes, encoding[, errors])` */
export function str(x: Value = "", encoding?: Value, errors: Value = "strict"): string {
  if (encoding === undefined) return text(x);
  if (x instanceof PyBytes) return bytesDecode(x, encoding, errors);
  if (typeof x === "string") throw typeError("decoding str is not supported");
  throw typeError(`decoding to str: need a bytes-like object, ${typeName(x)} found`);
}

export function bool(x: Value = false): boolean {
  return truthy(x);
}

/** `list(items)`: a new one. */
export function list<T extends Value>(x: Iterable<T> & (readonly T[] | string)): T[];
export function list(x?: Value): Value[];
export function list(x: Value | readonly Value[] = []): Value[] {
  return listOf(x as Value);
}

export function tuple(x: Value = []): PyTuple {
  return x instanceof PyTuple ? x : new PyTuple(listOf(x));
}

/** `dict(x, **keywords)` */
export function dict(...sources: Value[]): Dict {
  const [only] = sources;
  if (sources.length === 1 && isDict(only)) return copyDict(only);
  const result: Dict = {};
  for (const source of sources) updateDict(result, source);
  return result;
}

/** `set(items)`. @throws TypeError where an item cannot be in a set */
export function set(x: Value = []): PySet {
  return new PySet(iter(x));
}

export function frozenset(x: Value = []): PySet {
  return x instanceof PySet && x.frozen ? x : new PySet(iter(x), true);
}

export function bytes(x?: Value, encoding?: Value, errors: Value = "strict"): PyBytes {
  return new PyBytes(bytesArgument(x, encoding, errors, false));
}

export function bytearray(x?: Value, encoding?: Value, errors: Value = "strict"): PyBytes {
  return new PyBytes(bytesArgument(x, encoding, errors, true), true);
}

function bytesArgument(
  x: Value | undefined,
  encoding: Value | undefined,
  errors: Value,
  mutable: boolean,
): Uint8Array {
  if (x === undefined) return new Uint8Array(0);
  if (typeof x === "string" && encoding !== undefined) return strEncode(x, encoding, errors).data;
  if (encoding !== undefined) throw typeError("encoding without a string argument");
  if (isInt(x)) {
    const count = toSmallIndex(x);
    if (count < 0) throw valueError("negative count");
    return new Uint8Array(count);
  }
  return bytesFrom(x, mutable);
}
