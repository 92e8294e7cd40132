/**
 * The topics of a service before it starts: found, or made where that is wanted, or named in an error that says what to do.
 */
import { messageOf } from "../errors/ksml-exceptions.ts";
import { type Admin, KafkaError } from "../kafka/port.ts";
import { ConfigurationError } from "./configuration-error.ts";
import { makeImplicitTopics } from "./implicit-topics.ts";
import { makeTopics } from "./make-topics.ts";
import type { TopicUses } from "./topic-types.ts";

export interface FindTopicsOptions {
  /** Partitions of topics that are to be made where they are missing; null: a missing one is an error. */
  readonly createTopics: number | null;
  /** What an error calls the brokers. */
  readonly brokers: string;
}

/** Partitions of all topics that the definitions name. @throws ConfigurationError when one is missing */
export async function findTopics(
  admin: Admin,
  { topics, implicit }: TopicUses,
  { createTopics, brokers }: FindTopicsOptions,
): Promise<ReadonlyMap<string, number>> {
  const names = [...topics.keys()];
  if (names.length === 0) return new Map();
  try {
    if (createTopics !== null) {
      const declared = names.filter((topic) => !implicit.has(topic));
      await makeTopics(admin, declared, createTopics);
    }
    const found = await admin.describeTopics(names);
    const missing = names.filter((topic) => !found.has(topic) && !implicit.has(topic));
    if (missing.length > 0) throw missingTopics(missing, topics);
    const partitions = new Map([...found].map(([topic, of]) => [topic, of.partitions]));
    const made = await makeImplicitTopics(admin, implicit, partitions, createTopics ?? 1);
    return new Map([...partitions, ...made]);
  } catch (error) {
    if (error instanceof KafkaError) throw kafkaTrouble(error, brokers);
    throw error;
  }
}

function missingTopics(
  missing: readonly string[],
  topics: TopicUses["topics"],
): ConfigurationError {
  const lines = missing.map(
    (topic) => `  * ${topic} (${topics.get(topic)?.isRead ? "read" : "written"})`,
  );
  return new ConfigurationError(
    `${missing.length === 1 ? "A topic does" : "Topics do"} not exist:\n${lines.join("\n")}`,
    "create them, for instance with `kafka-topics.sh --create --topic NAME`, then start the service again",
  );
}

const KAFKA_HELP: Partial<Readonly<Record<KafkaError["code"], string>>> = {
  unreachable:
    "check that a broker listens there (`kafka.bootstrap.servers`, or the variable KSMLC_KAFKA_BOOTSTRAP_SERVERS), or start with `--embedded`",
  unauthorized: "check the credentials and the access rights of the topics and of the group",
  "invalid-address":
    "correct the runner file, or the variable that sets it: brokers are HOST:PORT,HOST:PORT",
  "invalid-topic": "give the topic a name of letters, digits, `.`, `_` and `-`",
};

/** What a Kafka that cannot be used means for the person who starts the service. */
export function kafkaTrouble(error: KafkaError, brokers: string): ConfigurationError {
  const help = KAFKA_HELP[error.code] ?? "see the message of the broker above";
  return new ConfigurationError(`Kafka at ${brokers} cannot be used: ${messageOf(error)}`, help);
}
