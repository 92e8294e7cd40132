/**
 * Calls of the command line, one after the other in one process, since starting Node takes longer than most of them. In: a
 * file with rows, JSON. Out: the outcome of each, JSON, in the file named second.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { main } from "../../bin/cli.ts";

export interface CliCall {
  readonly folder: string;
  readonly args: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  /** As if ksmlc had a bug. */
  readonly isBroken: boolean;
}

export interface CliOutcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Each `run` waits for signals. */
process.setMaxListeners(0);

async function outcomeOf({ folder, args, variables, isBroken }: CliCall): Promise<CliOutcome> {
  const { env } = process;
  const [toOut, toErr, stringify] = [process.stdout.write, process.stderr.write, JSON.stringify];
  let out = "";
  let err = "";
  process.chdir(folder);
  process.env = { ...env, ...variables };
  process.stdout.write = (text: string | Uint8Array): boolean => {
    out += String(text);
    return true;
  };
  process.stderr.write = (text: string | Uint8Array): boolean => {
    err += String(text);
    return true;
  };
  if (isBroken) {
    JSON.stringify = () => {
      throw new TypeError("sabotage");
    };
  }
  process.exitCode = 0;
  try {
    await main(["node", "ksmlc", ...args]);
  } finally {
    process.env = env;
    process.stdout.write = toOut;
    process.stderr.write = toErr;
    JSON.stringify = stringify;
  }
  return { code: Number(process.exitCode), out, err };
}

const [callsPath = "", outcomesPath = ""] = process.argv.slice(2);
const calls = JSON.parse(readFileSync(callsPath, "utf8")) as readonly CliCall[];
const outcomes: CliOutcome[] = [];
for (const call of calls) outcomes.push(await outcomeOf(call));
writeFileSync(outcomesPath, JSON.stringify(outcomes));
// What a run has left waiting does not count.
process.exit(0);
