/**
 * The record cache of a store (streams.md 5.14): writes stay here, one entry a key, until the service commits or there
 * is no more room; only then are they logged, stored and, by an aggregation, forwarded.
 */
import type { RecordContext } from "../dsl/node.ts";
import { type Header, NO_HEADERS } from "../engine/record.ts";
import { type ByteText, ownText } from "./byte-text.ts";
import type { CacheBudget, Settling } from "./cache-budget.ts";
import { ByWrite, Cached } from "./cached.ts";
import { LeastUsed } from "./least-used.ts";
import type { Row } from "./row.ts";
import { RowsAhead } from "./rows-ahead.ts";
import type { Entry, KeyedEntry, Layer } from "./store.ts";
import { TextTable } from "./text-table.ts";
import { isWindowWithin } from "./window-key.ts";

/** Called for each entry that is flushed; null: it was deleted. */
export type CacheListener = (
  key: ByteText,
  value: Row | null,
  timestamp: number,
  headers: readonly Header[],
) => void | Promise<void>;

export class CacheLayer implements Layer, Settling {
  /** Of an aggregation, which forwards what is flushed. */
  listener: CacheListener | null = null;
  readonly budget: CacheBudget;
  readonly #below: Layer;
  readonly #record: RecordContext;
  readonly #entries = new TextTable<Cached>();
  readonly #used = new LeastUsed(this.#entries);
  readonly ahead = new RowsAhead(this.#entries);
  readonly #dirty = new ByWrite();
  /** Counted by bounds, once each. */
  #unsettled: Cached[] = [];
  /** What was found last, and the very text that it was asked for by: a function mostly puts what it got. */
  #lastKey: ByteText = "";
  #last: Cached | null = null;
  /** Of what the order of a store is made; window stores order by time before key. */
  readonly #order: (key: ByteText) => string;
  #bytes = 0;

  constructor(
    below: Layer,
    budget: CacheBudget,
    record: RecordContext,
    order: (key: ByteText) => string,
  ) {
    this.#below = below;
    this.budget = budget;
    this.#record = record;
    this.#order = order;
  }

  get bytes(): number {
    this.settle();
    return this.#bytes;
  }

  get count(): number {
    return this.#below.count;
  }

  #find(key: ByteText): Cached | null {
    if (this.#last !== null && key === this.#lastKey) return this.#last;
    let found = this.ahead.entry(this.#record.offset, key);
    if (found === undefined) found = this.#entries.get(key) ?? null;
    if (found === null) return null;
    this.#lastKey = key;
    this.#last = found;
    return found;
  }

  get(key: ByteText): Entry | null {
    const cached = this.#find(key);
    if (cached !== null) {
      this.#used.touch(cached);
      return cached.value === null ? null : (cached as Entry);
    }
    const found = this.#below.get(key);
    if (found !== null) {
      const read = new Cached(ownText(key), found.value, found.timestamp, NO_HEADERS);
      read.from(this.#record);
      read.settle();
      read.below = found;
      this.#add(read);
      this.#dropClean();
    }
    return found;
  }

  put(
    key: ByteText,
    value: Row | null,
    timestamp: number,
    headers: readonly Header[],
  ): void | Promise<void> {
    const before = this.#find(key);
    let cached: Cached;
    if (before === null || before.isHeld) {
      if (before !== null) this.#remove(before);
      cached = new Cached(before?.key ?? ownText(key), value, timestamp, headers);
      cached.from(this.#record);
      this.#add(cached);
    } else {
      cached = before;
      this.#count(-cached.size);
      const wasSettled = cached.isSettled;
      cached.value = value;
      cached.timestamp = timestamp;
      cached.headers = headers;
      cached.from(this.#record);
      this.#count(cached.size);
      if (wasSettled && !cached.isSettled) this.#bound(cached);
      this.#used.touch(cached);
    }
    this.#dirty.touch(cached);
    if (this.budget.used > this.budget.limit) return this.#evict();
  }

  #count(bytes: number): void {
    this.#bytes += bytes;
    this.budget.used += bytes;
  }

  /** Another one of the key is not there any more. */
  #add(cached: Cached): void {
    this.#entries.set(cached.key, cached);
    this.ahead.added();
    this.#used.touch(cached);
    this.#count(cached.size);
    if (!cached.isSettled) this.#bound(cached);
  }

  #remove(cached: Cached): void {
    if (cached === this.#last) this.#last = null;
    this.#entries.delete(cached.key);
    this.#used.drop(cached);
    this.#dirty.drop(cached);
    this.#count(-cached.size);
  }

  #bound(cached: Cached): void {
    if (this.#unsettled.length === 0) this.budget.isUnsettled(this);
    this.#unsettled.push(cached);
  }

  settle(): void {
    for (const cached of this.#unsettled) this.#settle(cached);
    this.#unsettled = [];
    this.budget.isSettled(this);
  }

  #settle(cached: Cached): void {
    if (cached.isSettled) return;
    const { size } = cached;
    cached.settle();
    if (cached.isThere) this.#count(cached.size - size);
  }

  /** After a read: nothing is flushed by it. */
  #dropClean(): void {
    while (this.budget.isExceeded) {
      const { eldest } = this.#used;
      if (eldest === null || eldest.isDirty) return;
      this.#remove(eldest);
    }
  }

  /** The least recently used entries of this store go until there is room; a dirty one takes all dirty ones along. */
  #evict(): void | Promise<void> {
    while (this.budget.isExceeded) {
      const { eldest } = this.#used;
      if (eldest === null) return;
      if (!eldest.isDirty) {
        this.#remove(eldest);
        continue;
      }
      this.#dirty.drop(eldest);
      const flushed = this.#flush([eldest, ...this.#dirty.take()]);
      // Unless its own flush wrote it again, or put another one in its place.
      if (eldest.isThere && !eldest.isDirty) this.#remove(eldest);
      if (flushed !== undefined) return flushed.then(() => this.#evict());
    }
  }

  /** All that was written since the last time. */
  flush(): void | Promise<void> {
    const dirty = this.#dirty.take();
    if (dirty.length > 0) return this.#flush(dirty);
  }

  /** They are clean from now on. */
  #flush(writes: readonly Cached[]): void | Promise<void> {
    for (const cached of writes) {
      cached.isHeld = true;
      if (cached.value === null) this.#remove(cached);
    }
    const before = { ...this.#record };
    const done = (): void => {
      Object.assign(this.#record, before);
      this.#unsettled = this.#unsettled.filter(({ isThere, isSettled }) => isThere && !isSettled);
      if (this.#unsettled.length === 0) this.budget.isSettled(this);
    };
    let flushed: void | Promise<void>;
    try {
      flushed = this.#writeFrom(writes, 0);
    } catch (error) {
      done();
      throw error;
    }
    if (flushed === undefined) done();
    else return flushed.finally(done);
  }

  #writeFrom(writes: readonly Cached[], from: number): void | Promise<void> {
    for (let i = from; i < writes.length; i++) {
      const cached = writes[i] as Cached;
      const forwarded = this.#write(cached);
      cached.isHeld = false;
      if (forwarded !== undefined) return forwarded.then(() => this.#writeFrom(writes, i + 1));
    }
  }

  #write(cached: Cached): void | Promise<void> {
    const { key, value, timestamp, headers, recordTimestamp } = cached;
    const listener = this.listener;
    // Who never saw the key is not told that it is gone.
    if (listener !== null && value === null && this.#below.get(key) === null) return;
    const record = this.#record;
    record.topic = cached.topic;
    record.partition = cached.partition;
    record.offset = cached.offset;
    record.timestamp = recordTimestamp;
    void this.#below.put(key, value, timestamp, headers, cached.below);
    if (cached.isThere && cached.below?.isThere !== true) cached.below = this.#below.get(key);
    this.#settle(cached);
    return listener?.(key, value, value === null ? recordTimestamp : timestamp, headers);
  }

  /** Gives the room back, and forgets what was not flushed. */
  release(): void {
    this.budget.used -= this.#bytes;
    this.budget.isSettled(this);
    this.#bytes = 0;
    this.#used.dropAll();
    this.#entries.clear();
    this.#unsettled = [];
    this.#last = null;
    this.#dirty.take();
  }

  entries(): Iterable<KeyedEntry> {
    return this.#over(this.#below.entries(), () => true);
  }

  fetch(
    from: ByteText | null,
    to: ByteText | null,
    fromMs: number,
    toMs: number,
  ): Iterable<KeyedEntry> {
    return this.#over(this.#below.fetch(from, to, fromMs, toMs), (key) =>
      isWindowWithin(key, from, to, fromMs, toMs),
    );
  }

  /** What is below, with what is cached now in its places, and as it is when it is reached. */
  #over(below: Iterable<KeyedEntry>, isWanted: (key: ByteText) => boolean): Iterable<KeyedEntry> {
    const written: [order: string, key: ByteText][] = [];
    for (const { key } of this.#dirty.list()) {
      if (isWanted(key)) written.push([this.#order(key), key]);
    }
    written.sort(([a], [b]) => (a < b ? -1 : 1));
    return this.#merged(below, written, new Set(this.#entries.keys()));
  }

  *#merged(
    below: Iterable<KeyedEntry>,
    written: readonly [order: string, key: ByteText][],
    cached: ReadonlySet<ByteText>,
  ): Generator<KeyedEntry, undefined> {
    let next = 0;
    for (const found of below) {
      const at = this.#order(found[0]);
      for (; next < written.length && (written[next]?.[0] ?? "") < at; next++) {
        yield* this.#live(written[next]?.[1] as ByteText);
      }
      if (written[next]?.[0] === at) yield* this.#live(written[next++]?.[1] as ByteText);
      else if (cached.has(found[0]) && this.#entries.get(found[0])?.isDirty === true)
        yield* this.#live(found[0]);
      else yield found;
    }
    for (; next < written.length; next++) yield* this.#live(written[next]?.[1] as ByteText);
    return undefined;
  }

  /** As it is now, whatever is put while somebody still looks at it. */
  #live(key: ByteText): readonly KeyedEntry[] {
    const cached = this.#entries.get(key);
    if (cached === undefined || cached.value === null) return [];
    return [[key, { value: cached.value, timestamp: cached.timestamp }]];
  }
}
