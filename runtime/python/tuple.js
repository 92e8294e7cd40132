/** Tuples: read-only, equal and hashed by their items. */
import { compareItems, equalItems } from "./compare.js";
import { keyText } from "./keys.js";
import { repr } from "./repr.js";
import { PyObject } from "./value.js";
export class PyTuple extends PyObject {
  items;
  constructor(items) {
    super();
    this.items = items;
  }
  get length() {
    return this.items.length;
  }
  [Symbol.iterator]() {
    return this.items[Symbol.iterator]();
  }
  pyTypeName() {
    return "tuple";
  }
  pyKey() {
    return `t(${this.items.map(keyText).join(",")})`;
  }
  pyEquals(other) {
    return other instanceof PyTuple ? equalItems(this.items, other.items) : undefined;
  }
  pyCompare(other, operator) {
    return other instanceof PyTuple ? compareItems(this.items, other.items, operator) : undefined;
  }
  pyTruthy() {
    return this.items.length > 0;
  }
  pyLen() {
    return this.items.length;
  }
  pyIter() {
    return this.items;
  }
  pyRepr() {
    const inner = this.items.map((item) => repr(item));
    return inner.length === 1 ? `(${inner[0]},)` : `(${inner.join(", ")})`;
  }
}
/** A tuple display. */
export function tupleOf(...items) {
  return new PyTuple(items);
}
//# sourceMappingURL=tuple.js.map
