/**
 * The global tables of a service: one store each, for all of its members, filled from all partitions of the topic. In:
 * batches of the topics. Out: rows, as bytes. What a table begins with is not read before somebody asks for a row; of what
 * comes later, records that cannot be read do not get in (streams.md 6.5).
 */
import { join } from "node:path";
import type { FetchedBatch } from "../kafka/port.ts";
import type { StoreStatistics } from "../metrics/service-families.ts";
import { SchemaPending } from "../notations/registry/registry-error.ts";
import { BatchReader } from "../record-batch/batch-reader.ts";
import { textOf } from "./byte-text.ts";
import type { GlobalTable } from "./handles/index.ts";
import { KeptTable, type TopicRow } from "./kept-table.ts";
import { LevelDatabase } from "./level-database.ts";
import { LevelState, WriteBackBudget } from "./level-state.ts";
import { type LiveStore, LiveTable } from "./live-store.ts";
import { MemoryState } from "./memory-state.ts";
import { StoreCodec } from "./store-codec.ts";
import type { StoreOptionsChoice } from "./store-environment.ts";
import { storedSchemas } from "./stored-schemas.ts";

/** Returns when the record is to be left out, else throws. */
export type Unreadable = (batch: FetchedBatch, reader: BatchReader, error: unknown) => void;

export class GlobalTables {
  /** Two definitions that read one topic have a table each. */
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
      const codecs = {
        key: new StoreCodec(key, topic),
        value: new StoreCodec(value, topic, store?.sets),
      };
      const isOnDisk = store?.persistent === true && directory !== null;
      const before = tables.slice(0, i).filter(({ definition }) => definition.topic === topic);
      const state = isOnDisk
        ? new LevelState(
            new LevelDatabase(join(directory, "global", `${topic}-${before.length}`), FORMAT, () =>
              options.for(topic),
            ),
            { keepsTimestamps: false, canRestore: true, schemas: storedSchemas(codecs) },
            this.#writeBack,
          )
        : new MemoryState(false);
      // Nothing is put through it: the topic changes it.
      const record = { topic, partition: 0, offset: 0, timestamp: -1 };
      const live = new LiveTable(topic, state, codecs, record, isOnDisk);
      return new KeptTable(table, state, live);
    });
  }

  get byHandle(): ReadonlyMap<object, LiveStore> {
    return new Map(this.#tables.map(({ table, live }) => [table, live]));
  }

  /** Each once. */
  get topics(): readonly string[] {
    return [...new Set(this.#tables.map(({ topic }) => topic))];
  }

  async open(): Promise<void> {
    for (const table of this.#tables) await table.open();
  }

  /**
   * A topic whose partitions hold offsets from `first` to `end`. Out: where to begin to read them; `isAnew` when what was on
   * the disk did not fit.
   */
  async begin(
    topic: string,
    first: readonly number[],
    end: readonly number[],
  ): Promise<{ readonly positions: readonly number[]; readonly isAnew: boolean }> {
    const tables = this.#of(topic);
    let isAnew = false;
    for (const table of tables) isAnew = !(await table.goOn(first, end)) || isAnew;
    const positions = first.map((_, partition) =>
      Math.min(...tables.map((table) => table.positionOf(partition))),
    );
    return { positions, isAnew };
  }

  /** Records below `fromOffset` are not new. Out: how many were. */
  add(batch: FetchedBatch): number {
    return this.#add(batch, null);
  }

  /** The same, of what comes once the tables are there: each record is read. @throws what `unreadable` throws */
  follow(batch: FetchedBatch, unreadable: Unreadable): number {
    return this.#add(batch, unreadable);
  }

  #add(batch: FetchedBatch, unreadable: Unreadable | null): number {
    const { topic, partition, fromOffset, lastOffset } = batch;
    const tables = this.#of(topic);
    const reader = this.#reader;
    reader.open(batch.batch);
    let count = 0;
    while (reader.next()) {
      if (reader.offset < fromOffset) continue;
      count++;
      for (const table of tables) {
        if (!table.lacks(partition, reader.offset)) continue;
        const row = unreadable === null ? partsOf(reader) : read(table, batch, reader, unreadable);
        if (row !== null) table.put(row, reader.timestamp);
      }
    }
    for (const table of tables) table.reached(partition, lastOffset + 1);
    return count;
  }

  #of(topic: string): readonly KeptTable[] {
    return this.#tables.filter((table) => table.topic === topic);
  }

  /** Fetches the schemas that the records of a batch name. */
  async prepare({ topic, batch }: FetchedBatch): Promise<void> {
    const tables = this.#of(topic).filter(({ live }) => live.hasSchemas);
    if (tables.length === 0) return;
    const reader = new BatchReader();
    reader.open(batch);
    while (reader.next()) {
      const { key, value } = partsOf(reader);
      for (const { live } of tables) {
        const schemas = live.pending(key, value);
        if (schemas !== undefined) await schemas;
      }
    }
  }

  async relieve(): Promise<void> {
    for (const table of this.#tables) if (table.isOverfull) await table.relieve();
  }

  /** To the disk, where tables are there. */
  async save(): Promise<void> {
    for (const table of this.#tables) await table.save();
  }

  async close(): Promise<void> {
    for (const table of this.#tables) await table.close();
  }

  statistics(): readonly StoreStatistics[] {
    return this.#tables.map((table) => table.statistics());
  }
}

const FORMAT = "1 global";

function partsOf({ bytes, keyStart, keyEnd, valueStart, valueEnd }: BatchReader): TopicRow {
  return {
    key: keyEnd < 0 ? null : textOf(bytes, keyStart, keyEnd),
    value: valueEnd < 0 ? null : textOf(bytes, valueStart, valueEnd),
  };
}

/** Null: it cannot be read. */
function read(
  { live }: KeptTable,
  batch: FetchedBatch,
  reader: BatchReader,
  unreadable: Unreadable,
): TopicRow | null {
  const row = partsOf(reader);
  if (row.key === null) return row;
  try {
    const [key, value] = live.asWritten(row.key, row.value);
    return { key, value };
  } catch (error) {
    // Where nobody fetched it before: it is read when it is asked for.
    if (error instanceof SchemaPending) return row;
    unreadable(batch, reader, error);
    return null;
  }
}
