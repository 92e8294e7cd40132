/** How far changelogs are written: the offset behind the last record of each partition that Kafka has acknowledged. */
import type { OutgoingBatch, TopicPartition } from "../kafka/port.ts";
import { BatchReader } from "../record-batch/batch-reader.ts";
import { partitionName } from "./partition-name.ts";

export class ChangelogPositions {
  readonly #topics: ReadonlySet<string>;
  readonly #next = new Map<string, number>();
  readonly #reader = new BatchReader();

  /** `topics`: the changelogs; all other topics are of no interest. */
  constructor(topics: ReadonlySet<string>) {
    this.#topics = topics;
  }

  acknowledged({ topic, partition, batch }: OutgoingBatch, baseOffset: number): void {
    if (!this.#topics.has(topic)) return;
    this.#reader.open(batch);
    this.#next.set(partitionName({ topic, partition }), baseOffset + this.#reader.remaining);
  }

  /** Undefined: nothing was written to it. */
  of(partition: TopicPartition): number | undefined {
    return this.#next.get(partitionName(partition));
  }

  /** Somebody else writes to it from now on. */
  forget(partition: TopicPartition): void {
    this.#next.delete(partitionName(partition));
  }
}
