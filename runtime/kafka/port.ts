/**
 * What the runtime needs of Kafka (design.md 5). Implementations: embedded/, kafkajs/; test/conformance/client-suite.ts
 * says what each must do. Batches cross the port as bytes: record batches of magic 2, uncompressed, as Kafka stores them.
 */

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

export interface KafkaClient {
  admin(): Admin;
  producer(options: ProducerOptions): Producer;
  consumer(options: ConsumerOptions): Consumer;
  /** Reads partitions without a group: restore, global tables. */
  reader(options: LogReaderOptions): LogReader;
  /** Closes what was made from it, consumers first. */
  close(): Promise<void>;
}

export interface TopicDescription {
  readonly topic: string;
  readonly partitions: number;
}

export interface NewTopic {
  readonly topic: string;
  readonly partitions: number;
  /** -1: the broker's default. */
  readonly replicationFactor: number;
  readonly config: Readonly<Record<string, string>>;
}

export interface Admin {
  /** Topics that are not there are missing from the result. */
  describeTopics(topics: readonly string[]): Promise<ReadonlyMap<string, TopicDescription>>;
  /** Settings of a topic that differ from the broker's defaults or were given when it was made; null: there is no such topic. */
  topicConfig(topic: string): Promise<Readonly<Record<string, string>> | null>;
  /** A topic that is there already is no error and stays as it is. */
  createTopics(topics: readonly NewTopic[]): Promise<void>;
  /** `at` in ms: the first offset with that timestamp or a later one, else the end. */
  listOffsets(
    partitions: readonly TopicPartition[],
    at: "earliest" | "latest" | number,
  ): Promise<readonly number[]>;
  /** Committed offsets of a group; null: none. */
  committedOffsets(
    group: string,
    partitions: readonly TopicPartition[],
  ): Promise<readonly (number | null)[]>;
}

export interface ProducerOptions {
  readonly clientId: string;
  /** Retries never write a record twice or out of order. */
  readonly idempotent: true;
  /** Kafka's own keys (`acks`, `compression.type`, ...), as strings. */
  readonly settings: Readonly<Record<string, string>>;
}

export interface OutgoingBatch extends TopicPartition {
  /** A whole record batch; base offset, producer id and sequence are the client's to fill in. Lent until the promise settles. */
  readonly batch: Uint8Array;
}

export interface Producer {
  /**
   * Resolves with the base offset of each batch once all are acknowledged (acks=all). Batches of one partition are
   * written in the order of the calls.
   * @throws KafkaError with a code: `unknown-topic`, `too-large`, `unauthorized`, `unreachable`, ...
   */
  send(batches: readonly OutgoingBatch[]): Promise<readonly number[]>;
  close(): Promise<void>;
}

/** Partitions with the same number of all topics of one group of topics go to the same member (streams.md 6.1). */
export type CoAssignedTopics = readonly (readonly string[])[];

export interface ConsumerOptions {
  readonly clientId: string;
  readonly group: string;
  readonly topics: readonly string[];
  readonly coAssigned: CoAssignedTopics;
  readonly isolation: "read_uncommitted" | "read_committed";
  /** Where to begin when nothing is committed; `none`: an error. By topic, else `default`. */
  readonly offsetReset: {
    readonly default: OffsetReset;
    readonly topics: Readonly<Record<string, OffsetReset>>;
  };
  readonly settings: Readonly<Record<string, string>>;
  readonly listener: RebalanceListener;
}

/** A number: now minus that many ms. */
export type OffsetReset = "earliest" | "latest" | "none" | number;

/** All are awaited: the rebalance goes on when they have settled. */
export interface RebalanceListener {
  /**
   * All partitions that this member has from now on (there may be none), with the position it begins at and the committed
   * metadata. Some may be those that were revoked just before.
   */
  assigned(partitions: readonly AssignedPartition[]): Promise<void>;
  /** Still owned: the last moment to commit. */
  revoked(partitions: readonly TopicPartition[]): Promise<void>;
  /** Gone already: nothing can be committed. */
  lost(partitions: readonly TopicPartition[]): Promise<void>;
}

export interface AssignedPartition extends TopicPartition {
  readonly position: number;
  /** Of the committed offset; empty: none. */
  readonly metadata: string;
}

export interface FetchedBatch extends TopicPartition {
  /**
   * One record batch. Its reader skips records before `fromOffset` (a batch is fetched whole) and behind `lastOffset` (it
   * may be given out in parts, `max.poll.records`).
   */
  readonly batch: Uint8Array;
  readonly baseOffset: number;
  readonly lastOffset: number;
  /** First offset that was asked for: records before it are not new. */
  readonly fromOffset: number;
  /** End of the partition as of this fetch (last stable offset under read_committed). */
  readonly endOffset: number;
  /** Log-append topics: the timestamp that all records of the batch have; null: each has its own. */
  readonly logAppendTime: number | null;
}

export interface OffsetToCommit extends TopicPartition {
  /** The next offset to process: last processed + 1. */
  readonly offset: number;
  readonly metadata: string;
}

export interface Consumer {
  /** Joins the group on the first call. Resolves when something came, at the latest after `maxWaitMs`; may be empty. Rebalances happen within it. One call at a time. */
  poll(maxWaitMs: number): Promise<readonly FetchedBatch[]>;
  assignment(): readonly TopicPartition[];
  /** Paused partitions stay assigned and are not fetched. */
  pause(partitions: readonly TopicPartition[]): void;
  resume(partitions: readonly TopicPartition[]): void;
  /** End offset of a partition as of the last fetch; null: no fetch yet. */
  endOffset(partition: TopicPartition): number | null;
  /** Next offset that poll will give. */
  position(partition: TopicPartition): number | null;
  /** @throws KafkaError `rebalance-in-progress`, `fenced`, ... when the member no longer owns what it commits. */
  commit(offsets: readonly OffsetToCommit[]): Promise<void>;
  /** Leaves the group, after `revoked`. */
  close(): Promise<void>;
}

export interface LogReaderOptions {
  readonly clientId: string;
  readonly isolation: "read_uncommitted" | "read_committed";
  /** Kafka's own keys (`fetch.max.bytes`, ...), as strings. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Manual assignment: no group, no commits. One call of `poll` at a time. */
export interface LogReader {
  /** What it reads from now on, each from its position; partitions that are not named are given up. */
  assign(partitions: readonly (TopicPartition & { readonly position: number })[]): void;
  /**
   * Resolves when something came, at the latest after `maxWaitMs`; may be empty.
   * @throws KafkaError `no-offset` where a position is no longer (or not yet) in the log
   */
  poll(maxWaitMs: number): Promise<readonly FetchedBatch[]>;
  /** Next offset that poll will give; grows past control batches too. Null: not assigned. */
  position(partition: TopicPartition): number | null;
  /** End of the partition as of the last fetch; null: no fetch yet. */
  endOffset(partition: TopicPartition): number | null;
  close(): Promise<void>;
}

export type KafkaErrorCode =
  | "unreachable"
  | "unknown-topic"
  | "unauthorized"
  | "too-large"
  | "rebalance-in-progress"
  | "fenced"
  | "no-offset"
  | "invalid-topic"
  | "invalid-address"
  | "other";

export class KafkaError extends Error {
  readonly code: KafkaErrorCode;
  /** The same call may succeed later. */
  readonly retriable: boolean;
  constructor(
    code: KafkaErrorCode,
    message: string,
    options: { retriable?: boolean; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "KafkaError";
    this.code = code;
    this.retriable = options.retriable ?? false;
  }
}
