/** `d.keys()`, `d.values()`, `d.items()`: live views of a dict. */

import { eq, sameOrEqual } from "./compare.ts";
import { dictSize, entriesOf, getKey, hasKey, keysOf, valuesOf, walkDict } from "./dict.ts";
import { iter } from "./iteration.ts";
import { repr } from "./repr.ts";
import { difference, intersection, isSubset, PySet, symmetricDifference, union } from "./set.ts";
import { PyTuple } from "./tuple.ts";
import {
  type BinaryOperator,
  type Dict,
  type OrderOperator,
  PyObject,
  type Value,
} from "./value.ts";

type Kind = "dict_keys" | "dict_values" | "dict_items";

export class DictView extends PyObject {
  readonly dict: Dict;
  readonly kind: Kind;
  constructor(dict: Dict, kind: Kind) {
    super();
    this.dict = dict;
    this.kind = kind;
  }
  /** What the view shows now. */
  list(): Value[] {
    switch (this.kind) {
      case "dict_keys":
        return keysOf(this.dict);
      case "dict_values":
        return valuesOf(this.dict);
      case "dict_items":
        return itemTuples(this.dict);
    }
  }
  [Symbol.iterator](): Iterator<Value, undefined> {
    const list =
      this.kind === "dict_keys" ? keysOf : this.kind === "dict_values" ? valuesOf : itemTuples;
    return walkDict(this.dict, list as (dict: Dict) => Value[]);
  }
  override pyTypeName(): string {
    return this.kind;
  }
  override pyTruthy(): boolean {
    return dictSize(this.dict) > 0;
  }
  override pyLen(): number {
    return dictSize(this.dict);
  }
  override pyIter(): Iterable<Value> {
    return this;
  }
  override pyList(): Value[] {
    return this.list();
  }
  override pyContains(item: Value): boolean {
    if (this.kind === "dict_keys") return hasKey(this.dict, item);
    if (this.kind === "dict_values")
      return valuesOf(this.dict).some((one) => sameOrEqual(one, item));
    if (!(item instanceof PyTuple) || item.length !== 2) return false;
    const found = getKey(this.dict, item.items[0] as Value);
    return found !== undefined && eq(found, item.items[1] as Value);
  }
  private asSet(): PySet {
    return new PySet(this.list());
  }
  override pyEquals(other: Value): boolean | undefined {
    if (this.kind === "dict_values") return this === other;
    const set = setIn(other);
    if (set === undefined) return undefined;
    const own = this.asSet();
    return own.size === set.size && isSubset(own, set);
  }
  override pyCompare(other: Value, operator: OrderOperator): boolean | undefined {
    const set = this.kind === "dict_values" ? undefined : setIn(other);
    return set === undefined ? undefined : this.asSet().pyCompare(set, operator);
  }
  override pyBinary(operator: BinaryOperator, other: Value, reflected: boolean): Value | undefined {
    if (this.kind === "dict_values") return undefined;
    const own = this.asSet();
    const set = other instanceof PySet ? other : new PySet(iter(other));
    const [left, right] = reflected ? [new PySet(set), own] : [own, set];
    switch (operator) {
      case "|":
        return union(left, right);
      case "&":
        return intersection(left, right);
      case "-":
        return difference(left, right);
      case "^":
        return symmetricDifference(left, right);
      default:
        return undefined;
    }
  }
  override pyGetAttr(name: string): Value | undefined {
    if (name === "isdisjoint" && this.kind !== "dict_values") {
      return (other: Value) => intersection(this.asSet(), new PySet(iter(other))).size === 0;
    }
    return name === "mapping" ? this.dict : undefined;
  }
  override pyRepr(): string {
    return `${this.kind}(${repr(this.list())})`;
  }
}

function setIn(x: Value): PySet | undefined {
  if (x instanceof PySet) return x;
  return x instanceof DictView && x.kind !== "dict_values" ? new PySet(x.list()) : undefined;
}

function itemTuples(dict: Dict): PyTuple[] {
  const tuples: PyTuple[] = [];
  for (const entry of entriesOf(dict)) tuples.push(new PyTuple(entry));
  return tuples;
}

export function dictKeys(dict: Dict): DictView {
  return new DictView(dict, "dict_keys");
}

/** `dict.values()`: a live view. */
export function dictValues(dict: Dict): DictView {
  return new DictView(dict, "dict_values");
}

/** `dict.items()`: a live view of pairs. */
export function dictItems(dict: Dict): DictView {
  return new DictView(dict, "dict_items");
}

/** Key and value pairs for `for (const [key, value] of …)`, failing where the loop changes the dict's size. */
export function entries(dict: Dict): Iterable<[Value, Value]> {
  return walkDict(dict, entriesOf);
}
