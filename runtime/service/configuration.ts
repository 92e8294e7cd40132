/**
 * The configuration that a service runs with (cli.md, "Configuration"). In: what the project was built with, and the
 * environment. Out: every setting, with `KSMLC_` variables laid over and `${VAR}` replaced, each checked.
 */
import {
  DEFAULT_ERROR_HANDLERS,
  type ErrorHandler,
  type ErrorHandlers,
  type ErrorHandling,
  type ErrorKind,
} from "../engine/error-handling.ts";
import { ConfigurationError } from "./configuration-error.ts";
import { replaceVariables, type Variables } from "./environment-text.ts";
import { isKafkaKey, KAFKA_KEYS, nearestKafkaKey } from "./kafka-keys.ts";
import { requireValue } from "./kafka-settings.ts";
import { type Overrides, readOverrides, variableOf } from "./overrides.ts";

/** What `src/main.ts` hands over: only what the runner file and the definitions set. */
export interface GivenConfiguration {
  readonly enablePipelines?: boolean;
  readonly enableProducers?: boolean;
  readonly storageDirectory?: string;
  readonly createStorageDirectory?: boolean;
  readonly errorHandling?: Readonly<Partial<Record<ErrorKind, Partial<ErrorHandling>>>>;
  readonly prometheus?: {
    readonly enabled?: boolean;
    readonly host?: string;
    readonly port?: number | string;
  };
  /** A function counts or measures something. */
  readonly usesMetrics?: boolean;
  /** Kafka's own keys, as text. */
  readonly kafka?: Readonly<Record<string, string>>;
}

export interface Configuration {
  readonly applicationId: string;
  readonly enablePipelines: boolean;
  readonly enableProducers: boolean;
  readonly errors: ErrorHandlers;
  readonly kafka: Readonly<Record<string, string>>;
  /** Where stores lie, as it is configured; null: nowhere in particular. */
  readonly stateDirectory: string | null;
  /** Where it is missing the service does not start: nobody asked for it to be made. */
  readonly stateDirectoryMustExist: boolean;
  readonly prometheus: PrometheusSettings;
  readonly usesMetrics: boolean;
  /** What replaces the registry's address: one address, or `old=new` pairs; null: nothing does. */
  readonly registry: string | null;
  /** What the log should say of it, a line each. */
  readonly warnings: readonly string[];
}

export interface PrometheusSettings {
  /** Null: nobody said, so it is on where it is of use. */
  readonly enabled: boolean | null;
  readonly host: string;
  /** Null: the usual one, or another where that is taken. 0: any that is free. */
  readonly port: number | null;
}

/** @throws ConfigurationError */
export function resolveConfiguration(
  applicationId: string,
  given: GivenConfiguration,
  variables: Variables,
): Configuration {
  const overrides = readOverrides(variables);
  const read = new Reader(overrides, variables);
  const errors = Object.fromEntries(
    (["consume", "process", "produce"] as const).map((kind) => [
      kind,
      errorHandling(kind, given.errorHandling?.[kind] ?? {}, read),
    ]),
  ) as unknown as ErrorHandlers;
  const enablePipelines = read.flag("ksml.enablePipelines", given.enablePipelines ?? true);
  const enableProducers = read.flag("ksml.enableProducers", given.enableProducers ?? true);
  const storage = read.optional("ksml.storageDirectory", given.storageDirectory);
  const createStorage = read.flag(
    "ksml.createStorageDirectory",
    given.createStorageDirectory ?? false,
  );
  const prometheus = prometheusSettings(given.prometheus ?? {}, read);
  const { kafka, unknown } = kafkaSection(given.kafka ?? {}, read, overrides);
  const registry = overrides.take("registry.url") ?? null;
  return {
    applicationId:
      kafka["application.id"] ?? replaceVariables(applicationId, "application.id", variables),
    enablePipelines,
    enableProducers,
    errors,
    kafka,
    stateDirectory: kafka["state.dir"] ?? storage ?? null,
    stateDirectoryMustExist:
      kafka["state.dir"] === undefined && storage !== undefined && !createStorage,
    prometheus,
    usesMetrics: given.usesMetrics ?? false,
    registry,
    warnings: [
      ...unknown,
      ...overrides
        .rest("KSMLC_")
        .map((name) => `The variable ${name} names no setting, so it has no effect.`),
    ],
  };
}

/** Settings by their path in the runner file, with what the environment has for them. */
class Reader {
  readonly #overrides: Overrides;
  readonly #variables: Variables;
  constructor(overrides: Overrides, variables: Variables) {
    this.#overrides = overrides;
    this.#variables = variables;
  }

  text(path: string, value: string): string {
    return this.#overrides.take(path) ?? replaceVariables(value, path, this.#variables);
  }

