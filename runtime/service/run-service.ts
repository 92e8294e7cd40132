/**
 * What `src/main.ts` of a generated project calls: reads the environment, loads the definitions, runs the service until it
 * ends, a signal comes or something stops it, and sets the exit code (cli.md, "Exit codes").
 */
import { logSink, setLogSink } from "../dsl/logger.ts";
import { StreamsFailure } from "../engine/error-handling.ts";
import { authorError } from "../extensions/author-errors.ts";
import { type KafkaClient, KafkaError } from "../kafka/port.ts";
import { RegistryError } from "../notations/registry/registry-error.ts";
import type { RegistryTransport } from "../notations/registry/transport.ts";
import { setEnvironment } from "../python/environment.ts";
import { type AuthorHooks, storeOptionsHooks } from "./author-hooks.ts";
import {
  type Configuration,
  type GivenConfiguration,
  resolveConfiguration,
} from "./configuration.ts";
import { ConfigurationError } from "./configuration-error.ts";
import { type Definitions, loadDefinitions } from "./definitions.ts";
import { kafkaTrouble } from "./find-topics.ts";
import { commonSettings } from "./kafka-settings.ts";
import { leaveProcess } from "./leave-process.ts";
import { serviceLog } from "./log.ts";
import { refusalOfNode } from "./node-version.ts";
import { printLines } from "./print-lines.ts";
import { startRegistries } from "./schema-registries.ts";
import { Service } from "./service.ts";
import { findStateDirectory } from "./state-directory.ts";
import { StatusPages } from "./status-pages.ts";

export interface ServiceDescription {
  readonly application: { readonly id: string };
  readonly configuration: GivenConfiguration;
  /** Namespace → the generated module. */
  readonly definitions: Readonly<Record<string, URL>>;
  /** The author's module, where the configuration names hooks in it (dialect.md 9.4). */
  readonly extensions?: AuthorHooks;
}

const FAILED = 1;
const WRONG_USAGE = 2;

const toOutput = (text: string): void => {
  process.stdout.write(text);
};
const toError = (text: string): void => {
  process.stderr.write(text);
};

/** Ends the process when the service has ended; the exit code says how. */
export async function runService(
  description: ServiceDescription,
  args: readonly string[] = process.argv.slice(2),
): Promise<void> {
  process.exitCode = await exitCodeOf(description, args);
  leaveProcess();
}

async function exitCodeOf(
  description: ServiceDescription,
  args: readonly string[],
): Promise<number> {
  const log = serviceLog({
    json: process.env.LOGBACK_USE_JSON !== undefined && process.env.LOGBACK_USE_JSON !== "false",
    onlyError: false,
    level: "info",
    now: Date.now,
    writeOut: toOutput,
    writeError: toError,
  });
  setLogSink(log);
  const refusal = refusalOfNode(process.versions.node);
  if (refusal !== null) {
    toError(refusal);
    return WRONG_USAGE;
  }
  const unknown = args.find((arg) => arg !== "--embedded");
  if (unknown !== undefined) {
    toError(`error: unknown option ${unknown}\n  help: the only option is --embedded\n`);
    return WRONG_USAGE;
  }
  try {
    await run(description, args.includes("--embedded"));
    return 0;
  } catch (error) {
    return explainFailure(error);
  }
}

async function run(description: ServiceDescription, embedded: boolean): Promise<void> {
  const configuration = resolveConfiguration(
    description.application.id,
    description.configuration,
    process.env,
  );
  warnOfSettings(configuration);
  setEnvironment({ print: toOutput });
  const definitions = await loadDefinitions(description.definitions, {
    pipelines: configuration.enablePipelines,
    producers: configuration.enableProducers,
  });
  if (definitions.topologies.length === 0 && definitions.producers.length === 0) {
    logSink().write("warn", "ksmlc.service", "There are no pipelines and no producers to run.");
    return;
  }
  const state = findStateDirectory(configuration, !embedded);
  try {
    const pages = await StatusPages.start(state.configuration);
    try {
      const { extensions = {} } = description;
      await runWith(state.configuration, definitions, extensions, pages, embedded);
    } finally {
      await pages.close();
    }
  } finally {
    await state.leave();
  }
}

