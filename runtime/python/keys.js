/**
 * Which dict keys and set members are the same (python.md 6). A value becomes something that a JavaScript Map compares
 * as Python does: strings, ints and fractional floats stay themselves; bools and integral floats become the number;
 * objects with value equality become their structural text, under one object per text so that no string can be taken
 * for it; all others are their own key.
 */
import { typeError } from "./exceptions.js";
import { typeName } from "./type-name.js";
import { isDict, PyFloat, PyObject } from "./value.js";

/** A structural text that stands in a Map where plain strings stand too. */
class StructuralKey {
  text;
  constructor(text) {
    this.text = text;
  }
}
/** A Map by Python's idea of equal keys; entries keep the first spelling of their key. */
export class KeyMap {
  entries = new Map();
  structural;
  get size() {
    return this.entries.size;
  }
  get(key) {
    const found = this.mapKey(key, false);
    return found === undefined ? undefined : this.entries.get(found)?.value;
  }
  has(key) {
    const found = this.mapKey(key, false);
    return found !== undefined && this.entries.has(found);
  }
  set(key, value) {
    const mapKey = this.mapKey(key, true);
    const entry = this.entries.get(mapKey);
    if (entry === undefined) this.entries.set(mapKey, { key, value });
    else entry.value = value;
  }
  delete(key) {
    const found = this.mapKey(key, false);
    if (found === undefined || !this.entries.delete(found)) return false;
    if (found instanceof StructuralKey) this.structural?.delete(found.text);
    return true;
  }
  clear() {
    this.entries.clear();
    this.structural = undefined;
  }
  mapKey(key, create) {
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
function plainKey(key) {
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
function integralKey(value) {
  return Number.isSafeInteger(value) ? value : BigInt(value);
}
export function unhashable(x) {
  return typeError(`unhashable type: '${typeName(x)}'`);
}
/** A text that is equal exactly for equal keys. @throws TypeError unhashable */
export function keyText(key) {
  if (typeof key === "string") return `s${key.length}:${key}`;
  if (Array.isArray(key) || isDict(key)) throw unhashable(key);
  if (key instanceof PyObject && key.pyKey !== undefined) return key.pyKey();
  const plain = plainKey(key);
  if (plain === null) return "n";
  if (typeof plain === "number" || typeof plain === "bigint") return `i${plain}`;
  return `o${identityOf(plain)}`;
}
const identities = new WeakMap();
let nextIdentity = 1;
/** A number that stays with the object. */
export function identityOf(x) {
  let identity = identities.get(x);
  if (identity === undefined) {
    identity = nextIdentity++;
    identities.set(x, identity);
  }
  return identity;
}
//# sourceMappingURL=keys.js.map
