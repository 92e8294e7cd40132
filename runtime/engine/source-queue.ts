/**
 * The records of one partition that wait for their task. The first of them is deserialised and time-stamped already,
 * one ahead of processing, as Kafka Streams does it (streams.md 6.2); all others are bytes, for all that can be seen: a few
 * are read together where nothing tells.
 */

import { long } from "../data-types/data-type.ts";
import { consumerRecord } from "../data-types/record-schemas.ts";
import { toType } from "../data-types/to-type.ts";
import type { TimestampExtractor } from "../dsl/functions.ts";
import type { Process } from "../dsl/node.ts";
import { DataException } from "../errors/ksml-exceptions.ts";
import { AuthorSerde } from "../extensions/author-serde.ts";
import type { FetchedBatch } from "../kafka/port.ts";
import { type JsonProjection, type RawJson, READ_AHEAD } from "../notations/json-codec/index.ts";
import { SchemaPending } from "../notations/registry/registry-error.ts";
import type { Serde } from "../notations/serde.ts";
import type { Value } from "../python/value.ts";
import { BatchReader } from "../record-batch/batch-reader.ts";
import { NO_HEADERS, StreamRecord } from "./record.ts";

/** How the records of a topic are read and where they go. */
export interface SourceReader {
  readonly topic: string;
  readonly key: Serde | AuthorSerde;
  readonly value: Serde | AuthorSerde;
  /** Reads values of which only some entries are needed; null: all are. What it does not read, `value` does. */
  readonly projection: JsonProjection | null;
  /** Reading may wait, and a payload that is not there is read too. */
  readonly hasAuthorSerdes: boolean;
  /** Key and value as the timestamp extractor finds them in its record: copies in dynamic form. */
  readonly showKey: (key: Value) => Value;
  readonly showValue: (value: Value) => Value;
  /** Null: the record's own timestamp. */
  readonly extractTimestamp:
    | ((record: Parameters<TimestampExtractor>[0], previous: number) => Value)
    | null;
  readonly process: Process;
  /** Is told records that have been read and are processed next, with their offsets; null: nobody wants to know. */
  readonly foresee:
    | ((records: readonly StreamRecord[], offsets: readonly number[], count: number) => void)
    | null;
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
  /**
   * Where nobody can tell when a record was read: no code of a definition reads it, and one that cannot be read is left.
   */
  readonly #readsAhead: boolean;
  /** Records before this offset are not taken, whatever is fetched. */
  readonly #from: number;
  readonly #batches: FetchedBatch[] = [];
  readonly #reader = new BatchReader();
  #current: FetchedBatch | null = null;
  /**
   * The records of the current batch that follow the head, with their offsets, from `#nextAhead` to `#countAhead`. The list
   * of records is a new one each time, since putting new objects into an old one costs more; that of offsets is used again,
   * and never emptied, since V8 would give back its memory.
   */
  #ahead: StreamRecord[] = [];
  readonly #aheadOffsets: number[] = [];
  #nextAhead = 0;
  #countAhead = 0;
  /** The reader stands at a record that is not read: what happens to it happens when it is to be the head. */
  #standsAtNext = false;
  #isReadingAhead = false;
  #reading: Promise<void> | null = null;
  /** What stopped a record that was read by a serde that waits. */
  #failure: { readonly error: unknown } | null = null;

  constructor(source: SourceReader, partition: number, position: number, partitionTime: number) {
    this.#source = source;
    this.#readsAhead = !source.hasAuthorSerdes && source.extractTimestamp === null;
    this.topic = source.topic;
    this.process = source.process;
    this.partition = partition;
    this.position = position;
    this.#from = position;
    this.partitionTime = partitionTime;
  }

