/**
 * The record cache of a store (streams.md 5.14): writes stay here, one entry a key, until the service commits or there
 * is no more room; only then are they logged, stored and, by an aggregation, forwarded.
 */
import type { RecordContext } from "../dsl/node.ts";
import { type Header, NO_HEADERS } from "../engine/record.ts";
import type { ByteText } from "./byte-text.ts";
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
) => void | Promise<void>;

interface Cached {
  /** Null: deleted. */
  value: ByteText | null;
  timestamp: number;
  /** What is in the store below is older. */
  isDirty: boolean;
  /** Of the record that wrote it last. */
  readonly context: RecordContext;
  headers: readonly Header[];
  size: number;
}

export class CacheLayer implements Layer {
  /** Of an aggregation, which forwards what is flushed. */
  listener: CacheListener | null = null;
  readonly budget: CacheBudget;
  readonly #below: Layer;
  readonly #record: RecordContext;
  /** Least recently used first. */
  readonly #entries = new Map<ByteText, Cached>();
  /** In the order of their last writes. */
  readonly #dirty = new Set<ByteText>();
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

  get isDirty(): boolean {
    return this.#dirty.size > 0;
  }

  get count(): number {
    return this.#below.count;
  }

  get(key: ByteText): Entry | null {
    const cached = this.#entries.get(key);
    if (cached !== undefined) {
      this.#entries.delete(key);
      this.#entries.set(key, cached);
      return cached.value === null ? null : (cached as Entry);
    }
    const found = this.#below.get(key);
    if (found !== null) {
      this.#insert(key, found.value, found.timestamp, false, NO_HEADERS);
      this.#dropClean();
    }
    return found;
  }

  put(
    key: ByteText,
    value: ByteText | null,
    timestamp: number,
    headers: readonly Header[],
  ): void | Promise<void> {
    this.#dirty.delete(key);
    this.#dirty.add(key);
    this.#insert(key, value, timestamp, true, headers);
    if (this.budget.used > this.budget.limit) return this.#evict();
  }

  #insert(
    key: ByteText,
    value: ByteText | null,
    timestamp: number,
    isDirty: boolean,
    headers: readonly Header[],
  ): void {
    this.#remove(key);
    const { topic, partition, offset, timestamp: recordTimestamp } = this.#record;
    const context = { topic, partition, offset, timestamp: recordTimestamp };
    const size = ENTRY_BYTES + key.length + (value?.length ?? 0) + topic.length + sizeOf(headers);
    this.#entries.set(key, { value, timestamp, isDirty, context, headers, size });
    this.#bytes += size;
    this.budget.used += size;
  }

  #remove(key: ByteText): void {
    const cached = this.#entries.get(key);
    if (cached === undefined) return;
    this.#entries.delete(key);
    this.#bytes -= cached.size;
    this.budget.used -= cached.size;
  }

  /** After a read: nothing is flushed by it. */
  #dropClean(): void {
    for (const [key, { isDirty }] of this.#entries) {
      if (this.budget.used <= this.budget.limit || isDirty) return;
      this.#remove(key);
    }
  }

  /** The least recently used entries of this store go until there is room; a dirty one takes all dirty ones along. */
  #evict(): void | Promise<void> {
    while (this.budget.used > this.budget.limit) {
      const [eldest] = this.#entries;
      if (eldest === undefined) return;
      const [key, cached] = eldest;
      if (!cached.isDirty) {
        this.#remove(key);
        continue;
      }
      this.#dirty.delete(key);
      const flushed = this.#flush([key, ...this.#dirty]);
      this.#remove(key);
      if (flushed !== undefined) return flushed.then(() => this.#evict());
    }
  }

  /** All that was written since the last time. */
  flush(): void | Promise<void> {
    if (this.#dirty.size > 0) return this.#flush([...this.#dirty]);
  }

  #flush(keys: readonly ByteText[]): void | Promise<void> {
    this.#dirty.clear();
    const writes: [ByteText, Cached][] = [];
    for (const key of keys) {
      const cached = this.#entries.get(key);
      if (cached === undefined) continue;
      writes.push([key, cached]);
      cached.isDirty = false;
      if (cached.value === null) this.#remove(key);
    }
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

  #writeFrom(writes: readonly [ByteText, Cached][], from: number): void | Promise<void> {
    for (let i = from; i < writes.length; i++) {
      const [key, cached] = writes[i] as [ByteText, Cached];
      const forwarded = this.#write(key, cached);
      if (forwarded !== undefined) return forwarded.then(() => this.#writeFrom(writes, i + 1));
    }
  }

  #write(key: ByteText, { value, timestamp, context, headers }: Cached): void | Promise<void> {
    const { listener } = this;
    // Who never saw the key is not told that it is gone.
    if (listener !== null && value === null && this.#below.get(key) === null) return;
    Object.assign(this.#record, context);
    void this.#below.put(key, value, timestamp, headers);
    return listener?.(key, value, value === null ? context.timestamp : timestamp, headers);
  }

  /** Gives the room back, and forgets what was not flushed. */
  release(): void {
    this.budget.used -= this.#bytes;
    this.#bytes = 0;
    this.#entries.clear();
    this.#dirty.clear();
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
    for (const key of this.#dirty) if (isWanted(key)) written.push([this.#order(key), key]);
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
      else if (cached.has(found[0]) && this.#dirty.has(found[0])) yield* this.#live(found[0]);
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
