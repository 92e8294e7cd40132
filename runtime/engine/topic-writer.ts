/**
 * Record batches of one topic, one under way for each partition. In: records as bytes of a key and a function that writes
 * the value. Out: finished batches, in the order in which they were begun; none above its size unless one record is.
 */
import type { OutgoingBatch } from "../kafka/port.ts";
import { BatchWriter } from "../record-batch/batch-writer.ts";
import { partitionOf } from "./partition.ts";

export interface BatchLimits {
  /** A batch is finished before it is larger. */
  readonly batchBytes: number;
  /** Milliseconds of a clock that never goes back: how long a batch has waited. */
  readonly now: () => number;
}

const FIRST_CAPACITY = 16 * 1024;

export class TopicWriter {
  readonly topic: string;
  readonly numPartitions: number;
  readonly #writers: (BatchWriter | undefined)[];
  /** Partitions with a batch under way, which is empty still where its first record failed. */
  readonly #dirty = new Set<number>();
  /** When the batch under way got its first record, by partition. */
  readonly #since: number[];
  #finished: OutgoingBatch[] = [];
  #finishedBytes = 0;
  readonly #limits: BatchLimits;
  /** Where records without key go for now; another one with each batch. */
  #sticky: number;

  constructor(topic: string, numPartitions: number, sticky: number, limits: BatchLimits) {
    this.topic = topic;
    this.numPartitions = numPartitions;
    this.#limits = limits;
    this.#writers = new Array(numPartitions).fill(undefined);
    this.#since = new Array(numPartitions).fill(0);
    this.#sticky = sticky % numPartitions;
  }

  /** The writer to begin a record in. `keyEnd` -1: no key. */
  writerFor(key: Uint8Array, keyEnd: number): BatchWriter {
    if (this.numPartitions === 1) return this.writer(0);
    return this.writer(keyEnd < 0 ? this.#sticky : partitionOf(key, 0, keyEnd, this.numPartitions));
  }

  /** @throws RangeError when there is no such partition */
  writer(partition: number): BatchWriter {
    let writer = this.#writers[partition];
    if (writer === undefined) {
      if (!(partition >= 0 && partition < this.numPartitions)) {
        throw new RangeError(
          `Invalid partition given with record: ${partition} is not in the range [0...${this.numPartitions}) of topic ${this.topic}`,
        );
      }
      writer = new BatchWriter(FIRST_CAPACITY);
      this.#writers[partition] = writer;
    }
    if (writer.count === 0) {
      this.#dirty.add(partition);
      this.#since[partition] = this.#limits.now();
    } else if (writer.size >= this.#limits.batchBytes) this.#finishFull(partition, writer);
    return writer;
  }

  /** The record that made a batch too big begins the next one, and that counts as old as the batch it came from. */
  #finishFull(partition: number, writer: BatchWriter): void {
    if (writer.size > this.#limits.batchBytes && writer.count > 1) {
      this.#add(partition, writer.takeBeforeLast());
      return;
    }
    this.#add(partition, writer.take());
    this.#since[partition] = this.#limits.now();
  }

  #add(partition: number, batch: Buffer | null): void {
    if (batch === null) return;
    this.#finished.push({ topic: this.topic, partition, batch });
    this.#finishedBytes += batch.length;
    if (partition === this.#sticky) this.#sticky = (this.#sticky + 1) % this.numPartitions;
  }

  get isEmpty(): boolean {
    return this.#dirty.size === 0 && this.#finished.length === 0;
  }

  /** Bytes that are not taken yet, if each batch under way were full: what it costs little to know. */
  get bytesAtMost(): number {
    return this.#finishedBytes + this.#dirty.size * this.#limits.batchBytes;
  }

  /** Bytes that are not taken yet. */
  get bytes(): number {
    let sum = this.#finishedBytes;
    for (const partition of this.#dirty) sum += this.#writers[partition]?.size ?? 0;
    return sum;
  }

  /** When the oldest batch under way got its first record; null: there is none. */
  get oldest(): number | null {
    let oldest: number | null = null;
    for (const partition of this.#dirty) {
      const since = this.#since[partition] as number;
      if (oldest === null || since < oldest) oldest = since;
    }
    return oldest;
  }

  /** Moves finished batches to `into`, and of those under way the ones that were begun up to `begunUntil`. */
  take(into: OutgoingBatch[], begunUntil: number): void {
    for (const partition of this.#dirty) {
      if ((this.#since[partition] as number) > begunUntil) continue;
      this.#dirty.delete(partition);
      this.#finishAll(partition, this.#writers[partition] as BatchWriter);
    }
    into.push(...this.#finished);
    this.#finished = [];
    this.#finishedBytes = 0;
  }

  #finishAll(partition: number, writer: BatchWriter): void {
    if (writer.size > this.#limits.batchBytes) this.#add(partition, writer.takeBeforeLast());
    this.#add(partition, writer.take());
  }

  /** Gives the memory of a batch back that was sent. */
  recycle(batch: OutgoingBatch): void {
    this.#writers[batch.partition]?.recycle(batch.batch as Buffer);
  }
}
