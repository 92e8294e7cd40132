/** The keys of a store in their order, which nobody pays for before somebody asks. */
import { type ByteText, ownText } from "./byte-text.ts";

export class SortedKeys {
  /** Null: nobody has asked yet. May hold keys that are gone. */
  #sorted: ByteText[] | null = null;
  #added: ByteText[] = [];
  readonly #gone = new Set<ByteText>();

  /** The key was not there. */
  add(key: ByteText): void {
    if (this.#sorted !== null && !this.#gone.delete(key)) this.#added.push(key);
  }

  /** The key was there. */
  delete(key: ByteText): void {
    if (this.#sorted === null) return;
    this.#gone.add(ownText(key));
    // More are gone than left: begin anew.
    if (this.#gone.size > 1000 && this.#gone.size * 2 > this.#sorted.length) this.clear();
  }

  clear(): void {
    this.#sorted = null;
    this.#added = [];
    this.#gone.clear();
  }

  /**
   * Those in [from, to] (null: no bound), as they are now; some of them may be gone when they are reached.
   * `all`: every key there is, in any order.
   */
  range(all: Iterable<ByteText>, from: ByteText | null, to: ByteText | null): Iterable<ByteText> {
    return between(this.#inOrder(all, from === null && to === null), from, to);
  }

  /** `isWhole`: what is gone has to go from the list too, lest it be walked by when it comes back on the way. */
  #inOrder(all: Iterable<ByteText>, isWhole: boolean): readonly ByteText[] {
    if (this.#sorted === null) this.#sorted = [...all].sort(byBytes);
    else if (this.#added.length > 0 || (isWhole && this.#gone.size > 0)) {
      // Who walks along the old list goes on with that.
      const isThere = (key: ByteText): boolean => !this.#gone.has(key);
      const left = this.#sorted.filter(isThere);
      this.#sorted = left.concat(this.#added.filter(isThere)).sort(byBytes);
      this.#gone.clear();
    }
    this.#added = [];
    return this.#sorted;
  }
}

const byBytes = (a: ByteText, b: ByteText): number => (a < b ? -1 : a > b ? 1 : 0);

/** Index of the first key that is not below `from`. */
function firstFrom(sorted: readonly ByteText[], from: ByteText): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as ByteText) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}

function* between(
  sorted: readonly ByteText[],
  from: ByteText | null,
  to: ByteText | null,
): Generator<ByteText, undefined> {
  for (let i = from === null ? 0 : firstFrom(sorted, from); i < sorted.length; i++) {
    const key = sorted[i] as ByteText;
    if (to !== null && key > to) return undefined;
    yield key;
  }
  return undefined;
}
