/** Room that caches share: of one store with a limit of its own, else of all stores of a member. */

export interface Settling {
  /** Counts what it counted an upper bound for. */
  settle(): void;
}

export class CacheBudget {
  readonly limit: number;
  /** At least what they use: rows of which there are no bytes count for the most that they can have. */
  used = 0;
  readonly #caches = new Set<Settling>();

  constructor(limit: number) {
    this.limit = limit;
  }

  /** It counts bounds from now on. */
  isUnsettled(cache: Settling): void {
    this.#caches.add(cache);
  }

  isSettled(cache: Settling): void {
    this.#caches.delete(cache);
  }

  /** They use more than there is. Nobody counts exactly while even the bounds leave room. */
  get isExceeded(): boolean {
    if (this.used <= this.limit) return false;
    for (const cache of this.#caches) cache.settle();
    return this.used > this.limit;
  }
}
