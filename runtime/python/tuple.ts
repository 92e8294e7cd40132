/** Tuples: read-only, equal and hashed by their items. */

import { compareItems, equalItems } from "./compare.ts";
import { keyText } from "./keys.ts";
import { repr } from "./repr.ts";
import { type OrderOperator, PyObject, type Value } from "./value.ts";

/**
 * A `PyObject` by its prototype alone: functions return a tuple for each record, and V8 looks up what `super()` would call
 * each time that one is made.
 */
export class PyTuple implements PyObject {
  declare readonly pyObject: true;
  readonly items: readonly Value[];
  constructor(items: readonly Value[]) {
    this.items = items;
  }
  get length(): number {
    return this.items.length;
  }
  [Symbol.iterator](): Iterator<Value> {
    return this.items[Symbol.iterator]();
  }
  pyTypeName(): string {
    return "tuple";
  }
  pyKey(): string {
    return `t(${this.items.map(keyText).join(",")})`;
  }
  pyEquals(other: Value): boolean | undefined {
    return other instanceof PyTuple ? equalItems(this.items, other.items) : undefined;
  }
  pyCompare(other: Value, operator: OrderOperator): boolean | undefined {
    return other instanceof PyTuple ? compareItems(this.items, other.items, operator) : undefined;
  }
  pyTruthy(): boolean {
    return this.items.length > 0;
  }
  pyLen(): number {
    return this.items.length;
  }
  pyIter(): Iterable<Value> {
    return this.items;
  }
  pyList(): Value[] {
    return this.items.slice();
  }
  pyRepr(): string {
    const inner = this.items.map((item) => repr(item));
    return inner.length === 1 ? `(${inner[0]},)` : `(${inner.join(", ")})`;
  }
}

Object.setPrototypeOf(PyTuple.prototype, PyObject.prototype);

/** A tuple display. */
export function tupleOf(...items: Value[]): PyTuple {
  return new PyTuple(items);
}
