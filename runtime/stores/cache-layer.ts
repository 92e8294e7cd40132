/**
 * The record cache of a store (streams.md 5.14): writes stay here, one entry a key, until the service commits or there
 * is no more room; only then are they logged, stored and, by an aggregation, forwarded.
 */
import type { RecordContext } from "../dsl/node.ts";
import { type Header, NO_HEADERS } from "../engine/record.ts";
import type { ByteText } from "./byte-text.ts";
import type { Kept } from "./row-keeper.ts";
import type { Entry, KeyedEntry, Layer } from "./store.ts";
import { isWindowWithin } from "./window-key.ts";

/** Room that caches share: of one store with a limit of its own, else of all stores of a member. */
export class CacheBudget {
  readonly limit: number;
  used = 0;
  constructor(limit: number) {
    this.limit = limit;
  }
}

/** Called for each entry that is flushed; null: it was deleted. */
export type CacheListener = (
  key: ByteText,
  value: ByteText | null,
  timestamp: number,
  headers: readonly Header[],
  kept: Kept | null,
) => void | Promise<void>;

/** One write, or what was read from below: never changed, but for its places in the two lists. */
class Cached {
  readonly key: ByteText;
  /** Null: deleted. */
  readonly value: ByteText | null;
  readonly timestamp: number;
  readonly headers: readonly Header[];
  readonly kept: Kept | null;
  readonly size: number;
  /** What is in the store below is older. */
  isDirty = false;
  /** Of the record that wrote it. */
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly recordTimestamp: number;
  /** Used before and after it. */
  older: Cached | null = null;
  newer: Cached | null = null;
  /** Dirty ones that were written before and after it. */
  earlier: Cached | null = null;
  later: Cached | null = null;

  constructor(
    key: ByteText,
    value: ByteText | null,
    timestamp: number,
    headers: readonly Header[],
    kept: Kept | null,
    { topic, partition, offset, timestamp: recordTimestamp }: RecordContext,
  ) {
    this.key = key;
    this.value = value;
    this.timestamp = timestamp;
    this.headers = headers;
    this.kept = kept;
    this.topic = topic;
    this.partition = partition;
    this.offset = offset;
    this.recordTimestamp = recordTimestamp;
    this.size = ENTRY_BYTES + key.length + (value?.length ?? 0) + topic.length + sizeOf(headers);
  }
}

