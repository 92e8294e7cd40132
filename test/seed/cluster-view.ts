/**
 * What a cluster says of a service: its members and what they own, what it commits, the topics that it made. Of a real
 * cluster by a client that shares no code with ours; of the embedded broker by its request log.
 */
import { Admin, ConfigResourceTypes } from "@platformatic/kafka";
import type { LoggedRequest } from "./running-service.ts";

export interface ClusterView {
  /** Partitions of the topic by member; a member with none of it is left out. */
  members(group: string, topic: string): Promise<ReadonlyMap<string, readonly number[]>>;
  /** Whether anything is committed for the topic. */
  hasCommitted(group: string, topic: string): Promise<boolean>;
  /** Null: there is no such topic. */
  topicConfig(topic: string): Promise<Readonly<Record<string, string>> | null>;
  close(): Promise<void>;
}

/** A member that has not asked for a partition for so long has it no more. */
const RECENT_MS = 1500;

interface Place {
  readonly topic: string;
  readonly partition: number;
}

export function embeddedView(requests: () => readonly LoggedRequest[]): ClusterView {
  return {
    async members(_group, topic) {
      const owned = new Map<string, Set<number>>();
      for (const { request, at, client, positions } of requests()) {
        if (request !== "fetch" || Number(at) < Date.now() - RECENT_MS) continue;
        for (const each of positions as readonly Place[]) {
          if (each.topic !== topic) continue;
          const member = String(client);
          owned.set(member, (owned.get(member) ?? new Set<number>()).add(each.partition));
        }
      }
      return new Map([...owned].map(([member, partitions]) => [member, [...partitions]]));
    },
    async hasCommitted(group, topic) {
      return requests().some(
        (each) =>
          each.request === "offsetCommit" &&
          each.group === group &&
          (each.topics as readonly string[]).includes(topic),
      );
    },
    async topicConfig(topic) {
      const made = requests().flatMap(
        ({ created }) =>
          (created ?? []) as readonly { topic: string; config: Record<string, string> }[],
      );
      return made.find((each) => each.topic === topic)?.config ?? null;
    },
    async close() {},
  };
}

export function kafkaView(brokers: string): ClusterView {
  const admin = new Admin({
    clientId: "observer",
    bootstrapBrokers: brokers.split(","),
    retries: 5,
    retryDelay: 200,
  });
  return {
    async members(group, topic) {
      const found = (await admin.describeGroups({ groups: [group] })).get(group);
      const owned = [...(found?.members.values() ?? [])].flatMap(({ id, assignments }) => {
        const partitions = assignments?.get(topic)?.partitions ?? [];
        return partitions.length === 0 ? [] : [[id, partitions] as const];
      });
      return new Map(owned);
    },
    async hasCommitted(group, topic) {
      const [found] = await admin.listConsumerGroupOffsets({ groups: [group] });
      return (found?.topics ?? []).some(
        ({ name, partitions }) =>
          name === topic && partitions.some(({ committedOffset }) => committedOffset >= 0n),
      );
    },
    async topicConfig(topic) {
      const [found] = await admin.describeConfigs({
        resources: [{ resourceType: ConfigResourceTypes.TOPIC, resourceName: topic }],
      });
      if (found === undefined) return null;
      return Object.fromEntries(found.configs.map(({ name, value }) => [name, value ?? ""]));
    },
    close: async () => {
      await admin.close();
    },
  };
}
