/**
 * A topology without a broker (streams.md 8): one task runs all of it, every topic has one partition, and each record is
 * taken through everything it causes before `pipe` returns. What is written to a topic that is read too comes back in.
 */

import { logSink } from "../dsl/logger.ts";
import type { NodeRuntime } from "../dsl/node.ts";
import type { Topology } from "../dsl/topology.ts";
import { Engine } from "../engine/engine.ts";
import type { ErrorHandlers } from "../engine/error-handling.ts";
import type { Header } from "../engine/record.ts";
import { nodesOf, oneTopology } from "../engine/sub-topologies.ts";
import type { OutgoingBatch } from "../kafka/port.ts";
import { currentRegistries } from "../notations/registry/registries.ts";
import { decodeRecords, encodeRecords, type PlainRecord } from "../record-batch/records.ts";
import { prepareChosenTopic } from "../service/schema-registries.ts";
import { GlobalTables } from "../stores/global-tables.ts";
import { inMemory, StoreOptionsChoice } from "../stores/store-environment.ts";
import { globalTablesOf } from "../stores/store-uses.ts";
import { TestClock } from "./clock.ts";

export interface DriverOptions {
  readonly topologies: readonly Topology[];
  readonly errors?: ErrorHandlers;
  /** What the wall clock shows at first, in ms since the epoch. */
  readonly startMs?: number;
  /** Gets the lines of print sinks. */
  readonly print?: NodeRuntime["print"];
  /** In front of the names of changelogs; default: `test`. */
  readonly applicationId?: string;
  /** Left out, caches are emptied after each record, as in Kafka Streams' own driver; false: only by `flush`. */
  readonly commitsEachRecord?: boolean;
}

/** A record that came out, as bytes. */
export interface OutputRecord extends PlainRecord {
  readonly topic: string;
  readonly offset: number;
}

export interface InputRecord {
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  /** Without: what the wall clock shows. */
  readonly timestamp?: number;
  readonly headers?: readonly Header[];
}

export class TestDriver {
  readonly clock: TestClock;
  readonly #engine: Engine;
  readonly #offsets = new Map<string, number>();
  readonly #outputs: OutputRecord[] = [];
  readonly #inputs: ReadonlySet<string>;
  readonly #globals: GlobalTables;
  readonly #commitsEachRecord: boolean;

  constructor({
    topologies,
    errors,
    startMs,
    print,
    applicationId,
    commitsEachRecord,
  }: DriverOptions) {
    this.clock = new TestClock(startMs ?? 0);
    const nodes = oneTopology(topologies).flatMap((sub) => [...nodesOf(sub)]);
    this.#globals = new GlobalTables(globalTablesOf(nodes), null, new StoreOptionsChoice());
    const named = applicationId === undefined ? {} : { applicationId };
    const stores = { ...inMemory(), ...named, globals: this.#globals.byHandle };
    this.#engine = new Engine({
      topologies,
      stores,
      print: print ?? (() => {}),
      singleTask: true,
      ...(errors === undefined ? {} : { errors }),
    });
    this.#inputs = new Set([...this.#engine.sourceTopics, ...this.#globals.topics]);
    this.#commitsEachRecord = commitsEachRecord ?? true;
    this.#engine.assign(
      this.#engine.sourceTopics.map((topic) => ({
        topic,
        partition: 0,
        position: 0,
        metadata: "",
      })),
    );
    const changelogs = this.#engine.changelogs.map(({ topic }) => topic);
    for (const topic of [...this.#engine.sinkTopics, ...changelogs]) {
      this.#engine.collector.addTopic(topic, 1);
    }
  }

  get sourceTopics(): ReadonlySet<string> {
    return this.#inputs;
  }

  /** The task's stream time, -1 before the first record. */
  get streamTime(): number {
    return this.#engine.tasks[0]?.streamTime ?? -1;
  }

  /**
   * Of a topology that waits somewhere: `settled` says when the record is through.
   * @throws StreamsFailure when a record fails and the handlers say stop
   */
  pipe(topic: string, record: InputRecord): void {
    if (!this.#inputs.has(topic)) return;
    this.#enqueue(topic, [
      {
        key: record.key,
        value: record.value,
        timestamp: record.timestamp ?? this.clock.now(),
        headers: record.headers ?? [],
      },
    ]);
    this.#run();
  }

  #run(): void {
    const [task] = this.#engine.tasks;
    while (task?.processNext()) {
      if (this.#commitsEachRecord) task.flush();
      this.#takeWritten();
    }
  }

  /** Resolves when all that was piped is through. @throws as `pipe` */
  async settled(): Promise<void> {
    const [task] = this.#engine.tasks;
    while (task?.waiting != null) {
      await task.waiting;
      task.throwFailure();
      while (this.#commitsEachRecord && !task.flush()) await task.waiting;
      this.#takeWritten();
      this.#run();
    }
    const { collector } = this.#engine;
    for (const { topic, types } of collector.unknownTopics) {
      if (types !== null) await prepareChosenTopic(currentRegistries(), topic, types);
      collector.addTopic(topic, 1);
    }
    this.#takeWritten();
  }

  #takeWritten(): void {
    const { collector } = this.#engine;
    for (const { topic, types } of collector.unknownTopics) {
      // Its schemas are registered by `settled`.
      if (types === null) collector.addTopic(topic, 1);
    }
    for (const batch of collector.take()) this.#collect(batch);
  }

  /** What is cached goes on: what a commit does. */
  flush(): void {
    for (const task of this.#engine.tasks) task.flush();
    this.#takeWritten();
    this.#run();
  }

  #collect(batch: OutgoingBatch): void {
    const { topic } = batch;
    const records = decodeRecords(batch.batch);
    const first = this.#offsets.get(topic) ?? 0;
    for (const [i, record] of records.entries()) {
      this.#outputs.push({ ...record, topic, offset: first + i });
    }
    if (this.#inputs.has(topic)) this.#enqueue(topic, records);
    else this.#offsets.set(topic, first + records.length);
  }

  #enqueue(topic: string, records: readonly PlainRecord[]): void {
    const first = this.#offsets.get(topic) ?? 0;
    this.#offsets.set(topic, first + records.length);
    const batch = encodeRecords(records);
    batch.writeBigInt64BE(BigInt(first), 0);
    const fetched = {
      topic,
      partition: 0,
      batch,
      baseOffset: first,
      lastOffset: first + records.length - 1,
      fromOffset: first,
      endOffset: first + records.length,
      logAppendTime: null,
    };
    // As in Kafka Streams' test driver, whatever the handlers are: what cannot be read is left out.
    this.#globals.follow(fetched, (_batch, _reader, error) => {
      logSink().write(
        "warn",
        "ksmlc.test",
        `Skipped a record of the global table of ${topic}`,
        error,
      );
    });
    this.#engine.add(fetched);
  }

  /** The records that came out since the last call, in the order in which they were written, topic by topic. */
  take(): OutputRecord[] {
    return this.#outputs.splice(0);
  }
}
