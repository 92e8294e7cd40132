/** Slice objects and what they select of a sequence. */

import { eq } from "./compare.ts";
import { valueError } from "./exceptions.ts";
import { toSmallIndex } from "./int.ts";
import { keyText } from "./keys.ts";
import { repr } from "./repr.ts";
import { PyTuple } from "./tuple.ts";
import { PyObject, type Value } from "./value.ts";

const INDEX_TEXT = "slice indices must be integers or None or have an __index__ method";

export class PySlice extends PyObject {
  readonly start: Value;
  readonly stop: Value;
  readonly step: Value;
  constructor(start: Value, stop: Value, step: Value) {
    super();
    this.start = start;
    this.stop = stop;
    this.step = step;
  }
  override pyTypeName(): string {
    return "slice";
  }
  override pyKey(): string {
    return `l(${[this.start, this.stop, this.step].map(keyText).join(",")})`;
  }
  override pyEquals(other: Value): boolean | undefined {
    if (!(other instanceof PySlice)) return undefined;
    return eq(this.start, other.start) && eq(this.stop, other.stop) && eq(this.step, other.step);
  }
  override pyRepr(): string {
    return `slice(${repr(this.start)}, ${repr(this.stop)}, ${repr(this.step)})`;
  }
  override pyGetAttr(name: string): Value | undefined {
    if (name === "start") return this.start;
    if (name === "stop") return this.stop;
    if (name === "step") return this.step;
    if (name === "indices") {
      return (length: Value) => new PyTuple(this.bounds(toSmallIndex(length)));
    }
    return undefined;
  }
  /** Start, stop and step for a sequence of this length. @throws ValueError for step 0, TypeError */
  bounds(length: number): [number, number, number] {
    return sliceBounds(this.start, this.stop, this.step, length);
  }
}

/** `slice(stop)` or `slice(start, stop[, step])`, and what stands between the brackets. */
export function slice(lower: Value, upper?: Value, step: Value = null): PySlice {
  return upper === undefined ? new PySlice(null, lower, null) : new PySlice(lower, upper, step);
}

export function sliceBounds(
  start: Value,
  stop: Value,
  step: Value,
  length: number,
): [number, number, number] {
  const by = step === null ? 1 : toSmallIndex(step, INDEX_TEXT);
  if (by === 0) throw valueError("slice step cannot be zero");
  const lowest = by < 0 ? -1 : 0;
  const highest = by < 0 ? length - 1 : length;
  const clamp = (index: Value, missing: number): number => {
    if (index === null) return missing;
    const at = toSmallIndex(index, INDEX_TEXT);
    return at < 0 ? Math.max(at + length, lowest) : Math.min(at, highest);
  };
  return [clamp(start, by < 0 ? highest : lowest), clamp(stop, by < 0 ? lowest : highest), by];
}

/** How many places the bounds select. */
export function countOf(start: number, stop: number, step: number): number {
  if (step > 0 ? start >= stop : start <= stop) return 0;
  return Math.floor((stop - start - Math.sign(step)) / step) + 1;
}

/** The selected items of an array. */
export function selectItems<T>(
  items: readonly T[],
  [start, stop, step]: [number, number, number],
): T[] {
  if (step === 1) return items.slice(start, Math.max(start, stop));
  const selected: T[] = [];
  const count = countOf(start, stop, step);
  for (let i = 0; i < count; i++) selected.push(items[start + i * step] as T);
  return selected;
}
