/**
 * Compiles every definition of the reference and runs it on the recorded input in the test driver. A process of its own,
 * so that generated code and driver share one copy of the runtime. Out: one JSON line a definition.
 *
 *   node test/support/reference-check.ts [REGEX] [--avro-as-json]
 */

import { loadModules } from "../../bin/load-modules.ts";
import { SourceFile } from "../../compiler/1-source/source-file.ts";
import { describeTopology } from "../../compiler/4-topology/describe.ts";
import { compile } from "../../compiler/compile.ts";
import { useRegistries } from "../../runtime/notations/registry/registries.ts";
import { setEnvironment } from "../../runtime/python/environment.ts";
import { loadDefinitions } from "../../runtime/service/definitions.ts";
import { prepareSchemas } from "../../runtime/service/schema-registries.ts";
import { TestDriver } from "../../runtime/testing/index.ts";
import {
  type ReferenceRecord,
  type ReferenceRow,
  referenceInput,
  referenceOutput,
  referenceRows,
  referenceTopology,
} from "./reference-records.ts";
import { referenceRegistry, referenceSchemas } from "./reference-registry.ts";

export interface Verdict {
  readonly path: string;
  readonly verdict: "same" | "differs" | "not built" | "error" | "skipped";
  readonly why: string;
  readonly topology: "same" | "differs" | "none" | "not built";
  readonly topologyWhy: string;
}

const avroAsJson = process.argv.includes("--avro-as-json");
const only = new RegExp(process.argv.slice(2).find((arg) => !arg.startsWith("--")) ?? ".");

function definitionOf({ definition }: ReferenceRow): string {
  return avroAsJson ? definition.replaceAll(/avro:\w+/g, "json") : definition;
}

async function check(row: ReferenceRow): Promise<Verdict> {
  const verdict = (
    kind: Verdict["verdict"],
    why: string,
    topology: Verdict["topology"] = "none",
    topologyWhy = "",
  ): Verdict => ({ path: row.path, verdict: kind, why, topology, topologyWhy });
  const source = new SourceFile("golden.yaml", definitionOf(row));
  const compiled = compile({
    mode: "service",
    definitions: [{ namespace: "golden", source }],
    schemas: referenceSchemas(row.path),
  });
  const missing = compiled.diagnostics.find(({ code }) => code.endsWith("/not-built-yet"));
  if (missing !== undefined)
    return verdict("not built", `${missing.code}: ${missing.message}`, "not built");
  const error = compiled.diagnostics.find(({ severity }) => severity === "error");
  if (error !== undefined) return verdict("error", `${error.code}: ${error.message}`);
  const topology = compareTopology(row.path, describeTopology(compiled.graph));
  const at = (kind: Verdict["verdict"], why: string): Verdict => verdict(kind, why, ...topology);
  const input = referenceInput(row.path, avroAsJson);
  const wanted = referenceOutput(row.path, avroAsJson);
  const advances = new Set(input.flatMap((line, i) => ("advanceMs" in line ? [i] : [])));
  if (wanted.some(({ cause }) => advances.has(cause))) return at("skipped", "needs the wall clock");
  if (input.length === 0) return at("skipped", "no records");
  const got: ReferenceRecord[] = [];
  const { registries, underFirstId } = referenceRegistry(row.path);
  try {
    const { definitions: urls } = loadModules(compiled);
    useRegistries(registries);
    const definitions = await loadDefinitions(Object.fromEntries(urls), {
      pipelines: true,
      producers: false,
    });
    const { topologies } = definitions;
    await prepareSchemas(registries, definitions, "golden");
    const driver = new TestDriver({ topologies, applicationId: "golden" });
    for (const [cause, record] of input.entries()) {
      if ("advanceMs" in record) continue;
      driver.pipe(record.topic, {
        key: record.key,
        value: record.value,
        headers: record.headers,
        ...(record.timestamp === null ? {} : { timestamp: record.timestamp }),
      });
      await driver.settled();
      for (const out of driver.take()) {
        got.push({
          ...out,
          key: underFirstId(out.key === null ? null : Buffer.from(out.key)),
          value: underFirstId(out.value === null ? null : Buffer.from(out.value)),
          headers: out.headers.map(({ key, value }) => ({
            key,
            value: value === null ? null : Buffer.from(value),
          })),
          cause,
        });
      }
    }
  } catch (failure) {
    return at("error", failure instanceof Error ? messagesOf(failure) : String(failure));
  }
  const recorded = wanted.map((each) => ({
    ...each,
    key: underFirstId(each.key),
    value: underFirstId(each.value),
  }));
  return at(...compareRecords(row.note, recorded, got));
}

