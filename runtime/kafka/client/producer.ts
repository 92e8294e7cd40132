/**
 * An idempotent producer. Batches go in as bytes and stand in one queue a partition; a round sends the head of each queue,
 * one request a broker, and waits for all answers. So a partition has one batch under way, its sequence numbers move
 * only when a batch is acknowledged, and a batch that is sent again has the number that it had before: a broker writes it once.
 */
import { KafkaError, type OutgoingBatch, type Producer, type TopicPartition } from "../port.ts";
import { isWholeBatch, recordCount, setProducer } from "./batch-header.ts";
import { Cluster } from "./cluster.ts";
import { messageOf, sleep, sleepQuietly, Trouble } from "./patience.ts";
import {
  ConnectionLost,
  ErrorCode,
  isRetriable,
  mayRetry,
  ProtocolError,
  toKafkaError,
} from "./protocol-error.ts";
import { choiceSetting, numberSetting, type Settings } from "./settings.ts";
import type { Compression, KafkaLog, ProducedBatch, ProducerIdentity, Wire } from "./wire.ts";

interface Queued extends TopicPartition {
  readonly batch: Buffer;
  readonly records: number;
  readonly since: number;
  /** Sent without an answer: it may be written. */
  uncertain: boolean;
  lastError: unknown;
  readonly resolve: (baseOffset: number) => void;
  readonly reject: (error: unknown) => void;
}

/** Sequence numbers are 31 bits and start again at 0. */
const SEQUENCES = 2 ** 31;
/** A broker refuses requests beyond socket.request.max.bytes, 100 MiB. */
const REQUEST_BYTES = 32 << 20;

const CLOSE_MS = 3_000;

const COMPRESSIONS: readonly Compression[] = ["none", "gzip", "snappy", "lz4", "zstd"];

export class WireProducer implements Producer {
  readonly #cluster: Cluster;
  readonly #compression: Compression;
  readonly #acks: "all" | "leader";
  readonly #deliveryTimeoutMs: number;
  readonly #requestTimeoutMs: number;
  readonly #maxBlockMs: number;
  readonly #trouble: Trouble;
  readonly #log: KafkaLog;
  /** By topic and partition; never empty. */
  readonly #queues = new Map<string, Queued[]>();
  readonly #sequences = new Map<string, number>();
  #identity: ProducerIdentity | null = null;
  #rounds: Promise<void> | null = null;
  #closed = false;

  constructor(wire: Wire, settings: Settings, log: KafkaLog) {
    this.#cluster = new Cluster(wire);
    this.#log = log;
    this.#compression = choiceSetting(settings, "compression.type", COMPRESSIONS, "none");
    this.#acks = acksOf(settings, log);
    this.#deliveryTimeoutMs = numberSetting(settings, "delivery.timeout.ms", 120_000);
    this.#requestTimeoutMs = numberSetting(settings, "request.timeout.ms", 30_000);
    this.#maxBlockMs = numberSetting(settings, "max.block.ms", 60_000);
    this.#trouble = new Trouble("Writing to Kafka", log);
  }

