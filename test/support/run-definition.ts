/** `ksmlc run` as somebody calls it: files in a folder of its own, one process each, what it says and how it ends. */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { environment, root } from "./built-ksmlc.ts";

export interface RunOutcome {
  /** Null: a signal ended it, since it took too long. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface RunCall {
  readonly variables?: Readonly<Record<string, string>>;
  /** In front of Node: a program that starts it. */
  readonly prefix?: readonly string[];
}

const LONGEST_MS = 40_000;

export class Folder {
  readonly path: string = mkdtempSync(join(tmpdir(), "ksmlc-trouble-"));

  write(name: string, content: string | Uint8Array): string {
    const path = this.at(name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return name;
  }

  at(name: string): string {
    return join(this.path, name);
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  run(args: readonly string[], { variables = {}, prefix = [] }: RunCall = {}): Promise<RunOutcome> {
    const [program = "", ...before] = [...prefix, process.execPath];
    const child = spawn(program, [...before, join(root, "bin/ksmlc.js"), "run", ...args], {
      cwd: this.path,
      env: { ...environment, ...variables },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const text = { out: "", err: "" };
    child.stdout.setEncoding("utf8").on("data", (part: string) => {
      text.out += part;
    });
    child.stderr.setEncoding("utf8").on("data", (part: string) => {
      text.err += part;
    });
    const timer = setTimeout(() => child.kill("SIGKILL"), LONGEST_MS);
    return new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) => {
        clearTimeout(timer);
        resolve({ code, ...text });
      });
    });
  }
}

/** Lines of records, one each. */
export const ndjson = (records: readonly unknown[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join("");

/** The values of printed records, in order. */
export const valuesOf = ({ out }: RunOutcome): unknown[] =>
  out
    .split("\n")
    .filter(Boolean)
    .map((line) => (JSON.parse(line) as { value: unknown }).value);
