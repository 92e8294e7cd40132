/**
 * Reads the topics of global tables, all partitions, without a group: to their ends before the service processes anything,
 * then whatever comes (streams.md 6.5). Tables on disk begin where they were saved last.
 */
import { logSink } from "../dsl/logger.ts";
import {
  base64Payload,
  type ErrorHandling,
  reportFailure,
  StreamsFailure,
} from "../engine/error-handling.ts";
import {
  type Admin,
  type FetchedBatch,
  KafkaError,
  type LogReader,
  type TopicPartition,
} from "../kafka/port.ts";
import type { BatchReader } from "../record-batch/batch-reader.ts";
import type { GlobalTables } from "../stores/global-tables.ts";
import { inSlices } from "./in-slices.ts";

const POLL_MS = 100;
/** What the log of Kafka Streams calls the task of global tables. */
const TASK = "-1_-1";

export interface GlobalReaderOptions {
  readonly admin: Admin;
  readonly reader: () => LogReader;
  readonly monotonic: () => number;
  /** Of records that come once the tables are there, and cannot be read. */
  readonly consumeErrors: ErrorHandling;
  /** What came is saved this often. */
  readonly saveIntervalMs: number;
}

export class GlobalTableReader {
  readonly #tables: GlobalTables;
  readonly #options: GlobalReaderOptions;
  #partitions: readonly TopicPartition[] = [];
  #reader: LogReader | null = null;
  #isStopping = false;
  /** The tables are there. */
  #isFollowing = false;

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
    const { monotonic } = this.#options;
    const begin = monotonic();
    const { positions, ends } = await this.#begin(all);
    const reader = this.#options.reader();
    this.#reader = reader;
    this.#partitions = all;
    reader.assign(all.map((partition, i) => ({ ...partition, position: positions[i] ?? 0 })));
    let records = 0;
    const isThere = (partition: TopicPartition, i: number): boolean =>
      (positions[i] ?? 0) >= (ends[i] ?? 0) || (reader.position(partition) ?? 0) >= (ends[i] ?? 0);
    while (!all.every(isThere)) records += await this.#add(await this.#poll(reader));
    await this.#tables.save();
    this.#isFollowing = true;
    const ms = Math.round(monotonic() - begin);
    const names = this.#tables.topics.join(", ");
    logSink().write(
      "info",
      "ksmlc.service",
      `Loaded global tables of ${names}: ${records} records in ${ms} ms`,
    );
  }

  async #begin(all: readonly TopicPartition[]): Promise<{ positions: number[]; ends: number[] }> {
    const { admin } = this.#options;
    const firsts = await admin.listOffsets(all, "earliest");
    const ends = await admin.listOffsets(all, "latest");
    const positions: number[] = [];
    for (const topic of this.#tables.topics) {
      const of = (offsets: readonly number[]): number[] =>
        offsets.filter((_, i) => all[i]?.topic === topic);
      const begun = await this.#tables.begin(topic, of(firsts), of(ends));
      positions.push(...begun.positions);
      if (!begun.isAnew) continue;
      logSink().write(
        "warn",
        "ksmlc.service",
        `What the disk has of the global table of ${topic} does not fit what the topic has now: it is loaded from the beginning`,
      );
    }
    return { positions, ends: [...ends] };
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
    let records = 0;
    await inSlices(batches, this.#options.monotonic, async (batch) => {
      await this.#tables.prepare(batch);
      records += this.#isFollowing
        ? this.#tables.follow(batch, (of, reader, error) => this.#unreadable(of, reader, error))
        : this.#tables.add(batch);
      await this.#tables.relieve();
    });
    return records;
  }

  /** @throws StreamsFailure, unless such records are skipped */
  #unreadable({ topic, partition }: FetchedBatch, reader: BatchReader, error: unknown): void {
    const { bytes, offset, timestamp } = reader;
    const failed = {
      topic,
      partition,
      offset,
      node: topic,
      task: TASK,
      timestamp,
      key: () => base64Payload(bytes, reader.keyStart, reader.keyEnd),
      value: () => base64Payload(bytes, reader.valueStart, reader.valueEnd),
    };
    const how = this.#options.consumeErrors;
    reportFailure("consume", how, failed, error);
    if (how.handler === "continueOnFail") return;
    throw new StreamsFailure(
      "consume",
      `Deserialization failed. taskId=${TASK}, topic=${topic}, partition=${partition}, offset=${offset}`,
      error,
    );
  }

  /** Follows the topics until `stop`. @throws what stops the service */
  async run(): Promise<void> {
    const reader = this.#reader;
    const { monotonic, saveIntervalMs } = this.#options;
    let saved = monotonic();
    try {
      while (reader !== null && !this.#isStopping) {
        await this.#add(await this.#poll(reader));
        if (monotonic() - saved < saveIntervalMs) continue;
        await this.#tables.save();
        saved = monotonic();
      }
    } finally {
      try {
        if (this.#isFollowing) await this.#tables.save();
      } finally {
        await reader?.close();
        await this.#tables.close();
      }
    }
  }

  stop(): void {
    this.#isStopping = true;
  }
}
