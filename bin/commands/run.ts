/**
 * `ksmlc run`: compiles definitions and runs them at once, on the embedded broker or on Kafka (cli.md, "run"). The service
 * is what `build` would write, and runs on the same engine. Out: an exit code.
 */

import { parseDuration } from "../../compiler/2-syntax/duration.ts";
import { serviceConfiguration } from "../../compiler/8-project/service-configuration.ts";
import { setLogSink } from "../../runtime/dsl/logger.ts";
import { createEmbeddedClient, EmbeddedBroker } from "../../runtime/kafka/embedded/index.ts";
import type { KafkaClient } from "../../runtime/kafka/port.ts";
import { setEnvironment } from "../../runtime/python/environment.ts";
import { type Configuration, resolveConfiguration } from "../../runtime/service/configuration.ts";
import { type Definitions, loadDefinitions } from "../../runtime/service/definitions.ts";
import { commonSettings } from "../../runtime/service/kafka-settings.ts";
import { serviceLog } from "../../runtime/service/log.ts";
import { printLines } from "../../runtime/service/print-lines.ts";
import {
  explainFailure,
  kafkaLog,
  remoteKafka,
  stopOnSignals,
} from "../../runtime/service/run-service.ts";
import { Service } from "../../runtime/service/service.ts";
import { topicUses } from "../../runtime/service/topic-types.ts";
import { applicationIdOf, type CompileServiceOptions, compileService } from "../compile-service.ts";
import { EXIT, UsageError } from "../exit-codes.ts";
import { loadModules } from "../load-modules.ts";
import { EmbeddedPrinter } from "../run/embedded-printer.ts";
import { FeedError, Feeder, parseFeed, readFeed } from "../run/feed.ts";
import { KafkaPrinter } from "../run/kafka-printer.ts";
import { PrintedTopics } from "../run/printed-topics.ts";

export interface RunOptions extends CompileServiceOptions {
  readonly embedded?: boolean;
  /** Brokers; true: those of the configuration. */
  readonly kafka?: string | true;
  readonly feed?: readonly string[];
  readonly print?: readonly string[];
  readonly untilIdle?: boolean;
  readonly for?: string;
  readonly partitions?: string;
}

const toOutput = (text: string): void => {
  process.stdout.write(text);
};
const toError = (text: string): void => {
  process.stderr.write(text);
};

export async function run(paths: readonly string[], options: RunOptions): Promise<number> {
  const plan = planOf(options);
  const { exitCode, service: compiled } = compileService(paths, options, "service", "errors");
  if (compiled === null) return exitCode;
  process.setSourceMapsEnabled(true);
  setLogSink(
    serviceLog({
      json: false,
      onlyError: true,
      level: options.quiet ? "warn" : "info",
      now: Date.now,
      writeOut: toError,
      writeError: toError,
    }),
  );
  // With --print, standard output is for records alone.
  const print = plan.printed.length > 0 ? toError : toOutput;
  setEnvironment({ print });
  try {
    const configuration = resolveConfiguration(
      applicationIdOf(compiled, options.applicationId),
      withBrokers(serviceConfiguration(compiled.runner), options.kafka),
      process.env,
    );
    const definitions = await loadDefinitions(Object.fromEntries(loadModules(compiled.modules)), {
      pipelines: configuration.enablePipelines,
      producers: configuration.enableProducers,
    });
    await runDefinitions(plan, configuration, definitions, print);
    return EXIT.ok;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (error instanceof FeedError) toError(`error: ${error.message}\n`);
    else explainFailure(error);
    return EXIT.failed;
  }
}

interface Plan {
  readonly onKafka: boolean;
  readonly feeds: ReturnType<typeof parseFeed>[];
  readonly printed: readonly string[];
  readonly untilIdle: boolean;
  /** Null: without end. */
  readonly forMs: number | null;
  readonly partitions: number | null;
}

function planOf(options: RunOptions): Plan {
  if (options.embedded && options.kafka !== undefined) {
    throw new UsageError(
      "`--embedded` and `--kafka` exclude each other.",
      "give one of them, or none",
    );
  }
  const feeds = (options.feed ?? []).map(parseFeed);
  if (feeds.filter(({ file }) => file === "-").length > 1) {
    throw new UsageError("Standard input can be fed once only.", "give one `--feed` with `-`");
  }
  const forMs = options.for === undefined ? null : parseDuration(options.for);
  if (options.for !== undefined && (forMs === null || forMs < 0)) {
    throw new UsageError(
      `\`--for ${options.for}\` is no duration.`,
      "write a number and a unit, like `10s` or `5m`",
    );
  }
  const partitions = options.partitions === undefined ? null : Number(options.partitions);
  if (partitions !== null && !(Number.isInteger(partitions) && partitions > 0)) {
    throw new UsageError(
      `\`--partitions ${options.partitions}\` is no number of partitions.`,
      "give an integer of at least 1",
    );
  }
  return {
    onKafka: options.kafka !== undefined,
    feeds,
    printed: options.print ?? [],
    untilIdle: options.untilIdle ?? false,
    forMs,
    partitions,
  };
}

