/**
 * The configuration of a service as plain data, which `src/main.ts` hands to the runtime. In: a runner file. Out: only
 * what it sets: what is left out has the runtime's default. `${VAR}` and secrets stay as they are written: the
 * environment is read when the service starts.
 */
import type { ErrorHandlerTree, RunnerTree } from "../2-syntax/runner-tree.ts";

export type Plain = string | number | boolean | { readonly [key: string]: Plain };

export function serviceConfiguration(runner: RunnerTree | null): { readonly [key: string]: Plain } {
  if (runner === null) return {};
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
    ...(runner.kafka.size === 0
      ? {}
      : { kafka: Object.fromEntries([...runner.kafka].map(([key, text]) => [key, text.value])) }),
  };
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
