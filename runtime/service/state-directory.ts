/**
 * Where the stores of a service lie: where the configuration says; else, on brokers that outlive the process, in the working
 * directory, as KSML has it; else in a folder that goes with the process, as the topics do.
 */
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Configuration } from "./configuration.ts";
import { ConfigurationError } from "./configuration-error.ts";

export interface StateDirectory {
  readonly configuration: Configuration & { readonly stateDirectory: string };
  /** To be called when the service has ended. */
  readonly leave: () => Promise<void>;
}

/** `lasts`: topics are there the next time too. @throws ConfigurationError with exit code 2 */
export function findStateDirectory(configuration: Configuration, lasts: boolean): StateDirectory {
  const { stateDirectory, stateDirectoryMustExist } = configuration;
  if (stateDirectory !== null) {
    if (stateDirectoryMustExist && !existsSync(stateDirectory)) {
      throw new ConfigurationError(
        `The storage directory ${stateDirectory} does not exist.`,
        "make it, or set `ksml.createStorageDirectory: true`",
        { exitCode: 2 },
      );
    }
    return { configuration: { ...configuration, stateDirectory }, leave: async () => {} };
  }
  if (lasts) {
    return {
      configuration: { ...configuration, stateDirectory: process.cwd() },
      leave: async () => {},
    };
  }
  // Made when a store needs it: a service without one runs where nothing can be written.
  const folder = join(tmpdir(), `ksmlc-state-${randomUUID()}`);
  return {
    configuration: { ...configuration, stateDirectory: folder },
    leave: () => rm(folder, { recursive: true, force: true }),
  };
}