export class CacheLayer implements Layer {
  /** Of an aggregation, which forwards what is flushed. */
  listener: CacheListener | null = null;
  readonly budget: CacheBudget;
  readonly #below: Layer;
  readonly #record: RecordContext;
  readonly #entries = new Map<ByteText, Cached>();
  /** Of all entries: the least recently used one, and the one that was used last. */
  #eldest: Cached | null = null;
  #newest: Cached | null = null;
  /** Of the dirty ones, in the order of their last writes. */
  #firstDirty: Cached | null = null;
  #lastDirty: Cached | null = null;
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
    return this.#bytes;
  }

  get count(): number {
    return this.#below.count;
  }

  get(key: ByteText): Entry | null {
    const cached = this.#entries.get(key);
    if (cached !== undefined) {
      this.#use(cached);
      return cached.value === null ? null : (cached as Entry);
    }
    const found = this.#below.get(key);
    if (found !== null) {
      this.#add(new Cached(key, found.value, found.timestamp, NO_HEADERS, null, this.#record));
      this.#dropClean();
    }
    return found;
  }

  put(
    key: ByteText,
    value: ByteText | null,
    timestamp: number,
    headers: readonly Header[],
    kept: Kept | null = null,
  ): void | Promise<void> {
    const before = this.#entries.get(key);
    if (before !== undefined) this.#unlink(before);
    const cached = new Cached(key, value, timestamp, headers, kept, this.#record);
    this.#add(cached);
    this.#soil(cached);
    if (this.budget.used > this.budget.limit) return this.#evict();
  }

  /** As the newest one; another one of the key has no place in the lists any more. */
  #add(cached: Cached): void {
    this.#entries.set(cached.key, cached);
    this.#append(cached);
    this.#bytes += cached.size;
    this.budget.used += cached.size;
  }

  #remove(cached: Cached): void {
    this.#entries.delete(cached.key);
    this.#unlink(cached);
  }

  /** Out of the lists, and its room given back. */
  #unlink(cached: Cached): void {
    this.#takeOut(cached);
    if (cached.isDirty) this.#clean(cached);
    this.#bytes -= cached.size;
    this.budget.used -= cached.size;
  }

  #use(cached: Cached): void {
    if (cached === this.#newest) return;
    this.#takeOut(cached);
    this.#append(cached);
  }

  #append(cached: Cached): void {
    cached.older = this.#newest;
    if (this.#newest === null) this.#eldest = cached;
    else this.#newest.newer = cached;
    this.#newest = cached;
  }

  #takeOut(cached: Cached): void {
    const { older, newer } = cached;
    if (older === null) this.#eldest = newer;
    else older.newer = newer;
    if (newer === null) this.#newest = older;
    else newer.older = older;
    cached.older = cached.newer = null;
  }

  /** As the one that was written last. */
  #soil(cached: Cached): void {
    cached.isDirty = true;
    cached.earlier = this.#lastDirty;
    if (this.#lastDirty === null) this.#firstDirty = cached;
    else this.#lastDirty.later = cached;
    this.#lastDirty = cached;
  }

  #clean(cached: Cached): void {
    const { earlier, later } = cached;
    if (earlier === null) this.#firstDirty = later;
    else earlier.later = later;
    if (later === null) this.#lastDirty = earlier;
    else later.earlier = earlier;
    cached.earlier = cached.later = null;
    cached.isDirty = false;
  }

  /** After a read: nothing is flushed by it. */
  #dropClean(): void {
    for (let cached = this.#eldest; cached !== null; cached = this.#eldest) {
      if (this.budget.used <= this.budget.limit || cached.isDirty) return;
      this.#remove(cached);
    }
  }

  /** The least recently used entries of this store go until there is room; a dirty one takes all dirty ones along. */
  #evict(): void | Promise<void> {
    while (this.budget.used > this.budget.limit) {
      const eldest = this.#eldest;
      if (eldest === null) return;
      if (!eldest.isDirty) {
        this.#remove(eldest);
        continue;
      }
      this.#clean(eldest);
      const flushed = this.#flush([eldest, ...this.#takeDirty()]);
      // Unless its own flush wrote it again.
      if (this.#entries.get(eldest.key) === eldest) this.#remove(eldest);
      if (flushed !== undefined) return flushed.then(() => this.#evict());
    }
  }

  /** All that was written since the last time. */
  flush(): void | Promise<void> {
    if (this.#firstDirty !== null) return this.#flush(this.#takeDirty());
  }

  /** They are clean from now on. */
  #takeDirty(): Cached[] {
    const taken: Cached[] = [];
    for (let cached = this.#firstDirty; cached !== null; cached = this.#firstDirty) {
      this.#clean(cached);
      taken.push(cached);
    }
    return taken;
  }

  #flush(writes: readonly Cached[]): void | Promise<void> {
    for (const cached of writes) if (cached.value === null) this.#remove(cached);
    const before = { ...this.#record };
    const done = (): void => {
      Object.assign(this.#record, before);
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
      const forwarded = this.#write(writes[i] as Cached);
      if (forwarded !== undefined) return forwarded.then(() => this.#writeFrom(writes, i + 1));
    }
  }

  #write(cached: Cached): void | Promise<void> {
    const { key, value, timestamp, headers, kept, recordTimestamp } = cached;
    const listener = this.listener;
    // Who never saw the key is not told that it is gone.
    if (listener !== null && value === null && this.#below.get(key) === null) return;
    const record = this.#record;
    record.topic = cached.topic;
    record.partition = cached.partition;
    record.offset = cached.offset;
    record.timestamp = recordTimestamp;
    void this.#below.put(key, value, timestamp, headers);
    return listener?.(key, value, value === null ? recordTimestamp : timestamp, headers, kept);
  }

  /** Gives the room back, and forgets what was not flushed. */
  release(): void {
    this.budget.used -= this.#bytes;
    this.#bytes = 0;
    this.#entries.clear();
    this.#eldest = this.#newest = null;
    this.#firstDirty = this.#lastDirty = null;
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
    for (let dirty = this.#firstDirty; dirty !== null; dirty = dirty.later) {
      if (isWanted(dirty.key)) written.push([this.#order(dirty.key), dirty.key]);
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

  #live(key: ByteText): readonly KeyedEntry[] {
    const cached = this.#entries.get(key);
    return cached === undefined || cached.value === null ? [] : [[key, cached as Entry]];
  }
}

/** What Kafka Streams counts for an entry beside its contents. */
const ENTRY_BYTES = 24 + 1 + 8 + 8 + 4;

const sizeOf = (headers: readonly Header[]): number =>
  headers.reduce((sum, { key, value }) => sum + key.length + (value?.length ?? 0), 0);
