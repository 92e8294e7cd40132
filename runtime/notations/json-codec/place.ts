/**
 * A place in a JSON object: behind the keys on the path to it. What came last at a place is tried first for the next
 * record: key and punctuation around it are one literal to compare, four bytes a time.
 */
import type { Layout } from "./layout.ts";
import type { Shape } from "./shape.ts";

/** Other keys remembered at one place; dictionaries with free keys have more, and are read without prediction. */
const MAX_OTHERS = 8;
/** Longer keys are not predicted. */
const MAX_LITERAL = 256;
/** A prediction may be compared with bytes up to this far behind a payload. */
export const LOOKAHEAD = MAX_LITERAL * 2;

export class Place {
  readonly parent: Place | null;
  /** The key that leads here from `parent`. */
  readonly key: string;
  /** Number of keys on the path. */
  readonly depth: number;
  /** Where the record before went on from here. */
  next: Place | null = null;
  /** The shape of an object that ends here. */
  shape: Shape | null = null;
  /** The same for an object that stays text. */
  layout: Layout | null = null;
  /** Each key on the path comes after the one before it. */
  readonly isSorted: boolean;
  /** The literal is what KSML writes of the key: nothing is escaped, and no blanks are around it. */
  isPlain = false;
  /** The start of an object or of the objects of a list that is the value of `key`. */
  inside: Place | null = null;
  readonly #others: Place[] = [];
  length = 0;
  /** The literal's words; the last ones overlap, so that up to 16 bytes are compared without a loop. */
  #w0 = 0;
  #w1 = 0;
  #w2 = 0;
  #w3 = 0;
  #at1 = 0;
  #at2 = 0;
  #at3 = 0;
  /** What is behind the first 16 bytes. */
  #more: Uint8Array | null = null;

  constructor(parent: Place | null, key: string) {
    this.parent = parent;
    this.key = key;
    this.depth = parent === null ? 0 : parent.depth + 1;
    this.isSorted =
      parent === null || (parent.isSorted && (parent.depth === 0 || parent.key < key));
  }

  path(): string[] {
    return this.parent === null ? [] : [...this.parent.path(), this.key];
  }

  /** From the `{` or `,` before the key up to the value. */
  setLiteral(bytes: Uint8Array): void {
    const view = new DataView(Uint8Array.from(bytes).buffer);
    const last = bytes.length - 4;
    this.length = bytes.length;
    this.isPlain = bytes.length === Buffer.byteLength(this.key) + 4;
    this.#at1 = Math.min(4, last);
    this.#at2 = Math.min(8, last);
    this.#at3 = Math.min(12, last);
    this.#w0 = view.getInt32(0, true);
    this.#w1 = view.getInt32(this.#at1, true);
    this.#w2 = view.getInt32(this.#at2, true);
    this.#w3 = view.getInt32(this.#at3, true);
    this.#more = bytes.length > 16 ? Uint8Array.from(bytes.subarray(16)) : null;
  }

  /** May look at bytes behind the record; the caller sees to it that the view is long enough. */
  matches(view: DataView, at: number): boolean {
    return (
      view.getInt32(at, true) === this.#w0 &&
      ((view.getInt32(at + this.#at1, true) ^ this.#w1) |
        (view.getInt32(at + this.#at2, true) ^ this.#w2) |
        (view.getInt32(at + this.#at3, true) ^ this.#w3)) ===
        0 &&
      (this.#more === null || isAt(this.#more, view, at + 16))
    );
  }

  /** Another key seen here before, in the same punctuation; null: none. It is tried first from now on. */
  other(view: DataView, at: number): Place | null {
    for (const other of this.#others) {
      if (other === this.next || !other.matches(view, at)) continue;
      this.next = other;
      return other;
    }
    return null;
  }

  /** Remembers a key and how it is written; null: too long, or there are too many already. */
  learn(key: string, literal: Uint8Array, budget: { left: number }): Place | null {
    if (literal.length > MAX_LITERAL) return null;
    let place = this.#others.find((other) => other.key === key);
    if (place === undefined) {
      if (this.#others.length >= MAX_OTHERS || budget.left === 0) return null;
      budget.left--;
      place = new Place(this, key);
      this.#others.push(place);
    }
    place.setLiteral(literal);
    this.next = place;
    return place;
  }
}

function isAt(bytes: Uint8Array, view: DataView, at: number): boolean {
  for (let i = 0; i < bytes.length; i++) if (view.getUint8(at + i) !== bytes[i]) return false;
  return true;
}
