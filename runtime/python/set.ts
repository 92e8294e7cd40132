/**
 * Sets and frozensets. Members are compared by the key rule (keys.ts) and stand in insertion order, as in KSML's own
 * engine (python.md E2); `pop` takes the last.
 */

import { keyError, runtimeError, typeError } from "./exceptions.ts";
import { KeySet } from "./key-set.ts";
import { keyText } from "./keys.ts";
import { repr } from "./repr.ts";
import { type BinaryOperator, type OrderOperator, PyObject, type Value } from "./value.ts";

/** A `PyObject` by its prototype alone, as tuples are (tuple.ts): a row with a set makes one each time that it is read. */
export class PySet implements PyObject {
  declare readonly pyObject: true;
  readonly members: KeySet;
  readonly frozen: boolean;

  constructor(items: Iterable<Value> = [], frozen = false) {
    this.frozen = frozen;
    this.members = items instanceof PySet ? items.members.copy() : new KeySet(items);
  }
  get size(): number {
    return this.members.size;
  }
  has(item: Value): boolean {
    return this.members.has(item);
  }
  *[Symbol.iterator](): Generator<Value, undefined> {
    const { size } = this.members;
    for (const member of this.members) {
      if (this.members.size !== size) throw runtimeError("Set changed size during iteration");
      yield member;
    }
    if (this.members.size !== size) throw runtimeError("Set changed size during iteration");
    return undefined;
  }
  /** The members as they are now. */
  list(): Value[] {
    return this.members.list();
  }
  pyTypeName(): string {
    return this.frozen ? "frozenset" : "set";
  }
  pyKey(): string {
    if (!this.frozen) throw typeError("unhashable type: 'set'");
    return `z{${this.list().map(keyText).sort().join(",")}}`;
  }
  pyEquals(other: Value): boolean | undefined {
    return other instanceof PySet ? other.size === this.size && isSubset(this, other) : undefined;
  }
  pyCompare(other: Value, operator: OrderOperator): boolean | undefined {
    if (!(other instanceof PySet)) return undefined;
    switch (operator) {
      case "<":
        return this.size < other.size && isSubset(this, other);
      case "<=":
        return isSubset(this, other);
      case ">":
        return this.size > other.size && isSubset(other, this);
      case ">=":
        return isSubset(other, this);
    }
  }
  pyTruthy(): boolean {
    return this.members.size > 0;
  }
  pyLen(): number {
    return this.members.size;
  }
  pyIter(): Iterable<Value> {
    return this;
  }
  pyList(): Value[] {
    return this.list();
  }
  pyContains(item: Value): boolean {
    // CPython looks a set up by its value, as if it were frozen.
    if (item instanceof PySet && !item.frozen) return this.has(new PySet(item.list(), true));
    return this.has(item);
  }
  pyRepr(): string {
    if (this.size === 0) return `${this.pyTypeName()}()`;
    const inner = `{${this.list()
      .map((item) => repr(item))
      .join(", ")}}`;
    return this.frozen ? `frozenset(${inner})` : inner;
  }
  pyBinary(operator: BinaryOperator, other: Value, reflected: boolean): Value | undefined {
    if (!(other instanceof PySet)) return undefined;
    const [left, right] = reflected ? [other, this] : [this, other];
    switch (operator) {
      case "|":
        return union(left, right);
      case "&":
        return intersectSmaller(left, right);
      case "-":
        return difference(left, right);
      case "^":
        return symmetricDifference(left, right);
      default:
        return undefined;
    }
  }
  pyInPlace(operator: BinaryOperator, other: Value): Value | undefined {
    if (this.frozen || !(other instanceof PySet)) return undefined;
    const result = this.pyBinary(operator, other, false);
    if (!(result instanceof PySet)) return undefined;
    replaceMembers(this, result);
    return this;
  }
}
Object.setPrototypeOf(PySet.prototype, PyObject.prototype);

/** A set display. */
export function setOf(...items: Value[]): PySet {
  return new PySet(items);
}

export function replaceMembers(set: PySet, by: Iterable<Value>): void {
  const items = [...by];
  set.members.clear();
  for (const item of items) set.members.add(item);
}

export function isSubset(a: PySet, b: PySet): boolean {
  if (a.size > b.size) return false;
  for (const item of a.list()) if (!b.has(item)) return false;
  return true;
}

export function union(a: PySet, b: Iterable<Value>): PySet {
  const result = new PySet(a, a.frozen);
  for (const item of b) result.members.add(item);
  return result;
}

/** `a & b`: the smaller operand's order and members, the second's when equal (E2). */
function intersectSmaller(a: PySet, b: PySet): PySet {
  const [walk, look] = a.size < b.size ? [a, b] : [b, a];
  return new PySet(
    walk.list().filter((item) => look.has(item)),
    a.frozen,
  );
}

/** `a.intersection(b)`: the receiver's order and members. */
export function intersection(a: PySet, b: PySet): PySet {
  return new PySet(
    a.list().filter((item) => b.has(item)),
    a.frozen,
  );
}

export function difference(a: PySet, b: PySet): PySet {
  return new PySet(
    a.list().filter((item) => !b.has(item)),
    a.frozen,
  );
}

export function symmetricDifference(a: PySet, b: PySet): PySet {
  const result = difference(a, b);
  for (const item of b.list()) if (!a.has(item)) result.members.add(item);
  return result;
}

/** @throws KeyError */
export function setPop(set: PySet): Value {
  const last = set.list().at(-1);
  if (last === undefined) throw keyError("pop from an empty set");
  set.members.delete(last);
  return last;
}

export function setRemove(set: PySet, item: Value): null {
  if (!set.members.delete(item)) throw keyError(item);
  return null;
}
