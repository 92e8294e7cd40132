/** The built command line for tests that call it as a process: built first where it is not, or is older than the sources. */
import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { delimiter, dirname, join } from "node:path";

export const root = join(import.meta.dirname, "../..");

/** npm and npx run under the Node that runs the tests, whatever the machine has. */
export const environment: NodeJS.ProcessEnv = {
  ...process.env,
  PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ""}`,
  npm_config_audit: "false",
  npm_config_fund: "false",
  npm_config_update_notifier: "false",
};

/** Like `npm run build`, but for what is fresh. @throws where it fails */
export function buildKsmlc(): void {
  run(process.execPath, [join(root, "scripts/build.mjs")], root);
}

/** Runs a program to its end. @throws with all that it printed unless its exit code is 0 */
export function run(command: string, args: readonly string[], folder: string): string {
  const { status, stdout, stderr, error } = attempt(command, args, folder);
  if (error !== undefined) throw error;
  if (status !== 0) {
    throw new Error(`${command} ${args.join(" ")} ended with ${status}:\n${stdout}\n${stderr}`);
  }
  return stdout;
}

export function attempt(
  command: string,
  args: readonly string[],
  folder: string,
): SpawnSyncReturns<string> {
  return spawnSync(command, args, {
    cwd: folder,
    encoding: "utf8",
    env: environment,
    timeout: 300_000,
    maxBuffer: 1 << 26,
  });
}

export const ksmlc = (args: readonly string[], folder: string): string =>
  run(process.execPath, [join(root, "bin/ksmlc.js"), ...args], folder);
