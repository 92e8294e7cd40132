/**
 * Waiting and trying again, never in silence: what fails is said at once and then every few seconds, and what goes on
 * for too long is given up with the error.
 */
import { ConnectionLost, mayRetry } from "./protocol-error.ts";
import type { KafkaLog } from "./wire.ts";

const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 1_000;
const SAY_AGAIN_MS = 10_000;
/** Shorter troubles are everyday ones (a new leader, a topic just made) and stay at debug. */
const QUIET_MS = 1_000;

export const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

/** Keeps no process alive. */
export const sleepQuietly = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });

/** A row of failures with nothing that worked between them. */
export class Trouble {
  readonly #log: KafkaLog;
  readonly #what: string;
  #since = 0;
  #saidAt = 0;
  #pauseMs = FIRST_PAUSE_MS;

  constructor(what: string, log: KafkaLog) {
    this.#what = what;
    this.#log = log;
  }

  /** How long it has failed, in ms; 0: it works. */
  get lastsMs(): number {
    return this.#since === 0 ? 0 : Date.now() - this.#since;
  }

  /** @returns how long to wait before the next try, in ms. */
  failed(error: unknown): number {
    const now = Date.now();
    if (this.#since === 0) this.#since = now;
    const loud = error instanceof ConnectionLost || now - this.#since >= QUIET_MS;
    if (loud && now - this.#saidAt >= SAY_AGAIN_MS) {
      this.#saidAt = now;
      this.#log("warn", `${this.#what}: ${messageOf(error)}. Trying again.`);
    }
    const pauseMs = this.#pauseMs;
    this.#pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
    return pauseMs;
  }

  worked(): void {
    if (this.#since === 0) return;
    if (this.#saidAt !== 0) this.#log("info", `${this.#what}: works again.`);
    this.#since = 0;
    this.#saidAt = 0;
    this.#pauseMs = FIRST_PAUSE_MS;
  }
}

export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

export interface RetryOptions {
  readonly what: string;
  readonly timeoutMs: number;
  readonly log: KafkaLog;
  /** Called before the next try: refresh what may have been stale. */
  readonly failed?: (error: unknown) => void;
  readonly stopped?: () => boolean;
}

/** Until it works, fails for good, or the time is over; then throws the last error. */
export async function retry<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> {
  const trouble = new Trouble(options.what, options.log);
  for (;;) {
    try {
      const result = await attempt();
      trouble.worked();
      return result;
    } catch (error) {
      if (!mayRetry(error) || options.stopped?.() === true) throw error;
      const pauseMs = trouble.failed(error);
      if (trouble.lastsMs + pauseMs > options.timeoutMs) throw error;
      options.failed?.(error);
      await sleep(pauseMs);
    }
  }
}
