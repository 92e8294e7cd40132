/**
 * One run of a service from its topics to its end: feeds what is to be fed, starts the service, prints what lands on
 * topics, and stops where the plan says so. Resolves when everything is over.
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SchemaFile } from "../../compiler/1-source/schema-file.ts";
import { messageOf } from "../../runtime/errors/ksml-exceptions.ts";
import {
  createEmbeddedClient,
  EmbeddedBroker,
  type EmbeddedBrokerOptions,
} from "../../runtime/kafka/embedded/index.ts";
import { type KafkaClient, KafkaError } from "../../runtime/kafka/port.ts";
import type { Registries } from "../../runtime/notations/registry/registries.ts";
import { type AuthorHooks, storeOptionsHooks } from "../../runtime/service/author-hooks.ts";
import type { Configuration } from "../../runtime/service/configuration.ts";
import type { Definitions } from "../../runtime/service/definitions.ts";
import { findTopics, kafkaTrouble } from "../../runtime/service/find-topics.ts";
import { commonSettings } from "../../runtime/service/kafka-settings.ts";
import { makeTopics } from "../../runtime/service/make-topics.ts";
import { printLines } from "../../runtime/service/print-lines.ts";
import {
  kafkaLog,
  remoteKafka,
  stopOnSignals,
  stopOnStrayErrors,
} from "../../runtime/service/run-service.ts";
import { prepareFeeds, startRegistries } from "../../runtime/service/schema-registries.ts";
import { Service } from "../../runtime/service/service.ts";
import { findStateDirectory } from "../../runtime/service/state-directory.ts";
import { StatusPages } from "../../runtime/service/status-pages.ts";
import { type TopicUses, topicUses } from "../../runtime/service/topic-types.ts";
import { UsageError } from "../exit-codes.ts";
import { EmbeddedPrinter } from "./embedded-printer.ts";
import { openRegistry } from "./embedded-registry.ts";
import { type FedRecord, Feeder, readFeed, type TypesOf } from "./feed.ts";
import { KafkaPrinter } from "./kafka-printer.ts";
import { PrintedTopics } from "./printed-topics.ts";
import { requestLog } from "./request-log.ts";
import type { RunPlan } from "./run-plan.ts";

/** `warn` gets whole lines. */
export interface RunOutput {
  /** What Python and print sinks print. */
  readonly print: (text: string) => void;
  readonly records: (text: string) => void;
  readonly warn: (text: string) => void;
}

export interface RunnableDefinitions extends Definitions {
  /** What the author's module has for the configuration. */
  readonly hooks: AuthorHooks;
  /** What the embedded registry knows from the start. */
  readonly schemas: readonly SchemaFile[];
}

export async function runDefinitions(
  plan: RunPlan,
  given: Configuration,
  definitions: RunnableDefinitions,
  output: RunOutput,
): Promise<void> {
  const state = findStateDirectory(given, plan.onKafka);
  try {
    const pages = await StatusPages.start(state.configuration);
    try {
      const { configuration } = state;
      await runWithPages({ plan, configuration, definitions, output, pages });
    } finally {
      if (plan.metricsFile !== null) await writeMetrics(plan.metricsFile, pages);
      await pages.close();
    }
  } finally {
    await state.leave();
  }
}

async function writeMetrics(file: string, pages: StatusPages): Promise<void> {
  try {
    await writeFile(file, await pages.printMetrics());
  } catch (error) {
    throw new UsageError(
      `The metrics cannot be written to ${file}: ${messageOf(error)}.`,
      "name a file in a folder that can be written",
    );
  }
}

interface Given {
  readonly plan: RunPlan;
  readonly configuration: Configuration;
  readonly definitions: RunnableDefinitions;
  readonly output: RunOutput;
  readonly pages: StatusPages;
}

