/**
 * Rows that were read last have beside them what they were read as: one that is read again costs a copy. Of dicts that hold
 * nothing that can be changed, so that the copy is cheap, and private all the same.
 */
import { hasOddKeys } from "../python/dict.ts";
import { type Dict, isDict, PyFloat, type Value } from "../python/value.ts";
import type { ByteText } from "./byte-text.ts";
import type { Row } from "./row.ts";
import { SharedTexts } from "./shared-texts.ts";
import type { Entry } from "./store.ts";

const MAX_ROWS = 8192;
/** Larger rows are decoded anew: what is kept stays within a few megabytes a store. */
const MAX_BYTES = 512;

/** Tables with more different rows have hardly two that are equal. */
const MAX_SHARED = 256;

export class RecentRows {
  readonly #haveSchema: boolean;
  readonly #texts = new SharedTexts();
  /** In the order in which they were decoded, as a ring: the eldest is forgotten, however often it is read. */
  readonly #entries: Entry[] = [];
  #next = 0;
  /** By bytes: equal rows share one, which is in the processor's cache when the next of them is read. Null: there are many. */
  #dicts: Map<ByteText, Dict> | null = new Map();

  /** `haveSchema`: `@schema` is KSML's own entry, and one object for all rows already. */
  constructor(haveSchema: boolean) {
    this.#haveSchema = haveSchema;
  }

  /** A copy for whoever asks; undefined: the row is not known. */
  get(entry: Entry): Dict | undefined {
    const dict = this.lend(entry);
    return dict === undefined ? undefined : { ...dict };
  }

  /** The same for who changes nothing. */
  lend({ known }: Entry): Dict | undefined {
    return known ?? undefined;
  }

  /** `value`: what the row was read as; stays the caller's. */
  add(entry: Entry, value: Value): void {
    if (entry.isThere !== true || entry.value.length > MAX_BYTES) return;
    if (!isDict(value) || !this.#isFlat(value)) return;
    const eldest = this.#entries[this.#next];
    if (eldest !== undefined) eldest.known = null;
    this.#entries[this.#next] = entry;
    this.#next = (this.#next + 1) % MAX_ROWS;
    entry.known = this.#shared(entry.value, value);
  }

  #shared(row: Row, value: Dict): Dict {
    if (this.#dicts === null || typeof row !== "string") return this.#known(value);
    let known = this.#dicts.get(row);
    if (known === undefined) {
      known = this.#known(value);
      this.#dicts.set(row, known);
      if (this.#dicts.size > MAX_SHARED) this.#dicts = null;
    }
    return known;
  }

  #known(value: Dict): Dict {
    const known = { ...value };
    for (const key in known) {
      const text = known[key];
      if (typeof text === "string") known[key] = this.#texts.share(key, text);
    }
    return known;
  }

  #isFlat(dict: Dict): boolean {
    if (hasOddKeys(dict)) return false;
    for (const key in dict) {
      const value = dict[key] as Value;
      if (typeof value !== "object" || value === null || value instanceof PyFloat) continue;
      if (key !== "@schema" || !this.#haveSchema) return false;
    }
    return true;
  }
}
