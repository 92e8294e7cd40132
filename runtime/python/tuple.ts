/** Tuples: read-only, equal and hashed by their items. */

import { compareItems, equalItems } from "./compare.ts";
import { keyText } from "./keys.ts";
import { repr } from "./repr.ts";
import { type OrderOperator, PyObject, type Value } from "./value.ts";

export class PyTuple extends PyObject {
  readonly items: readonly Value[];
  constructor(items: readonly Value[]) {
    super();
    this.items = items;
  }
  get length(): number {
    return this.items.length;
  }
  [Symbol.iterator](): Iterator<Value> {
    return this.items[Symbol.iterator]();
  }
  override pyTypeName(): string {
    return "tuple";
  }
  override pyKey(): string {
    return `t(${this.items.map(keyText).join(",")})`;
  }
  override pyEquals(other: Value): boolean | undefined {
    return other instanceof PyTuple ? equalItems(this.items, other.items) : undefined;
  }
  override pyCompare(other: Value, operator: OrderOperator): boolean | undefined {
    return other instanceof PyTuple ? compareItems(this.items, other.items, operator) : undefined;
  }
  override pyTruthy(): boolean {
    return this.items.length > 0;
  }
  override pyLen(): number {
    return this.items.length;
  }
  override pyIter(): Iterable<Value> {
    return this.items;
  }
  override pyList(): Value[] {
    return this.items.slice();
  }
  override pyRepr(): string {
    const inner = this.items.map((item) => repr(item));
    return inner.length === 1 ? `(${inner[0]},)` : `(${inner.join(", ")})`;
  }
}

/** A tuple display. */
export function tupleOf(...items: Value[]): PyTuple {
  return new PyTuple(items);
}
