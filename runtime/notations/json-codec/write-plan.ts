/**
 * What is known of the dicts that were written at one place: after each key, which came next last time, and at the end
 * in which order the values go out. So keys are neither sorted nor encoded again for each record.
 */
import { isMeta } from "../../data-types/sorted-shape.ts";
import { compareKeys } from "./key-order.ts";
import { Literal } from "./literal.ts";
import { escapeText, NUMBER_BYTES } from "./write-scalar.ts";

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

class WritePlan {
  /** Where the value that goes out n-th stands among the dict's own. */
  readonly order: Int32Array;
  /** `,"key":` */
  readonly literals: readonly Literal[];
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
    this.literals = sorted.map((i) => new Literal(`,"${escapeText(keys[i] as string)}":`));
    this.inside = sorted.map(() => new KeyPath(null, "", dropsMeta));
    this.size = this.literals.reduce((sum, literal) => sum + literal.length + NUMBER_BYTES, 2);
  }
}
