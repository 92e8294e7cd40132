/**
 * The global tables of a service: one store each, for all of its members, filled from all partitions of the topic. In:
 * batches of the topics. Out: rows, as bytes; nothing is read before somebody asks for a row.
 */
import { join } from "node:path";
import type { FetchedBatch } from "../kafka/port.ts";
import type { StoreStatistics } from "../metrics/service-families.ts";
import { BatchReader } from "../record-batch/batch-reader.ts";
import { textOf } from "./byte-text.ts";
import type { GlobalTable } from "./handles/index.ts";
import { LevelDatabase } from "./level-database.ts";
import { LevelState, WriteBackBudget } from "./level-state.ts";
import { LiveStore } from "./live-store.ts";
import { MemoryState } from "./memory-state.ts";
import type { KeyValueState } from "./store.ts";
import { StoreCodec } from "./store-codec.ts";
import type { StoreOptionsChoice } from "./store-environment.ts";

/** A table as it is kept; two definitions that read one topic have a table each. */
interface KeptTable {
  readonly table: GlobalTable;
  readonly state: KeyValueState;
  readonly live: LiveStore;
}

export class GlobalTables {
  readonly #tables: readonly KeptTable[];
  readonly #reader = new BatchReader();
  readonly #writeBack = new WriteBackBudget();

  /** `directory`: of persistent ones; null: there is none, they are in memory. */
  constructor(
    tables: readonly GlobalTable[],
    directory: string | null,
    options: StoreOptionsChoice,
  ) {
    this.#tables = tables.map((table, i) => {
      const { topic, key, value, store } = table.definition;
      const isOnDisk = store?.persistent === true && directory !== null;
      const state = isOnDisk
        ? new LevelState(
            new LevelDatabase(join(directory, "global", `${topic}-${i}`), "1 global", () =>
              options.for(topic),
            ),
            { keepsTimestamps: false, canRestore: true },
            this.#writeBack,
          )
        : new MemoryState(false);
      const codecs = {
        key: new StoreCodec(key, topic),
        value: new StoreCodec(value, topic, store?.sets),
      };
      // Nothing is put through it: the topic changes it.
      const record = { topic, partition: 0, offset: 0, timestamp: -1 };
      return { table, state, live: new LiveStore(topic, state, codecs, record, isOnDisk, null) };
    });
  }

  get byHandle(): ReadonlyMap<object, LiveStore> {
    return new Map(this.#tables.map(({ table, live }) => [table, live]));
  }

  /** Each once. */
  get topics(): readonly string[] {
    return [...new Set(this.#tables.map(({ table }) => table.definition.topic))];
  }

  /** What lies on the disk is of an earlier run, whose position nobody wrote down: it is read again. */
  async open(): Promise<void> {
    for (const { state } of this.#tables) {
      await state.open();
      await state.clear();
    }
  }

  /** Records below `fromOffset` are not new. Out: how many were. */
  add({ topic, batch, fromOffset }: FetchedBatch): number {
    const states = this.#of(topic).map(({ state }) => state);
    const reader = this.#reader;
    reader.open(batch);
    let count = 0;
    while (reader.next()) {
      if (reader.offset < fromOffset) continue;
      count++;
      // A row needs a key.
      if (reader.keyEnd < 0) continue;
      const key = textOf(reader.bytes, reader.keyStart, reader.keyEnd);
      const value =
        reader.valueEnd < 0 ? null : textOf(reader.bytes, reader.valueStart, reader.valueEnd);
      for (const state of states) state.put(key, value, reader.timestamp);
    }
    return count;
  }

  #of(topic: string): readonly KeptTable[] {
    return this.#tables.filter(({ table }) => table.definition.topic === topic);
  }

  /** Fetches the schemas that the records of a batch name. */
  async prepare({ topic, batch }: FetchedBatch): Promise<void> {
    const tables = this.#of(topic);
    if (tables.every(({ live }) => !live.hasSchemas)) return;
    const reader = new BatchReader();
    reader.open(batch);
    while (reader.next()) {
      if (reader.valueEnd < 0) continue;
      const value = textOf(reader.bytes, reader.valueStart, reader.valueEnd);
      for (const { live } of tables) await live.pending(value);
    }
  }

  async relieve(): Promise<void> {
    for (const { state } of this.#tables) if (state.isOverfull) await state.relieve();
  }

  /** To the disk, where tables are there. */
  async save(): Promise<void> {
    for (const { state } of this.#tables) await state.commit(null);
  }

  async close(): Promise<void> {
    for (const { state } of this.#tables) await state.close();
  }

  statistics(): readonly StoreStatistics[] {
    return this.#tables.map(({ table, state }) => ({
      store: table.definition.topic,
      partition: -1,
      entries: state.count,
      bytes: state.bytes,
      cacheBytes: 0,
      cacheLimitBytes: 0,
    }));
  }
}
