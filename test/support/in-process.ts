/**
 * A command of ksmlc in this process: its exit code and all that it printed. For tests of many calls: what a process of its
 * own loads each time (the compiler, that of TypeScript) is loaded once. Not for `run`, which imports what it compiled.
 */
import { main } from "../../bin/cli.ts";

export interface Ended {
  readonly code: number;
  readonly said: string;
}

export async function ksmlcHere(folder: string, args: readonly string[]): Promise<Ended> {
  const before = {
    folder: process.cwd(),
    code: process.exitCode,
    listeners: process.stdout.listeners("error"),
  };
  const streams = [process.stdout, process.stderr];
  const writers = streams.map((stream) => stream.write);
  let said = "";
  const collect = (text: string | Uint8Array): boolean => {
    said += typeof text === "string" ? text : Buffer.from(text).toString();
    return true;
  };
  // The console of a test run does not write to the streams.
  const toConsole = console.error;
  console.error = (text: string) => collect(`${text}\n`);
  process.chdir(folder);
  process.exitCode = 0;
  for (const stream of streams) stream.write = collect;
  try {
    await main([process.execPath, "ksmlc", ...args]);
    return { code: Number(process.exitCode), said };
  } finally {
    console.error = toConsole;
    for (const [i, stream] of streams.entries()) stream.write = writers[i] as typeof stream.write;
    for (const listener of process.stdout.listeners("error")) {
      if (!before.listeners.includes(listener)) {
        process.stdout.off("error", listener as (error: Error) => void);
      }
    }
    process.exitCode = before.code;
    process.chdir(before.folder);
  }
}
