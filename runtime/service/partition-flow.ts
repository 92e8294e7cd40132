/**
 * What comes in from the partitions of a member: which are held back, which tasks may go on, where queues stand behind marks
 * of transactions.
 */
import type { Task } from "../engine/task.ts";
import type { Consumer, TopicPartition } from "../kafka/port.ts";
import type { StreamsSettings } from "./kafka-settings.ts";
import { partitionName } from "./partition-name.ts";

export class PartitionFlow {
  readonly #consumer: Consumer;
  readonly #settings: Pick<StreamsSettings, "maxTaskIdleMs" | "bufferedRecords">;
  readonly #monotonic: () => number;
  readonly #paused = new Set<string>();
  /** When a task began to wait for a partition that it has nothing of. */
  readonly #idleSince = new WeakMap<Task, number>();

  constructor(
    consumer: Consumer,
    settings: Pick<StreamsSettings, "maxTaskIdleMs" | "bufferedRecords">,
    monotonic: () => number,
  ) {
    this.#consumer = consumer;
    this.#settings = settings;
    this.#monotonic = monotonic;
  }

  /**
   * A task never processes past a partition that has records to fetch (streams.md 6.2): what is empty here must be empty
   * on the broker too, for as long as `max.task.idle.ms` says.
   */
  isReady(task: Task): boolean {
    const { maxTaskIdleMs } = this.#settings;
    if (task.queues.length === 1 || maxTaskIdleMs < 0) return true;
    const empty = task.emptyPartitions();
    if (empty.length === 0) {
      this.#idleSince.delete(task);
      return true;
    }
    for (const partition of empty) {
      const end = this.#consumer.endOffset(partition);
      const position = this.#consumer.position(partition);
      if (end === null || position === null || position < end) return false;
    }
    if (maxTaskIdleMs === 0) return true;
    const now = this.#monotonic();
    const since = this.#idleSince.get(task) ?? now;
    this.#idleSince.set(task, since);
    return now - since >= maxTaskIdleMs;
  }

  /** Held back: who has too much waiting, whose task waits or is not running yet. */
  pauseAndResume(tasks: readonly Task[]): void {
    const { bufferedRecords } = this.#settings;
    for (const { queues, waiting, isRunning } of tasks) {
      const isHeld = waiting !== null || !isRunning;
      for (const queue of queues) {
        this.#setPaused(queue, isHeld || queue.buffered > bufferedRecords);
      }
    }
  }

  #setPaused({ topic, partition }: TopicPartition, isPaused: boolean): void {
    const key = partitionName({ topic, partition });
    if (isPaused === this.#paused.has(key)) return;
    if (isPaused) {
      this.#paused.add(key);
      this.#consumer.pause([{ topic, partition }]);
    } else {
      this.#paused.delete(key);
      this.#consumer.resume([{ topic, partition }]);
    }
  }

  /** Queues that are through with what was fetched stand where the consumer does. */
  skipMarks(tasks: readonly Task[]): void {
    for (const queue of tasks.flatMap((task) => task.queues)) {
      queue.skipTo(this.#consumer.position(queue) ?? 0);
    }
  }

  /** Partitions that belong to somebody else now. */
  forget(partitions: readonly TopicPartition[]): void {
    for (const partition of partitions) this.#paused.delete(partitionName(partition));
  }
}