  /** The bytes are kept until they are read. */
  add(given: FetchedBatch): void {
    const isNew = given.fromOffset >= this.#from;
    const batch = isNew ? given : { ...given, fromOffset: this.#from };
    this.#batches.push(batch);
    this.buffered += batch.lastOffset - Math.max(batch.fromOffset, batch.baseOffset) + 1;
    if (this.head === null && this.#reading === null) this.#advance();
  }

  /**
   * Resolves, and never rejects, when the next head has been read by a serde of the author's, or with a schema that had to
   * be fetched; null: none is read.
   */
  get reading(): Promise<void> | null {
    return this.#reading;
  }

  /** @throws StreamsFailure, where the record that was read stops the service */
  throwFailure(): void {
    if (this.#failure !== null) throw this.#failure.error;
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
    const isEmpty = this.head === null && this.#reading === null && this.#failure === null;
    return isEmpty ? this.position : this.headOffset;
  }

  #advance(): void {
    if (this.#nextAhead < this.#countAhead) this.#takeAhead();
    else this.#readNext();
  }

  #takeAhead(): void {
    const at = this.#nextAhead++;
    this.buffered--;
    this.head = this.#ahead[at] as StreamRecord;
    this.headOffset = this.#aheadOffsets[at] as number;
  }

  #readNext(): void {
    this.head = null;
    const reader = this.#reader;
    for (;;) {
      const current = this.#current;
      while (current !== null && (this.#standsAtNext || reader.next())) {
        this.#standsAtNext = false;
        if (reader.offset < current.fromOffset) continue;
        if (reader.offset > current.lastOffset) break;
        this.buffered--;
        const record = this.#readOrWait(reader, current);
        if (record === null) continue;
        this.headOffset = reader.offset;
        if (record instanceof StreamRecord) {
          this.head = record;
          if (this.#readsAhead) this.#readAhead(reader, current);
        } else this.#reading = this.#readLater(record);
        return;
      }
      if (current !== null) this.position = current.lastOffset + 1;
      const next = this.#batches.shift();
      this.#current = next ?? null;
      if (next === undefined) {
        this.buffered = 0;
        return;
      }
      reader.open(next.batch);
    }
  }

  /** V8 makes one function of reading and another one of processing: one of both has more in hand than there are registers. */
  #readAhead(reader: BatchReader, batch: FetchedBatch): void {
    this.#nextAhead = 0;
    this.#countAhead = 0;
    this.#isReadingAhead = true;
    const ahead: StreamRecord[] = new Array(READ_AHEAD);
    this.#ahead = ahead;
    try {
      while (this.#countAhead < READ_AHEAD && reader.next()) {
        this.#standsAtNext = true;
        if (reader.offset > batch.lastOffset) break;
        ahead[this.#countAhead] = this.#readOrWait(reader, batch) as StreamRecord;
        this.#aheadOffsets[this.#countAhead++] = reader.offset;
        this.#standsAtNext = false;
      }
    } catch (error) {
      // Asked for again when its record is to be the head.
      if (error instanceof SchemaPending) error.settled.catch(() => {});
    }
    this.#isReadingAhead = false;
    if (this.#countAhead > 0) {
      this.#source.foresee?.(this.#ahead, this.#aheadOffsets, this.#countAhead);
    }
  }

  /** Null: the record is skipped. A promise where its schema has to be fetched, or a serde takes its time. */
  #readOrWait(
    reader: BatchReader,
    batch: FetchedBatch,
  ): StreamRecord | null | Promise<StreamRecord | null> {
    const source = this.#source;
    if (source.hasAuthorSerdes) return this.#readByAuthor(reader, batch);
    const { bytes, keyEnd, valueEnd } = reader;
    let key: Value = null;
    let value: Value = null;
    let raw: RawJson | null = null;
    try {
      if (keyEnd >= 0) {
        key = (source.key as Serde).deserialize(bytes, reader.keyStart, keyEnd, this.topic);
      }
      if (valueEnd >= 0) {
        const { valueStart } = reader;
        if (source.projection !== null)
          raw = source.projection.project(bytes, valueStart, valueEnd);
        value =
          raw === null
            ? (source.value as Serde).deserialize(bytes, valueStart, valueEnd, this.topic)
            : raw.dict;
      }
    } catch (error) {
      return this.#unread(error, reader, batch);
    }
    const { timestamp } = reader;
    const isPlain = key !== null && value !== null && timestamp >= 0;
    if (!isPlain || source.extractTimestamp !== null || batch.logAppendTime !== null) {
      return this.#made(key, value, reader, batch, raw);
    }
    const headers = bytes[reader.headersStart] === 0 ? NO_HEADERS : reader.headers();
    return new StreamRecord(key, value, timestamp, headers, false, false, raw);
  }

  /** What could not be read is skipped, or read again once its schema is there. */
  #unread(
    error: unknown,
    reader: BatchReader,
    batch: FetchedBatch,
  ): null | Promise<StreamRecord | null> {
    if (this.#isReadingAhead) throw error;
    if (error instanceof SchemaPending) {
      return error.settled.then(() => this.#readOrWait(reader, batch));
    }
    this.#source.unreadable(this, reader, error);
    return null;
  }

  /** The same by serdes of the author's, which take their time or not. */
  #readByAuthor(
    reader: BatchReader,
    batch: FetchedBatch,
  ): StreamRecord | null | Promise<StreamRecord | null> {
    const source = this.#source;
    const { topic } = this;
    let key: Value | Promise<Value>;
    let value: Value | Promise<Value>;
    try {
      key = readPart(source.key, topic, reader, reader.keyStart, reader.keyEnd);
      value = readPart(source.value, topic, reader, reader.valueStart, reader.valueEnd);
    } catch (error) {
      return this.#unread(error, reader, batch);
    }
    if (key instanceof Promise || value instanceof Promise) {
      return this.#madeLater(Promise.all([key, value]), reader, batch);
    }
    return this.#made(key, value, reader, batch);
  }

  async #madeLater(
    parts: Promise<[Value, Value]>,
    reader: BatchReader,
    batch: FetchedBatch,
  ): Promise<StreamRecord | null> {
    let key: Value;
    let value: Value;
    try {
      [key, value] = await parts;
    } catch (error) {
      this.#source.unreadable(this, reader, error);
      return null;
    }
    return this.#made(key, value, reader, batch);
  }

  async #readLater(record: Promise<StreamRecord | null>): Promise<void> {
    try {
      this.head = await record;
      this.#reading = null;
      if (this.head === null) this.#advance();
    } catch (error) {
      this.#reading = null;
      this.#failure = { error };
    }
  }

  /** @throws DataException for a record without a valid timestamp; what the timestamp extractor throws */
  #made(
    key: Value,
    value: Value,
    reader: BatchReader,
    batch: FetchedBatch,
    raw: RawJson | null = null,
  ): StreamRecord | null {
    const source = this.#source;
    const { bytes } = reader;
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
      raw,
    );
  }

  /** @throws what the function throws: a failing extractor always stops the service */
  #extract(key: Value, value: Value, offset: number, own: number): number {
    const source = this.#source;
    const record = consumerRecord(
      source.showKey(key),
      source.showValue(value),
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

function readPart(
  serde: Serde | AuthorSerde,
  topic: string,
  { bytes }: BatchReader,
  start: number,
  end: number,
): Value | Promise<Value> {
  if (serde instanceof AuthorSerde) {
    return serde.read(topic, end < 0 ? null : Uint8Array.prototype.slice.call(bytes, start, end));
  }
  return end < 0 ? null : serde.deserialize(bytes, start, end, topic);
}
