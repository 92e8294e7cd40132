/**
 * `hash(x)`: exact for numbers; for str and bytes as KSML's engine has it (python.md 5), since authors spread keys by it;
 * refused for what is not the same from run to run.
 */

import { PyBytes } from "./bytes.ts";
import { UnsupportedError } from "./exceptions.ts";
import { exactRatio } from "./float-text.ts";
import { canonical, toIndex } from "./int.ts";
import { unhashable } from "./keys.ts";
import { PySet } from "./set.ts";
import { PyTuple } from "./tuple.ts";
import { typeName } from "./type-name.ts";
import { type Int, isDict, PyFloat, PyObject, type Value } from "./value.ts";

const MODULUS = (1n << 61n) - 1n;

/** @throws TypeError unhashable, UnsupportedError */
export function hash(x: Value): Int {
  if (typeof x === "string") return hashText(x);
  if (typeof x === "boolean") return x ? 1 : 0;
  if (typeof x === "number") return Number.isInteger(x) ? hashInt(x) : hashFloat(x);
  if (typeof x === "bigint") return hashInt(x);
  if (x instanceof PyFloat) return hashFloat(x.value);
  if (x instanceof PyBytes && !x.mutable) return hashBytes(x.data);
  if (Array.isArray(x) || isDict(x)) throw unhashable(x);
  if (x instanceof PyObject) {
    const method = x.pyGetAttr?.("__hash__");
    if (typeof method === "function") return hashInt(toIndex((method as () => Value)()));
    if (x instanceof PyTuple || (x instanceof PySet && x.frozen) || x instanceof PyBytes) x.pyKey();
    else x.pyKey?.();
  }
  throw new UnsupportedError(
    "python/unsupported-hash",
    `the hash of ${typeName(x)} is not the same from run to run or engine to engine`,
  );
}

function hashInt(x: Int): Int {
  if (typeof x === "number" && Math.abs(x) < 2 ** 53) return x === -1 ? -2 : x;
  const value = BigInt(x);
  const rest = (value < 0n ? -value : value) % MODULUS;
  const signed = value < 0n ? -rest : rest;
  return canonical(signed === -1n ? -2n : signed);
}

function hashFloat(x: number): Int {
  if (Number.isNaN(x)) return 0;
  if (!Number.isFinite(x)) return x > 0 ? 314159 : -314159;
  if (Number.isInteger(x)) return hashInt(canonical(BigInt(x)));
  const { numerator, shift } = exactRatio(x);
  // Dividing by 2**shift modulo 2**61 - 1 is a rotation.
  const inverse = 1n << BigInt((61 - (shift % 61)) % 61);
  const rest = (numerator * inverse) % MODULUS;
  const signed = x < 0 ? -rest : rest;
  return canonical(signed === -1n ? -2n : signed);
}

function hashText(text: string): number {
  let h = 0;
  for (const character of text) h = (Math.imul(h, 31) + (character.codePointAt(0) as number)) | 0;
  return h === 0 || h === -1 ? -2 : h;
}

function hashBytes(data: Uint8Array): number {
  let h = 1;
  for (const byte of data) h = (Math.imul(h, 31) + ((byte << 24) >> 24)) | 0;
  return h;
}
