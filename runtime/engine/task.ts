/**
 * One sub-topology on one partition: its queues, its closures, its stream time. A record is taken from the queue with the
 * smallest timestamp and goes through all nodes before the next one is looked at. All of that is synchronous, unless a
 * function waits: then the record is *in hand* until its way has ended, and the task takes no other.
 */
import { printValue } from "../data-types/print-format.ts";
import type { NodeRuntime, Outputs, RecordContext } from "../dsl/node.ts";
import { InternalError } from "../errors/internal-error.ts";
import type { FetchedBatch, OffsetToCommit, TopicPartition } from "../kafka/port.ts";
import type { Value } from "../python/value.ts";
import type { BatchReader } from "../record-batch/batch-reader.ts";
import { LiveStore } from "../stores/live-store.ts";
import type { StoreEnvironment } from "../stores/store-environment.ts";
import { storeUses } from "../stores/store-uses.ts";
import { type ChangelogOf, TaskStores } from "../stores/task-stores.ts";
import { type CurrentTask, enterTask, leaveTask, runWaiting } from "./current-task.ts";
import {
  base64Payload,
  type ErrorHandlers,
  type ErrorHandling,
  type ErrorKind,
  type FailedRecord,
  reportFailure,
  StreamsFailure,
} from "./error-handling.ts";
import { decodeOffsetMetadata, encodeOffsetMetadata } from "./offset-metadata.ts";
import { type StreamRecord, wholeValue } from "./record.ts";
import { SourceQueue, type SourceReader } from "./source-queue.ts";
import { isAsynchronous, nodesOf, type SubTopology } from "./sub-topologies.ts";
import { type WiringTask, wire } from "./wiring.ts";

export interface TaskEnvironment {
  readonly outputs: Outputs;
  readonly errors: ErrorHandlers;
  readonly print: NodeRuntime["print"];
  readonly stores: StoreEnvironment;
  readonly changelogOf: ChangelogOf;
}

export class Task implements WiringTask, CurrentTask {
  /** `<sub-topology>_<partition>` */
  readonly id: string;
  readonly partition: number;
  readonly record: RecordContext = { topic: "", partition: 0, offset: 0, timestamp: -1 };
  readonly outputs: Outputs;
  readonly print: NodeRuntime["print"];
  /** Largest timestamp of all records taken from the queues, -1: none. */
  streamTime = -1;
  /** Records processed since the offsets were committed last, skipped ones not counted. */
  processedSinceCommit = 0;
  readonly #errors: ErrorHandlers;
  readonly stores: TaskStores;
  /** Its stores are open and hold what they should: records may be processed. */
  isRunning = false;
  readonly #isAsynchronous: boolean;
  /** No record is taken before the caches are flushed. */
  #isFlushing = false;
  readonly #sources: ReadonlyMap<string, SourceReader>;
  readonly #queues: SourceQueue[] = [];
  /** Set when a record could not be processed and the service stops: it is not committed. */
  #failedAt: { readonly queue: SourceQueue; readonly offset: number } | null = null;
  readonly #committed = new Map<SourceQueue, number>();
  /** The record that waits. */
  #inHand: { readonly queue: SourceQueue; readonly offset: number } | null = null;
  #waiting: Promise<void> | null = null;
  /** What stopped the record that waited. */
  #failure: { readonly error: unknown } | null = null;

  constructor(sub: SubTopology, partition: number, environment: TaskEnvironment) {
    this.id = `${sub.id}_${partition}`;
    this.partition = partition;
    this.outputs = environment.outputs;
    this.print = environment.print;
    this.#errors = environment.errors;
    this.#isAsynchronous = isAsynchronous(sub);
    const uses = storeUses(nodesOf(sub));
    this.stores = new TaskStores(uses, this, environment.stores, environment.changelogOf);
    this.#sources = wire(sub, this);
  }

  /**
   * The task gets a partition of one of its topics, from `position` on; one that it had before, anew: what is buffered of
   * it comes again, but for a record in hand, which goes on.
   */
  assign(topic: string, position: number, metadata: string): SourceQueue {
    const source = this.#sources.get(topic);
    if (source === undefined) throw new RangeError(`task ${this.id} does not read ${topic}`);
    const at = this.#queues.findIndex((one) => one.topic === topic);
    const before = this.#queues[at];
    const time = Math.max(decodeOffsetMetadata(metadata), before?.partitionTime ?? -1);
    const inHand = before !== undefined && this.#inHand?.queue === before ? this.#inHand : null;
    const from = inHand === null ? position : inHand.offset + 1;
    const queue = new SourceQueue(source, this.partition, from, time);
    if (inHand !== null) this.#inHand = { queue, offset: inHand.offset };
    this.streamTime = Math.max(this.streamTime, time);
    if (before === undefined) this.#queues.push(queue);
    else {
      this.#queues[at] = queue;
      this.#committed.delete(before);
    }
    this.#committed.set(queue, position);
    return queue;
  }

