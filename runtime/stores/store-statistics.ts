/** What can be seen of a store of one partition from outside. */
export interface StoreStatistics {
  readonly store: string;
  /** -1: of all partitions, a global table. */
  readonly partition: number;
  readonly entries: number;
  /** Of keys and values that are in memory. */
  readonly bytes: number;
  /** Of the store's part of the cache; null: it is not cached. */
  readonly cacheBytes: number | null;
  /** Of the whole cache that the store has or shares; null: it is not cached. */
  readonly cacheLimitBytes: number | null;
}