function messagesOf(error: Error): string {
  const cause = error.cause instanceof Error ? `: ${messagesOf(error.cause)}` : "";
  return `${error.message}${cause}`;
}

function compareTopology(path: string, text: string): [Verdict["topology"], string] {
  const wanted = referenceTopology(path);
  if (wanted === null) return ["none", ""];
  const tidy = (lines: string): string[] =>
    lines
      .trimEnd()
      .split("\n")
      .map((line) => line.trimEnd().replace(/@[0-9a-f]+\)$/, ")"));
  const a = tidy(wanted);
  const b = tidy(text);
  const at = a.findIndex((line, i) => line !== b[i]);
  if (at < 0 && a.length === b.length) return ["same", ""];
  return ["differs", `line ${at + 1}: KSML ${a[at]?.trim()}, ksmlc ${b[at]?.trim()}`];
}

/** Fields that differ between two runs of KSML itself are in the note: such records are compared without them. */
function compareRecords(
  note: string,
  wanted: readonly ReferenceRecord[],
  got: readonly ReferenceRecord[],
): [Verdict["verdict"], string] {
  const unstable = /between two runs in (.*?);/.exec(note)?.[1]?.split(", ") ?? [];
  const shown = (record: ReferenceRecord | undefined): string => {
    if (record === undefined) return "nothing";
    const { topic, key, value, timestamp, headers } = record;
    const text = (bytes: Buffer | null): unknown => bytes?.toString("latin1") ?? null;
    const plain = { topic, key: text(key), value: text(value), timestamp, headers };
    return JSON.stringify(unstable.length === 0 ? plain : withoutFields(record, unstable));
  };
  for (const topic of new Set([...wanted, ...got].map((record) => record.topic))) {
    const a = wanted.filter((record) => record.topic === topic);
    const b = got.filter((record) => record.topic === topic);
    for (let i = 0; i < Math.max(a.length, b.length); i++) {
      if (shown(a[i]) !== shown(b[i])) {
        return ["differs", `${topic} ${i}: KSML ${shown(a[i])}, ksmlc ${shown(b[i])}`];
      }
    }
  }
  return ["same", ""];
}

function withoutFields(record: ReferenceRecord, paths: readonly string[]): unknown {
  const parsed = (bytes: Buffer | null): unknown => {
    try {
      return bytes === null ? null : JSON.parse(bytes.toString());
    } catch {
      return bytes?.toString("latin1");
    }
  };
  const copy: Record<string, unknown> = {
    key: parsed(record.key),
    value: parsed(record.value),
    timestamp: record.timestamp,
    headers: record.headers,
  };
  for (const path of paths) {
    const keys = path.split(".");
    const last = keys.pop() ?? "";
    let at: unknown = copy;
    for (const key of keys) at = (at as Record<string, unknown> | null)?.[key];
    if (typeof at === "object" && at !== null) delete (at as Record<string, unknown>)[last];
  }
  return copy;
}

// Standard output is for the verdicts.
setEnvironment({ print: () => {} });
for (const row of referenceRows()) {
  if (!only.test(row.path) || (row.status !== "ok" && row.status !== "unstable")) continue;
  let verdict: Verdict;
  try {
    verdict = await check(row);
  } catch (failure) {
    const why = failure instanceof Error ? (failure.stack ?? failure.message) : String(failure);
    verdict = { path: row.path, verdict: "error", why, topology: "none", topologyWhy: "" };
  }
  process.stdout.write(`${JSON.stringify(verdict)}\n`);
}
