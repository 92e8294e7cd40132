/**
 * The real broker of a test run, found or started when first asked for: `KSMLC_TEST_KAFKA`, else Kafka's Maven artifacts
 * (scripts/kafka.sh), else Docker. All test files share it, so topics and groups get names of their own (`uniqueName`).
 * Where none can be had the tests count as skipped, and the reason is said; with KSMLC_TEST_REQUIRE=broker that is a failure.
 */
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { test } from "vitest";
import { FOLDER_VARIABLE, KAFKA, KAFKA_IN_DOCKER } from "./broker-folder.ts";

const run = promisify(execFile);

export type FoundBroker =
  | { readonly bootstrap: string; readonly how: "environment" | "artifacts" | "docker" }
  | { readonly skipped: string };

const isRequired = (process.env.KSMLC_TEST_REQUIRE ?? "").split(",").includes("broker");

let found: Promise<FoundBroker> | null = null;

export function findBroker(): Promise<FoundBroker> {
  found ??= look();
  return found;
}

async function look(): Promise<FoundBroker> {
  const given = process.env.KSMLC_TEST_KAFKA;
  if (given !== undefined && given !== "") return { bootstrap: given, how: "environment" };
  const reasons: string[] = [];
  const folder = process.env[FOLDER_VARIABLE];
  if (folder === undefined) return { skipped: "the run has no folder for a broker" };
  try {
    await run(KAFKA, ["able"]);
    const bootstrap = await start(KAFKA, folder, ["0", "auto.create.topics.enable=false"]);
    return { bootstrap, how: "artifacts" };
  } catch (error) {
    reasons.push(`artifacts: ${reasonOf(error)}`);
  }
  try {
    await run("docker", ["info"], { timeout: 10_000 });
    return { bootstrap: await start(KAFKA_IN_DOCKER, folder, []), how: "docker" };
  } catch (error) {
    reasons.push(`Docker: ${reasonOf(error)}`);
  }
  return { skipped: `no Kafka broker can be had (${reasons.join("; ")})` };
}

async function start(
  command: string,
  folder: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  const env = { ...process.env, ...environment };
  const { stdout } = await run(command, ["ensure", folder, ...args], { timeout: 170_000, env });
  return stdout.trim();
}

function reasonOf(error: unknown): string {
  const { stdout, stderr, message } = error as {
    stdout?: string;
    stderr?: string;
    message: string;
  };
  const text = [stderr, stdout, message].find((each) => each !== undefined && each.trim() !== "");
  return (text ?? "unknown").trim().split("\n")[0] ?? "";
}

/**
 * The broker for a test file, or null after a test was registered that is skipped with the reason, or fails where a
 * broker is required.
 */
export async function requireBroker(): Promise<string | null> {
  const broker = await findBroker();
  if ("bootstrap" in broker) return broker.bootstrap;
  console.warn(`Skipped: ${broker.skipped}`);
  if (isRequired) {
    test("a real broker", () => {
      throw new Error(broker.skipped);
    });
  } else test.skip(`a real broker: ${broker.skipped}`, () => {});
  return null;
}

/** A broker of one's own, to be killed or set up otherwise (scripts/kafka.sh says by what variables). Null: none can be started here. */
export async function startPrivateBroker(
  environment: Readonly<Record<string, string>> = {},
  /** Of the broker, `key=value` each. */
  more: readonly string[] = [],
): Promise<PrivateBroker | null> {
  try {
    await run(KAFKA, ["able"]);
  } catch {
    return null; // why is said by those who look for the shared one
  }
  const folder = mkdtempSync(join(tmpdir(), "ksmlc-broker-"));
  const settings = ["0", "auto.create.topics.enable=false", ...more];
  const bootstrap = await start(KAFKA, folder, settings, environment);
  return {
    bootstrap,
    folder,
    async kill() {
      await run(KAFKA, ["kill", folder]);
    },
    async start() {
      await start(KAFKA, folder, []);
    },
    async discard() {
      await run(KAFKA, ["kill", folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface PrivateBroker {
  readonly bootstrap: string;
  readonly folder: string;
  kill(): Promise<void>;
  /** Again, with the same address and data. */
  start(): Promise<void>;
  discard(): Promise<void>;
}

export const uniqueName = (name: string): string => `${name}-${randomUUID().slice(0, 8)}`;