  optional(path: string, value: string | undefined): string | undefined {
    return (
      this.#overrides.take(path) ??
      (value === undefined ? undefined : replaceVariables(value, path, this.#variables))
    );
  }

  /** Where a value came from, to be said behind it. */
  from(path: string): string {
    return this.#overrides.has(path) ? ` (set by ${variableOf(path)})` : "";
  }

  flag(path: string, value: boolean): boolean {
    return this.optionalFlag(path, value) ?? value;
  }

  optionalFlag(path: string, value: boolean | undefined): boolean | null {
    const from = this.from(path);
    const text = this.optional(path, value === undefined ? undefined : String(value));
    if (text === undefined) return null;
    if (text === "true" || text === "false") return text === "true";
    throw new ConfigurationError(`\`${path}\` is \`${text}\`${from}.`, "write `true` or `false`");
  }
}

const HIGHEST_PORT = 65_535;

function prometheusSettings(
  given: NonNullable<GivenConfiguration["prometheus"]>,
  read: Reader,
): PrometheusSettings {
  const from = read.from("ksml.prometheus.port");
  const text = read.optional("ksml.prometheus.port", given.port?.toString());
  const port = text === undefined ? null : Number(text);
  if (port !== null && !(Number.isInteger(port) && port >= 0 && port <= HIGHEST_PORT)) {
    throw new ConfigurationError(
      `\`ksml.prometheus.port\` is \`${text}\`${from}.`,
      `use an integer from 0 (any free port) to ${HIGHEST_PORT}`,
    );
  }
  return {
    enabled: read.optionalFlag("ksml.prometheus.enabled", given.enabled),
    host: read.text("ksml.prometheus.host", given.host ?? "0.0.0.0"),
    port,
  };
}

/** Every key with its value in effect, and what is to be said of keys that nobody knows. */
function kafkaSection(
  given: Readonly<Record<string, string>>,
  read: Reader,
  overrides: Overrides,
): { readonly kafka: Readonly<Record<string, string>>; readonly unknown: readonly string[] } {
  const kafka: Record<string, string> = {};
  const set = (key: string, value: string, from: string): void => {
    requireValue(key, value, from);
    kafka[key] = value;
  };
  for (const [key, value] of Object.entries(given)) {
    const path = `kafka.${key}`;
    const from = read.from(path);
    set(key, read.text(path, value), from);
  }
  // What is left names Kafka's keys that neither runner file nor definition has.
  for (const variable of overrides.rest(KAFKA_VARIABLE)) {
    const known = KAFKA_KEYS.find(({ name }) => variableOf(`kafka.${name}`) === variable);
    const key =
      known?.name ?? variable.slice(KAFKA_VARIABLE.length).toLowerCase().replaceAll("_", ".");
    set(key, overrides.takeVariable(variable), ` (set by ${variable})`);
  }
  const unknown = Object.keys(kafka)
    .filter((key) => !isKafkaKey(key))
    .map((key) => {
      const nearest = nearestKafkaKey(key);
      const hint = nearest === null ? "" : ` Did you mean \`${nearest}\`?`;
      return `Kafka has no setting \`${key}\`, so it has no effect.${hint}`;
    });
  return { kafka, unknown };
}

const KAFKA_VARIABLE = "KSMLC_KAFKA_";

function errorHandling(
  kind: ErrorKind,
  given: Partial<ErrorHandling>,
  read: Reader,
): ErrorHandling {
  const path = `ksml.errorHandling.${kind}`;
  const usual = { ...DEFAULT_ERROR_HANDLERS[kind], ...given };
  return {
    log: read.flag(`${path}.log`, usual.log),
    logPayload: read.flag(`${path}.logPayload`, usual.logPayload),
    loggerName: read.text(`${path}.loggerName`, usual.loggerName),
    handler: handlerOf(kind, read.text(`${path}.handler`, usual.handler)),
  };
}

const HANDLERS: readonly string[] = ["stopOnFail", "continueOnFail", "retryOnFail"];

function handlerOf(kind: ErrorKind, text: string): ErrorHandler {
  if (!HANDLERS.includes(text)) {
    throw new ConfigurationError(
      `Unknown error handler: ${text}.`,
      `valid values: ${HANDLERS.join(", ")}`,
    );
  }
  if (text === "retryOnFail" && kind !== "produce") {
    throw new ConfigurationError(
      `\`ksml.errorHandling.${kind}.handler\` cannot be \`retryOnFail\`: nothing is gained by trying the same record again.`,
      "use `stopOnFail` or `continueOnFail`; `retryOnFail` is for `produce`",
    );
  }
  return text as ErrorHandler;
}
