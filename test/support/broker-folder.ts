/** Where the broker and the registry of a test run live: a temporary folder, made before the workers start and deleted at the end. */
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const script = (name: string): string =>
  fileURLToPath(new URL(`../../scripts/${name}`, import.meta.url));

export const KAFKA = script("kafka.sh");
export const KAFKA_IN_DOCKER = script("kafka-docker.sh");
export const REGISTRY = script("registry.sh");

/** The workers of a run inherit it. */
export const FOLDER_VARIABLE = "KSMLC_TEST_BROKER_FOLDER";

export function prepareBrokerFolder(): void {
  process.env[FOLDER_VARIABLE] ??= mkdtempSync(join(tmpdir(), "ksmlc-broker-"));
}

export async function discardBroker(): Promise<void> {
  const folder = process.env[FOLDER_VARIABLE];
  if (folder === undefined) return;
  // Nobody asks for the data of a broker that is thrown away: no clean stop.
  if (existsSync(join(folder, "pid"))) await run(KAFKA, ["kill", folder]);
  const registry = join(folder, "registry");
  if (existsSync(join(registry, "pid"))) await run(REGISTRY, ["stop", registry]);
  if (existsSync(join(folder, "container"))) await run(KAFKA_IN_DOCKER, ["stop", folder]);
  rmSync(folder, { recursive: true, force: true });
}
