/**
 * One member of the consumer group with its tasks (a "stream thread" of Kafka Streams; streams.md 6.3): polls, processes in
 * slices that give the event loop back, sends, commits. Records are processed synchronously; what waits is Kafka, and
 * tasks with functions that wait, beside which all others go on.
 */
import { logSink } from "../dsl/logger.ts";
import { Engine } from "../engine/engine.ts";
import type { Task } from "../engine/task.ts";
import {
  type Consumer,
  KafkaError,
  type OffsetReset,
  type OffsetToCommit,
  type RebalanceListener,
  type TopicPartition,
} from "../kafka/port.ts";
import type { StoreStatistics } from "../metrics/service-families.ts";
import { addChosenTopics } from "./chosen-topics.ts";
import { Ending } from "./ending.ts";
import { beginFlush, flushed } from "./flush-tasks.ts";
import type { MemberOptions } from "./member-options.ts";
import { MemberStores } from "./member-stores.ts";
import { PartitionFlow } from "./partition-flow.ts";
import { partitionName } from "./partition-name.ts";
import { recordsOf } from "./polled-records.ts";
import { Sender } from "./sender.ts";
import { allThrough, anyThrough, SHUTDOWN_MS } from "./waiting-tasks.ts";

/** The event loop is given back at least this often, between two records: so often are lingering batches looked after. */
const SLICE_MS = 25;
/** While a task waits, new records are asked for this often. */
const WAITING_SLICE_MS = 10;
/** While nothing else is to do, so long a part of a changelog is waited for. */
const RESTORE_WAIT_MS = 50;
const LOGGER = "ksmlc.streams";

export class StreamsMember {
  readonly #options: MemberOptions;
  readonly #engine: Engine;
  readonly #consumer: Consumer;
  readonly #sender: Sender;
  readonly #stores: MemberStores;
  readonly #flow: PartitionFlow;
  readonly #ending: Ending;
  #isStopping = false;
  /** The group has said what this member has. */
  #isAssigned = false;
  /** No partition comes back any more. */
  #isLeaving = false;
  #lastCommit: number;
  #processed = 0;
  #pollRecordsMax = 0;
  #storesAtEnd: readonly StoreStatistics[] | null = null;
  /** Who waits for the next commit. */
  #awaitCommit: (() => void)[] = [];

