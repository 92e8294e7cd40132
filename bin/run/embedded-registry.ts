/** The schema registry of `run`: in this process, for every address, with the schemas of the service from the start. */
import { join } from "node:path";
import type { SchemaFile } from "../../compiler/1-source/schema-file.ts";
import { messageOf } from "../../runtime/errors/ksml-exceptions.ts";
import { EmbeddedRegistry } from "../../runtime/kafka/embedded/embedded-registry.ts";
import type { JsonValue } from "../../runtime/notations/avro/avro-schema.ts";
import { UsageError } from "../exit-codes.ts";
import { type RequestLog, requestLog } from "./request-log.ts";
import type { RunPlan } from "./run-plan.ts";

/** `warn` gets whole lines. @throws UsageError when its folder cannot be used */
export function openRegistry(
  { directory, logsRequests }: RunPlan,
  schemas: readonly SchemaFile[],
  warn: (line: string) => void,
): EmbeddedRegistry {
  const log = requestLog(warn, Date.now);
  const registry = openIn(directory, logsRequests ? log.registry : undefined);
  for (const { format, source } of schemas) {
    // What is no JSON was told when the definitions were compiled, if one of them uses it.
    const json = format === "avsc" ? parseJson(source.text) : undefined;
    if (json !== undefined) registry.add(json);
  }
  return registry;
}

function openIn(
  directory: string | null,
  onRequest: RequestLog["registry"] | undefined,
): EmbeddedRegistry {
  try {
    return new EmbeddedRegistry({
      ...(directory === null ? {} : { folder: join(directory, "registry") }),
      ...(onRequest === undefined ? {} : { onRequest }),
    });
  } catch (error) {
    throw new UsageError(
      `The schemas in ${directory} cannot be used: ${messageOf(error)}.`,
      "name another folder with `--dir`, or check its permissions",
    );
  }
}

function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
