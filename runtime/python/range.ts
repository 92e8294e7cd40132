/** `range`: ints from start to stop by step, made as they are asked for. */

import { isIndex, itemError } from "./access.ts";
import { indexError, valueError } from "./exceptions.ts";
import { canonical, intAdd, intMul, toIndex, toSmallIndex } from "./int.ts";
import { PySlice } from "./slice.ts";
import { type Int, isInt, PyObject, type Value } from "./value.ts";

export class PyRange extends PyObject {
  readonly start: Int;
  readonly stop: Int;
  readonly step: Int;
  readonly length: number;
  constructor(start: Int, stop: Int, step: Int) {
    super();
    this.start = start;
    this.stop = stop;
    this.step = step;
    this.length = lengthOf(start, stop, step);
  }
  at(index: number): Int {
    return intAdd(this.start, intMul(index, this.step));
  }
  [Symbol.iterator](): Iterator<Int, undefined> {
    const { length } = this;
    if (typeof this.start === "number" && typeof this.step === "number") {
      let next = this.start;
      let left = length;
      const { step } = this;
      return {
        next(): IteratorResult<Int, undefined> {
          if (left-- <= 0) return { done: true, value: undefined };
          const value = next;
          next += step;
          return { done: false, value };
        },
      };
    }
    let index = 0;
    return {
      next: (): IteratorResult<Int, undefined> =>
        index < length
          ? { done: false, value: this.at(index++) }
          : { done: true, value: undefined },
    };
  }
  override pyTypeName(): string {
    return "range";
  }
  override pyKey(): string {
    return this.length === 0
      ? "r0"
      : `r${this.length},${this.start},${this.length === 1 ? 0 : this.step}`;
  }
  override pyEquals(other: Value): boolean | undefined {
    return other instanceof PyRange ? other.pyKey() === this.pyKey() : undefined;
  }
  override pyTruthy(): boolean {
    return this.length > 0;
  }
  override pyLen(): number {
    return this.length;
  }
  override pyIter(): Iterable<Value> {
    return this;
  }
  override pyContains(item: Value): boolean {
    return this.indexOf(item) >= 0;
  }
  /** The place of an equal int, or -1. */
  indexOf(item: Value): number {
    if (!isInt(item)) {
      let at = 0;
      for (const one of this) {
        if (typeof item === "object" && item !== null && "value" in item && item.value === one)
          return at;
        at++;
      }
      return -1;
    }
    const distance = BigInt(toIndex(item)) - BigInt(this.start);
    const step = BigInt(this.step);
    if (distance % step !== 0n) return -1;
    const index = distance / step;
    return index >= 0n && index < BigInt(this.length) ? Number(index) : -1;
  }
  override pyGetItem(index: Value): Value {
    if (index instanceof PySlice) {
      const [start, stop, step] = index.bounds(this.length);
      return new PyRange(
        intAdd(this.start, intMul(start, this.step)),
        intAdd(this.start, intMul(stop, this.step)),
        intMul(this.step, step),
      );
    }
    if (!isIndex(index)) throw itemError(this, index, "[]");
    const at = toSmallIndex(index);
    const place = at < 0 ? at + this.length : at;
    if (place < 0 || place >= this.length) throw indexError("range object index out of range");
    return this.at(place);
  }
  override pyRepr(): string {
    const by = this.step === 1 ? "" : `, ${this.step}`;
    return `range(${this.start}, ${this.stop}${by})`;
  }
  override pyGetAttr(name: string): Value | undefined {
    if (name === "start") return this.start;
    if (name === "stop") return this.stop;
    if (name === "step") return this.step;
    if (name === "count") return (item: Value) => (this.indexOf(item) >= 0 ? 1 : 0);
    if (name === "index") {
      return (item: Value) => {
        const at = this.indexOf(item);
        if (at < 0) throw valueError(`${item as number} is not in range`);
        return at;
      };
    }
    return undefined;
  }
}

function lengthOf(start: Int, stop: Int, step: Int): number {
  if (typeof start === "number" && typeof stop === "number" && typeof step === "number") {
    if (step > 0 ? start >= stop : start <= stop) return 0;
    return Math.floor((stop - start - Math.sign(step)) / step) + 1;
  }
  const [a, b, by] = [BigInt(start), BigInt(stop), BigInt(step)];
  const span = by > 0n ? b - a : a - b;
  const size = by > 0n ? by : -by;
  return span <= 0n ? 0 : Number(canonical((span - 1n) / size + 1n));
}

/** `range(stop)` or `range(start, stop[, step])` @throws TypeError, ValueError */
export function range(a: Value, b?: Value, c?: Value): PyRange {
  if (b === undefined) return new PyRange(0, toIndex(a), 1);
  const step = c === undefined ? 1 : toIndex(c);
  if (step === 0) throw valueError("range() arg 3 must not be zero");
  return new PyRange(toIndex(a), toIndex(b), step);
}
