/**
 * The configuration that a service runs with (cli.md, "Configuration"). In: what the project was built with, and the
 * environment. Out: every setting, with `KSMLC_` variables laid over and `${VAR}` replaced.
 */
import { readFileSync } from "node:fs";
import {
  DEFAULT_ERROR_HANDLERS,
  type ErrorHandler,
  type ErrorHandlers,
  type ErrorHandling,
  type ErrorKind,
} from "../engine/error-handling.ts";
import { messageOf } from "../errors/ksml-exceptions.ts";
import { ConfigurationError } from "./configuration-error.ts";
import { replaceVariables, type Variables } from "./environment-text.ts";

/** What `src/main.ts` hands over: only what the runner file sets. */
export interface GivenConfiguration {
  readonly enablePipelines?: boolean;
  readonly enableProducers?: boolean;
  readonly storageDirectory?: string;
  readonly createStorageDirectory?: boolean;
  readonly errorHandling?: Readonly<Partial<Record<ErrorKind, Partial<ErrorHandling>>>>;
  /** Kafka's own keys, as text. */
  readonly kafka?: Readonly<Record<string, string>>;
}

export interface Configuration {
  readonly applicationId: string;
  readonly enablePipelines: boolean;
  readonly enableProducers: boolean;
  readonly errors: ErrorHandlers;
  readonly kafka: Readonly<Record<string, string>>;
}

/** @throws ConfigurationError */
export function resolveConfiguration(
  applicationId: string,
  given: GivenConfiguration,
  variables: Variables,
): Configuration {
  const overrides = readOverrides(variables);
  const setting = (path: string, value: string): string =>
    overrides.take(path) ?? replaceVariables(value, path, variables);
  const flag = (path: string, value: boolean): boolean => {
    const text = setting(path, String(value));
    if (text === "true" || text === "false") return text === "true";
    throw new ConfigurationError(`\`${path}\` is \`${text}\`.`, "write `true` or `false`");
  };
  const kafka: Record<string, string> = {};
  for (const [key, value] of Object.entries(given.kafka ?? {})) {
    kafka[key] = setting(`kafka.${key}`, value);
  }
  const errors = Object.fromEntries(
    (["consume", "process", "produce"] as const).map((kind) => [
      kind,
      errorHandling(kind, given.errorHandling?.[kind] ?? {}, setting, flag),
    ]),
  ) as unknown as ErrorHandlers;
  const enablePipelines = flag("ksml.enablePipelines", given.enablePipelines ?? true);
  const enableProducers = flag("ksml.enableProducers", given.enableProducers ?? true);
  // What is left names Kafka's keys that the runner file does not have: they are lower case, with dots.
  for (const [name, value] of overrides.rest("KSMLC_KAFKA_")) {
    kafka[name.toLowerCase().replaceAll("_", ".")] = value;
  }
  return {
    applicationId:
      kafka["application.id"] ?? replaceVariables(applicationId, "application.id", variables),
    enablePipelines,
    enableProducers,
    errors,
    kafka,
  };
}

function errorHandling(
  kind: ErrorKind,
  given: Partial<ErrorHandling>,
  setting: (path: string, value: string) => string,
  flag: (path: string, value: boolean) => boolean,
): ErrorHandling {
  const path = `ksml.errorHandling.${kind}`;
  const usual = { ...DEFAULT_ERROR_HANDLERS[kind], ...given };
  return {
    log: flag(`${path}.log`, usual.log),
    logPayload: flag(`${path}.logPayload`, usual.logPayload),
    loggerName: setting(`${path}.loggerName`, usual.loggerName),
    handler: handlerOf(kind, setting(`${path}.handler`, usual.handler)),
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

class Overrides {
  readonly #values: Map<string, string>;
  constructor(values: Map<string, string>) {
    this.#values = values;
  }
  /** The variable for a path of the runner file, once. */
  take(path: string): string | undefined {
    const name = variableOf(path);
    const value = this.#values.get(name);
    this.#values.delete(name);
    return value;
  }
  /** Those not taken whose names begin with `prefix`, without it. */
  rest(prefix: string): readonly (readonly [string, string])[] {
    return [...this.#values]
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), value] as const);
  }
}

/** `kafka.bootstrap.servers` → `KSMLC_KAFKA_BOOTSTRAP_SERVERS` */
export const variableOf = (path: string): string =>
  `KSMLC_${path.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_")}`;

/** All `KSMLC_` variables, those that name a file read. Those of the tests are theirs. */
function readOverrides(variables: Variables): Overrides {
  const values = new Map<string, string>();
  for (const [name, value] of Object.entries(variables)) {
    if (!name.startsWith("KSMLC_") || name.startsWith("KSMLC_TEST_") || value === undefined)
      continue;
    if (name.endsWith("_FILE")) values.set(name.slice(0, -"_FILE".length), readSecret(name, value));
    else if (!values.has(name)) values.set(name, value);
  }
  return new Overrides(values);
}

function readSecret(name: string, path: string): string {
  try {
    return readFileSync(path, "utf8").replace(/\r?\n$/, "");
  } catch (error) {
    throw new ConfigurationError(
      `${name} names the file ${path}, which cannot be read: ${messageOf(error)}.`,
      "check the path and its permissions",
      { exitCode: 2 },
    );
  }
}
