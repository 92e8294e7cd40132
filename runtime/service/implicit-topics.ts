/**
 * Topics that nobody declared: stages between pipelines (dialect.md 5.1). They are made where they are missing, with as
 * many partitions as the largest topic that what writes them is read from.
 */
import { logSink } from "../dsl/logger.ts";
import { messageOf } from "../errors/ksml-exceptions.ts";
import { type Admin, KafkaError } from "../kafka/port.ts";
import { ConfigurationError } from "./configuration-error.ts";
import { makeTopics } from "./make-topics.ts";

/** By topic: the topics upstream of it, which may be such topics themselves. */
export type ImplicitTopics = ReadonlyMap<string, readonly string[]>;

/**
 * `partitions`: of the topics that are there. Out: those of the topics made.
 * @throws ConfigurationError when the brokers do not let the service make one
 */
export async function makeImplicitTopics(
  admin: Admin,
  implicit: ImplicitTopics,
  partitions: ReadonlyMap<string, number>,
  usual: number,
): Promise<ReadonlyMap<string, number>> {
  const made = new Map<string, number>();
  for (const topic of implicit.keys()) {
    if (partitions.has(topic)) continue;
    made.set(topic, partitionsOf(topic, implicit, partitions, new Set()) ?? usual);
  }
  for (const [topic, count] of made) {
    await create(admin, topic, count);
    logSink().write(
      "info",
      "ksmlc.service",
      `Made the topic ${topic}, which no stream declares, with ${count === 1 ? "1 partition" : `${count} partitions`}`,
    );
  }
  return made;
}

/** Undefined: nothing upstream is known. `seen`: what is being asked already, since pipelines may go in a circle. */
function partitionsOf(
  topic: string,
  implicit: ImplicitTopics,
  partitions: ReadonlyMap<string, number>,
  seen: Set<string>,
): number | undefined {
  const known = partitions.get(topic);
  if (known !== undefined || seen.has(topic)) return known;
  seen.add(topic);
  const upstream = (implicit.get(topic) ?? []).flatMap(
    (one) => partitionsOf(one, implicit, partitions, seen) ?? [],
  );
  return upstream.length === 0 ? undefined : Math.max(...upstream);
}

async function create(admin: Admin, topic: string, partitions: number): Promise<void> {
  try {
    await makeTopics(admin, [topic], partitions);
  } catch (error) {
    if (!(error instanceof KafkaError) || error.code === "unreachable") throw error;
    throw new ConfigurationError(
      `The topic ${topic}, which no stream declares, does not exist and could not be made: ${messageOf(error)}.`,
      `create it, for instance with \`kafka-topics.sh --create --topic ${topic} --partitions ${partitions}\`, or give the service the right to`,
      { cause: error },
    );
  }
}