  constructor(options: MemberOptions) {
    this.#options = options;
    this.#ending = new Ending(options.shutdownMs);
    const { topologies, errors, print, firstSticky, monotonic } = options;
    const sending = options.settings.sending;
    this.#engine = new Engine({
      topologies,
      errors,
      print,
      firstSticky,
      batches: { batchBytes: sending.batchBytes, now: monotonic },
      stores: options.stores,
    });
    const { id: member, admin, reader } = options;
    this.#stores = new MemberStores(
      { member, admin, reader, monotonic },
      new Set(this.#engine.changelogs.map(({ topic }) => topic)),
    );
    const { collector } = this.#engine;
    for (const [topic, count] of options.partitions) collector.addTopic(topic, count);
    this.#sender = new Sender({
      producer: options.producer,
      errors: errors.produce,
      collector,
      settings: sending,
      monotonic,
      ending: this.#ending,
      acknowledged: (batch, baseOffset) => this.#stores.acknowledged(batch, baseOffset),
    });
    this.#consumer = options.consumer({
      topics: this.#engine.sourceTopics,
      coAssigned: this.#engine.subTopologies.map(({ sources }) =>
        sources.map(({ topic }) => topic),
      ),
      offsetReset: options.readsFromStart
        ? { default: "earliest", topics: {} }
        : { default: options.settings.offsetReset, topics: this.#offsetResets() },
      listener: this.#listener(),
    });
    this.#flow = new PartitionFlow(this.#consumer, options.settings, monotonic);
    this.#lastCommit = monotonic();
  }

  #offsetResets(): Record<string, OffsetReset> {
    const resets: Record<string, OffsetReset> = {};
    for (const { topic, offsetReset } of this.#engine.subTopologies.flatMap((sub) => sub.sources)) {
      if (offsetReset === null) continue;
      resets[topic] = typeof offsetReset === "string" ? offsetReset : offsetReset.agoMs;
    }
    return resets;
  }

  #listener(): RebalanceListener {
    return {
      assigned: async (partitions) => {
        const { made, ended } = this.#engine.assign(partitions);
        this.#lastCommit = this.#options.monotonic();
        const { tasks } = this.#engine;
        this.#log("info", `Assigned: ${tasks.length === 1 ? "1 task" : `${tasks.length} tasks`}`);
        for (const task of tasks) {
          if (task.isRunning && !made.includes(task)) {
            this.#log("info", `Task ${task.id} is running, as before`);
          }
        }
        await this.#stores.end(ended);
        await this.#stores.begin(made);
        this.#isAssigned = true;
      },
      revoked: async (partitions) => {
        this.#isAssigned = false;
        await this.#finishInHand();
        await this.#commit();
        this.#flow.forget(partitions);
        this.#engine.suspend();
        if (this.#isLeaving) await this.#stores.end(this.#engine.assign([]).ended);
      },
      // Nothing of them is committed: their stores are closed as they are, at the positions of the last commit.
      lost: async (partitions) => {
        this.#isAssigned = false;
        this.#flow.forget(partitions);
        await this.#stores.end(this.#engine.remove(partitions));
      },
    };
  }

  /** Finishes the record in hand, then commits and leaves the group; `run` ends after that, or when Kafka takes too long for it. */
  stop(): void {
    this.#isStopping = true;
    this.#sender.stopRetrying();
    this.#ending.begin();
  }

  /** Until `stop`. @throws what stops the service; the records processed until then are committed */
  async run(): Promise<void> {
    let failure: unknown = null;
    try {
      while (!this.#isStopping) await this.#round();
    } catch (error) {
      failure = error;
    }
    try {
      await this.#finishInHand();
      await this.#commit();
      for (const task of this.#engine.tasks) task.throwFailure();
    } catch (error) {
      failure ??= error;
    }
    this.#sender.close();
    this.#storesAtEnd = this.storeStatistics();
    this.#isLeaving = true;
    try {
      await this.#consumer.close();
    } catch (error) {
      failure ??= error;
    }
    try {
      await this.#stores.close(this.#allTasks);
    } catch (error) {
      failure ??= error;
    }
    this.#isStopping = true;
    for (const ended of this.#awaitCommit) ended();
    if (failure !== null) throw failure;
  }

  /** Records that wait for something: their way ends, or they are given up and processed again by whoever comes next. */
  async #finishInHand(): Promise<void> {
    const { tasks } = this.#engine;
    let isThrough = await allThrough(tasks, SHUTDOWN_MS);
    if (isThrough) {
      beginFlush(tasks);
      isThrough = await allThrough(tasks, SHUTDOWN_MS);
    }
    if (isThrough) return;
    for (const { id, waiting, record } of tasks) {
      if (waiting === null) continue;
      const { topic, partition, offset } = record;
      this.#log(
        "warn",
        `A record was not finished within ${SHUTDOWN_MS} ms and will be processed again: task ${id}, topic ${topic}, partition ${partition}, offset ${offset}`,
      );
    }
  }

  async #round(): Promise<void> {
    const { tasks } = this.#engine;
    const { restoration } = this.#stores;
    const hasWork = tasks.some(
      (task) => task.waiting !== null || (task.hasWork && this.#flow.isReady(task)),
    );
    await this.#stores.openFree();
    if (restoration.isActive) await restoration.step(hasWork ? 0 : RESTORE_WAIT_MS);
    const isBusy = hasWork || restoration.isActive;
    const batches = await this.#ending.answer(
      this.#consumer.poll(isBusy ? 0 : this.#waitMs()),
      () => "has not answered",
    );
    this.#pollRecordsMax = Math.max(this.#pollRecordsMax, recordsOf(batches));
    for (const batch of batches) this.#engine.add(batch);
    this.#flow.pauseAndResume(tasks);
    this.#processSlice();
    if (tasks.some(({ waiting }) => waiting !== null)) await this.#processBesideWaits();
    await this.#stores.relieve(tasks);
    await this.#send();
    const sinceCommit = this.#options.monotonic() - this.#lastCommit;
    const awaited = this.#awaitCommit.splice(0);
    const isDue = sinceCommit >= this.#options.settings.commitIntervalMs;
    if (awaited.length > 0 || isDue || tasks.some(({ isToFlush }) => isToFlush)) {
      await this.#commit();
    }
    for (const committed of awaited) committed();
  }

  /** Commits without waiting for the interval to be over; resolves after that, or when the member has ended. */
  commitSoon(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#isStopping) resolve();
      else this.#awaitCommit.push(resolve);
    });
  }

  /** Not longer than until the next commit. */
  #waitMs(): number {
    const { pollMs, commitIntervalMs } = this.#options.settings;
    const left = this.#lastCommit + commitIntervalMs - this.#options.monotonic();
    return Math.max(0, Math.min(pollMs, left));
  }

  /** One record of each task in turn, up to the end of the slice. */
  #processSlice(): void {
    const { monotonic, settings, threads } = this.#options;
    const begin = monotonic();
    const until = begin + SLICE_MS;
    let now = begin;
    for (let isBusy = true; isBusy && now < until && !this.#isStopping; ) {
      isBusy = false;
      for (const task of this.#engine.tasks) {
        if (!this.#flow.isReady(task) || !task.processNext()) continue;
        isBusy = true;
        this.#processed++;
        if (threads?.hasStarted) threads.begin();
        const before = now;
        now = monotonic();
        if (now - before > settings.sessionTimeoutMs) this.#blocked(task, now - before);
        if (this.#sender.isFull) return;
        if (now >= until || this.#isStopping) break;
      }
    }
  }

  /** As soon as a task is through with its record it takes the next one, and the others go on meanwhile. */
  async #processBesideWaits(): Promise<void> {
    const { monotonic } = this.#options;
    const until = monotonic() + WAITING_SLICE_MS;
    for (;;) {
      const { tasks } = this.#engine;
      const left = until - monotonic();
      if (left <= 0 || this.#isStopping || this.#sender.isFull) return;
      if (tasks.every(({ waiting }) => waiting === null)) return;
      await anyThrough(tasks, left);
      this.#processSlice();
    }
  }

  #blocked(task: Task, ms: number): void {
    const { topic, partition, offset } = task.record;
    this.#log(
      "warn",
      `One record blocked the service for ${Math.round(ms)} ms, longer than session.timeout.ms, so the group may have gone on without this member: task ${task.id}, topic ${topic}, partition ${partition}, offset ${offset}`,
    );
  }

  async #send(): Promise<void> {
    const { collector } = this.#engine;
    if (collector.unknownTopics.length > 0) {
      await addChosenTopics(collector, this.#options, this.#ending);
    }
    this.#sender.sendDue();
    if (this.#sender.isFull) await this.#sender.waitForRoom();
  }

  /**
   * Caches are emptied; outputs and changelogs acknowledged; then the offsets; then the local state. Nothing is taken from a queue meanwhile, but a record that waits may
   * end: what it writes then comes too late for this commit, and so it counts as in hand.
   */
  async #commit(): Promise<void> {
    this.#lastCommit = this.#options.monotonic();
    const { tasks, failure } = flushed(this.#engine.tasks);
    this.#flow.skipMarks(this.#engine.tasks);
    const offsets = this.#engine.offsetsToCommit(tasks);
    await this.#stores.prepare(tasks);
    await this.#send();
    await this.#sender.flush();
    if (offsets.length > 0) {
      try {
        await this.#ending.answer(
          this.#consumer.commit(offsets),
          () => `has not committed ${offsets.map(printOffset).join(", ")}`,
        );
      } catch (error) {
        this.#commitFailed(offsets, error);
        return;
      }
      this.#engine.committed(offsets);
      this.#log("debug", `Committed ${offsets.map(printOffset).join(", ")}`);
    }
    await this.#stores.commit(tasks);
    if (failure !== null) throw failure.error;
  }

  /** Who no longer owns a partition cannot commit it: its next owner processes the records again. */
  #commitFailed(offsets: readonly OffsetToCommit[], error: unknown): void {
    if (!(error instanceof KafkaError)) throw error;
    if (error.code !== "rebalance-in-progress" && error.code !== "fenced" && !error.retriable) {
      throw error;
    }
    this.#log(
      "warn",
      `Offsets could not be committed (${error.message}): ${offsets.map(printOffset).join(", ")}`,
    );
  }

  /** Nothing buffered, nothing to send, nothing under way, and no partitions to come. */
  get isIdle(): boolean {
    const { tasks } = this.#engine;
    return (
      this.#isAssigned &&
      this.#sender.isIdle &&
      tasks.every((task) => task.isRunning && task.waiting === null && !task.hasWork)
    );
  }

  /** The offset behind the last record of each assigned partition that was processed. */
  positions(): readonly (TopicPartition & { readonly offset: number })[] {
    this.#flow.skipMarks(this.#engine.tasks);
    return this.#engine.tasks.flatMap(({ queues }) =>
      queues.map(({ topic, partition, committable }) => ({
        topic,
        partition,
        offset: committable,
      })),
    );
  }

  /** Once it has ended: as of its end. */
  storeStatistics(): readonly StoreStatistics[] {
    return this.#storesAtEnd ?? this.#allTasks.flatMap(({ stores }) => stores.statistics());
  }

  /** With those that are suspended, which have their stores too. */
  get #allTasks(): readonly Task[] {
    return [...this.#engine.tasks, ...this.#engine.suspended];
  }

  /** Records processed since the start. */
  get processed(): number {
    return this.#processed;
  }

  get id(): string {
    return this.#options.id;
  }

  /** Most records that one loop took. */
  get pollRecordsMax(): number {
    return this.#pollRecordsMax;
  }

  #log(level: "debug" | "info" | "warn", message: string): void {
    const sink = logSink();
    if (sink.isEnabled(level)) sink.write(level, LOGGER, `[${this.#options.id}] ${message}`);
  }
}

const printOffset = (offset: OffsetToCommit): string => `${partitionName(offset)}=${offset.offset}`;
