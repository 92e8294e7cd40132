/**
 * A store as rows, and the layers over it: cache → changelog → memory or disk. All of them have one interface, so that
 * what a definition asks for is stacked when a task is made. Everything is synchronous; what waits for a disk is
 * `StateStore`, between records.
 */
import type { Header } from "../engine/record.ts";
import type { Dict } from "../python/value.ts";
import type { ByteText } from "./byte-text.ts";
import type { Row } from "./row.ts";

export interface Entry {
  readonly value: Row;
  /** Milliseconds; -1 where the store keeps none. */
  readonly timestamp: number;
  /** Of what the lowest layer gave: its row is still kept there. */
  readonly isThere?: boolean;
  /** What its row was read as, for who reads it again and again; goes with the row. */
  known?: Dict | null;
}

export type KeyedEntry = readonly [key: ByteText, entry: Entry];

/** Keys of window stores are those of their changelog: key, window start, sequence number (`window-key.ts`). */
export interface Layer {
  /** Good until something is put. */
  get(key: ByteText): Entry | null;
  /**
   * Null deletes. `place`: what `get` gave of the key at some time, for who puts it again and again: it spares looking for
   * it. A promise only where a cache had to be flushed into an asynchronous topology.
   */
  put(
    key: ByteText,
    value: Row | null,
    timestamp: number,
    headers: readonly Header[],
    place?: Entry | null,
  ): void | Promise<void>;
  /** All entries in the order of the store. */
  entries(): Iterable<KeyedEntry>;
  /** Window stores: windows that begin in [fromMs, toMs], of keys in [from, to] (null: of all), in the order of the store. */
  fetch(
    from: ByteText | null,
    to: ByteText | null,
    fromMs: number,
    toMs: number,
  ): Iterable<KeyedEntry>;
  /** About how many entries there are. */
  readonly count: number;
}

/** The lowest layer: where the entries are. */
export interface StateStore extends Layer {
  /**
   * Makes the store ready; resolves with the position of the changelog that it holds, null: none, all of the changelog
   * has to be read.
   * @throws ConfigurationError when what lies on the disk cannot be used
   */
  open(): Promise<number | null>;
  /** As `put`, of what the changelog has. */
  put(
    key: ByteText,
    value: Row | null,
    timestamp: number,
    headers?: readonly Header[],
    place?: Entry | null,
  ): void;
  /** What the order of `entries` is made of. */
  orderOf(key: ByteText): string;
  /** Makes what was put durable, together with the position of the changelog that it belongs to; null: there is none. */
  commit(position: number | null): Promise<void>;
  /** Forgets everything, on disk too. */
  clear(): Promise<void>;
  close(): Promise<void>;
  /** There is more in memory than there should be: `relieve` has something to do. */
  readonly isOverfull: boolean;
  /** Writes what does not fit to the disk, before its commit. */
  relieve(): Promise<void>;
  /** Bytes of keys and values, as far as they are in memory. */
  readonly bytes: number;
}

/** Entries by key, which window stores are made of too. */
export interface KeyValueState extends StateStore {
  /** Puts where an entry is that `get` gave; false: it is not there any more, and nothing was put. */
  putAt(place: Entry, value: Row, timestamp: number): boolean;
  /** In no order. */
  keys(): Iterable<ByteText>;
  /** Those in [from, to] (null: no bound), in order. */
  range(from: ByteText | null, to: ByteText | null): Iterable<KeyedEntry>;
}
