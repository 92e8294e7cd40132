/** One global table as it is kept: its rows, and how far they go in each partition of its topic. */
import type { StoreStatistics } from "../metrics/service-families.ts";
import type { ByteText } from "./byte-text.ts";
import type { GlobalTable } from "./handles/index.ts";
import { LevelState } from "./level-state.ts";
import type { LiveStore } from "./live-store.ts";
import type { KeyValueState } from "./store.ts";

/** As it is in the topic, or as its store would write it. */
export interface TopicRow {
  readonly key: ByteText | null;
  /** Null: the row goes. */
  readonly value: ByteText | null;
}

export class KeptTable {
  readonly table: GlobalTable;
  readonly live: LiveStore;
  readonly #state: KeyValueState;
  /** By partition: the first offset that is not in it. */
  #positions: number[] = [];

  constructor(table: GlobalTable, state: KeyValueState, live: LiveStore) {
    this.table = table;
    this.#state = state;
    this.live = live;
  }

  get topic(): string {
    return this.table.definition.topic;
  }

  /** What an earlier run left is there again, if it knew how far it went. */
  async open(): Promise<void> {
    await this.#state.open();
    const known = this.#state instanceof LevelState ? this.#state.position : null;
    this.#positions = known === null ? [] : (JSON.parse(known) as number[]);
    if (known === null) await this.#state.clear();
  }

  /**
   * Where it goes on in each partition, which hold offsets from `first` to `end`. A topic that does not go on from what is
   * here is another one, or was cut off: all rows go. Out: false when they went.
   */
  async goOn(first: readonly number[], end: readonly number[]): Promise<boolean> {
    const isWithin =
      this.#positions.length <= first.length &&
      this.#positions.every(
        (position, i) => position >= (first[i] ?? 0) && position <= (end[i] ?? 0),
      );
    if (!isWithin) await this.#state.clear();
    this.#positions = first.map((offset, i) => (isWithin ? this.#positions[i] : null) ?? offset);
    return isWithin;
  }

  positionOf(partition: number): number {
    return this.#positions[partition] ?? 0;
  }

  /** The reader is at a record. */
  lacks(partition: number, offset: number): boolean {
    return offset >= this.positionOf(partition);
  }

  /** A record without a key is no row, and one without a value deletes. */
  put(row: TopicRow, timestamp: number): void {
    if (row.key !== null) this.#state.put(row.key, row.value, timestamp);
  }

  /** Everything before `offset` is in it. */
  reached(partition: number, offset: number): void {
    this.#positions[partition] = Math.max(this.positionOf(partition), offset);
  }

  get isOverfull(): boolean {
    return this.#state.isOverfull;
  }

  relieve(): Promise<void> {
    return this.#state.relieve();
  }

  /** To the disk, if it is there, with the positions. */
  async save(): Promise<void> {
    if (!(this.#state instanceof LevelState)) return;
    await this.#state.commitAt(JSON.stringify(Array.from(this.#positions, (at) => at ?? 0)));
  }

  close(): Promise<void> {
    return this.#state.close();
  }

  statistics(): StoreStatistics {
    return {
      store: this.topic,
      partition: -1,
      entries: this.#state.count,
      bytes: this.#state.bytes,
      cacheBytes: 0,
      cacheLimitBytes: 0,
    };
  }
}