type Given = ReturnType<typeof serviceConfiguration>;

/** The command line comes before the environment and the runner file: nothing may replace brokers given there. */
function withBrokers(given: Given, brokers: string | true | undefined): Given {
  if (typeof brokers !== "string") return given;
  delete process.env.KSMLC_KAFKA_BOOTSTRAP_SERVERS;
  const kafka = typeof given.kafka === "object" ? given.kafka : {};
  return { ...given, kafka: { ...kafka, "bootstrap.servers": brokers } };
}

async function runDefinitions(
  plan: Plan,
  configuration: Configuration,
  definitions: Definitions,
  print: (text: string) => void,
): Promise<void> {
  const uses = topicUses(definitions);
  const typesOf = (topic: string) => uses.topics.get(topic)?.types ?? null;
  const files = plan.feeds.filter(({ file }) => file !== "-");
  const records = files.flatMap((feed) => readFeed(feed, typesOf));
  const fed = new Set([
    ...records.map(({ line }) => line.topic),
    ...plan.feeds.flatMap(({ topic }) => topic ?? []),
  ]);
  const topics = new PrintedTopics(plan.printed, uses, fed, toOutput);
  const { client, brokers, broker } = plan.onKafka
    ? { ...(await remoteKafka(configuration)), broker: null }
    : embeddedKafka(configuration, plan);
  const createTopics = plan.partitions ?? (plan.onKafka ? null : 1);
  const admin = client.admin();
  const partitionsOf = async (topic: string): Promise<number> => {
    const known = partitions.get(topic);
    if (known !== undefined) return known;
    if (createTopics !== null) {
      await admin.createTopics([
        { topic, partitions: createTopics, replicationFactor: -1, config: {} },
      ]);
    }
    const count = (await admin.describeTopics([topic])).get(topic)?.partitions;
    if (count === undefined) {
      throw new UsageError(
        `The topic \`${topic}\`, which is fed, does not exist.`,
        "create it, or give `--partitions N`",
      );
    }
    partitions.set(topic, count);
    return count;
  };
  const partitions = new Map<string, number>();
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
    client: unclosed(kafkaPrinter?.watching(client) ?? client),
    brokers,
    createTopics,
    // Topics of the embedded broker hold what was fed to this run, and nothing older that `latest` could skip.
    readsFromStart: broker !== null,
    print: printLines(print),
    now: Date.now,
    monotonic: () => performance.now(),
  });
  stopOnSignals(service);
  const printing = embeddedPrinter?.run() ?? kafkaPrinter?.run();
  const timer = plan.forMs === null ? null : setTimeout(() => service.stop(), plan.forMs);
  try {
    await Promise.race([service.finished, untilDone(plan, service, feeder, typesOf)]);
    service.stop();
    await service.finished;
  } finally {
    if (timer !== null) clearTimeout(timer);
    embeddedPrinter?.stop();
    embeddedPrinter?.show();
    await kafkaPrinter?.finish();
    await Promise.race([printing, Promise.resolve()]);
    await client.close();
  }
}

/** Resolves when `--until-idle` is reached; without it never, as the service goes on until something stops it. */
async function untilDone(
  plan: Plan,
  service: Service,
  feeder: Feeder,
  typesOf: Parameters<Feeder["writeStandardInput"]>[1],
): Promise<void> {
  const standardInput = plan.feeds.find(({ file }) => file === "-");
  if (standardInput !== undefined) await feeder.writeStandardInput(standardInput, typesOf);
  if (plan.untilIdle) await service.untilIdle();
  else await new Promise(() => {});
}

function embeddedKafka({ kafka }: Configuration, plan: Plan) {
  const broker = new EmbeddedBroker({
    autoCreateTopics: true,
    defaultPartitions: plan.partitions ?? 1,
  });
  const client = createEmbeddedClient(broker, { settings: commonSettings(kafka), log: kafkaLog });
  return { client, brokers: "the embedded broker", broker };
}

/** The service closes its client when it ends, but what it wrote last is still to be shown. */
function unclosed(client: KafkaClient): KafkaClient {
  return {
    admin: () => client.admin(),
    producer: (options) => client.producer(options),
    consumer: (options) => client.consumer(options),
    close: async () => {},
  };
}
