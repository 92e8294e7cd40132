/**
 * examples/<name>/: each is observed from outside as its observe.yaml says, and not after one change; its README's command
 * gives what the README shows.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { argumentsOf, exampleNames, folderOf, readmeOf } from "../scripts/example-readme.ts";
import { type Observation, play, readObservation, type Scene } from "./seed/play.ts";
import { buildKsmlc, environment, root } from "./support/built-ksmlc.ts";

const TIMEOUT_MS = 150_000;
const KSMLC = join(root, "bin/ksmlc.js");
const elsewhere = mkdtempSync(join(tmpdir(), "ksmlc-examples-"));

beforeAll(buildKsmlc, 120_000);
afterAll(() => rmSync(elsewhere, { recursive: true, force: true }));

function sceneOf(name: string): Scene {
  const main = `${name}.yaml`;
  const others = readdirSync(folderOf(name))
    .filter((file) => file.endsWith(".yaml") && file !== main && file !== "observe.yaml")
    .sort();
  return {
    name: `example ${name}`,
    observation: readObservation(folderOf(name)) as Observation,
    applicationId: name,
    definitions: [main, ...others],
    furnish: (folder) => cpSync(folderOf(name), folder, { recursive: true }),
  };
}

const scenes = exampleNames().map(sceneOf);

describe.concurrent("an example is observed", () => {
  for (const scene of scenes) {
    test(`${scene.name}: ${scene.observation.about}`, { timeout: TIMEOUT_MS }, async () => {
      await play(scene, { kafka: null });
    });
  }
});

describe.concurrent("an example is not observed after a change", () => {
  for (const scene of scenes) {
    const { change } = scene.observation;
    test(`${scene.name}: ${change.from} → ${change.to}`, { timeout: TIMEOUT_MS }, async () => {
      await expect(play(scene, { kafka: null, changes: [change] })).rejects.toThrow(
        `${scene.name}, `,
      );
    });
  }
});

/** The records of each topic in their order: how topics take turns is nobody's promise. */
function byTopic(lines: readonly string[]): Record<string, string[]> {
  const records: Record<string, string[]> = {};
  for (const line of lines) {
    const { topic } = JSON.parse(line) as { readonly topic: string };
    records[topic] = [...(records[topic] ?? []), line];
  }
  return records;
}

describe("a README", () => {
  test.each(exampleNames())("%s shows what its command gives", { timeout: TIMEOUT_MS }, (name) => {
    const folder = join(elsewhere, name);
    cpSync(folderOf(name), folder, { recursive: true });
    const { command, output, metrics } = readmeOf(name);
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [KSMLC, ...argumentsOf(command)],
      { cwd: folder, encoding: "utf8", env: environment, timeout: TIMEOUT_MS },
    );
    expect(status, stderr).toBe(0);
    expect(byTopic(stdout.trimEnd().split("\n"))).toEqual(byTopic(output));
    const page = metrics.length === 0 ? "" : readFileSync(join(folder, "metrics.prom"), "utf8");
    for (const line of metrics) expect(page.split("\n")).toContain(line);
  });

  test.each(exampleNames())("%s says in a sentence what the example is", (name) => {
    expect(readmeOf(name).about).toMatch(/^[A-Z].*\.$/);
  });
});
