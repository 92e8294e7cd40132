/** Which constant keys of a dict are plain properties in generated code (design.md 3). */
import type { Expression } from "../../5-python/tree.ts";

/** What every object inherits: a missing key would be found there. */
const INHERITED: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

const ARRAY_INDEX = /^(?:0|[1-9]\d{0,9})$/;

/** Can stand as `value.key` or `value["key"]` for reading and writing. */
export function isPropertyKey(key: string): boolean {
  return !INHERITED.has(key) && !ARRAY_INDEX.test(key);
}

/** Can stand in an object literal: own properties there, but for `__proto__` and what JavaScript would reorder. */
export function isLiteralKey(key: string): boolean {
  return key !== "__proto__" && !ARRAY_INDEX.test(key);
}

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** Can stand behind a dot, and without quotes in an object literal. */
export const isPlainName = (key: string): boolean =>
  IDENTIFIER.test(key) && /^[\x21-\x7e]+$/.test(key);

/** Constant keys that can be an object literal, each once. */
export function isPlainDict(e: Expression & { readonly kind: "dict" }): boolean {
  const seen = new Set<string>();
  return e.entries.every(({ key }) => {
    if (key?.kind !== "string" || !isLiteralKey(key.value) || seen.has(key.value)) return false;
    seen.add(key.value);
    return true;
  });
}
