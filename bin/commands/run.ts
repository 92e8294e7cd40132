/**
 * `ksmlc run`: compiles definitions and runs them at once, on the embedded broker or on Kafka (cli.md, "run"). The service
 * is what `build` would write, and runs on the same engine. Out: an exit code.
 */

import { join } from "node:path";
import { usesMetrics } from "../../compiler/8-project/emit-project.ts";
import { serviceConfiguration } from "../../compiler/8-project/service-configuration.ts";
import { setLogSink } from "../../runtime/dsl/logger.ts";
import { setEnvironment } from "../../runtime/python/environment.ts";
import type { AuthorHooks } from "../../runtime/service/author-hooks.ts";
import { type Configuration, resolveConfiguration } from "../../runtime/service/configuration.ts";
import { ConfigurationError } from "../../runtime/service/configuration-error.ts";
import { loadDefinitions } from "../../runtime/service/definitions.ts";
import { isKafkaKey } from "../../runtime/service/kafka-keys.ts";
import { serviceLog } from "../../runtime/service/log.ts";
import { explainFailure, warnOfSettings } from "../../runtime/service/run-service.ts";
import { placeIn } from "../author-files.ts";
import { applicationIdOf, type CompiledService, compileService } from "../compile-service.ts";
import { EXIT, UsageError } from "../exit-codes.ts";
import { loadModules } from "../load-modules.ts";
import { FeedError } from "../run/feed.ts";
import { runDefinitions } from "../run/run-definitions.ts";
import { planOf, type RunOptions } from "../run/run-plan.ts";

const toOutput = (text: string): void => {
  process.stdout.write(text);
};
const toError = (text: string): void => {
  process.stderr.write(text);
};

export async function run(paths: readonly string[], options: RunOptions): Promise<number> {
  const plan = planOf(options);
  const { exitCode, service: compiled } = await compileService(paths, options, "service");
  if (compiled === null) return exitCode;
  process.setSourceMapsEnabled(true);
  setLogSink(
    serviceLog({
      json: false,
      onlyError: true,
      level: options.quiet ? "warn" : options.verbose ? "debug" : "info",
      now: Date.now,
      writeOut: toError,
      writeError: toError,
    }),
  );
  // With --print, standard output is for records alone.
  const print = plan.printed.length > 0 ? toError : toOutput;
  setEnvironment({ print });
  try {
    const configuration = configurationOf(compiled, options);
    warnOfSettings(configuration);
    const loaded = loadModules({ ...compiled, authorFiles: compiled.given?.files ?? [] });
    const hooks = await hooksOf(loaded.extensions, compiled.given);
    const definitions = await loadDefinitions(Object.fromEntries(loaded.definitions), {
      pipelines: configuration.enablePipelines,
      producers: configuration.enableProducers,
    });
    const output = { print, records: toOutput, warn: toError };
    await runDefinitions(
      plan,
      configuration,
      { ...definitions, hooks, schemas: compiled.schemaFiles },
      output,
    );
    return EXIT.ok;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (!(error instanceof FeedError)) return explainFailure(error);
    toError(`error: ${error.message}\n  next: ${FEED_HELP}\n`);
    return EXIT.failed;
  }
}

const FEED_HELP =
  "correct the line; each is one JSON object with `topic`, `key`, `value`, and where you like `partition`, `timestamp`, `headers`";

/** Checked when the service was compiled. */
async function hooksOf(module: URL | null, given: CompiledService["given"]): Promise<AuthorHooks> {
  if (module === null) return {};
  try {
    const { extensions = {} } = (await import(module.href)) as { extensions?: AuthorHooks };
    return extensions;
  } catch (error) {
    const place = error instanceof Error ? placeIn(error.stack ?? "", given?.files ?? []) : null;
    throw new ConfigurationError(
      `The module of \`--extensions\` fails when it is imported${place === null ? "" : `, at ${place}`}.`,
      "correct what it does at its top level",
      { cause: error },
    );
  }
}

type Given = ReturnType<typeof serviceConfiguration>;

function configurationOf(compiled: CompiledService, options: RunOptions): Configuration {
  const given = serviceConfiguration(compiled.runner, compiled.definitions);
  const resolved = resolveConfiguration(
    applicationIdOf(compiled, options.applicationId),
    {
      ...withBrokers(knownOnly(given), options.kafka),
      usesMetrics: compiled.modules.some(usesMetrics),
    },
    process.env,
  );
  return {
    ...resolved,
    registry: options.registry ?? resolved.registry,
    ...(options.dir === undefined
      ? {}
      : { stateDirectory: join(options.dir, "state"), stateDirectoryMustExist: false }),
  };
}

/** Keys that Kafka does not know have no effect, and were told of when the service was compiled. */
function knownOnly(given: Given): Given {
  const { kafka } = given;
  if (typeof kafka !== "object") return given;
  return {
    ...given,
    kafka: Object.fromEntries(Object.entries(kafka).filter(([key]) => isKafkaKey(key))),
  };
}

/** The command line comes before the environment and the runner file: nothing may replace brokers given there. */
function withBrokers(given: Given, brokers: string | true | undefined): Given {
  if (typeof brokers !== "string") return given;
  delete process.env.KSMLC_KAFKA_BOOTSTRAP_SERVERS;
  const kafka = typeof given.kafka === "object" ? given.kafka : {};
  return { ...given, kafka: { ...kafka, "bootstrap.servers": brokers } };
}
