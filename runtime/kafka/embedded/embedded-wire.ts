/** The wire of one client to the embedded broker: each call is one request, answered on a later turn. */

import { recordCount } from "../client/batch-header.ts";
import { ConnectionLost, ErrorCode } from "../client/protocol-error.ts";
import {
  EARLIEST,
  type FetchedPartition,
  type FetchOptions,
  type FetchQuery,
  LATEST,
  type ListedOffset,
  type ProducedBatch,
  type Wire,
} from "../client/wire.ts";
import type {
  BrokerRequest,
  EmbeddedBroker,
  RequestDetails,
  RequestKind,
} from "./embedded-broker.ts";
import type { PartitionLog } from "./partition-log.ts";

/** There is only one broker, with this id. */
const NODE = 1;

export function createEmbeddedWire(broker: EmbeddedBroker, clientId: string): Wire {
  /** Requests under way, to be failed when the client closes. */
  const open = new Set<(error: Error) => void>();
  let closed = false;
  const ask = <T>(
    kind: RequestKind,
    topics: readonly string[],
    carryOut: () => T | Promise<T>,
    details: RequestDetails = {},
  ): Promise<T> => {
    if (closed) return Promise.reject(new ConnectionLost("the client is closed"));
    const request: BrokerRequest = { kind, clientId, topics, ...details };
    const answer = Promise.withResolvers<T>();
    open.add(answer.reject);
    broker
      .request(request, carryOut)
      .then(answer.resolve, answer.reject)
      .finally(() => open.delete(answer.reject));
    return answer.promise;
  };

  return {
    metadata: (topics, autoCreate) =>
      ask("metadata", topics, () =>
        topics.map((topic) => {
          if (autoCreate) broker.autoCreate(topic);
          const partitions = broker.partitions(topic);
          return partitions === null
            ? { topic, error: ErrorCode.unknownTopicOrPartition, leaders: [] }
            : { topic, error: ErrorCode.none, leaders: partitions.map(() => NODE) };
        }),
      ),
    createTopics: (topics) =>
      ask("createTopics", topicsOf(topics), () => topics.map((each) => broker.createTopic(each)), {
        created: topics,
      }),
    topicConfig: (topic) => ask("describeConfigs", [topic], () => broker.topicConfig(topic)),
    listOffsets: (_node, partitions) =>
      ask("listOffsets", topicsOf(partitions), () =>
        partitions.map(({ topic, partition, timestamp }): ListedOffset => {
          const log = broker.log({ topic, partition });
          return log === null
            ? { topic, partition, error: ErrorCode.unknownTopicOrPartition, offset: -1 }
            : { topic, partition, error: ErrorCode.none, offset: offsetIn(log, timestamp) };
        }),
      ),
    initProducerId: () =>
      ask("initProducerId", [], () => ({ producerId: broker.newProducerId(), epoch: 0 })),
    produce: (_node, batches) =>
      ask(
        "produce",
        topicsOf(batches),
        () => {
          const answers = batches.map(({ topic, partition, batch }): ProducedBatch => {
            const log = broker.log({ topic, partition });
            return log === null
              ? { error: ErrorCode.unknownTopicOrPartition, baseOffset: -1, message: "" }
              : { ...log.append(batch, broker.now()), message: "" };
          });
          broker.appended();
          return answers;
        },
        {
          batches: batches.map(({ topic, partition, batch }) => ({
            topic,
            partition,
            bytes: batch.length,
            records: recordCount(batch),
          })),
        },
      ),
    fetch: (_node, partitions, options) =>
      ask("fetch", topicsOf(partitions), () => fetchFrom(broker, partitions, options), {
        positions: partitions,
        maxBytes: options.maxBytes,
        partitionMaxBytes: options.partitionMaxBytes,
      }),
    coordinator: () => ask("findCoordinator", [], () => NODE),
    joinGroup: (_node, request) =>
      ask("joinGroup", [], () => broker.group(request.group).join(request, clientId), {
        group: request.group,
      }),
    syncGroup: (_node, request) =>
      ask("syncGroup", [], () => broker.group(request.group).sync(request)),
    heartbeat: (_node, member) =>
      ask("heartbeat", [], () => broker.group(member.group).heartbeat(member)),
    leaveGroup: (_node, group, memberId) =>
      ask("leaveGroup", [], () => broker.group(group).leave(memberId)),
    offsetCommit: (_node, member, offsets) =>
      ask("offsetCommit", topicsOf(offsets), () => broker.commit(member, offsets), {
        group: member.group,
        offsets,
      }),
    offsetFetch: (_node, group, partitions) =>
      ask("offsetFetch", topicsOf(partitions), () => broker.group(group).committed(partitions)),
    async close() {
      closed = true;
      for (const fail of [...open]) fail(new ConnectionLost("the client is closed"));
    },
  };
}

const topicsOf = (items: readonly { readonly topic: string }[]): string[] => [
  ...new Set(items.map(({ topic }) => topic)),
];

function offsetIn(log: PartitionLog, timestamp: number): number {
  if (timestamp === LATEST) return log.endOffset;
  return timestamp === EARLIEST ? log.startOffset : log.offsetAt(timestamp);
}

/** Waits until there is `minBytes`, an error, or the time is over. */
async function fetchFrom(
  broker: EmbeddedBroker,
  partitions: readonly FetchQuery[],
  options: FetchOptions,
): Promise<FetchedPartition[]> {
  const until = Date.now() + options.maxWaitMs;
  for (;;) {
    const answers = readAll(broker, partitions, options);
    const bytes = answers.reduce((sum, { batches }) => sum + sizeOf(batches), 0);
    const failed = answers.some(({ error }) => error !== ErrorCode.none);
    const left = until - Date.now();
    if (bytes >= options.minBytes || failed || left <= 0) return answers;
    await broker.data(left);
  }
}

function readAll(
  broker: EmbeddedBroker,
  partitions: readonly FetchQuery[],
  options: FetchOptions,
): FetchedPartition[] {
  let left = options.maxBytes;
  return partitions.map(({ topic, partition, offset }) => {
    const log = broker.log({ topic, partition });
    const end = log?.endOffset ?? -1;
    const answer = (error: number, batches: readonly Buffer[]): FetchedPartition => ({
      topic,
      partition,
      error,
      highWatermark: end,
      lastStableOffset: end,
      aborted: [],
      batches,
    });
    if (log === null) return answer(ErrorCode.unknownTopicOrPartition, []);
    if (offset < log.startOffset || offset > end) return answer(ErrorCode.offsetOutOfRange, []);
    if (left <= 0) return answer(ErrorCode.none, []);
    const batches = log.read(offset, Math.min(left, options.partitionMaxBytes));
    left -= sizeOf(batches);
    return answer(ErrorCode.none, batches);
  });
}

const sizeOf = (batches: readonly Buffer[]): number =>
  batches.reduce((sum, batch) => sum + batch.length, 0);
