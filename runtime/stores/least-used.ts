/**
 * Which entry of a cache was used longest ago, by reads and writes. Each use costs a number in the entry itself; only when
 * something has to go, all of them are put in a queue by it, which lasts for as many as that: who is used meanwhile is
 * younger than all that stand there, and is passed over.
 */
import type { Cached } from "./cached.ts";
import type { TextTable } from "./text-table.ts";

/** Numbers beyond are no small integers of V8's: a use would have to make one. */
const LATEST = 2 ** 30;

export class LeastUsed {
  readonly #entries: TextTable<Cached>;
  readonly #latest: number;
  /** Of the next use. */
  #now = 0;
  #queue: readonly Cached[] = [];
  #next = 0;
  /** Entries of the queue that were used since then are no more those who stand there. */
  #queuedAt = 0;

  /** `entries`: all of the cache. */
  constructor(entries: TextTable<Cached>, latest = LATEST) {
    this.#entries = entries;
    this.#latest = latest;
  }

  touch(cached: Cached): void {
    if (this.#now === this.#latest) this.#renumber();
    cached.usedAt = this.#now++;
  }

  drop(cached: Cached): void {
    cached.usedAt = -1;
  }

  /** Null: there is none. */
  get eldest(): Cached | null {
    const eldest = this.#standing();
    if (eldest !== null) return eldest;
    this.#queue = this.#inOrder();
    this.#next = 0;
    this.#queuedAt = this.#now;
    return this.#standing();
  }

  #standing(): Cached | null {
    for (; this.#next < this.#queue.length; this.#next++) {
      const cached = this.#queue[this.#next] as Cached;
      if (cached.isThere && cached.usedAt < this.#queuedAt) return cached;
    }
    return null;
  }

  #inOrder(): Cached[] {
    return [...this.#entries.values()].sort((a, b) => a.usedAt - b.usedAt);
  }

  #renumber(): void {
    const entries = this.#inOrder();
    entries.forEach((cached, i) => {
      cached.usedAt = i;
    });
    this.#now = entries.length;
    this.#queue = [];
  }

  /** All of them, before they leave the cache. */
  dropAll(): void {
    for (const cached of this.#entries.values()) this.drop(cached);
    this.#queue = [];
  }
}
