/** The wire over the network: kafkajs' connections and request codecs, one call a request. */

import { ErrorCode } from "../client/protocol-error.ts";
import type { Settings } from "../client/settings.ts";
import type {
  CreatedTopic,
  FetchedPosition,
  JoinedGroup,
  KafkaLog,
  ListedOffset,
  ProducerIdentity,
  TopicConfig,
  TopicMetadata,
  Wire,
} from "../client/wire.ts";
import type { TopicPartition } from "../port.ts";
import { type Address, Connections } from "./connections.ts";
import { apiKeys, type Broker, type OpenSocket, type Protocol, requests } from "./internals.ts";
import { fetchRaw, produceRaw } from "./raw-requests.ts";

const GROUP_COORDINATOR = 0;
/** Of all: an ordinary consumer, not a replica. */
const NO_REPLICA = -1;
const FETCH_CONNECTION = 1;
/** Of DescribeConfigs: settings of a topic. */
const TOPIC_RESOURCE = 2;

/** A request by kafkajs' codec. `raw`: errors inside the answer stay there, kafkajs would only throw the first. */
function protocolOf(broker: Broker, api: string, options: object, raw = false): Protocol {
  const protocol = broker.lookupRequest(apiKeys[api] as number, requests[api])(options);
  if (!raw) return protocol;
  const { response } = protocol;
  return { ...protocol, response: { decode: response.decode, parse: async (answer) => answer } };
}

/** The caller knows the shape that kafkajs' codec for this request gives. */
async function call<T>(broker: Broker, api: string, options: object, raw = false): Promise<T> {
  return (await broker.connectionPool.send(protocolOf(broker, api, options, raw))) as T;
}

export function createKafkaJsWire(
  clientId: string,
  settings: Settings,
  log: KafkaLog,
  openSocket?: OpenSocket,
): Wire {
  const connections = new Connections(clientId, settings, log, openSocket);
  let controller: number | null = null;

  const metadata = async (
    topics: readonly string[],
    autoCreate: boolean,
  ): Promise<readonly TopicMetadata[]> => {
    const answer = await connections.any((broker) =>
      call<MetadataAnswer>(
        broker,
        "Metadata",
        { topics, allowAutoTopicCreation: autoCreate },
        true,
      ),
    );
    connections.learn(answer.brokers);
    controller = answer.controllerId < 0 ? null : answer.controllerId;
    return answer.topicMetadata.map(({ topic, topicErrorCode, partitionMetadata }) => {
      const leaders: (number | null)[] = partitionMetadata.map(() => null);
      for (const { partitionId, leader } of partitionMetadata) {
        leaders[partitionId] = leader < 0 ? null : leader;
      }
      return { topic, error: topicErrorCode, leaders };
    });
  };

  return {
    metadata,
    async createTopics(topics, timeoutMs): Promise<readonly CreatedTopic[]> {
      await metadata(
        topics.slice(0, 1).map(({ topic }) => topic),
        false,
      );
      const options = {
        topics: topics.map(({ topic, partitions, replicationFactor, config }) => ({
          topic,
          numPartitions: partitions,
          replicationFactor,
          configEntries: Object.entries(config).map(([name, value]) => ({ name, value })),
        })),
        timeout: timeoutMs,
      };
      const ask = (broker: Broker): Promise<CreateAnswer> =>
        call(broker, "CreateTopics", options, true);
      const answer =
        controller === null ? await connections.any(ask) : await connections.node(controller, ask);
      return answer.topicErrors.map(({ topic, errorCode, errorMessage }) => ({
        topic,
        error: errorCode,
        message: errorMessage ?? "",
      }));
    },
    async topicConfig(topic): Promise<TopicConfig> {
      const options = {
        resources: [{ type: TOPIC_RESOURCE, name: topic }],
        includeSynonyms: false,
      };
      const answer = await connections.any((broker) =>
        call<ConfigAnswer>(broker, "DescribeConfigs", options, true),
      );
      const [found] = answer.resources;
      const entries = (found?.configEntries ?? []).flatMap(({ configName, configValue }) =>
        configValue === null ? [] : [[configName, configValue] as const],
      );
      return {
        error: found?.errorCode ?? ErrorCode.unknownTopicOrPartition,
        config: Object.fromEntries(entries),
      };
    },
    async listOffsets(node, partitions, isolation) {
      const options = {
        replicaId: NO_REPLICA,
        isolationLevel: isolation === "read_committed" ? 1 : 0,
        topics: topicsOf(partitions, ({ partition, timestamp }) => ({
          partition,
          timestamp: String(timestamp),
        })),
      };
      const answer = await connections.node(node, (broker) =>
        call<OffsetsAnswer>(broker, "ListOffsets", options, true),
      );
      return flatten(answer).map(
        ({ topic, partition, errorCode, offset }): ListedOffset => ({
          topic,
          partition,
          error: errorCode,
          offset: Number(offset),
        }),
      );
    },
    async initProducerId(): Promise<ProducerIdentity> {
      const options = { transactionalId: null, transactionTimeout: 60_000 };
      const answer = await connections.any((broker) =>
        call<{ producerId: string; producerEpoch: number }>(broker, "InitProducerId", options),
      );
      return { producerId: Number(answer.producerId), epoch: answer.producerEpoch };
    },
    produce: (node, batches, options) =>
      connections.node(node, (broker) => produceRaw(broker, batches, options)),
    fetch: (node, partitions, options) =>
      connections.node(node, (broker) => fetchRaw(broker, partitions, options)),
    async coordinator(group) {
      const options = { groupId: group, coordinatorType: GROUP_COORDINATOR };
      const { coordinator } = await connections.any((broker) =>
        call<{ coordinator: Address & { nodeId: number } }>(broker, "GroupCoordinator", options),
      );
      connections.learn([coordinator]);
      return coordinator.nodeId;
    },
    async joinGroup(node, request): Promise<JoinedGroup> {
      const options = {
        groupId: request.group,
        sessionTimeout: request.sessionTimeoutMs,
        rebalanceTimeout: request.rebalanceTimeoutMs,
        memberId: request.memberId,
        protocolType: "consumer",
        groupProtocols: [{ name: request.protocol, metadata: request.metadata }],
      };
      const answer = await connections.node(node, (broker) =>
        call<JoinAnswer>(broker, "JoinGroup", options),
      );
      return {
        generation: answer.generationId,
        memberId: answer.memberId,
        leaderId: answer.leaderId,
        members: answer.members.map(({ memberId, memberMetadata }) => ({
          memberId,
          metadata: memberMetadata,
        })),
      };
    },
    async syncGroup(node, { group, generation, memberId, assignments }) {
      const options = {
        groupId: group,
        generationId: generation,
        memberId,
        groupAssignment: assignments.map((each) => ({
          memberId: each.memberId,
          memberAssignment: each.assignment,
        })),
      };
      const answer = await connections.node(node, (broker) =>
        call<{ memberAssignment: Buffer | null }>(broker, "SyncGroup", options),
      );
      return answer.memberAssignment ?? new Uint8Array();
    },
    async heartbeat(node, { group, generation, memberId }) {
      const options = { groupId: group, groupGenerationId: generation, memberId };
      await connections.node(node, (broker) => call(broker, "Heartbeat", options));
    },
    async leaveGroup(node, group, memberId) {
      // Not on the connection where a join may wait for its answer: nothing behind it would be read.
      await connections.node(node, async (broker) => {
        const protocol = protocolOf(broker, "LeaveGroup", { groupId: group, memberId });
        const connection = await broker.connectionPool.getConnection(FETCH_CONNECTION);
        return connection.send(protocol);
      });
    },
    async offsetCommit(node, { group, generation, memberId }, offsets) {
      const options = {
        groupId: group,
        groupGenerationId: generation,
        memberId,
        topics: topicsOf(offsets, ({ partition, offset, metadata: text }) => ({
          partition,
          offset: String(offset),
          metadata: text,
        })),
      };
      await connections.node(node, (broker) => call(broker, "OffsetCommit", options));
    },
    async offsetFetch(node, group, partitions) {
      const topics = topicsOf(partitions, ({ partition }) => ({ partition }));
      const answer = await connections.node(node, (broker) =>
        call<OffsetsAnswer>(broker, "OffsetFetch", { groupId: group, topics }),
      );
      return flatten(answer).map(
        ({ topic, partition, offset, metadata: text }): FetchedPosition => ({
          topic,
          partition,
          offset: Number(offset),
          metadata: text ?? "",
        }),
      );
    },
    close: () => connections.close(),
  };
}