async function runWithPages(given: Given): Promise<void> {
  const { plan, configuration, definitions, output } = given;
  const uses = topicUses(definitions);
  const isEmbedded = !plan.onKafka && configuration.registry === null;
  const registry = isEmbedded ? openRegistry(plan, definitions.schemas, output.warn) : null;
  const registries = startRegistries(configuration, registry?.transport ?? null);
  if (plan.feeds.length > 0) await prepareFeeds(registries, uses, isEmbedded);
  const typesOf: TypesOf = (topic) => uses.topics.get(topic)?.types ?? null;
  const records = plan.feeds
    .filter(({ file }) => file !== "-")
    .flatMap((feed) => readFeed(feed, typesOf));
  const fed = new Set([
    ...records.map(({ line }) => line.topic),
    ...plan.feeds.flatMap(({ topic }) => topic ?? []),
  ]);
  if (!plan.onKafka) warnOfIdleTopics(plan, configuration.applicationId, uses, fed, output.warn);
  const { applicationId } = configuration;
  const topics = new PrintedTopics(plan.printed, applicationId, uses, fed, output.records);
  const kafka = plan.onKafka
    ? { ...(await remoteKafka(inTime(configuration, plan))), broker: null }
    : embeddedKafka(configuration, plan, output.warn);
  try {
    await runOn({ ...given, kafka, uses, typesOf, records, registries, topics });
  } catch (error) {
    throw error instanceof KafkaError ? kafkaTrouble(error, kafka.brokers) : error;
  } finally {
    await kafka.client.close();
  }
}

/** In this process nothing else can write or read a topic: a name that no definition has is a slip. */
function warnOfIdleTopics(
  plan: RunPlan,
  applicationId: string,
  uses: TopicUses,
  fed: ReadonlySet<string>,
  warn: RunOutput["warn"],
): void {
  for (const topic of fed) {
    if (uses.topics.get(topic)?.isRead) continue;
    warn(`warning: No pipeline reads \`${topic}\`, which is fed.\n`);
  }
  for (const topic of plan.printed) {
    const isInternal = topic.startsWith(`${applicationId}-`);
    const isKnown = topic === "*" || isInternal || fed.has(topic) || uses.dynamic !== null;
    if (isKnown || uses.topics.get(topic)?.isWritten) continue;
    warn(`warning: Nothing writes to \`${topic}\`, which is to be printed.\n`);
  }
}

/** With \`--for\`, no answer of Kafka is waited for longer than that. */
function inTime(configuration: Configuration, { forMs }: RunPlan): Configuration {
  if (forMs === null) return configuration;
  const key = "default.api.timeout.ms";
  const waitMs = Math.min(forMs, Number(configuration.kafka[key] ?? 60_000));
  return { ...configuration, kafka: { ...configuration.kafka, [key]: String(waitMs) } };
}

interface Run extends Given {
  readonly kafka: RunKafka;
  readonly uses: TopicUses;
  readonly typesOf: TypesOf;
  /** Of the files that are fed. */
  readonly records: readonly FedRecord[];
  readonly registries: Registries;
  readonly topics: PrintedTopics;
}

interface RunKafka {
  readonly client: KafkaClient;
  readonly brokers: string;
  /** Null: not in this process. */
  readonly broker: EmbeddedBroker | null;
}