  /**
   * Whether the group is exactly where this task is, by topic: then its stores hold what belongs there, and it can go on.
   * It is not when a commit did not get through, or another member had the partition meanwhile.
   */
  goesOnFrom(positions: ReadonlyMap<string, number>): boolean {
    if (this.#failure !== null || this.#failedAt !== null) return false;
    return this.#queues.every((queue) => positions.get(queue.topic) === this.#committable(queue));
  }

  /** @throws InternalError when the sub-topology does not name the store */
  store(handle: object): LiveStore {
    const store = this.stores.get(handle);
    if (store instanceof LiveStore) return store;
    throw new InternalError(`task ${this.id} lacks a store`);
  }

  live(handle: object): unknown {
    return this.stores.get(handle);
  }

  get queues(): readonly SourceQueue[] {
    return this.#queues;
  }

  add(batch: FetchedBatch): void {
    this.#queues.find(({ topic }) => topic === batch.topic)?.add(batch);
  }

  /**
   * Resolves, and never rejects, when the record in hand is through, or the next one can be read; null: neither has to be
   * waited for.
   */
  get waiting(): Promise<void> | null {
    if (this.#waiting !== null) return this.#waiting;
    for (const { reading } of this.#queues) if (reading !== null) return reading;
    return null;
  }

  /**
   * Takes the next record through the topology; false: there is none, or one is in hand still.
   * @throws StreamsFailure, also for the record that was in hand
   */
  processNext(): boolean {
    if (this.#waiting !== null || this.#isFlushing || !this.isRunning) return false;
    this.throwFailure();
    const queue = this.#next();
    if (queue === null) return false;
    const offset = queue.headOffset;
    try {
      const record = queue.take();
      const context = this.record;
      const { timestamp } = record;
      context.topic = queue.topic;
      context.partition = queue.partition;
      context.offset = offset;
      context.timestamp = timestamp;
      if (timestamp > this.streamTime) this.streamTime = timestamp;
      const way = this.#process(queue, record);
      if (way instanceof Promise) this.#waiting = this.#wait(way, queue, offset);
    } catch (error) {
      // Also where the record behind could not be read: the one in hand is not processed either.
      this.#failedAt = { queue, offset };
      throw error;
    }
    this.processedSinceCommit++;
    return true;
  }

  /** As the task that functions find their stores by. */
  #process(queue: SourceQueue, record: StreamRecord): void | Promise<void> {
    if (this.#isAsynchronous) return this.#processWaiting(queue, record);
    const before = enterTask(this);
    try {
      return queue.process(record);
    } finally {
      leaveTask(before);
    }
  }

  #processWaiting(queue: SourceQueue, record: StreamRecord): void | Promise<void> {
    return runWaiting(this, () => queue.process(record));
  }

  /**
   * Empties the caches of its stores, and everything below them. True: that is done, and the task can be committed; false:
   * it waits for something, takes no record meanwhile, and has to be asked again.
   * @throws StreamsFailure
   */
  flush(): boolean {
    this.#isFlushing = this.stores.hasCaches;
    if (this.#waiting !== null) return !this.#isFlushing;
    // Nothing of a task that failed goes on; what was before its record is committed, or with caches its last commit stands.
    if (!this.#isFlushing || this.#failedAt !== null) {
      this.#isFlushing = false;
      return true;
    }
    this.throwFailure();
    let way: void | Promise<void>;
    try {
      way = this.#isAsynchronous
        ? runWaiting(this, () => this.stores.flush())
        : this.#flushAtOnce();
    } catch (error) {
      this.#failure = { error };
      throw error;
    }
    if (way instanceof Promise) {
      this.#waiting = this.#waitForFlush(way);
      return false;
    }
    this.#isFlushing = false;
    return true;
  }

  /** What `flush` waited for has ended. */
  get isToFlush(): boolean {
    return this.#isFlushing && this.#waiting === null;
  }

  #flushAtOnce(): void {
    const before = enterTask(this);
    try {
      void this.stores.flush();
    } finally {
      leaveTask(before);
    }
  }

  async #waitForFlush(way: Promise<void>): Promise<void> {
    try {
      await way;
    } catch (error) {
      this.#failure = { error };
    }
    this.#waiting = null;
  }

  async #wait(way: Promise<void>, queue: SourceQueue, offset: number): Promise<void> {
    this.#inHand = { queue, offset };
    try {
      await way;
    } catch (error) {
      this.#failedAt = this.#inHand;
      this.#failure = { error };
    }
    this.#inHand = null;
    this.#waiting = null;
  }

  /** @throws what stopped the record that was in hand */
  throwFailure(): void {
    if (this.#failure !== null) throw this.#failure.error;
    const queues = this.#queues;
    for (let i = 0; i < queues.length; i++) (queues[i] as SourceQueue).throwFailure();
  }

  /** The queue whose head has the smallest timestamp, of equal ones the first; none while one waits for its head. */
  #next(): SourceQueue | null {
    const queues = this.#queues;
    let next: SourceQueue | null = null;
    let smallest = 0;
    for (let i = 0; i < queues.length; i++) {
      const queue = queues[i] as SourceQueue;
      const { head } = queue;
      if (head === null) {
        if (queue.reading !== null) return null;
      } else if (next === null || head.timestamp < smallest) {
        next = queue;
        smallest = head.timestamp;
      }
    }
    return next;
  }

  get hasWork(): boolean {
    return this.isRunning && this.#next() !== null;
  }

  /** Partitions that have nothing buffered: what they may still have on the broker decides whether the task may go on. */
  emptyPartitions(): TopicPartition[] {
    return this.#queues.filter(({ head }) => head === null);
  }

  /** Adds what is not committed yet, as of now: between two records. */
  addOffsetsToCommit(into: OffsetToCommit[]): void {
    // What its caches held when it failed is in no topic: all since the last commit is processed again.
    if (this.stores.hasCaches && (this.#failure !== null || this.#failedAt !== null)) return;
    for (const queue of this.#queues) {
      const offset = this.#committable(queue);
      if (offset === this.#committed.get(queue)) continue;
      const { topic, partition } = queue;
      into.push({
        topic,
        partition,
        offset,
        metadata: encodeOffsetMetadata(queue.partitionTime),
      });
    }
  }

  #committable(queue: SourceQueue): number {
    const failed = this.#failedAt ?? this.#inHand;
    return failed !== null && failed.queue === queue ? failed.offset : queue.committable;
  }

  committed({ topic, offset }: OffsetToCommit): void {
    const queue = this.#queues.find((one) => one.topic === topic);
    if (queue !== undefined) this.#committed.set(queue, offset);
  }

  processingFailed(
    node: string,
    record: StreamRecord,
    error: unknown,
    input: RecordContext = this.record,
  ): void {
    if (error instanceof StreamsFailure) throw error;
    const { topic, partition, offset } = input;
    this.#failed(
      "process",
      {
        topic,
        partition,
        offset,
        node,
        task: this.id,
        ...payloadsOf(record),
      },
      error,
      `Exception caught in process. taskId=${this.id}, processor=${node}, topic=${topic}, partition=${partition}, offset=${offset}`,
    );
  }

  /** @throws StreamsFailure, unless such records are lost */
  sendingFailed(node: string, record: StreamRecord, topic: string, error: unknown): void {
    if (error instanceof StreamsFailure) throw error;
    this.#failed(
      "produce",
      {
        topic,
        partition: -1,
        offset: -1,
        node,
        task: this.id,
        ...payloadsOf(record),
      },
      error,
      `Serialization failed. taskId=${this.id}, processor=${node}, topic=${topic}`,
    );
  }

  readingFailed(queue: SourceQueue, reader: BatchReader, error: unknown): void {
    const { topic, partition } = queue;
    const { bytes, offset, timestamp } = reader;
    this.#failed(
      "consume",
      {
        topic,
        partition,
        offset,
        node: topic,
        task: this.id,
        timestamp,
        key: () => base64Payload(bytes, reader.keyStart, reader.keyEnd),
        value: () => base64Payload(bytes, reader.valueStart, reader.valueEnd),
      },
      error,
      `Deserialization failed. taskId=${this.id}, topic=${topic}, partition=${partition}, offset=${offset}`,
    );
  }

  #failed(kind: ErrorKind, failed: FailedRecord, error: unknown, message: string): void {
    const how: ErrorHandling = this.#errors[kind];
    reportFailure(kind, how, failed, error);
    if (how.handler !== "continueOnFail") throw new StreamsFailure(kind, message, error);
  }
}

const payloadsOf = (record: StreamRecord): Pick<FailedRecord, "timestamp" | "key" | "value"> => ({
  timestamp: record.timestamp,
  key: () => textPayload(record.key),
  value: () => textPayload(wholeValue(record)),
});

const textPayload = (value: unknown): string =>
  value === null ? "<NULL>" : `(string)${printValue(value as Value)}`;
