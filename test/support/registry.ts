/**
 * The real schema registry of a test run: `KSMLC_TEST_REGISTRY`, else Apicurio's Maven artifact (scripts/registry.sh). All
 * test files share it, so subjects get names of their own.
 */
import { join } from "node:path";
import { FOLDER_VARIABLE, REGISTRY } from "./broker-folder.ts";
import { type Found, reasonOf, requiring, runCommand, START_TIMEOUT_MS } from "./real-service.ts";

export const requireRegistry = requiring("registry", "a real schema registry", look);

async function look(): Promise<Found> {
  const given = process.env.KSMLC_TEST_REGISTRY;
  if (given !== undefined && given !== "") return { at: given };
  const folder = process.env[FOLDER_VARIABLE];
  if (folder === undefined) return { skipped: "the run has no folder for a registry" };
  try {
    await runCommand(REGISTRY, ["able"]);
    const { stdout } = await runCommand(REGISTRY, ["ensure", join(folder, "registry"), "0"], {
      timeout: START_TIMEOUT_MS,
    });
    return { at: stdout.trim() };
  } catch (error) {
    return { skipped: `no schema registry can be had (${reasonOf(error)})` };
  }
}
