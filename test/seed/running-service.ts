/**
 * A service as its operator sees it: `ksmlc run` in a process of its own, records in on standard input, records out on
 * standard output, the log and the brokers' request log on standard error, metrics and configuration over HTTP.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type Exact, parseExact } from "./exact-json.ts";

export interface PrintedRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly timestamp: number;
  readonly key: Exact;
  readonly value: Exact;
  /** Milliseconds of the wall clock when the line was read. */
  readonly seenAt: number;
}

/** A line of the request log: `{"request":"produce","at":…,"client":"…",…}`. */
export type LoggedRequest = Readonly<Record<string, unknown>> & { readonly request: string };

export interface ServiceCall {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Of metrics and configuration. */
  readonly port: number;
}

export const KSMLC = fileURLToPath(new URL("../../bin/ksmlc.js", import.meta.url));
const READY = /Task \S+ is running|There are no pipelines/;

export class RunningService {
  readonly records: PrintedRecord[] = [];
  readonly requests: LoggedRequest[] = [];
  readonly log: string[] = [];
  readonly #child: ChildProcess;
  readonly #port: number;
  #exit: { readonly code: number | null } | null = null;

  constructor({ args, cwd, environment, port }: ServiceCall) {
    this.#port = port;
    this.#child = spawn(process.execPath, [KSMLC, ...args], {
      cwd,
      env: { ...withoutOurs(process.env), ...environment },
      stdio: ["pipe", "pipe", "pipe"],
    });
    const { stdin, stdout, stderr } = this.#child;
    if (stdin === null || stdout === null || stderr === null) throw new Error("no pipes");
    stdin.on("error", () => {}); // it ended: what it said is in the log
    createInterface({ input: stdout }).on("line", (line) => this.#printed(line));
    createInterface({ input: stderr }).on("line", (line) => this.#said(line));
    this.#child.on("exit", (code) => {
      this.#exit = { code };
    });
  }

  #printed(line: string): void {
    let record: Record<string, Exact>;
    try {
      record = parseExact(line) as Record<string, Exact>;
    } catch {
      // Cut off where it was killed; else whoever waits for the record is shown this line.
      this.log.push(`no record: ${line}`);
      return;
    }
    const { topic, partition, offset, timestamp, key, value } = record;
    this.records.push({
      topic: topic as string,
      partition: Number(partition),
      offset: Number(offset),
      timestamp: Number(timestamp),
      key: key as Exact,
      value: value as Exact,
      seenAt: Date.now(),
    });
  }

  #said(line: string): void {
    if (line.startsWith('{"request":') && line.endsWith("}")) {
      this.requests.push(JSON.parse(line) as LoggedRequest);
    } else this.log.push(line);
  }

  /** Null: it runs. No code: a signal ended it. */
  get exit(): { readonly code: number | null } | null {
    return this.#exit;
  }

  /** Until `holds` is true. @throws with the end of the log when it ends first, or the time is over */
  async until(what: string, holds: () => boolean, withinMs = 20_000): Promise<void> {
    const end = Date.now() + withinMs;
    while (!holds()) {
      if (this.#exit !== null) throw this.failure(`the service ended before ${what}`);
      if (Date.now() > end) throw this.failure(`after ${withinMs} ms still not: ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  untilReady(): Promise<void> {
    return this.until("a task is running", () => this.log.some((line) => READY.test(line)), 60_000);
  }

  /** Of the last log line that says so: members may come one after the other, and this process may read late. */
  get readyAt(): number {
    const line = this.log.findLast((each) => READY.test(each)) ?? "";
    const [time = ""] = /^\S+/.exec(line) ?? [];
    const at = Date.parse(time.replace(",", "."));
    return Number.isNaN(at) ? Date.now() : at;
  }

  failure(message: string): Error {
    return new Error(`${message}\n--- log\n${this.log.slice(-25).join("\n")}`);
  }

  feed(lines: readonly string[]): void {
    this.#child.stdin?.write(lines.map((line) => `${line}\n`).join(""));
  }

  async page(path: "/metrics" | "/config"): Promise<string> {
    const answer = await fetch(`http://127.0.0.1:${this.#port}${path}`);
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return answer.text();
  }

  /** Milliseconds that it took. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<number> {
    const begin = Date.now();
    if (this.#exit === null) {
      const ended = once(this.#child, "exit");
      this.#child.kill(signal);
      await ended;
    }
    return Date.now() - begin;
  }
}

function withoutOurs(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(
      ([name]) => !name.startsWith("KSMLC_") || name.startsWith("KSMLC_TEST_"),
    ),
  );
}
