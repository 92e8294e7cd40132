/** Settings that the environment replaces: `KSMLC_` variables, those that name a file read (cli.md, "Configuration"). */
import { readFileSync } from "node:fs";
import { messageOf } from "../errors/ksml-exceptions.ts";
import { ConfigurationError } from "./configuration-error.ts";
import type { Variables } from "./environment-text.ts";

export class Overrides {
  readonly #values: Map<string, string>;
  constructor(values: Map<string, string>) {
    this.#values = values;
  }

  has(path: string): boolean {
    return this.#values.has(variableOf(path));
  }

  /** The variable for a path of the runner file, once. */
  take(path: string): string | undefined {
    const name = variableOf(path);
    const value = this.#values.get(name);
    this.#values.delete(name);
    return value;
  }

  /** One of `rest`. */
  takeVariable(name: string): string {
    const value = this.#values.get(name) ?? "";
    this.#values.delete(name);
    return value;
  }

  /** Names of those not taken that begin with `prefix`. */
  rest(prefix: string): readonly string[] {
    return [...this.#values.keys()].filter((name) => name.startsWith(prefix));
  }
}

/** `kafka.bootstrap.servers` → `KSMLC_KAFKA_BOOTSTRAP_SERVERS` */
export const variableOf = (path: string): string =>
  `KSMLC_${path.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_")}`;

/** All of them but those of the tests. @throws ConfigurationError for a file that cannot be read */
export function readOverrides(variables: Variables): Overrides {
  const values = new Map<string, string>();
  for (const [name, value] of Object.entries(variables)) {
    if (!name.startsWith("KSMLC_") || name.startsWith("KSMLC_TEST_") || value === undefined)
      continue;
    if (name.endsWith("_FILE")) values.set(name.slice(0, -"_FILE".length), readSecret(name, value));
    else if (!values.has(name)) values.set(name, value);
  }
  return new Overrides(values);
}

function readSecret(name: string, path: string): string {
  try {
    return readFileSync(path, "utf8").replace(/\r?\n$/, "");
  } catch (error) {
    throw new ConfigurationError(
      `${name} names the file ${path}, which cannot be read: ${messageOf(error)}.`,
      "check the path and its permissions",
      { exitCode: 2 },
    );
  }
}
