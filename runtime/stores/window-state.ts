/**
 * Windows in a store of keys and values, segment by segment of time (streams.md 4.2, 4.4, 5.15). Windows leave it when
 * their segment is too old, and are not read from the moment on when they are.
 *
 *   key below: i64 segment, window key
 */
import { type Header, NO_HEADERS } from "../engine/record.ts";
import { type ByteText, longAt, longKey } from "./byte-text.ts";
import type { Row } from "./row.ts";
import type { Entry, KeyedEntry, KeyValueState, StateStore } from "./store.ts";
import { isWindowWithin, startOf } from "./window-key.ts";

const MIN_SEGMENT_MS = 60_000;
export const SEGMENT_BYTES = 8;
/** Behind every suffix of a window key. */
const LAST = "\xff".repeat(16);

export interface WindowStateOptions {
  readonly retentionMs: number;
  /** In memory a window that is too old is refused by itself, on disk together with its segment. */
  readonly isPersistent: boolean;
}

export class WindowState implements StateStore {
  readonly #below: KeyValueState;
  readonly #retentionMs: number;
  readonly #segmentMs: number;
  readonly #isPersistent: boolean;
  /** The latest start of what was put, not of what was there when it was opened. */
  #observedMs = -1;
  #firstSegment = 0;
  #lastSegment = 0;

  constructor(below: KeyValueState, { retentionMs, isPersistent }: WindowStateOptions) {
    this.#below = below;
    this.#retentionMs = retentionMs;
    this.#segmentMs = Math.max(Math.floor(retentionMs / 2), MIN_SEGMENT_MS);
    this.#isPersistent = isPersistent;
  }

  async open(): Promise<number | null> {
    const position = await this.#below.open();
    let first = Number.MAX_SAFE_INTEGER;
    for (const key of this.#below.keys()) {
      const segment = longAt(key, 0);
      if (segment < first) first = segment;
      if (segment > this.#lastSegment) this.#lastSegment = segment;
    }
    if (first !== Number.MAX_SAFE_INTEGER) this.#firstSegment = first;
    return position;
  }

  #segmentOf(ms: number): number {
    return Math.trunc(ms / this.#segmentMs);
  }

  #at(key: ByteText, startMs: number): ByteText {
    return longKey(this.#segmentOf(startMs)) + key;
  }

  /** Of what can be read. */
  get #oldestMs(): number {
    return this.#observedMs - this.#retentionMs + 1;
  }

  get count(): number {
    return this.#below.count;
  }

  get bytes(): number {
    return this.#below.bytes;
  }

  get(key: ByteText): Entry | null {
    const start = startOf(key);
    return start < this.#oldestMs ? null : this.#below.get(this.#at(key, start));
  }

  put(
    key: ByteText,
    value: Row | null,
    timestamp: number,
    headers: readonly Header[] = NO_HEADERS,
    place: Entry | null = null,
  ): void {
    const start = startOf(key);
    if (start > this.#observedMs) {
      this.#observedMs = start;
      this.#expire();
    }
    if (this.#isTooOld(start)) return;
    const segment = this.#segmentOf(start);
    if (segment > this.#lastSegment) this.#lastSegment = segment;
    if (segment < this.#firstSegment) this.#firstSegment = segment;
    if (place !== null && value !== null && this.#below.putAt(place, value, timestamp)) return;
    this.#below.put(longKey(segment) + key, value, timestamp, headers);
  }

  #isTooOld(start: number): boolean {
    const limit = this.#observedMs - this.#retentionMs;
    if (!this.#isPersistent) return start <= limit;
    return this.#segmentOf(start) < this.#segmentOf(limit);
  }

  #expire(): void {
    const oldest = this.#segmentOf(this.#observedMs - this.#retentionMs);
    if (oldest <= this.#firstSegment) return;
    for (const key of [...this.#below.keys()]) {
      if (longAt(key, 0) < oldest) this.#below.put(key, null, -1);
    }
    this.#firstSegment = oldest;
  }

  orderOf(key: ByteText): string {
    const start = startOf(key);
    return this.#isPersistent ? this.#at(key, start) : longKey(start) + key;
  }

  entries(): Iterable<KeyedEntry> {
    return this.fetch(null, null, 0, Number.MAX_SAFE_INTEGER);
  }

  fetch(
    from: ByteText | null,
    to: ByteText | null,
    fromMs: number,
    toMs: number,
  ): Iterable<KeyedEntry> {
    const found = this.#walk(from, to, Math.max(fromMs, this.#oldestMs), toMs);
    // One key is in the order of time either way.
    if (this.#isPersistent || (from !== null && from === to)) return found;
    return [...found].sort(([a], [b]) => (this.orderOf(a) < this.orderOf(b) ? -1 : 1));
  }

  *#walk(
    from: ByteText | null,
    to: ByteText | null,
    fromMs: number,
    toMs: number,
  ): Generator<KeyedEntry, undefined> {
    const last = Math.min(this.#lastSegment, this.#segmentOf(toMs));
    for (let i = Math.max(this.#firstSegment, this.#segmentOf(fromMs)); i <= last; i++) {
      const segment = longKey(i);
      for (const [key, entry] of this.#below.range(
        segment + (from ?? ""),
        to === null ? longKey(i + 1) : segment + to + LAST,
      )) {
        const window = key.slice(SEGMENT_BYTES);
        if (isWindowWithin(window, from, to, fromMs, toMs)) yield [window, entry];
      }
    }
    return undefined;
  }

  commit(position: number | null): Promise<void> {
    return this.#below.commit(position);
  }

  async clear(): Promise<void> {
    this.#observedMs = -1;
    this.#firstSegment = this.#lastSegment = 0;
    await this.#below.clear();
  }

  close(): Promise<void> {
    return this.#below.close();
  }

  get isOverfull(): boolean {
    return this.#below.isOverfull;
  }

  relieve(): Promise<void> {
    return this.#below.relieve();
  }
}
