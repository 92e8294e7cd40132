/**
 * The real broker of a test run: `KSMLC_TEST_KAFKA`, else Kafka's Maven artifacts (scripts/kafka.sh), else Docker. All test
 * files share it, so topics and groups get names of their own (`uniqueName`).
 */
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FOLDER_VARIABLE, KAFKA, KAFKA_IN_DOCKER } from "./broker-folder.ts";
import { type Found, reasonOf, requiring, runCommand, START_TIMEOUT_MS } from "./real-service.ts";

export const requireBroker = requiring("broker", "a real broker", look);

async function look(): Promise<Found> {
  const given = process.env.KSMLC_TEST_KAFKA;
  if (given !== undefined && given !== "") return { at: given };
  const reasons: string[] = [];
  const folder = process.env[FOLDER_VARIABLE];
  if (folder === undefined) return { skipped: "the run has no folder for a broker" };
  try {
    await runCommand(KAFKA, ["able"]);
    return { at: await start(KAFKA, folder, ["0", "auto.create.topics.enable=false"]) };
  } catch (error) {
    reasons.push(`artifacts: ${reasonOf(error)}`);
  }
  try {
    await runCommand("docker", ["info"], { timeout: 10_000 });
    return { at: await start(KAFKA_IN_DOCKER, folder, []) };
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
  const { stdout } = await runCommand(command, ["ensure", folder, ...args], {
    timeout: START_TIMEOUT_MS,
    env,
  });
  return stdout.trim();
}

/** A broker of one's own, to be killed or set up otherwise (scripts/kafka.sh says by what variables). Null: none can be started here. */
export async function startPrivateBroker(
  environment: Readonly<Record<string, string>> = {},
  /** Of the broker, `key=value` each. */
  more: readonly string[] = [],
): Promise<PrivateBroker | null> {
  try {
    await runCommand(KAFKA, ["able"]);
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
      await runCommand(KAFKA, ["kill", folder]);
    },
    async start() {
      await start(KAFKA, folder, []);
    },
    async discard() {
      await runCommand(KAFKA, ["kill", folder]);
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
