/**
 * fixtures/operations/<operation>/<case>: `definition.yaml` is compiled and run in the test driver on the records of
 * `records.yaml`, whose `in` and `out` are NDJSON lines. `UPDATE=1` writes what came out into the file.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { SourceFile } from "../compiler/1-source/source-file.ts";
import { compile } from "../compiler/compile.ts";
import { setLogSink } from "../runtime/dsl/logger.ts";
import type { RecordTypes } from "../runtime/dsl/node.ts";
import { Topology } from "../runtime/index.ts";
import { setEnvironment } from "../runtime/python/environment.ts";
import { ndjsonToRecord, recordToNdjson } from "../runtime/service/ndjson.ts";
import { topicUses } from "../runtime/service/topic-types.ts";
import { TestDriver } from "../runtime/testing/test-driver.ts";
import { loadEmitted } from "./support/load-emitted.ts";

const root = resolve(import.meta.dirname, "../fixtures/operations");
const isUpdate = process.env.UPDATE === "1";

interface Case {
  /** NDJSON; a record without timestamp gets 1000, 1001, ... */
  readonly in: string;
  readonly out?: string;
  /** `LEVEL logger message` */
  readonly log?: string;
  /** Of print sinks and of Python's `print`. */
  readonly printed?: string;
  /** The message of what stopped the task. */
  readonly error?: string;
}

const lines = (text: string): string[] => text.split("\n").filter((line) => line !== "");

function run(namespace: string, path: string, { in: input }: Case): Omit<Case, "in"> {
  const source = new SourceFile("definition.yaml", readFileSync(path, "utf8"));
  const { diagnostics, modules } = compile({
    definitions: [{ namespace, source }],
    mode: "service",
  });
  expect(diagnostics.filter(({ severity }) => severity !== "info")).toEqual([]);
  expect(modules).toHaveLength(1);
  const log: string[] = [];
  const printed: string[] = [];
  setEnvironment({ print: (text) => printed.push(text) });
  setLogSink({
    isEnabled: () => true,
    write: (level, logger, message) => {
      if (logger !== "ProcessError") log.push(`${level.toUpperCase()} ${logger} ${message}`);
    },
  });
  const topologies = modules
    .flatMap((module) => Object.values(loadEmitted(module)))
    .filter((part) => part instanceof Topology);
  const { topics, dynamic } = topicUses({ topologies, producers: [] });
  const typesOf = (topic: string): RecordTypes | null => topics.get(topic)?.types ?? dynamic;
  const driver = new TestDriver({
    topologies,
    print: (line) => printed.push(`${line}\n`),
  });
  let error: string | undefined;
  try {
    for (const [i, line] of lines(input).entries()) {
      const { topic, key, value, timestamp, headers } = ndjsonToRecord(line, null, typesOf);
      driver.pipe(topic, { key, value, headers, timestamp: timestamp ?? 1000 + i });
    }
  } catch (thrown) {
    error = (thrown as Error).message;
  }
  const out = driver.take().map((record) => {
    const { topic, key, value, timestamp, headers } = record;
    return recordToNdjson({ topic, key, value, timestamp, headers }, typesOf(topic));
  });
  return {
    ...(out.length === 0 ? {} : { out: `${out.join("\n")}\n` }),
    ...(log.length === 0 ? {} : { log: `${log.join("\n")}\n` }),
    ...(printed.length === 0 ? {} : { printed: printed.join("") }),
    ...(error === undefined ? {} : { error }),
  };
}

for (const operation of readdirSync(root)) {
  describe(operation, () => {
    it.each(readdirSync(join(root, operation)))("%s", (name) => {
      const folder = join(root, operation, name);
      const file = join(folder, "records.yaml");
      const expected = parse(readFileSync(file, "utf8")) as Case;
      const { in: input, ...results } = expected;
      const actual = run("garden", join(folder, "definition.yaml"), expected);
      if (isUpdate && JSON.stringify(actual) !== JSON.stringify(results)) {
        writeFileSync(file, stringify({ in: input, ...actual }, { lineWidth: 0 }));
      } else expect(actual).toEqual(results);
    });
  });
}