  async send(batches: readonly OutgoingBatch[]): Promise<readonly number[]> {
    if (this.#closed) throw new KafkaError("other", "The producer is closed.");
    const written = batches.map((each) => this.#enqueue(each));
    this.#rounds ??= this.#run();
    // All are settled before this is, since the batches are only lent until then.
    const settled = await Promise.allSettled(written);
    return settled.map((each) => {
      if (each.status === "rejected") throw each.reason;
      return each.value;
    });
  }

  /** What is under way may still be acknowledged; a silent broker is not waited for. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#rounds !== null) await Promise.race([this.#rounds, sleepQuietly(CLOSE_MS)]);
    for (const { topic, partition, reject } of [...this.#queues.values()].flat()) {
      const place = `${topic}-${partition}`;
      reject(new KafkaError("unreachable", `The producer was closed while it wrote to ${place}.`));
    }
    this.#queues.clear();
    await this.#cluster.wire.close();
  }

  #enqueue({ topic, partition, batch }: OutgoingBatch): Promise<number> {
    const bytes = Buffer.from(batch.buffer, batch.byteOffset, batch.byteLength);
    if (!isWholeBatch(bytes)) {
      return Promise.reject(
        new KafkaError("other", `What is sent to ${topic}-${partition} is not one record batch.`),
      );
    }
    return new Promise((resolve, reject) => {
      const queued: Queued = {
        topic,
        partition,
        batch: bytes,
        records: recordCount(bytes),
        since: Date.now(),
        uncertain: false,
        lastError: null,
        resolve,
        reject,
      };
      const key = keyOf(queued);
      const queue = this.#queues.get(key);
      if (queue === undefined) this.#queues.set(key, [queued]);
      else queue.push(queued);
    });
  }

  async #run(): Promise<void> {
    await null; // what is sent in the same turn goes in the same round
    while (this.#queues.size > 0) {
      const failure = await this.#round();
      if (failure === null) this.#trouble.worked();
      else await sleep(this.#trouble.failed(failure));
    }
    this.#rounds = null;
  }

  /** @returns the error to wait for, or null when nothing failed that is tried again. */
  async #round(): Promise<unknown> {
    this.#expire();
    const heads = [...this.#queues.values()].flatMap((queue) => queue.slice(0, 1));
    if (heads.length === 0) return null;
    try {
      this.#identity ??= await this.#cluster.wire.initProducerId();
      await this.#learnLeaders(heads);
    } catch (error) {
      for (const head of heads) this.#failed(head, error);
      return error;
    }
    const { requests, unled } = this.#requests(heads);
    const answers = await Promise.all(
      [...requests].map(([node, group]) => this.#produce(node, group)),
    );
    return answers.find((each) => each !== null) ?? unled;
  }

  /** What could not be delivered in time. If it may be written, its sequence numbers are lost: a new identity. */
  #expire(): void {
    const now = Date.now();
    for (const queue of [...this.#queues.values()]) {
      const head = queue[0] as Queued;
      const missing =
        head.lastError instanceof ProtocolError &&
        head.lastError.code === ErrorCode.unknownTopicOrPartition;
      const limitMs = missing ? this.#maxBlockMs : this.#deliveryTimeoutMs;
      if (now - head.since < limitMs) continue;
      this.#settle(head);
      if (head.uncertain) this.#newIdentity();
      head.reject(
        toKafkaError(
          head.lastError ?? new ConnectionLost("no answer in time"),
          `Writing to ${head.topic}-${head.partition} failed for ${limitMs} ms`,
        ),
      );
    }
  }

  async #learnLeaders(heads: readonly Queued[]): Promise<void> {
    const unknown = new Set(
      heads.filter((each) => this.#cluster.leader(each) === null).map(({ topic }) => topic),
    );
    // A producer's question may create a topic, where the broker does that; no one else's may.
    if (unknown.size > 0) await this.#cluster.describe([...unknown], true);
  }

  /** What goes to which broker, and the error of a partition that has none. */
  #requests(heads: readonly Queued[]): { requests: Map<number, Queued[]>; unled: unknown } {
    const requests = new Map<number, Queued[]>();
    const bytes = new Map<number, number>();
    let unled: unknown = null;
    for (const head of heads) {
      const node = this.#cluster.leader(head);
      if (node === null) {
        const missing = (this.#cluster.partitions(head.topic) ?? 0) <= head.partition;
        unled = new ProtocolError(
          missing ? ErrorCode.unknownTopicOrPartition : ErrorCode.leaderNotAvailable,
          `${head.topic}-${head.partition}`,
        );
        this.#failed(head, unled);
        continue;
      }
      const size = (bytes.get(node) ?? 0) + head.batch.length;
      const request = requests.get(node);
      if (request === undefined) requests.set(node, [head]);
      else if (size <= REQUEST_BYTES) request.push(head);
      else continue; // the next round
      bytes.set(node, size);
    }
    return { requests, unled };
  }

  async #produce(node: number, group: readonly Queued[]): Promise<unknown> {
    const identity = this.#identity as ProducerIdentity;
    for (const head of group) {
      setProducer(head.batch, identity, this.#sequences.get(keyOf(head)) ?? 0);
    }
    try {
      const answers = await this.#cluster.wire.produce(node, group, {
        timeoutMs: this.#requestTimeoutMs,
        compression: this.#compression,
        acks: this.#acks,
      });
      let failure: unknown = null;
      group.forEach((head, index) => {
        failure = this.#answered(head, answers[index] as ProducedBatch) ?? failure;
      });
      return failure;
    } catch (error) {
      this.#cluster.forgetLeaders(group.map(({ topic }) => topic));
      for (const head of group) {
        if (error instanceof ConnectionLost) head.uncertain = true;
        this.#failed(head, error);
      }
      return error;
    }
  }

  #answered(head: Queued, answer: ProducedBatch): unknown {
    if (answer.error === ErrorCode.none || answer.error === ErrorCode.duplicateSequence) {
      this.#settle(head);
      const key = keyOf(head);
      this.#sequences.set(key, ((this.#sequences.get(key) ?? 0) + head.records) % SEQUENCES);
      head.resolve(answer.baseOffset);
      return null;
    }
    const error = new ProtocolError(answer.error, answer.message);
    if (MAY_BE_WRITTEN.has(answer.error)) head.uncertain = true;
    if (LOST_SEQUENCES.has(answer.error) && !head.uncertain) {
      // The broker forgot this producer. Nothing of this batch is written, so it can go with a new identity.
      this.#log("warn", `${head.topic}-${head.partition}: ${messageOf(error)}. New producer id.`);
      this.#newIdentity();
      head.lastError = error;
      return error;
    }
    this.#failed(head, error);
    if (!isRetriable(answer.error)) return null;
    this.#cluster.forgetLeaders([head.topic]);
    return error;
  }

