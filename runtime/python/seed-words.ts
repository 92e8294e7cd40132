/** What a seed of `random` means: the 32-bit words that the generator starts from (CPython: `random_seed`, `Random.seed`). */

import { createHash } from "node:crypto";
import { PyBytes } from "./bytes.ts";
import { typeError } from "./exceptions.ts";
import { hash } from "./hash.ts";
import { toIndex } from "./int.ts";
import { isInt, PyFloat, type Value } from "./value.ts";

/** Least significant word first; the sign of an int does not count. @throws TypeError for any other type */
export function seedWords(a: Value): Uint32Array {
  let value: bigint;
  if (isInt(a)) value = BigInt(toIndex(a));
  else if (typeof a === "string" || a instanceof PyBytes) {
    const text = typeof a === "string" ? Buffer.from(a, "utf8") : Buffer.from(a.data);
    const digest = createHash("sha512").update(text).digest();
    value = BigInt(`0x${Buffer.concat([text, digest]).toString("hex")}`);
  } else if (typeof a === "number" || a instanceof PyFloat) value = BigInt(hash(a));
  else {
    throw typeError(
      "The only supported seed types are: None,\nint, float, str, bytes, and bytearray.",
    );
  }
  if (value < 0n) value = -value;
  const words: number[] = [];
  do {
    words.push(Number(value & 0xffffffffn));
    value >>= 32n;
  } while (value > 0n);
  return Uint32Array.from(words);
}
