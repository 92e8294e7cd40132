/**
 * Which dict keys and set members are the same (python.md 6). A value becomes something that a JavaScript Map compares
 * as Python does: strings, ints and fractional floats stay themselves; bools and integral floats become the number;
 * objects with value equality become their structural text, under one object per text so that no string can be taken
 * for it; all others are their own key.
 */

import { typeError } from "./exceptions.ts";
import { typeName } from "./type-name.ts";
import { isDict, PyFloat, PyObject, type Value } from "./value.ts";

/** A structural text that stands in a Map where plain strings stand too. */
class StructuralKey {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** A Map by Python's idea of equal keys; entries keep the first spelling of their key. */
export class KeyMap<T> {
  readonly entries = new Map<unknown, { readonly key: Value; value: T }>();
  private structural: Map<string, StructuralKey> | undefined;

  get size(): number {
    return this.entries.size;
  }
  get(key: Value): T | undefined {
    const found = this.mapKey(key, false);
    return found === undefined ? undefined : this.entries.get(found)?.value;
  }
  has(key: Value): boolean {
    const found = this.mapKey(key, false);
    return found !== undefined && this.entries.has(found);
  }
  set(key: Value, value: T): void {
    const mapKey = this.mapKey(key, true);
    const entry = this.entries.get(mapKey);
    if (entry === undefined) this.entries.set(mapKey, { key, value });
    else entry.value = value;
  }
  delete(key: Value): boolean {
    const found = this.mapKey(key, false);
    if (found === undefined || !this.entries.delete(found)) return false;
    if (found instanceof StructuralKey) this.structural?.delete(found.text);
    return true;
  }
  clear(): void {
    this.entries.clear();
    this.structural = undefined;
  }

  private mapKey(key: Value, create: boolean): unknown {
    const plain = plainKey(key);
    if (plain !== undefined) return plain;
    const text = keyText(key);
    let found = this.structural?.get(text);
    if (found === undefined && create) {
      found = new StructuralKey(text);
      this.structural ??= new Map();
      this.structural.set(text, found);
    }
    return found;
  }
}

/** The key that a Map compares as Python does, or undefined for what is compared by structure. @throws TypeError unhashable */
function plainKey(key: Value): unknown {
  switch (typeof key) {
    case "string":
    case "number":
    case "bigint":
    case "function":
      return key;
    case "boolean":
      return key ? 1 : 0;
    default:
      break;
  }
  if (key === null) return key;
  if (key instanceof PyFloat) return integralKey(key.value);
  if (key instanceof PyObject) return key.pyKey === undefined ? key : undefined;
  throw unhashable(key);
}

/** The number that stands for the key, as for `True` and `1.0`; undefined: another kind of key. @throws TypeError unhashable */
export function numberKey(key: Value): number | undefined {
  const plain = typeof key === "number" ? key : plainKey(key);
  if (plain === undefined) keyText(key); // throws where unhashable
  return typeof plain === "number" ? plain : undefined;
}

function integralKey(value: number): number | bigint {
  return Number.isSafeInteger(value) ? value : BigInt(value);
}

export function unhashable(x: Value): Error {
  return typeError(`unhashable type: '${typeName(x)}'`);
}

/** A text that is equal exactly for equal keys. @throws TypeError unhashable */
export function keyText(key: Value): string {
  if (typeof key === "string") return `s${key.length}:${key}`;
  if (Array.isArray(key) || isDict(key)) throw unhashable(key);
  if (key instanceof PyObject && key.pyKey !== undefined) return key.pyKey();
  const plain = plainKey(key);
  if (plain === null) return "n";
  if (typeof plain === "number" || typeof plain === "bigint") return `i${plain}`;
  return `o${identityOf(plain as object)}`;
}

const identities = new WeakMap<object, number>();
let nextIdentity = 1;

/** A number that stays with the object. */
export function identityOf(x: object): number {
  let identity = identities.get(x);
  if (identity === undefined) {
    identity = nextIdentity++;
    identities.set(x, identity);
  }
  return identity;
}