interface MetadataAnswer {
  readonly brokers: readonly (Address & { readonly nodeId: number })[];
  readonly controllerId: number;
  readonly topicMetadata: readonly {
    readonly topic: string;
    readonly topicErrorCode: number;
    readonly partitionMetadata: readonly {
      readonly partitionId: number;
      readonly leader: number;
    }[];
  }[];
}

interface CreateAnswer {
  readonly topicErrors: readonly {
    readonly topic: string;
    readonly errorCode: number;
    readonly errorMessage?: string | null;
  }[];
}

interface ConfigAnswer {
  readonly resources: readonly {
    readonly errorCode: number;
    readonly configEntries: readonly {
      readonly configName: string;
      /** Null: sensitive. */
      readonly configValue: string | null;
    }[];
  }[];
}

interface OffsetsAnswer {
  readonly responses: readonly {
    readonly topic: string;
    readonly partitions: readonly {
      readonly partition: number;
      readonly errorCode: number;
      readonly offset: string;
      readonly metadata?: string | null;
    }[];
  }[];
}

interface JoinAnswer {
  readonly generationId: number;
  readonly memberId: string;
  readonly leaderId: string;
  readonly members: readonly { readonly memberId: string; readonly memberMetadata: Buffer }[];
}

function topicsOf<T extends TopicPartition, P>(
  items: readonly T[],
  shape: (item: T) => P,
): { topic: string; partitions: P[] }[] {
  const groups = new Map<string, P[]>();
  for (const item of items) {
    const group = groups.get(item.topic);
    if (group === undefined) groups.set(item.topic, [shape(item)]);
    else group.push(shape(item));
  }
  return [...groups].map(([topic, partitions]) => ({ topic, partitions }));
}

function flatten({ responses }: OffsetsAnswer) {
  return responses.flatMap(({ topic, partitions }) =>
    partitions.map((each) => ({ ...each, topic })),
  );
}
