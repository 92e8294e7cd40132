/**
 * The records of one partition that wait for their task. The first of them is deserialised and time-stamped already,
 * one ahead of processing, as Kafka Streams does it (streams.md 6.2); all others are bytes.
 */

import { copyValue } from "../data-types/copy-value.ts";
import { long } from "../data-types/data-type.ts";
import { consumerRecord } from "../data-types/record-schemas.ts";
import { toType } from "../data-types/to-type.ts";
import type { TimestampExtractor } from "../dsl/functions.ts";
import type { Process } from "../dsl/node.ts";
import { DataException } from "../errors/ksml-exceptions.ts";
import type { FetchedBatch } from "../kafka/port.ts";
import type { Serde } from "../notations/serde.ts";
import { boxFloat, type Value } from "../python/value.ts";
import { BatchReader } from "../record-batch/batch-reader.ts";
import { NO_HEADERS, StreamRecord } from "./record.ts";

/** How the records of a topic are read and where they go. */
export interface SourceReader {
  readonly topic: string;
  readonly key: Serde;
  readonly value: Serde;
  /** A float type: dynamic places get it boxed. */
  readonly boxesValue: boolean;
  readonly boxesKey: boolean;
  /** Null: the record's own timestamp. */
  readonly extractTimestamp:
    | ((record: Parameters<TimestampExtractor>[0], previous: number) => Value)
    | null;
  readonly process: Process;
  /** Returns when the record is to be skipped, else throws. */
  readonly unreadable: (queue: SourceQueue, reader: BatchReader, error: unknown) => void;
}

export class SourceQueue {
  readonly topic: string;
  readonly partition: number;
  readonly process: Process;
  /** The next record to process; null: nothing is there. */
  head: StreamRecord | null = null;
  headOffset = 0;
  /** Largest timestamp taken so far, -1: none. */
  partitionTime: number;
  /** The offset behind all that was given to the queue. */
  position: number;
  /** Records that wait, the head included, roughly: batches count whole until they are read. */
  buffered = 0;
  readonly #source: SourceReader;
  readonly #batches: FetchedBatch[] = [];
  readonly #reader = new BatchReader();
  #current: FetchedBatch | null = null;

  constructor(source: SourceReader, partition: number, position: number, partitionTime: number) {
    this.#source = source;
    this.topic = source.topic;
    this.process = source.process;
    this.partition = partition;
    this.position = position;
    this.partitionTime = partitionTime;
  }

  /** The bytes are kept until they are read. */
  add(batch: FetchedBatch): void {
    this.#batches.push(batch);
    this.buffered += batch.lastOffset - Math.max(batch.fromOffset, batch.baseOffset) + 1;
    if (this.head === null) this.#advance();
  }

  /** Takes the head out, and makes the next record the head. */
  take(): StreamRecord {
    const record = this.head as StreamRecord;
    if (record.timestamp > this.partitionTime) this.partitionTime = record.timestamp;
    this.#advance();
    return record;
  }

  /**
   * All that was fetched is processed, and the consumer stands at `position`: behind marks of transactions, which are no
   * records, the end of the partition is reached too.
   */
  skipTo(position: number): void {
    const isEmpty = this.head === null && this.#current === null && this.#batches.length === 0;
    if (isEmpty && position > this.position) this.position = position;
  }

  /** What can be committed between two records: the first that is not processed yet. */
  get committable(): number {
    return this.head === null ? this.position : this.headOffset;
  }

  #advance(): void {
    this.head = null;
    const reader = this.#reader;
    for (;;) {
      while (this.#current !== null && reader.next()) {
        if (reader.offset < this.#current.fromOffset) continue;
        if (reader.offset > this.#current.lastOffset) break;
        this.buffered--;
        const record = this.#read(reader, this.#current);
        if (record === null) continue;
        this.head = record;
        this.headOffset = reader.offset;
        return;
      }
      if (this.#current !== null) this.position = this.#current.lastOffset + 1;
      const next = this.#batches.shift();
      this.#current = next ?? null;
      if (next === undefined) {
        this.buffered = 0;
        return;
      }
      reader.open(next.batch);
    }
  }

  /** Null: the record is skipped. */
  #read(reader: BatchReader, batch: FetchedBatch): StreamRecord | null {
    const source = this.#source;
    const { bytes } = reader;
    let key: Value = null;
    let value: Value = null;
    try {
      if (reader.keyEnd >= 0) {
        key = source.key.deserialize(bytes, reader.keyStart, reader.keyEnd, this.topic);
      }
      if (reader.valueEnd >= 0) {
        value = source.value.deserialize(bytes, reader.valueStart, reader.valueEnd, this.topic);
      }
    } catch (error) {
      source.unreadable(this, reader, error);
      return null;
    }
    const own = batch.logAppendTime ?? reader.timestamp;
    const timestamp =
      source.extractTimestamp === null ? own : this.#extract(key, value, reader.offset, own);
    if (timestamp < 0) {
      if (source.extractTimestamp !== null) return null;
      throw new DataException(
        `Input record of topic ${this.topic}, partition ${this.partition}, offset ${reader.offset} has invalid (negative) timestamp ${timestamp}`,
      );
    }
    const hasHeaders = bytes[reader.headersStart] !== 0;
    return new StreamRecord(
      key,
      value,
      timestamp,
      hasHeaders ? reader.headers() : NO_HEADERS,
      key === null && source.key.nullPayload === "nullObject",
      value === null && source.value.nullPayload === "nullObject",
    );
  }

  /** @throws what the function throws: a failing extractor always stops the service */
  #extract(key: Value, value: Value, offset: number, own: number): number {
    const source = this.#source;
    const record = consumerRecord(
      source.boxesKey && key !== null ? boxFloat(key as number) : copyValue(key),
      source.boxesValue && value !== null ? boxFloat(value as number) : copyValue(value),
      this.topic,
      this.partition,
      offset,
      own,
    );
    const extract = source.extractTimestamp as NonNullable<SourceReader["extractTimestamp"]>;
    const timestamp = toType(extract(record, this.partitionTime), long, true);
    if (timestamp === null) {
      throw new DataException(
        `The timestamp extractor of topic ${this.topic} must return an int, and returned None`,
      );
    }
    return Number(timestamp);
  }
}
