/**
 * The configuration of a service as plain data, which `src/main.ts` hands to the runtime. In: a runner file, and Kafka's
 * keys that definitions state themselves, which it overrides. Out: only what is set: what is left out has the runtime's
 * default. `${VAR}` and secrets stay as they are written: the environment is read when the service starts.
 */

import type { ErrorHandlerTree, PrometheusTree, RunnerTree } from "../2-syntax/runner-tree.ts";
import type { CheckedDefinition } from "../3-check/definition.ts";

export type Plain = string | number | boolean | { readonly [key: string]: Plain };

export function serviceConfiguration(
  runner: RunnerTree | null,
  definitions: readonly Pick<CheckedDefinition, "namespace" | "configuration">[],
): { readonly [key: string]: Plain } {
  const kafka = kafkaSettings(runner, definitions);
  return {
    ...(runner === null ? {} : ofRunner(runner)),
    ...(kafka.size === 0 ? {} : { kafka: Object.fromEntries(kafka) }),
  };
}

/** The runner file's, else the last that a definition states. */
export function kafkaSettings(
  runner: RunnerTree | null,
  definitions: readonly Pick<CheckedDefinition, "namespace" | "configuration">[],
): ReadonlyMap<string, string> {
  const settings = new Map<string, string>();
  // In the order of the service, which is not that of the command line.
  const sorted = [...definitions].sort((a, b) => (a.namespace < b.namespace ? -1 : 1));
  for (const { configuration } of sorted) {
    for (const { key, value } of configuration) settings.set(key, value);
  }
  for (const [key, { value }] of runner?.kafka ?? []) settings.set(key, value);
  return settings;
}

function ofRunner(runner: RunnerTree): { readonly [key: string]: Plain } {
  const { enableProducers, enablePipelines, storageDirectory, createStorageDirectory } = runner;
  const handlers = (["consume", "process", "produce"] as const).flatMap((kind) => {
    const changed = handlerSettings(kind, runner.errorHandling[kind]);
    return Object.keys(changed).length === 0 ? [] : [[kind, changed] as const];
  });
  return {
    ...(enablePipelines ? {} : { enablePipelines }),
    ...(enableProducers ? {} : { enableProducers }),
    ...(storageDirectory === null ? {} : { storageDirectory: storageDirectory.value }),
    ...(createStorageDirectory ? { createStorageDirectory } : {}),
    ...(handlers.length === 0 ? {} : { errorHandling: Object.fromEntries(handlers) }),
    ...prometheusSettings(runner.prometheus),
  };
}

function prometheusSettings({ enabled, host, port }: PrometheusTree): {
  readonly [key: string]: Plain;
} {
  const said = {
    ...(enabled === null ? {} : { enabled }),
    ...(host === null ? {} : { host: host.value }),
    ...(port === null
      ? {}
      : { port: /^[0-9]+$/.test(port.value) ? Number(port.value) : port.value }),
  };
  return Object.keys(said).length === 0 ? {} : { prometheus: said };
}

const LOGGERS = { consume: "ConsumeError", produce: "ProduceError", process: "ProcessError" };

function handlerSettings(
  kind: keyof typeof LOGGERS,
  { handler, log, logPayload, loggerName }: ErrorHandlerTree,
): { readonly [key: string]: Plain } {
  return {
    ...(handler === "stopOnFail" ? {} : { handler }),
    ...(log ? {} : { log }),
    ...(logPayload ? { logPayload } : {}),
    ...(loggerName === LOGGERS[kind] ? {} : { loggerName }),
  };
}
