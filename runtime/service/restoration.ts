/**
 * Brings the stores of new tasks to where their changelogs are (streams.md 6.5). In: tasks whose stores are open. Out: the
 * same tasks, running, when all of their stores are there; until then the member goes on with its other tasks, and with
 * the group.
 */
import { logSink } from "../dsl/logger.ts";
import type { Task } from "../engine/task.ts";
import {
  type Admin,
  type FetchedBatch,
  KafkaError,
  type LogReader,
  type TopicPartition,
} from "../kafka/port.ts";
import { BatchReader } from "../record-batch/batch-reader.ts";
import { textOf } from "../stores/byte-text.ts";
import type { Restorable } from "../stores/restorable.ts";
import { inSlices } from "./in-slices.ts";
import { partitionName } from "./partition-name.ts";

const LOGGER = "ksmlc.streams";
const PROGRESS_MS = 10_000;

export interface RestorationOptions {
  readonly member: string;
  readonly admin: Admin;
  /** Made when there is something to restore. */
  readonly reader: () => LogReader;
  readonly monotonic: () => number;
}

interface StoreOfTask {
  readonly task: Task;
  readonly store: Restorable;
}

/** One store that is not there yet. */
interface Restoring extends StoreOfTask {
  /** The store is there when it has everything before this offset. */
  end: number;
  position: number;
  records: number;
  readonly sinceMs: number;
}

export class Restoration {
  readonly #options: RestorationOptions;
  readonly #byPartition = new Map<string, Restoring>();
  readonly #batch = new BatchReader();
  #reader: LogReader | null = null;
  #lastProgress = 0;

  constructor(options: RestorationOptions) {
    this.#options = options;
  }

  get isActive(): boolean {
    return this.#byPartition.size > 0;
  }

