/**
 * The real schema registry of a test run, found or started when first asked for: `KSMLC_TEST_REGISTRY`, else Apicurio's Maven
 * artifact (scripts/registry.sh). All test files share it, so subjects get names of their own. Where none can be had the
 * tests count as skipped, and the reason is said; with KSMLC_TEST_REQUIRE=registry that is a failure.
 */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { test } from "vitest";
import { FOLDER_VARIABLE, REGISTRY } from "./broker-folder.ts";

const run = promisify(execFile);
const isRequired = (process.env.KSMLC_TEST_REQUIRE ?? "").split(",").includes("registry");

type FoundRegistry = { readonly url: string } | { readonly skipped: string };

async function look(): Promise<FoundRegistry> {
  const given = process.env.KSMLC_TEST_REGISTRY;
  if (given !== undefined && given !== "") return { url: given };
  const folder = process.env[FOLDER_VARIABLE];
  if (folder === undefined) return { skipped: "the run has no folder for a registry" };
  try {
    await run(REGISTRY, ["able"]);
    const { stdout } = await run(REGISTRY, ["ensure", join(folder, "registry"), "0"], {
      timeout: 170_000,
    });
    return { url: stdout.trim() };
  } catch (error) {
    const { stdout, stderr, message } = error as Record<"stdout" | "stderr" | "message", string>;
    const text = [stderr, stdout, message].find((each) => each !== undefined && each !== "");
    return { skipped: `no schema registry can be had (${(text ?? "").trim().split("\n")[0]})` };
  }
}

/**
 * The address for a test file, or null after a test was registered that is skipped with the reason, or fails where a
 * registry is required.
 */
export async function requireRegistry(): Promise<string | null> {
  const registry = await look();
  if ("url" in registry) return registry.url;
  console.warn(`Skipped: ${registry.skipped}`);
  if (isRequired) {
    test("a real schema registry", () => {
      throw new Error(registry.skipped);
    });
  } else test.skip(`a real schema registry: ${registry.skipped}`, () => {});
  return null;
}
