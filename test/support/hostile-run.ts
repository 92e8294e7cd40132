/**
 * Compiles the definitions of test/hostile-names.test.ts, loads them as `run` does, and takes their records through the test
 * driver. A process of its own, so that generated code and driver share one copy of the runtime, and so that what is planted
 * in a definition could harm nothing but this process.
 *
 * In, on standard input: `[{ namespace, yaml, input }]`. Out: one JSON line each.
 */
import { readFileSync } from "node:fs";
import { loadModules } from "../../bin/load-modules.ts";
import { SourceFile } from "../../compiler/1-source/source-file.ts";
import { compile } from "../../compiler/compile.ts";
import { setLogSink } from "../../runtime/dsl/logger.ts";
import { setEnvironment } from "../../runtime/python/environment.ts";
import { loadDefinitions } from "../../runtime/service/definitions.ts";
import { TestDriver } from "../../runtime/testing/index.ts";
import type { PlainRecord } from "./hostile-places.ts";

export interface HostileCase {
  readonly namespace: string;
  readonly yaml: string;
  readonly input: readonly PlainRecord[];
}

export interface HostileResult {
  readonly records: readonly PlainRecord[];
  readonly logged: readonly string[];
  readonly printed: readonly string[];
  readonly producers: readonly string[];
  readonly error: string | null;
  /** Names that are in the global object now and were not at the start. */
  readonly planted: readonly string[];
}

// Node adds names of its own when its client for HTTP is first touched, as the driver's registry may do.
void globalThis.Request;
const before = new Set(Reflect.ownKeys(globalThis));
const prototypes = [Object.prototype, Array.prototype, Function.prototype];
const clean = prototypes.map((prototype) => Reflect.ownKeys(prototype).length);

async function runCase({ namespace, yaml, input }: HostileCase): Promise<HostileResult> {
  const logged: string[] = [];
  const printed: string[] = [];
  setLogSink({
    isEnabled: () => true,
    write: (_level, _logger, message) => void logged.push(message),
  });
  setEnvironment({ print: (text) => void printed.push(text) });
  const records: PlainRecord[] = [];
  let producers: readonly string[] = [];
  let error: string | null = null;
  try {
    const source = new SourceFile(`${namespace}.yaml`, yaml);
    const { modules, diagnostics } = compile({
      mode: "service",
      definitions: [{ namespace, source }],
    });
    const refusal = diagnostics.find(({ severity }) => severity === "error");
    if (refusal !== undefined) throw new Error(`${refusal.code}: ${refusal.message}`);
    const loaded = await loadDefinitions(Object.fromEntries(loadModules({ modules }).definitions), {
      pipelines: true,
      producers: true,
    });
    producers = loaded.producers.flatMap(({ definitions }) => [...definitions.keys()]);
    const driver = new TestDriver({
      topologies: loaded.topologies,
      print: (line) => void printed.push(String(line)),
    });
    for (const { topic, key, value } of input) {
      driver.pipe(topic, { key: bytesOf(key), value: bytesOf(value) });
      for (const out of driver.take()) {
        records.push({
          topic: out.topic,
          key: textOf(out.key),
          value: textOf(out.value),
          ...(out.headers.length === 0
            ? {}
            : {
                headers: out.headers.map(
                  ({ key: name, value: text }) => [name, textOf(text) ?? ""] as const,
                ),
              }),
        });
      }
    }
  } catch (failure) {
    error = failure instanceof Error ? messagesOf(failure) : String(failure);
  }
  return { records, logged, printed, producers, error, planted: plantedNames() };
}

const bytesOf = (text: string | null): Buffer | null => (text === null ? null : Buffer.from(text));
const textOf = (bytes: Uint8Array | null): string | null =>
  bytes === null ? null : Buffer.from(bytes).toString();

function messagesOf(error: Error): string {
  const cause = error.cause instanceof Error ? `: ${messagesOf(error.cause)}` : "";
  return `${error.message}${cause}`;
}

function plantedNames(): string[] {
  const added = Reflect.ownKeys(globalThis).filter((name) => !before.has(name));
  const changed = prototypes.some((prototype, i) => Reflect.ownKeys(prototype).length !== clean[i]);
  return [...added.map(String), ...(changed ? ["a prototype"] : [])];
}

const cases = JSON.parse(readFileSync(0, "utf8")) as readonly HostileCase[];
for (const each of cases) process.stdout.write(`${JSON.stringify(await runCase(each))}\n`);
