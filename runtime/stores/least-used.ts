/**
 * Which entry of a cache was used longest ago, by reads and writes. Each use costs a number in the entry itself; only when
 * something has to go, the eldest eighth is put in a queue by it, which lasts for as many as that: who is used meanwhile is
 * younger than all that stand there, and is passed over.
 */
import type { Cached } from "./cached.ts";
import type { TextTable } from "./text-table.ts";

/** Numbers beyond are no small integers of V8's: a use would have to make one. */
const LATEST = 2 ** 30;

/** So many are sorted at once. */
const FEW = 64;

const inOrder = (entries: Cached[]): Cached[] => entries.sort((a, b) => a.usedAt - b.usedAt);

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
    this.#queue = inOrder(this.#eldestPart());
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

  /** Not all of them: objects are slow to sort, and nothing else is done meanwhile. */
  #eldestPart(): Cached[] {
    const all = this.#entries.values();
    if (all.length <= FEW) return all;
    const uses = new Int32Array(all.length);
    for (let i = 0; i < all.length; i++) uses[i] = (all[i] as Cached).usedAt;
    uses.sort();
    const latest = uses[uses.length >>> 3] as number;
    return all.filter(({ usedAt }) => usedAt <= latest);
  }

  #renumber(): void {
    const entries = inOrder(this.#entries.values());
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
