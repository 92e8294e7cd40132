/**
 * A topology without a broker (streams.md 8): one task runs all of it, every topic has one partition, and each record is
 * taken through everything it causes before `pipe` returns. What is written to a topic that is read too comes back in.
 */
import type { NodeRuntime } from "../dsl/node.ts";
import type { Topology } from "../dsl/topology.ts";
import { Engine } from "../engine/engine.ts";
import type { ErrorHandlers } from "../engine/error-handling.ts";
import type { Header } from "../engine/record.ts";
import type { OutgoingBatch } from "../kafka/port.ts";
import { decodeRecords, encodeRecords, type PlainRecord } from "../record-batch/records.ts";
import { TestClock } from "./clock.ts";

export interface DriverOptions {
  readonly topologies: readonly Topology[];
  readonly errors?: ErrorHandlers;
  /** What the wall clock shows at first, in ms since the epoch. */
  readonly startMs?: number;
  /** Gets the lines of print sinks. */
  readonly print?: NodeRuntime["print"];
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

  constructor({ topologies, errors, startMs, print }: DriverOptions) {
    this.clock = new TestClock(startMs ?? 0);
    this.#engine = new Engine({
      topologies,
      print: print ?? (() => {}),
      singleTask: true,
      ...(errors === undefined ? {} : { errors }),
    });
    this.#inputs = new Set(this.#engine.sourceTopics);
    this.#engine.assign(
      this.#engine.sourceTopics.map((topic) => ({
        topic,
        partition: 0,
        position: 0,
        metadata: "",
      })),
    );
    for (const topic of this.#engine.sinkTopics) this.#engine.collector.addTopic(topic, 1);
  }

  get sourceTopics(): ReadonlySet<string> {
    return this.#inputs;
  }

  /** The task's stream time, -1 before the first record. */
  get streamTime(): number {
    return this.#engine.tasks[0]?.streamTime ?? -1;
  }

  /** @throws StreamsFailure when a record fails and the handlers say stop */
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
    const { collector } = this.#engine;
    while (task?.processNext()) {
      for (const topic of collector.unknownTopics) collector.addTopic(topic, 1);
      for (const batch of collector.take()) this.#collect(batch);
    }
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
    this.#engine.add({
      topic,
      partition: 0,
      batch,
      baseOffset: first,
      lastOffset: first + records.length - 1,
      fromOffset: first,
      endOffset: first + records.length,
      logAppendTime: null,
    });
  }

  /** The records that came out since the last call, in the order in which they were written, topic by topic. */
  take(): OutputRecord[] {
    return this.#outputs.splice(0);
  }
}