  /** Those that have nothing to restore run at once. */
  async add(tasks: readonly Task[]): Promise<void> {
    await this.#begin(
      tasks.flatMap((task) => task.stores.restorable.map((store) => ({ task, store }))),
    );
    this.#assign();
    for (const task of tasks) this.#runIfThere(task);
  }

  /** Kafka is asked for all of them at once: the group waits meanwhile. */
  async #begin(stores: readonly StoreOfTask[]): Promise<void> {
    if (stores.length === 0) return;
    const { admin } = this.#options;
    const partitions = stores.map(partitionOf);
    const firsts = await admin.listOffsets(partitions, "earliest");
    const ends = await admin.listOffsets(partitions, "latest");
    for (const [i, each] of stores.entries()) {
      await this.#beginStore(each, firsts[i] ?? 0, ends[i] ?? 0);
    }
  }

  async #beginStore({ task, store }: StoreOfTask, first: number, end: number): Promise<void> {
    const known = store.position;
    const isWithin = known !== null && known >= first && known <= end;
    if (known !== null && !isWithin) {
      this.#log(
        "warn",
        `Store ${store.store} of task ${task.id} knows its changelog up to offset ${known}, and ${store.topic}-${task.partition} has ${first} to ${end}: it is restored from the beginning`,
      );
    }
    if (!isWithin) await store.reset();
    const position = isWithin ? known : first;
    if (position >= end) {
      store.position = position;
      return;
    }
    this.#log(
      "info",
      `Restoring store ${store.store} of task ${task.id}: ${store.topic}-${task.partition} from offset ${position} to ${end}`,
    );
    this.#byPartition.set(partitionName(partitionOf({ task, store })), {
      task,
      store,
      end,
      position,
      records: 0,
      sinceMs: this.#options.monotonic(),
    });
  }

  #assign(): void {
    if (!this.isActive) {
      this.#reader?.assign([]);
      return;
    }
    this.#reader ??= this.#options.reader();
    this.#reader.assign(
      [...this.#byPartition.values()].map((restoring) => ({
        ...partitionOf(restoring),
        position: restoring.position,
      })),
    );
    this.#lastProgress = this.#options.monotonic();
  }

  /** Tasks that went away. */
  remove(tasks: readonly Task[]): void {
    let isChanged = false;
    for (const [key, { task }] of this.#byPartition) {
      if (tasks.includes(task)) isChanged = this.#byPartition.delete(key) || isChanged;
    }
    if (isChanged) this.#assign();
  }

  /** Restores what comes within `maxWaitMs`. */
  async step(maxWaitMs: number): Promise<void> {
    const reader = this.#reader;
    if (reader === null) return;
    let batches: readonly FetchedBatch[];
    try {
      batches = await reader.poll(maxWaitMs);
    } catch (error) {
      if (!(error instanceof KafkaError) || error.code !== "no-offset") throw error;
      await this.#beginAgain();
      return;
    }
    await inSlices(batches, this.#options.monotonic, (batch) => this.#restore(batch));
    await this.#finish(reader);
    this.#reportProgress();
  }

  /** The log was cut off while it was read: what is not there yet is restored anew. */
  async #beginAgain(): Promise<void> {
    const all = [...this.#byPartition.values()];
    this.#byPartition.clear();
    for (const { store, position } of all) store.position = position;
    await this.#begin(all);
    this.#assign();
    for (const { task } of all) this.#runIfThere(task);
  }

  async #restore(fetched: FetchedBatch): Promise<void> {
    const restoring = this.#byPartition.get(partitionName(fetched));
    if (restoring === undefined) return;
    const { store, task } = restoring;
    const batch = this.#batch;
    batch.open(fetched.batch);
    while (batch.next()) {
      if (batch.offset < fetched.fromOffset || batch.keyEnd < 0) continue;
      const { bytes, keyStart, keyEnd, valueStart, valueEnd, timestamp } = batch;
      const value = valueEnd < 0 ? null : textOf(bytes, valueStart, valueEnd);
      const done = store.restore(textOf(bytes, keyStart, keyEnd), value, timestamp);
      if (done !== undefined) await done;
      restoring.records++;
    }
    restoring.position = fetched.lastOffset + 1;
    if (task.stores.isOverfull) await task.stores.relieve();
  }

  async #finish(reader: LogReader): Promise<void> {
    const there: Restoring[] = [];
    for (const [key, restoring] of this.#byPartition) {
      const { store, task, end } = restoring;
      // Behind marks of transactions, which are no records, the end is reached too.
      const position = Math.max(restoring.position, reader.position(partitionOf(restoring)) ?? 0);
      if (position < end) continue;
      store.position = position;
      await store.save();
      this.#byPartition.delete(key);
      there.push(restoring);
      const ms = Math.round(this.#options.monotonic() - restoring.sinceMs);
      this.#log(
        "info",
        `Restored store ${store.store} of task ${task.id}: ${restoring.records} records in ${ms} ms`,
      );
    }
    if (there.length === 0) return;
    this.#assignRest(reader);
    for (const { task } of there) this.#runIfThere(task);
  }

  #assignRest(reader: LogReader): void {
    for (const restoring of this.#byPartition.values()) {
      const position = reader.position(partitionOf(restoring)) ?? 0;
      restoring.position = Math.max(restoring.position, position);
    }
    this.#assign();
  }

  #runIfThere(task: Task): void {
    if (task.isRunning) return;
    for (const restoring of this.#byPartition.values()) if (restoring.task === task) return;
    task.isRunning = true;
    const begin = task.queues.map(
      ({ topic, partition, position }) => `${topic}-${partition} from offset ${position}`,
    );
    this.#log("info", `Task ${task.id} is running: ${begin.join(", ")}`);
  }

  #reportProgress(): void {
    const now = this.#options.monotonic();
    if (!this.isActive || now - this.#lastProgress < PROGRESS_MS) return;
    this.#lastProgress = now;
    for (const { store, task, position, end } of this.#byPartition.values()) {
      this.#log(
        "info",
        `Restoring store ${store.store} of task ${task.id}: at offset ${position} of ${end}`,
      );
    }
  }

  async close(): Promise<void> {
    await this.#reader?.close();
    this.#reader = null;
  }

  #log(level: "info" | "warn", message: string): void {
    logSink().write(level, LOGGER, `[${this.#options.member}] ${message}`);
  }
}

/** The changelog of the store. */
const partitionOf = ({ task, store }: StoreOfTask): TopicPartition => ({
  topic: store.topic,
  partition: task.partition,
});