async function runWith(
  configuration: Configuration,
  definitions: Definitions,
  hooks: AuthorHooks,
  pages: StatusPages,
  embedded: boolean,
): Promise<void> {
  const { client, brokers } = await (embedded
    ? embeddedKafka(configuration)
    : remoteKafka(configuration));
  const registries = startRegistries(configuration, await registryTransport(embedded));
  let service: Service;
  try {
    service = await Service.start({
      configuration,
      definitions,
      client,
      registries,
      brokers,
      metrics: pages.address,
      storeOptions: storeOptionsHooks(hooks),
      createTopics: embedded ? 1 : null,
      print: printLines(toOutput),
      now: Date.now,
      monotonic: () => performance.now(),
    });
  } catch (error) {
    await client.close();
    throw error;
  }
  pages.show(service);
  stopOnSignals(service);
  stopOnStrayErrors();
  try {
    await service.finished;
    logSink().write("info", "ksmlc.service", "Stopped");
  } catch (error) {
    throw error instanceof KafkaError ? kafkaTrouble(error, brokers) : error;
  }
}

/** What the configuration says that cannot be meant. */
export function warnOfSettings({ warnings }: Configuration): void {
  for (const warning of warnings) logSink().write("warn", "ksmlc.configuration", warning);
}

interface Kafka {
  readonly client: KafkaClient;
  readonly brokers: string;
}

/** The clients are loaded when they are used: a test of a topology needs neither. */
async function embeddedKafka({ kafka }: Configuration): Promise<Kafka> {
  const { createEmbeddedClient, EmbeddedBroker } = await import("../kafka/embedded/index.ts");
  const broker = new EmbeddedBroker({ autoCreateTopics: true, defaultPartitions: 1 });
  return {
    client: createEmbeddedClient(broker, { settings: commonSettings(kafka), log: kafkaLog }),
    brokers: "the embedded broker",
  };
}

/** Null: the registries of the configuration. */
async function registryTransport(embedded: boolean): Promise<RegistryTransport | null> {
  if (!embedded) return null;
  const { EmbeddedRegistry } = await import("../kafka/embedded/embedded-registry.ts");
  return new EmbeddedRegistry().transport;
}

export async function remoteKafka({ kafka }: Configuration): Promise<Kafka> {
  const brokers = kafka["bootstrap.servers"];
  if (brokers === undefined) {
    throw new ConfigurationError(
      "No broker is configured.",
      "set `kafka.bootstrap.servers` in the runner file, or the variable KSMLC_KAFKA_BOOTSTRAP_SERVERS; or start with `--embedded`",
    );
  }
  const { createKafkaJsClient } = await import("../kafka/kafkajs/index.ts");
  return { client: createKafkaJsClient(commonSettings(kafka), { log: kafkaLog }), brokers };
}

export function kafkaLog(level: "debug" | "info" | "warn" | "error", message: string): void {
  const sink = logSink();
  if (sink.isEnabled(level)) sink.write(level, "ksmlc.kafka", message);
}

/** The first signal lets the service finish what it has in hand; a second one does not wait for that. */
export function stopOnSignals(service: Service): void {
  let isStopping = false;
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      if (isStopping) process.exit(FAILED);
      isStopping = true;
      logSink().write("info", "ksmlc.service", `${signal}: stopping`);
      service.stop();
    });
  }
}

/** What an author's module throws where no call of a function waits for it: in a timer, in a promise that it left alone. */
export function stopOnStrayErrors(): void {
  process.on("uncaughtException", (error) => {
    logSink().write("error", "ksmlc.service", STRAY_ERROR, authorError(error));
    process.exit(FAILED);
  });
}

const STRAY_ERROR =
  "An error that nothing caught stops this KSML instance\n  help: in a module of your own, await each promise, and catch what a timer or a callback throws; records that are not committed are read again at the next start";

/**
 * Says what stopped the service: the next step for what the person who runs it can change, else the traceback. Out: the
 * exit code.
 */
export function explainFailure(error: unknown): number {
  const log = logSink();
  if (error instanceof ConfigurationError) {
    const cause = saysMore(error) ? error.cause : undefined;
    log.write("error", "ksmlc.service", `${error.message}\n  help: ${error.help}`, cause);
    return error.exitCode;
  }
  log.write(
    "error",
    "ksmlc.service",
    `Caught unhandled exception, stopping this KSML instance${nextStep(error)}`,
    error,
  );
  return FAILED;
}

/** What can be done about a record that stopped the service, and where Kafka did not take what one became. */
function nextStep(error: unknown): string {
  const cause = error instanceof StreamsFailure ? error.cause : error;
  if (cause instanceof KafkaError) return `\n  help: ${kafkaTrouble(cause, "").help}`;
  return error instanceof StreamsFailure ? `\n  help: ${error.help}` : "";
}

/** What is told already is not told again with a name in front. */
function saysMore({ message, cause }: ConfigurationError): boolean {
  if (!(cause instanceof RegistryError || cause instanceof KafkaError)) return true;
  return !message.includes(cause.message);
}
