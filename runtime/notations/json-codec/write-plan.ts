/**
 * What is known of the dicts that were written at one place: after each key, which came next last time, and at the end
 * in which order the values go out. So keys are neither sorted nor encoded again for each record.
 */
import { isMeta } from "../../data-types/sorted-shape.ts";
import { encodable } from "../../record-batch/java-utf8.ts";
import { compareKeys } from "./key-order.ts";
import { NUMBER_BYTES } from "./write-number.ts";
import { escapeText } from "./write-text.ts";

const MAX_OTHERS = 8;

export class KeyPath {
  readonly #parent: KeyPath | null;
  readonly key: string;
  /** `@type` and `@schema` are not written: the dict comes straight from a function (runtime.md 3.3). */
  readonly #dropsMeta: boolean;
  next: KeyPath | null = null;
  #plan: WritePlan | null = null;
  readonly #others: KeyPath[] = [];

  constructor(parent: KeyPath | null, key: string, dropsMeta: boolean) {
    this.#parent = parent;
    this.key = key;
    this.#dropsMeta = dropsMeta;
  }

  /** Another key that follows; null: there are too many. */
  branch(key: string, budget: { left: number }): KeyPath | null {
    let path = this.#others.find((other) => other.key === key);
    if (path === undefined) {
      if (this.#others.length >= MAX_OTHERS || budget.left === 0) return null;
      budget.left--;
      path = new KeyPath(this, key, this.#dropsMeta);
      this.#others.push(path);
    }
    this.next = path;
    return path;
  }

  get plan(): WritePlan {
    this.#plan ??= new WritePlan(this.#keys(), this.#dropsMeta);
    return this.#plan;
  }

  #keys(): string[] {
    return this.#parent === null ? [] : [...this.#parent.#keys(), this.key];
  }
}

/** What a literal writes too much at most: two words, whatever its length. */
export const LITERAL_EXCESS = 16;

class WritePlan {
  /** Where the value that goes out n-th stands among the dict's own. */
  readonly order: Int32Array;
  /**
   * `,"key":` of all keys, each from a word of its own on. Text is never a NaN, whose bits may change on their way: in
   * UTF-8 no byte from F0 on is followed by 7F or FF.
   */
  readonly words: Float64Array;
  /** Words of each: two at least. */
  readonly stride: number;
  readonly lengths: Int32Array;
  /** Where the dicts inside a value start, by position of the value going out. */
  readonly inside: readonly KeyPath[];
  /** Bytes of all literals, the brackets, and of values that are neither texts nor nested. */
  readonly size: number;

  constructor(keys: readonly string[], dropsMeta: boolean) {
    const sorted = keys
      .map((_, i) => i)
      .filter((i) => !dropsMeta || !isMeta(keys[i] as string))
      .sort((a, b) => compareKeys(keys[a] as string, keys[b] as string));
    this.order = Int32Array.from(sorted);
    const literals = sorted.map((i) =>
      Buffer.from(encodable(`,"${escapeText(keys[i] as string)}":`)),
    );
    this.lengths = Int32Array.from(literals, ({ length }) => length);
    this.stride = Math.max(2, ...this.lengths.map((length) => (length + 7) >> 3));
    this.words = new Float64Array(literals.length * this.stride);
    const bytes = Buffer.from(this.words.buffer);
    for (const [i, literal] of literals.entries()) literal.copy(bytes, i * this.stride * 8);
    this.inside = sorted.map(() => new KeyPath(null, "", dropsMeta));
    this.size = this.lengths.reduce((sum, length) => sum + length + NUMBER_BYTES, this.stride * 8);
  }
}
