/**
 * Entries of a cache for records that come next, looked up together: the processor waits for memory once, not for each row
 * after the other. That pays where a store is asked for the rows of records' keys, which is found out by trying.
 */
import { RarerTries } from "../record-batch/rarer-tries.ts";
import type { ByteText } from "./byte-text.ts";
import type { Cached } from "./cached.ts";
import type { TextTable } from "./text-table.ts";

export class RowsAhead {
  readonly #entries: TextTable<Cached>;
  readonly #tries = new RarerTries();
  #offsets: readonly number[] = [];
  /** The key that each record's row would have. */
  readonly texts: ByteText[] = [];
  readonly #found: (Cached | undefined)[] = [];
  #count = 0;
  /** Records before it are processed. */
  #next = 0;
  #wasAsked = false;
  /** No entry was added: what was not found is not there. */
  #isWhole = true;
  /** Nobody reads it: what was added up here is near. */
  touched = 0;

  constructor(entries: TextTable<Cached>) {
    this.#entries = entries;
  }

  /** Forgets the records of the last time. False: it does not pay now. */
  begin(): boolean {
    if (this.#count > 0) {
      if (this.#wasAsked) this.#tries.paid();
      else this.#tries.didNotPay();
    }
    this.#count = 0;
    return this.#tries.isDue;
  }

  /** Of the first `count` of `texts`. `offsets`, those of their records, are looked at until the next time. */
  lookUp(offsets: readonly number[], count: number): void {
    const { texts } = this;
    const found = this.#found;
    this.#offsets = offsets;
    this.#count = count;
    this.#next = 0;
    this.#wasAsked = false;
    this.#isWhole = true;
    this.#entries.getAll(texts, count, found);
    let touched = 0;
    for (let i = 0; i < count; i++) {
      const row = found[i]?.value;
      if (typeof row === "string") touched += row.charCodeAt(0);
      else if (row !== undefined && row !== null) touched += row.atMost;
    }
    this.touched = touched;
  }

  /** Something new stands in the cache. */
  added(): void {
    this.#isWhole = false;
  }

  /** What stands at a key; null: nothing does. Undefined: the key was not looked up for the record, or might be there now. */
  entry(offset: number, text: ByteText): Cached | null | undefined {
    const i = this.placeOf(offset);
    if (i < 0 || this.texts[i] !== text) return undefined;
    this.#wasAsked = true;
    const found = this.#found[i];
    if (found === undefined) return this.#isWhole ? null : undefined;
    return found.isThere ? found : undefined;
  }

  /** -1: there is no such record. */
  placeOf(offset: number): number {
    const offsets = this.#offsets;
    const count = this.#count;
    let next = this.#next;
    while (next < count && (offsets[next] as number) < offset) next++;
    this.#next = next;
    return next < count && offsets[next] === offset ? next : -1;
  }
}
