/**
 * Reads the topics of global tables, all partitions, without a group: to their ends before the service processes anything,
 * then whatever comes (streams.md 6.5).
 */
import { logSink } from "../dsl/logger.ts";
import {
  type Admin,
  type FetchedBatch,
  KafkaError,
  type LogReader,
  type TopicPartition,
} from "../kafka/port.ts";
import type { GlobalTables } from "../stores/global-tables.ts";

const POLL_MS = 100;
/** The event loop is given back this often. */
const SLICE_MS = 25;

export interface GlobalReaderOptions {
  readonly admin: Admin;
  readonly reader: () => LogReader;
  readonly monotonic: () => number;
}

export class GlobalTableReader {
  readonly #tables: GlobalTables;
  readonly #options: GlobalReaderOptions;
  #partitions: readonly TopicPartition[] = [];
  #reader: LogReader | null = null;
  #isStopping = false;

  constructor(tables: GlobalTables, options: GlobalReaderOptions) {
    this.#tables = tables;
    this.#options = options;
  }

  /** Resolves when everything that the topics hold now is in the tables. */
  async load(partitions: ReadonlyMap<string, number>): Promise<void> {
    await this.#tables.open();
    const all = this.#tables.topics.flatMap((topic) =>
      Array.from({ length: partitions.get(topic) ?? 0 }, (_, partition) => ({ topic, partition })),
    );
    if (all.length === 0) return;
    const { admin, monotonic } = this.#options;
    const begin = monotonic();
    const [first, ends] = [
      await admin.listOffsets(all, "earliest"),
      await admin.listOffsets(all, "latest"),
    ];
    const reader = this.#options.reader();
    this.#reader = reader;
    this.#partitions = all;
    reader.assign(all.map((partition, i) => ({ ...partition, position: first[i] ?? 0 })));
    let records = 0;
    const isThere = (partition: TopicPartition, i: number): boolean =>
      (first[i] ?? 0) >= (ends[i] ?? 0) || (reader.position(partition) ?? 0) >= (ends[i] ?? 0);
    while (!all.every(isThere)) records += await this.#add(await this.#poll(reader));
    await this.#tables.save();
    const ms = Math.round(monotonic() - begin);
    const names = this.#tables.topics.join(", ");
    logSink().write(
      "info",
      "ksmlc.service",
      `Loaded global tables of ${names}: ${records} records in ${ms} ms`,
    );
  }

  /** Goes on at the first offset that is left where the topic was cut off in front of it. */
  async #poll(reader: LogReader): Promise<readonly FetchedBatch[]> {
    try {
      return await reader.poll(POLL_MS);
    } catch (error) {
      if (!(error instanceof KafkaError) || error.code !== "no-offset") throw error;
      const first = await this.#options.admin.listOffsets(this.#partitions, "earliest");
      reader.assign(
        this.#partitions.map((partition, i) => ({
          ...partition,
          position: Math.max(first[i] ?? 0, reader.position(partition) ?? 0),
        })),
      );
      return [];
    }
  }

  async #add(batches: readonly FetchedBatch[]): Promise<number> {
    const { monotonic } = this.#options;
    let since = monotonic();
    let records = 0;
    for (const batch of batches) {
      await this.#tables.prepare(batch);
      records += this.#tables.add(batch);
      await this.#tables.relieve();
      if (monotonic() - since < SLICE_MS) continue;
      await new Promise((resolve) => setImmediate(resolve));
      since = monotonic();
    }
    return records;
  }

  /** Follows the topics until `stop`. */
  async run(): Promise<void> {
    const reader = this.#reader;
    try {
      while (reader !== null && !this.#isStopping) await this.#add(await this.#poll(reader));
    } finally {
      await reader?.close();
      await this.#tables.close();
    }
  }

  stop(): void {
    this.#isStopping = true;
  }
}
