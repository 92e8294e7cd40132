/**
 * Rows that were read last have beside them what they were read as: one that is read again costs a copy. Of dicts that hold
 * nothing that can be changed, so that the copy is cheap, and private all the same.
 */
import { hasOddKeys } from "../python/dict.ts";
import { type Dict, isDict, PyFloat, type Value } from "../python/value.ts";
import type { Entry } from "./store.ts";

/** What an entry's row was read as. */
export interface KnownRow {
  readonly dict: Dict;
  /** The last one in which it was read. */
  generation: number;
}

/** Of each of the two generations. */
const MAX_ROWS = 4096;
/** Larger rows are decoded anew: what is kept stays within a few megabytes a store. */
const MAX_BYTES = 512;

export class RecentRows {
  readonly #haveSchema: boolean;
  #generation = 0;
  /** Those that were read in this generation, and in the one before. */
  #young: Entry[] = [];
  #old: Entry[] = [];

  /** `haveSchema`: `@schema` is KSML's own entry, and one object for all rows already. */
  constructor(haveSchema: boolean) {
    this.#haveSchema = haveSchema;
  }

  /** A copy for whoever asks; undefined: the row is not known. */
  get(entry: Entry): Dict | undefined {
    const { known } = entry;
    if (known === null || known === undefined) return undefined;
    if (known.generation !== this.#generation) this.#keep(entry, known.dict);
    return { ...known.dict };
  }

  /** `value`: what the row was read as; stays the caller's. */
  add(entry: Entry, value: Value): void {
    if (entry.isThere !== true || entry.value.length > MAX_BYTES) return;
    if (isDict(value) && this.#isFlat(value)) this.#keep(entry, { ...value });
  }

  #keep(entry: Entry, dict: Dict): void {
    if (this.#young.length >= MAX_ROWS) this.#age();
    entry.known = { dict, generation: this.#generation };
    this.#young.push(entry);
  }

  /** Rows that were not read since the generation before are forgotten. */
  #age(): void {
    for (const entry of this.#old) {
      if (entry.known?.generation !== this.#generation) entry.known = null;
    }
    this.#old = this.#young;
    this.#young = [];
    this.#generation++;
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