  #failed(head: Queued, error: unknown): void {
    head.lastError = error;
    if (mayRetry(error)) return;
    this.#settle(head);
    if (head.uncertain) this.#newIdentity();
    head.reject(toKafkaError(error, `Writing to ${head.topic}-${head.partition} failed`));
  }

  /** Takes a batch, the head of its queue, out. */
  #settle(head: Queued): void {
    const key = keyOf(head);
    const queue = this.#queues.get(key);
    if (queue?.[0] !== head) return;
    queue.shift();
    if (queue.length === 0) this.#queues.delete(key);
  }

  /** Only batches that are certainly not written may go on under it. */
  #newIdentity(): void {
    this.#identity = null;
    this.#sequences.clear();
    for (const queue of [...this.#queues.values()]) {
      const head = queue[0] as Queued;
      if (!head.uncertain) continue;
      this.#settle(head);
      head.reject(
        new KafkaError(
          "fenced",
          `Whether a batch of ${head.topic}-${head.partition} is written is not known: ${messageOf(head.lastError)}`,
        ),
      );
    }
  }
}

/** An answer is always waited for: what is committed behind a batch must not be lost with it unseen. */
function acksOf(settings: Settings, log: KafkaLog): "all" | "leader" {
  const acks = choiceSetting(settings, "acks", ["all", "-1", "1", "0"], "all");
  if (acks === "0") log("warn", "acks is 0: the answer of the leader is waited for all the same.");
  return acks === "all" || acks === "-1" ? "all" : "leader";
}

const MAY_BE_WRITTEN: ReadonlySet<number> = new Set([
  ErrorCode.requestTimedOut,
  ErrorCode.networkException,
  ErrorCode.notEnoughReplicasAfterAppend,
]);

const LOST_SEQUENCES: ReadonlySet<number> = new Set([
  ErrorCode.outOfOrderSequence,
  ErrorCode.unknownProducerId,
  ErrorCode.invalidProducerEpoch,
]);

const keyOf = ({ topic, partition }: TopicPartition): string => `${topic}\0${partition}`;
