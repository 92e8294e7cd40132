/**
 * Rows that were read last, decoded, by their bytes: one that is read again costs a copy. Of dicts that hold nothing that
 * can be changed, so that the copy is cheap, and private all the same.
 */
import { hasOddKeys } from "../python/dict.ts";
import { type Dict, isDict, PyFloat, type Value } from "../python/value.ts";
import type { ByteText } from "./byte-text.ts";

/** Of each of the two generations. */
const MAX_ROWS = 4096;
/** Larger rows are decoded anew: what is kept stays within a few megabytes a store. */
const MAX_BYTES = 512;

export class RecentRows {
  readonly #haveSchema: boolean;
  #young = new Map<ByteText, Dict>();
  #old = new Map<ByteText, Dict>();

  /** `haveSchema`: `@schema` is KSML's own entry, and one object for all rows already. */
  constructor(haveSchema: boolean) {
    this.#haveSchema = haveSchema;
  }

  /** A copy for whoever asks; undefined: the row is not known. */
  get(row: ByteText): Dict | undefined {
    const young = this.#young.get(row);
    if (young !== undefined) return { ...young };
    const old = this.#old.get(row);
    if (old === undefined) return undefined;
    this.#keep(row, old);
    return { ...old };
  }

  /** `value`: what the row was read as; stays the caller's. */
  add(row: ByteText, value: Value): void {
    if (row.length > MAX_BYTES || !isDict(value) || !this.#isFlat(value)) return;
    this.#keep(row, { ...value });
  }

  #keep(row: ByteText, dict: Dict): void {
    if (this.#young.size >= MAX_ROWS) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(row, dict);
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
