/** A service as a process of its own, and what it prints. */
import { type ChildProcess, spawn } from "node:child_process";
import { environment } from "./built-ksmlc.ts";

export interface ServiceProcess {
  readonly child: ChildProcess;
  /** Standard output and standard error so far. */
  output(): string;
  /** Waits for a text in the output. @throws with the output when the process ends before, or takes too long */
  sees(text: RegExp, timeoutMs?: number): Promise<void>;
  /** Ends it and all that it started, whatever state it is in. */
  kill(): void;
  /** Its exit code, once it has ended; null: a signal ended it. */
  readonly ended: Promise<number | null>;
  /** Sends the signal and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

export function startService(
  command: string,
  args: readonly string[],
  folder: string,
  variables: NodeJS.ProcessEnv = {},
): ServiceProcess {
  const child = spawn(command, args, {
    cwd: folder,
    env: { ...environment, ...variables },
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own, so that `kill` reaches what npm started.
    detached: true,
  });
  let output = "";
  const waiting = new Set<() => void>();
  const changed = (): void => {
    for (const each of waiting) each();
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      changed();
    });
  }
  // A program that cannot be started ends too.
  child.once("error", (error) => {
    output += `\n${error.message}`;
  });
  const ended = new Promise<number | null>((resolve) =>
    child.once("close", (code) => resolve(code)),
  );
  void ended.then(changed);
  return {
    child,
    ended,
    output: () => output,
    kill: () => {
      if (child.pid === undefined) return;
      try {
        process.kill(-child.pid, "SIGKILL");
      } catch {
        // All of it has ended.
      }
    },
    sees: (text, timeoutMs = 60_000) =>
      new Promise((resolve, reject) => {
        const finish = (error: Error | null): void => {
          clearTimeout(timer);
          waiting.delete(look);
          if (error === null) resolve();
          else reject(error);
        };
        const look = (): void => {
          if (text.test(output)) finish(null);
          else if (child.exitCode !== null || child.signalCode !== null) {
            finish(new Error(`the service ended and never printed ${text}:\n${output}`));
          }
        };
        const timer = setTimeout(
          () => finish(new Error(`the service did not print ${text} in time:\n${output}`)),
          timeoutMs,
        );
        waiting.add(look);
        look();
      }),
    stop: (signal = "SIGTERM") => {
      child.kill(signal);
      return ended;
    },
  };
}
