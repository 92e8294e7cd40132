/**
 * The changelogs of a service before it starts: made where they are missing, with the settings of Kafka Streams; compared
 * where they exist (streams.md 2.1 to 2.3).
 */
import { logSink } from "../dsl/logger.ts";
import { messageOf } from "../errors/ksml-exceptions.ts";
import { type Admin, KafkaError, type NewTopic } from "../kafka/port.ts";
import type { Changelog } from "../stores/changelogs.ts";
import { ConfigurationError } from "./configuration-error.ts";

type Settings = Readonly<Record<string, string>>;

const A_DAY_MS = 86_400_000;
/** Java's largest long: what does not fit is for ever. */
const FOR_EVER = (1n << 63n) - 1n;

/**
 * `partitions`: of the topics that the definitions name. Out: those of the changelogs.
 * @throws ConfigurationError when one exists with another number of partitions, or the brokers do not let it be made
 */
export async function makeChangelogs(
  admin: Admin,
  changelogs: readonly Changelog[],
  partitions: ReadonlyMap<string, number>,
  kafka: Settings,
): Promise<ReadonlyMap<string, number>> {
  const wanted = changelogs.map((changelog) => newTopic(changelog, partitions, kafka));
  if (wanted.length === 0) return new Map();
  const found = await admin.describeTopics(wanted.map(({ topic }) => topic));
  const missing = wanted.filter(({ topic }) => !found.has(topic));
  if (missing.length > 0) await create(admin, missing);
  for (const topic of wanted) {
    const existing = found.get(topic.topic);
    if (existing === undefined) continue;
    if (existing.partitions !== topic.partitions) throw otherPartitions(topic, existing.partitions);
    warnOfSettings(topic, (await admin.topicConfig(topic.topic)) ?? {});
  }
  return new Map(wanted.map(({ topic, partitions: count }) => [topic, count]));
}

async function create(admin: Admin, topics: readonly NewTopic[]): Promise<void> {
  try {
    await admin.createTopics(topics);
  } catch (error) {
    if (!(error instanceof KafkaError) || error.code === "unreachable") throw error;
    const lines = topics.map(
      ({ topic, partitions, config }) =>
        `  * ${topic} (partitions: ${partitions}, cleanup.policy: ${config["cleanup.policy"]})`,
    );
    throw new ConfigurationError(
      `The changelogs of stores do not exist and could not be made: ${messageOf(error)}\n${lines.join("\n")}`,
      "create them like that, or give the service the right to create topics",
      { cause: error },
    );
  }
}

function newTopic(
  { topic, sources, retentionMs, config }: Changelog,
  partitions: ReadonlyMap<string, number>,
  kafka: Settings,
): NewTopic {
  return {
    topic,
    partitions: Math.max(1, ...sources.map((source) => partitions.get(source) ?? 1)),
    replicationFactor: Number(kafka["replication.factor"] ?? -1),
    config: { ...usualConfig(retentionMs, kafka), ...forAllTopics(kafka), ...config },
  };
}

function usualConfig(retentionMs: number | null, kafka: Settings): Settings {
  const type = { "message.timestamp.type": "CreateTime" };
  if (retentionMs === null) return { "cleanup.policy": "compact", ...type };
  const more = kafka["windowstore.changelog.additional.retention.ms"] ?? String(A_DAY_MS);
  const sum = BigInt(retentionMs) + BigInt(more);
  return {
    "cleanup.policy": "compact,delete",
    ...type,
    "retention.ms": String(sum > FOR_EVER ? FOR_EVER : sum),
  };
}

/** `topic.segment.bytes` and so on: settings of all internal topics. */
function forAllTopics(kafka: Settings): Settings {
  const prefix = "topic.";
  return Object.fromEntries(
    Object.entries(kafka)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value]),
  );
}

function otherPartitions({ topic, partitions }: NewTopic, found: number): ConfigurationError {
  return new ConfigurationError(
    `The changelog topic ${topic} has ${found} partitions, and its store needs ${partitions}, as many as the largest topic that its tasks read.`,
    `if what the store holds may be lost, delete the topic and start again: it is made anew; else bring the topics that are read back to ${found} partitions`,
  );
}

/** The topic stays as it is. */
function warnOfSettings({ topic, config }: NewTopic, found: Settings): void {
  for (const [key, value] of Object.entries(config)) {
    const actual = found[key];
    if (actual === undefined || sameSetting(actual, value)) continue;
    logSink().write(
      "warn",
      "ksmlc.service",
      `The changelog topic ${topic} exists with \`${key}=${actual}\`, and the store asks for \`${value}\`: change it with \`kafka-configs.sh --alter\` if that matters`,
    );
  }
}

/** Lists are in any order. */
const sameSetting = (a: string, b: string): boolean => {
  const sorted = (text: string): string =>
    text
      .split(",")
      .map((part) => part.trim())
      .sort()
      .join(",");
  return sorted(a) === sorted(b);
};
