/** Entries in memory: gone with the task, back from the changelog. */

import { InternalError } from "../errors/internal-error.ts";
import type { ByteText } from "./byte-text.ts";
import { heldRow, type Row } from "./row.ts";
import { SortedKeys } from "./sorted-keys.ts";
import type { Entry, KeyedEntry, KeyValueState } from "./store.ts";

/** What an entry costs beside its bytes, roughly. */
const ENTRY_BYTES = 96;

interface MemoryEntry {
  value: Row;
  timestamp: number;
}

export class MemoryState implements KeyValueState {
  readonly isOverfull = false;
  readonly #keepsTimestamps: boolean;
  readonly #entries = new Map<ByteText, MemoryEntry>();
  readonly #order = new SortedKeys();
  #bytes = 0;

  constructor(keepsTimestamps: boolean) {
    this.#keepsTimestamps = keepsTimestamps;
  }

  get count(): number {
    return this.#entries.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  async open(): Promise<null> {
    return null;
  }

  get(key: ByteText): Entry | null {
    return this.#entries.get(key) ?? null;
  }

  put(key: ByteText, value: Row | null, timestamp: number): void {
    const before = this.#entries.get(key);
    if (value !== null) {
      const row = heldRow(value);
      const at = this.#keepsTimestamps ? timestamp : -1;
      this.#bytes += row.length;
      if (before !== undefined) {
        this.#bytes -= before.value.length;
        before.value = row;
        before.timestamp = at;
        return;
      }
      this.#entries.set(key, { value: row, timestamp: at });
      this.#bytes += key.length + ENTRY_BYTES;
      this.#order.add(key);
    } else if (before !== undefined) {
      this.#bytes -= before.value.length;
      this.#entries.delete(key);
      this.#bytes -= key.length + ENTRY_BYTES;
      this.#order.delete(key);
    }
  }

  keys(): Iterable<ByteText> {
    return this.#entries.keys();
  }

  orderOf(key: ByteText): string {
    return key;
  }

  entries(): Iterable<KeyedEntry> {
    return this.range(null, null);
  }

  /** The keys as they are now, each with its value as it is when it is reached. */
  range(from: ByteText | null, to: ByteText | null): Iterable<KeyedEntry> {
    return this.#walk(this.#order.range(this.#entries.keys(), from, to));
  }

  *#walk(keys: Iterable<ByteText>): Generator<KeyedEntry, undefined> {
    for (const key of keys) {
      const entry = this.#entries.get(key);
      // A copy: who walks may look at it when it has changed.
      if (entry !== undefined) yield [key, { value: entry.value, timestamp: entry.timestamp }];
    }
    return undefined;
  }

  fetch(): never {
    throw new InternalError("a store of keys and values has no windows");
  }

  async commit(): Promise<void> {}

  async clear(): Promise<void> {
    this.#entries.clear();
    this.#order.clear();
    this.#bytes = 0;
  }

  async close(): Promise<void> {
    await this.clear();
  }

  async relieve(): Promise<void> {}
}
