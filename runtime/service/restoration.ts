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

const LOGGER = "ksmlc.streams";
const PROGRESS_MS = 10_000;
/** The event loop is given back this often. */
const SLICE_MS = 25;

export interface RestorationOptions {
  readonly member: string;
  readonly admin: Admin;
  /** Made when there is something to restore. */
  readonly reader: () => LogReader;
  readonly monotonic: () => number;
}

/** One store that is not there yet. */
interface Restoring {
  readonly task: Task;
  readonly store: Restorable;
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
    for (const task of tasks) {
      for (const store of task.stores.restorable) await this.#begin(task, store);
    }
    this.#assign();
    for (const task of tasks) this.#runIfThere(task);
  }

  async #begin(task: Task, store: Restorable): Promise<void> {
    const partition = { topic: store.topic, partition: task.partition };
    const { admin, monotonic } = this.#options;
    const [first = 0] = await admin.listOffsets([partition], "earliest");
    const [end = 0] = await admin.listOffsets([partition], "latest");
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
    this.#byPartition.set(keyOf(partition), {
      task,
      store,
      end,
      position,
      records: 0,
      sinceMs: monotonic(),
    });
  }

  #assign(): void {
    if (!this.isActive) {
      this.#reader?.assign([]);
      return;
    }
    this.#reader ??= this.#options.reader();
    this.#reader.assign(
      [...this.#byPartition.values()].map(({ task, store, position }) => ({
        topic: store.topic,
        partition: task.partition,
        position,
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
    const { monotonic } = this.#options;
    let since = monotonic();
    for (const batch of batches) {
      await this.#restore(batch);
      if (monotonic() - since < SLICE_MS) continue;
      await new Promise((resolve) => setImmediate(resolve));
      since = monotonic();
    }
    await this.#finish(reader);
    this.#reportProgress();
  }

  /** The log was cut off while it was read: what is not there yet is restored anew. */
  async #beginAgain(): Promise<void> {
    const all = [...this.#byPartition.values()];
    this.#byPartition.clear();
    for (const { task, store, position } of all) {
      store.position = position;
      await this.#begin(task, store);
    }
    this.#assign();
    for (const { task } of all) this.#runIfThere(task);
  }

  async #restore(fetched: FetchedBatch): Promise<void> {
    const restoring = this.#byPartition.get(keyOf(fetched));
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
      const partition = { topic: store.topic, partition: task.partition };
      // Behind marks of transactions, which are no records, the end is reached too.
      const position = Math.max(restoring.position, reader.position(partition) ?? 0);
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
      const { store, task } = restoring;
      const partition = { topic: store.topic, partition: task.partition };
      restoring.position = Math.max(restoring.position, reader.position(partition) ?? 0);
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

const keyOf = ({ topic, partition }: TopicPartition): string => `${topic}-${partition}`;
