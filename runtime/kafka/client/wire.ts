/**
 * What the client needs of a cluster: one call a request of Kafka's protocol. `embedded/` answers in process, `kafkajs/`
 * over the network. Everything above it (groups, positions, retries, sequences) is in this folder, once for both.
 *
 * A call throws `ProtocolError` when a broker refuses it as a whole, `ConnectionLost` when there was no answer. `node`
 * is the id of the broker to ask. Offsets and timestamps are numbers (exact to 2^53).
 */
import type { NewTopic, TopicPartition } from "../port.ts";

export interface Wire {
  /** Asks any broker. `autoCreate`: a broker that is set up so may create the topics. */
  metadata(topics: readonly string[], autoCreate: boolean): Promise<readonly TopicMetadata[]>;
  createTopics(topics: readonly NewTopic[], timeoutMs: number): Promise<readonly CreatedTopic[]>;
  /** Asks any broker: all settings of a topic that are not sensitive, by name. */
  topicConfig(topic: string): Promise<TopicConfig>;
  listOffsets(
    node: number,
    partitions: readonly OffsetQuery[],
    isolation: Isolation,
  ): Promise<readonly ListedOffset[]>;
  initProducerId(): Promise<ProducerIdentity>;
  /** At most one batch a partition. Answers stand in the order of `batches`. */
  produce(
    node: number,
    batches: readonly BatchToWrite[],
    options: ProduceOptions,
  ): Promise<readonly ProducedBatch[]>;
  /** Waits at the broker for data, `maxWaitMs` at most. Answers in no order; partitions may be missing. */
  fetch(
    node: number,
    partitions: readonly FetchQuery[],
    options: FetchOptions,
  ): Promise<readonly FetchedPartition[]>;
  /** The broker that coordinates a group. */
  coordinator(group: string): Promise<number>;
  /** Answers when all members have joined. */
  joinGroup(node: number, request: JoinRequest): Promise<JoinedGroup>;
  syncGroup(node: number, request: SyncRequest): Promise<Uint8Array>;
  heartbeat(node: number, member: MemberOfGroup): Promise<void>;
  leaveGroup(node: number, group: string, memberId: string): Promise<void>;
  offsetCommit(
    node: number,
    member: MemberOfGroup,
    offsets: readonly CommittedPosition[],
  ): Promise<void>;
  offsetFetch(
    node: number,
    group: string,
    partitions: readonly TopicPartition[],
  ): Promise<readonly FetchedPosition[]>;
  /** Requests under way fail with `ConnectionLost`. */
  close(): Promise<void>;
}

export type Isolation = "read_uncommitted" | "read_committed";

export interface TopicMetadata {
  readonly topic: string;
  readonly error: number;
  /** By partition; null: no leader now. */
  readonly leaders: readonly (number | null)[];
}

export interface CreatedTopic {
  readonly topic: string;
  readonly error: number;
  readonly message: string;
}

export interface TopicConfig {
  readonly error: number;
  readonly config: Readonly<Record<string, string>>;
}

/** Kafka's own marks for the two ends. */
export const LATEST = -1;
export const EARLIEST = -2;

export interface OffsetQuery extends TopicPartition {
  /** Milliseconds, or `LATEST`, `EARLIEST`. */
  readonly timestamp: number;
}

export interface ListedOffset extends TopicPartition {
  readonly error: number;
  /** -1: no record with that timestamp or a later one. */
  readonly offset: number;
}

export interface ProducerIdentity {
  readonly producerId: number;
  readonly epoch: number;
}

export interface BatchToWrite extends TopicPartition {
  readonly batch: Buffer;
}

export type Compression = "none" | "gzip" | "snappy" | "lz4" | "zstd";

export interface ProduceOptions {
  readonly timeoutMs: number;
  readonly compression: Compression;
  /** Who must have the batch before the broker answers: all replicas in sync, or the leader. */
  readonly acks: "all" | "leader";
}

export interface ProducedBatch {
  readonly error: number;
  readonly baseOffset: number;
  /** The broker's own words, where it has some. */
  readonly message: string;
}

export interface FetchQuery extends TopicPartition {
  readonly offset: number;
}

export interface FetchOptions {
  readonly isolation: Isolation;
  readonly maxWaitMs: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  readonly partitionMaxBytes: number;
}

export interface FetchedPartition extends TopicPartition {
  readonly error: number;
  readonly highWatermark: number;
  readonly lastStableOffset: number;
  readonly aborted: readonly AbortedTransaction[];
  /** Whole batches of magic 2, uncompressed, control batches too, the first may begin below the offset asked for. */
  readonly batches: readonly Buffer[];
}

export interface AbortedTransaction {
  readonly producerId: number;
  readonly firstOffset: number;
}

export interface MemberOfGroup {
  readonly group: string;
  readonly generation: number;
  readonly memberId: string;
}

export interface JoinRequest {
  readonly group: string;
  /** Empty: new. The broker refuses once, with MEMBER_ID_REQUIRED and the id to use. */
  readonly memberId: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly protocol: string;
  readonly metadata: Uint8Array;
}

export interface JoinedGroup {
  readonly generation: number;
  readonly memberId: string;
  readonly leaderId: string;
  /** Only for the leader. */
  readonly members: readonly { readonly memberId: string; readonly metadata: Uint8Array }[];
}

export interface SyncRequest extends MemberOfGroup {
  /** Only from the leader. */
  readonly assignments: readonly { readonly memberId: string; readonly assignment: Uint8Array }[];
}

export interface CommittedPosition extends TopicPartition {
  readonly offset: number;
  readonly metadata: string;
}

export interface FetchedPosition extends TopicPartition {
  /** -1: none. */
  readonly offset: number;
  readonly metadata: string;
}

/** Where a client says what it does: retries, rebalances, lost brokers. */
export type KafkaLog = (level: "debug" | "info" | "warn" | "error", message: string) => void;
