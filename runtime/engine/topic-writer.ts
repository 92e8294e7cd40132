/**
 * Record batches of one topic, one under way for each partition. In: records as bytes of a key and a function that writes
 * the value. Out: finished batches, in the order in which they were begun.
 */
import type { OutgoingBatch } from "../kafka/port.ts";
import { BatchWriter } from "../record-batch/batch-writer.ts";
import { partitionOf } from "./partition.ts";

/** A batch is finished at this size; Kafka takes up to a megabyte. */
const BATCH_BYTES = 256 * 1024;
const FIRST_CAPACITY = 16 * 1024;

export class TopicWriter {
  readonly topic: string;
  readonly numPartitions: number;
  readonly #writers: (BatchWriter | undefined)[];
  readonly #dirty: number[] = [];
  readonly #finished: OutgoingBatch[] = [];
  /** Where records without key go for now; another one with each batch. */
  #sticky: number;

  constructor(topic: string, numPartitions: number, sticky: number) {
    this.topic = topic;
    this.numPartitions = numPartitions;
    this.#writers = new Array(numPartitions).fill(undefined);
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
    if (writer.count === 0) this.#dirty.push(partition);
    else if (writer.size >= BATCH_BYTES) this.#finish(partition, writer);
    return writer;
  }

  #finish(partition: number, writer: BatchWriter): void {
    const batch = writer.take();
    if (batch === null) return;
    this.#finished.push({ topic: this.topic, partition, batch });
    if (partition === this.#sticky) this.#sticky = (this.#sticky + 1) % this.numPartitions;
  }

  get isEmpty(): boolean {
    return this.#dirty.length === 0 && this.#finished.length === 0;
  }

  /** Moves all finished batches and those under way to `into`. */
  takeAll(into: OutgoingBatch[]): void {
    for (const partition of this.#dirty) {
      const writer = this.#writers[partition] as BatchWriter;
      this.#finish(partition, writer);
    }
    this.#dirty.length = 0;
    into.push(...this.#finished);
    this.#finished.length = 0;
  }

  /** Gives the memory of a batch back that was sent. */
  recycle(batch: OutgoingBatch): void {
    this.#writers[batch.partition]?.recycle(batch.batch as Buffer);
  }
}
