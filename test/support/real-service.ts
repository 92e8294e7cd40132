/**
 * What a test run has of the real world: found or started when first asked for, once for a test file. Where it cannot be had
 * the tests count as skipped, and the reason is said; where KSMLC_TEST_REQUIRE names it, that is a failure.
 */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { test } from "vitest";

export const runCommand = promisify(execFile);
/** A service takes a while to start. */
export const START_TIMEOUT_MS = 170_000;

/** `at`: its address. */
export type Found = { readonly at: string } | { readonly skipped: string };

/** The first line of what a command that failed says. */
export function reasonOf(error: unknown): string {
  const { stdout, stderr, message } = error as {
    stdout?: string;
    stderr?: string;
    message: string;
  };
  const text = [stderr, stdout, message].find((each) => each !== undefined && each.trim() !== "");
  return (text ?? "unknown").trim().split("\n")[0] ?? "";
}

/**
 * `name`: in KSMLC_TEST_REQUIRE. Out: what gives a test file the address, or null after a test was registered that is
 * skipped with the reason, or fails where the service is required.
 */
export function requiring(
  name: string,
  title: string,
  look: () => Promise<Found>,
): () => Promise<string | null> {
  const isRequired = (process.env.KSMLC_TEST_REQUIRE ?? "").split(",").includes(name);
  let looking: Promise<Found> | null = null;
  return async () => {
    looking ??= look();
    const found = await looking;
    if ("at" in found) return found.at;
    console.warn(`Skipped: ${found.skipped}`);
    if (isRequired) {
      test(title, () => {
        throw new Error(found.skipped);
      });
    } else test.skip(`${title}: ${found.skipped}`, () => {});
    return null;
  };
}
