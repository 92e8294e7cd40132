/**
 * The threads that a definition starts, run beside its records in the same memory (dialect.md 7.7), and all sleeps of its
 * code. Those of `globalCode` begin when the service does, all others when the code that starts them ends or waits. They
 * end with the service: one that sleeps does not wake up again.
 */
import { logSink } from "../dsl/logger.ts";
import { runOutsideTasks } from "../engine/current-task.ts";
import { environment, type StartedThread, setEnvironment } from "../python/environment.ts";
import { currentThread } from "../python/threading.ts";
import { SHUTDOWN_MS, withinTime } from "./waiting-tasks.ts";

const LOGGER = "ksmlc.threads";

/** Calls back after so many milliseconds; what it returns takes that back. */
export type Timer = (ms: number, then: () => void) => () => void;

const nodeTimer: Timer = (ms, then) => {
  const timer = setTimeout(then, ms);
  return () => clearTimeout(timer);
};

/** Node's own limit, which no service outlives: 24 days. */
const LONGEST_TIMER_MS = 2_147_483_647;

interface Sleeper {
  /** Null: a function of a record, or of a producer. */
  readonly thread: StartedThread | null;
  readonly cancel: () => void;
}

export class BackgroundTasks {
  readonly #timer: Timer;
  /** Started, and not begun yet. */
  readonly #started: StartedThread[] = [];
  readonly #running = new Map<StartedThread, Promise<void>>();
  readonly #sleepers = new Set<Sleeper>();
  readonly #before = { ...environment };
  #ending: Promise<void> | null = null;
  /** No thread goes on. */
  #isOver = false;
  /** No code at all goes on. */
  #isClosed = false;

  /** `threads`: what the modules of the definitions started while they were loaded. */
  constructor(threads: readonly StartedThread[], timer: Timer = nodeTimer) {
    this.#timer = timer;
    this.#started.push(...threads);
    setEnvironment({
      startThread: (thread) => this.#start(thread),
      sleep: (ms) => this.#sleep(ms),
      pause: () => this.#pause(),
    });
  }

  /** `begin` has something to do. */
  get hasStarted(): boolean {
    return this.#started.length > 0;
  }

  /** Runs what was started up to its first wait. */
  begin(): void {
    while (this.#ending === null) {
      const thread = this.#started.shift();
      if (thread === undefined) return;
      const running = runOutsideTasks(() => thread.run())
        .catch((error: unknown) => {
          logSink().write("error", LOGGER, `Exception in thread ${thread.name}`, error);
        })
        .finally(() => this.#running.delete(thread));
      this.#running.set(thread, running);
    }
  }

  #start(thread: StartedThread): void {
    this.#started.push(thread);
    // Code that waits gives way here; code that ends without one is followed by its member's `begin`.
    queueMicrotask(() => this.begin());
  }

  /** Threads that are no daemons may go on for a while, as Python waits for them; resolves when all have ended. */
  stop(): Promise<void> {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  async #end(): Promise<void> {
    this.#wakeNoMore((thread) => thread?.daemon === true);
    const joined = [...this.#running].filter(([{ daemon }]) => !daemon);
    const ends = Promise.all(joined.map(([, running]) => running));
    if (!(await withinTime(ends, SHUTDOWN_MS))) {
      const names = joined
        .filter(([thread]) => this.#running.has(thread))
        .map(([{ name }]) => name);
      logSink().write("warn", LOGGER, `Ended after ${SHUTDOWN_MS} ms: ${names.join(", ")}`);
    }
    this.#isOver = true;
    this.#wakeNoMore((thread) => thread !== null);
  }

  /** The records in hand are finished or given up: whatever sleeps for one does not wake up again. */
  close(): void {
    this.#isClosed = true;
    this.#wakeNoMore(() => true);
    setEnvironment({
      startThread: this.#before.startThread,
      sleep: this.#before.sleep,
      pause: this.#before.pause,
    });
  }

  #wakeNoMore(which: (thread: StartedThread | null) => boolean): void {
    for (const sleeper of this.#sleepers) {
      if (!which(sleeper.thread)) continue;
      sleeper.cancel();
      this.#sleepers.delete(sleeper);
    }
  }

  #mayGoOn(thread: StartedThread | null): boolean {
    if (thread === null) return !this.#isClosed;
    return !this.#isOver && (this.#ending === null || !thread.daemon);
  }

  #sleep(ms: number): Promise<void> {
    const thread = currentThread();
    return new Promise((resolve) => {
      if (!this.#mayGoOn(thread)) return;
      const cancel = this.#timer(Math.min(ms, LONGEST_TIMER_MS), () => {
        this.#sleepers.delete(sleeper);
        resolve();
      });
      const sleeper: Sleeper = { thread, cancel };
      this.#sleepers.add(sleeper);
    });
  }

  async #pause(): Promise<void> {
    const thread = currentThread();
    await new Promise((resolve) => setImmediate(resolve));
    if (!this.#mayGoOn(thread)) await new Promise(() => {});
  }
}
