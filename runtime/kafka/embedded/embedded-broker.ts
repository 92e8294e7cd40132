/**
 * A broker in this process, with the semantics of a real one: partitions with batches as bytes, offsets given by the broker,
 * idempotent producers, consumer groups. Everything is in memory and lives as long as the object, or is kept in a folder
 * too, where the next broker finds it. `stop` and `start` are a broker that goes away and comes back with its disk.
 *
 * Room for what comes later: transactions and compaction belong into `PartitionLog`, behind the same requests.
 */
import { ConnectionLost, ErrorCode } from "../client/protocol-error.ts";
import type {
  CommittedPosition,
  CreatedTopic,
  MemberOfGroup,
  TopicConfig,
} from "../client/wire.ts";
import type { NewTopic, TopicPartition } from "../port.ts";
import { BrokerDisk } from "./broker-disk.ts";
import { GroupCoordinator } from "./group-coordinator.ts";
import { type LogSettings, PartitionLog } from "./partition-log.ts";

export type RequestKind =
  | "metadata"
  | "createTopics"
  | "describeConfigs"
  | "listOffsets"
  | "initProducerId"
  | "produce"
  | "fetch"
  | "findCoordinator"
  | "joinGroup"
  | "syncGroup"
  | "heartbeat"
  | "leaveGroup"
  | "offsetCommit"
  | "offsetFetch";

export interface BrokerRequest extends RequestDetails {
  readonly kind: RequestKind;
  readonly clientId: string;
  readonly topics: readonly string[];
}

/** What a request asks for, as far as somebody looks at it. */
export interface RequestDetails {
  /** Of a produce request, uncompressed. */
  readonly batches?: readonly (TopicPartition & {
    readonly bytes: number;
    readonly records: number;
  })[];
  /** Of a request that makes topics. */
  readonly created?: readonly NewTopic[];
  /** Of a fetch request: where it reads, and bytes. */
  readonly positions?: readonly (TopicPartition & { readonly offset: number })[];
  readonly maxBytes?: number;
  readonly partitionMaxBytes?: number;
  readonly group?: string;
  /** Of an offset commit. */
  readonly offsets?: readonly (TopicPartition & { readonly offset: number })[];
}

export interface EmbeddedBrokerOptions {
  /** Each request that reaches the broker, before it is answered. */
  readonly requestLog?: (request: BrokerRequest) => void;
  /** A producer that asks for a topic makes it, with `defaultPartitions`. Kafka's auto.create.topics.enable. */
  readonly autoCreateTopics?: boolean;
  readonly defaultPartitions?: number;
  /** Milliseconds since the epoch: what log-append topics stamp. */
  readonly now?: () => number;
  /** Where topics and committed offsets are kept; null: in memory only. */
  readonly directory?: string | null;
}

interface Topic {
  readonly config: Readonly<Record<string, string>>;
  readonly partitions: readonly PartitionLog[];
}

/** message.max.bytes */
const MAX_BATCH_BYTES = 1_048_588;
/** What a topic has that was made without settings: of Kafka's defaults those that the runtime looks at. */
const TOPIC_DEFAULTS: Readonly<Record<string, string>> = {
  "cleanup.policy": "delete",
  "max.message.bytes": String(MAX_BATCH_BYTES),
  "message.timestamp.type": "CreateTime",
  "min.compaction.lag.ms": "0",
  "retention.bytes": "-1",
  "retention.ms": "604800000",
  "segment.bytes": "1073741824",
};
const TOPIC_NAME = /^[a-zA-Z0-9._-]{1,249}$/;

export class EmbeddedBroker {
  readonly #topics = new Map<string, Topic>();
  readonly #groups = new Map<string, GroupCoordinator>();
  readonly #options: EmbeddedBrokerOptions;
  /** Fetches that wait for data. */
  readonly #waiting = new Set<() => void>();
  readonly #cut = new Set<(error: Error) => void>();
  readonly #disk: BrokerDisk | null;
  #running = true;
  #producerIds = 0;
  #lostAnswers: RequestKind[] = [];
  #silent: PromiseWithResolvers<void> | null = null;

