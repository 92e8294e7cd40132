/** Entries in memory: gone with the task, back from the changelog. */
import type { Header } from "../engine/record.ts";
import { InternalError } from "../errors/internal-error.ts";
import type { Dict } from "../python/value.ts";
import { type ByteText, ownText } from "./byte-text.ts";
import type { Row } from "./row.ts";
import { SortedKeys } from "./sorted-keys.ts";
import type { Entry, KeyedEntry, KeyValueState } from "./store.ts";
import { TextTable } from "./text-table.ts";

/** What an entry costs beside its bytes, roughly. */
const ENTRY_BYTES = 96;

class MemoryEntry implements Entry {
  value: Row;
  timestamp: number;
  /** Of the value, which is anywhere in memory and need not be fetched to be replaced; -1: the entry is gone. */
  length: number;
  known: Dict | null = null;

  constructor(value: Row, timestamp: number) {
    this.value = value;
    this.timestamp = timestamp;
    this.length = value.length;
  }

  get isThere(): boolean {
    return this.length >= 0;
  }
}

export class MemoryState implements KeyValueState {
  readonly isOverfull = false;
  readonly #keepsTimestamps: boolean;
  readonly #entries = new TextTable<MemoryEntry>();
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

  put(
    key: ByteText,
    value: Row | null,
    timestamp: number,
    _headers?: readonly Header[],
    place: Entry | null = null,
  ): void {
    if (place !== null && value !== null && this.putAt(place, value, timestamp)) return;
    const before = this.#entries.get(key);
    if (value === null) {
      if (before !== undefined) this.#delete(key, before);
    } else if (before === undefined) {
      const own = ownText(key);
      this.#entries.set(own, new MemoryEntry(value, this.#keepsTimestamps ? timestamp : -1));
      this.#bytes += value.length + own.length + ENTRY_BYTES;
      this.#order.add(own);
    } else this.#replace(before, value, timestamp);
  }

  putAt(place: Entry, value: Row, timestamp: number): boolean {
    if (!(place instanceof MemoryEntry && place.isThere)) return false;
    this.#replace(place, value, timestamp);
    return true;
  }

  #replace(entry: MemoryEntry, value: Row, timestamp: number): void {
    const { length } = value;
    this.#bytes += length - entry.length;
    entry.value = value;
    entry.length = length;
    entry.known = null;
    if (this.#keepsTimestamps) entry.timestamp = timestamp;
  }

  #delete(key: ByteText, entry: MemoryEntry): void {
    this.#entries.delete(key);
    this.#bytes -= entry.length + key.length + ENTRY_BYTES;
    entry.length = -1;
    this.#order.delete(key);
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
    for (const entry of this.#entries.values()) entry.length = -1;
    this.#entries.clear();
    this.#order.clear();
    this.#bytes = 0;
  }

  async close(): Promise<void> {
    await this.clear();
  }

  async relieve(): Promise<void> {}
}