async function runOn(run: Run): Promise<void> {
  const { plan, configuration, definitions, registries, uses, typesOf, records, topics, pages } =
    run;
  const { client, brokers, broker } = run.kafka;
  const started = performance.now();
  const createTopics = plan.partitions ?? (plan.onKafka ? null : 1);
  // Before a record is written: where a topic is missing, all stays as it was.
  const known = await findTopics(client.admin(), uses, { createTopics, brokers });
  const partitionsOf = partitionCounts(client, createTopics, known);
  // On the embedded broker a topic is shown from when it is there: the service makes its changelogs with their settings.
  if (broker === null) for (const topic of topics.known()) await partitionsOf(topic, "printed");
  for (const topic of new Set(records.map(({ line }) => line.topic))) await partitionsOf(topic);
  const producer = client.producer({
    clientId: `${configuration.applicationId}-feed`,
    idempotent: true,
    settings: {},
  });
  const feeder = new Feeder(producer, partitionsOf, Date.now);
  await feeder.write(records);
  const kafkaPrinter = broker === null ? new KafkaPrinter(topics) : null;
  await kafkaPrinter?.start(client, configuration.applicationId);
  const embeddedPrinter = broker === null ? null : new EmbeddedPrinter(broker, topics);
  const service = await Service.start({
    configuration,
    definitions,
    registries,
    client: unclosed(kafkaPrinter?.watching(client) ?? client),
    brokers,
    metrics: pages.address,
    storeOptions: storeOptionsHooks(definitions.hooks),
    createTopics,
    partitions: known,
    // Topics of the embedded broker hold what was fed to this run, and nothing older that `latest` could skip.
    readsFromStart: broker !== null,
    print: printLines(run.output.print),
    now: Date.now,
    monotonic: () => performance.now(),
  });
  pages.show(service);
  stopOnSignals(service);
  stopOnStrayErrors();
  const printing = embeddedPrinter?.run() ?? kafkaPrinter?.run();
  const timer =
    plan.forMs === null
      ? null
      : setTimeout(() => service.stop(), plan.forMs - (performance.now() - started));
  try {
    const ends = [service.finished, untilDone(plan, service, feeder, typesOf)];
    await Promise.race(printing === undefined ? ends : [...ends, printing]);
  } finally {
    // Where standard input held what is no record, the service still ends in order.
    feeder.stop();
    service.stop();
    try {
      await service.finished;
    } finally {
      if (timer !== null) clearTimeout(timer);
      embeddedPrinter?.stop();
      embeddedPrinter?.show();
      await kafkaPrinter?.finish();
    }
  }
}

/** How many partitions a topic has that is fed or printed; with `createTopics` it is made where it is missing. */
function partitionCounts(
  client: KafkaClient,
  createTopics: number | null,
  known: ReadonlyMap<string, number>,
): (topic: string, use?: "fed" | "printed") => Promise<number> {
  const admin = client.admin();
  const partitions = new Map(known);
  return async (topic, use = "fed") => {
    const found = partitions.get(topic);
    if (found !== undefined) return found;
    if (createTopics !== null) await makeTopics(admin, [topic], createTopics);
    const count = (await admin.describeTopics([topic])).get(topic)?.partitions;
    if (count === undefined) {
      throw new UsageError(
        `The topic \`${topic}\`, which is ${use}, does not exist.`,
        "create it, or give `--partitions N`",
      );
    }
    partitions.set(topic, count);
    return count;
  };
}

/** Resolves when `--until-idle` is reached; without it never, as the service goes on until something stops it. */
async function untilDone(
  plan: RunPlan,
  service: Service,
  feeder: Feeder,
  typesOf: TypesOf,
): Promise<void> {
  const standardInput = plan.feeds.find(({ file }) => file === "-");
  if (standardInput !== undefined) await feeder.writeStandardInput(standardInput, typesOf);
  if (plan.untilIdle) await service.untilIdle();
  else await new Promise(() => {});
}

function embeddedKafka(
  { kafka }: Configuration,
  { partitions, directory, logsRequests }: RunPlan,
  warn: RunOutput["warn"],
) {
  const broker = openBroker({
    autoCreateTopics: true,
    defaultPartitions: partitions ?? 1,
    directory: directory === null ? null : join(directory, "topics"),
    ...(logsRequests ? { requestLog: requestLog(warn, Date.now).broker } : {}),
  });
  const client = createEmbeddedClient(broker, { settings: commonSettings(kafka), log: kafkaLog });
  return { client, brokers: "the embedded broker", broker };
}

function openBroker(options: EmbeddedBrokerOptions): EmbeddedBroker {
  try {
    return new EmbeddedBroker(options);
  } catch (error) {
    throw new UsageError(
      `The topics in ${options.directory} cannot be used: ${messageOf(error)}.`,
      "name another folder with `--dir`, or check its permissions",
    );
  }
}

/** The service closes its client when it ends, but what it wrote last is still to be shown. */
function unclosed(client: KafkaClient): KafkaClient {
  return {
    admin: () => client.admin(),
    producer: (options) => client.producer(options),
    consumer: (options) => client.consumer(options),
    reader: (options) => client.reader(options),
    close: async () => {},
  };
}