  /** @throws Error of the file system where the folder cannot be read or written */
  constructor(options: EmbeddedBrokerOptions = {}) {
    this.#options = options;
    const { directory = null } = options;
    this.#disk = directory === null ? null : new BrokerDisk(directory);
    for (const { topic, partitions, config } of this.#disk?.topics() ?? []) {
      this.#addTopic(topic, partitions, config);
    }
    for (const { group, offsets } of this.#disk?.offsets() ?? [])
      this.group(group).restore(offsets);
  }

  get isRunning(): boolean {
    return this.#running;
  }

  /** Requests under way are lost, those that follow are refused. */
  stop(): void {
    this.#running = false;
    const error = new ConnectionLost("the embedded broker is stopped");
    for (const group of this.#groups.values()) group.halt(error);
    for (const cut of [...this.#cut]) cut(error);
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    for (const group of this.#groups.values()) group.resume();
  }

  /** For tests: requests arrive, and get no answer until `speak`. */
  silence(): void {
    this.#silent ??= Promise.withResolvers<void>();
  }

  speak(): void {
    this.#silent?.resolve();
    this.#silent = null;
  }

  /** For tests: the next request of this kind is carried out, but its answer gets lost. */
  loseNextAnswer(kind: RequestKind): void {
    this.#lostAnswers.push(kind);
  }

  /** Carries out a request as if over a network: later, and with an answer that can get lost. */
  async request<T>(request: BrokerRequest, carryOut: () => T | Promise<T>): Promise<T> {
    await Promise.resolve();
    this.#requireRunning();
    this.#options.requestLog?.(request);
    let cut: ((error: Error) => void) | null = null;
    const broken = new Promise<never>((_, reject) => {
      cut = reject;
      this.#cut.add(reject);
    });
    try {
      if (this.#silent !== null) await Promise.race([this.#silent.promise, broken]);
      const answer = await Promise.race([Promise.resolve(carryOut()), broken]);
      const at = this.#lostAnswers.indexOf(request.kind);
      if (at >= 0) {
        this.#lostAnswers.splice(at, 1);
        throw new ConnectionLost("the connection broke before the answer came");
      }
      return answer;
    } finally {
      if (cut !== null) this.#cut.delete(cut);
    }
  }

  #requireRunning(): void {
    if (!this.#running) throw new ConnectionLost("the embedded broker is stopped");
  }

  now(): number {
    return this.#options.now?.() ?? Date.now();
  }

  newProducerId(): number {
    return this.#producerIds++;
  }

  topicNames(): readonly string[] {
    return [...this.#topics.keys()];
  }

  /** Null: there is no such topic. */
  partitions(topic: string): readonly PartitionLog[] | null {
    return this.#topics.get(topic)?.partitions ?? null;
  }

  log({ topic, partition }: TopicPartition): PartitionLog | null {
    return this.#topics.get(topic)?.partitions[partition] ?? null;
  }

  group(name: string): GroupCoordinator {
    let group = this.#groups.get(name);
    if (group === undefined) {
      group = new GroupCoordinator(name);
      this.#groups.set(name, group);
    }
    return group;
  }

  /** The group's coordinator checks them; those of a broker with a folder are on its disk when this returns. */
  commit(member: MemberOfGroup, offsets: readonly CommittedPosition[]): void {
    this.group(member.group).commit(member, offsets);
    this.#disk?.commit(member.group, offsets);
  }

  topicConfig(topic: string): TopicConfig {
    const found = this.#topics.get(topic);
    return found === undefined
      ? { error: ErrorCode.unknownTopicOrPartition, config: {} }
      : { error: ErrorCode.none, config: { ...TOPIC_DEFAULTS, ...found.config } };
  }

  createTopic({ topic, partitions, replicationFactor, config }: NewTopic): CreatedTopic {
    const answer = (error: number, message = ""): CreatedTopic => ({ topic, error, message });
    if (!TOPIC_NAME.test(topic) || topic === "." || topic === "..") {
      return answer(ErrorCode.invalidTopic, "the name has characters that Kafka does not allow");
    }
    if (this.#topics.has(topic)) return answer(ErrorCode.topicAlreadyExists);
    const count = partitions === -1 ? (this.#options.defaultPartitions ?? 1) : partitions;
    if (count < 1) return answer(ErrorCode.invalidPartitions, "at least one partition");
    if (replicationFactor > 1) {
      return answer(ErrorCode.invalidReplicationFactor, "the embedded broker is a single one");
    }
    this.#disk?.addTopic({ topic, partitions: count, config });
    this.#addTopic(topic, count, config);
    return answer(ErrorCode.none);
  }

  #addTopic(topic: string, count: number, config: Topic["config"]): void {
    const settings = logSettings(config);
    const partitions = Array.from(
      { length: count },
      (_, partition) => new PartitionLog(settings, this.#disk?.log({ topic, partition }) ?? null),
    );
    this.#topics.set(topic, { config, partitions });
  }

  /** Files of a broker with a folder; it answers no request after that. */
  close(): void {
    this.stop();
    this.#disk?.close();
  }

  autoCreate(topic: string): void {
    if (this.#options.autoCreateTopics !== true) return;
    this.createTopic({ topic, partitions: -1, replicationFactor: -1, config: {} });
  }

  /** Something was appended: who waits for data may look again. */
  appended(): void {
    for (const look of [...this.#waiting]) look();
  }

  /** Until something is appended, at most `maxWaitMs`. */
  data(maxWaitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, maxWaitMs);
      timer.unref();
      this.#waiting.add(done);
    });
  }
}

function logSettings(config: Readonly<Record<string, string>>): LogSettings {
  return {
    logAppendTime: config["message.timestamp.type"] === "LogAppendTime",
    maxBatchBytes: Number(config["max.message.bytes"] ?? MAX_BATCH_BYTES),
  };
}
