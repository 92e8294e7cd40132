/** Topics that functions choose record by record: looked for, or made where that is wanted, when the first record is for them. */
import type { RecordCollector } from "../engine/record-collector.ts";
import type { Admin } from "../kafka/port.ts";
import { currentRegistries } from "../notations/registry/registries.ts";
import { ConfigurationError } from "./configuration-error.ts";
import type { Ending } from "./ending.ts";
import { makeTopics } from "./make-topics.ts";
import { prepareChosenTopic } from "./schema-registries.ts";

export interface ChosenTopicsOptions {
  readonly admin: Admin;
  /** Partitions of those that are to be made; null: a missing one is an error. */
  readonly createTopics: number | null;
}

/** Those that records of the collector wait for. @throws ConfigurationError when one is missing */
export async function addChosenTopics(
  collector: RecordCollector,
  options: ChosenTopicsOptions,
  ending: Ending,
): Promise<void> {
  const chosen = collector.unknownTopics;
  const names = chosen.map(({ topic }) => topic);
  const found = await ending.answer(
    find(names, options),
    () => `has not said what it knows of ${names.join(", ")}`,
  );
  for (const { topic, types } of chosen) {
    if (types !== null) await prepareChosenTopic(currentRegistries(), topic, types);
  }
  for (const [topic, partitions] of found) collector.addTopic(topic, partitions);
}

/** Their partitions. */
async function find(
  topics: readonly string[],
  { admin, createTopics }: ChosenTopicsOptions,
): Promise<ReadonlyMap<string, number>> {
  if (createTopics !== null) await makeTopics(admin, topics, createTopics);
  const found = await admin.describeTopics(topics);
  const missing = topics.find((topic) => !found.has(topic));
  if (missing !== undefined) {
    throw new ConfigurationError(
      `The topic ${missing}, which a topic name extractor returned, does not exist.`,
      "create it, then start the service again: the record is processed once more",
    );
  }
  return new Map([...found].map(([topic, { partitions }]) => [topic, partitions]));
}
