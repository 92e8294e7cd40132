/** What a key of a dict becomes when the dict leaves Python: Java's text of it (runtime.md 3.2). */
import { DataException } from "../errors/ksml-exceptions.ts";
import { repr } from "../python/repr.ts";
import { PyFloat, type Value } from "../python/value.ts";
import { javaDouble } from "./java-number.ts";

/** @throws DataException for `None`: the reference fails as soon as such a dict is written */
export function keyText(key: Value): string {
  if (typeof key === "string") return key;
  if (key === null) throw new DataException("A dict with the key None can not be converted");
  if (typeof key === "boolean" || typeof key === "bigint") return String(key);
  if (typeof key === "number") return Number.isInteger(key) ? String(key) : javaDouble(key);
  if (key instanceof PyFloat) return javaDouble(key.value);
  return repr(key);
}
