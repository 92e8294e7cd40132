/**
 * What Python reaches of the world: the clock, the place `print` writes to, and where randomness starts. All of it can be
 * exchanged, so that tests fix what they compare.
 */

export interface Environment {
  /** Nanoseconds since the epoch. */
  timeNs(): bigint;
  /** Nanoseconds of a clock that never goes back. */
  monotonicNs(): bigint;
  /** Takes what `print` writes, line ends included. */
  print(text: string): void;
  /** The 32-bit words that seed `random` before the program does. */
  entropy(words: number): Uint32Array;
  /** Resolves after so many milliseconds; never, where who waits has been ended meanwhile. */
  sleep(ms: number): Promise<void>;
  /** Resolves once the event loop has gone round. */
  pause(): Promise<void>;
  /** A thread of Python was started. */
  startThread(thread: StartedThread): void;
}

/** A thread that somebody has to run. */
export interface StartedThread {
  readonly name: string;
  readonly daemon: boolean;
  /** Runs it up to its first wait. Resolves when it has ended. @throws what ended it, by the promise */
  run(): Promise<void>;
}

/** Node's own limit. */
const LONGEST_TIMER_MS = 2_147_483_647;

export const environment: Environment = {
  timeNs: wallClockNs(),
  monotonicNs: () => process.hrtime.bigint(),
  print: (text) => {
    process.stdout.write(text);
  },
  entropy: (words) => crypto.getRandomValues(new Uint32Array(words)),
  sleep: (ms) =>
    new Promise((resolve) => {
      setTimeout(resolve, Math.min(ms, LONGEST_TIMER_MS));
    }),
  pause: () =>
    new Promise((resolve) => {
      setImmediate(resolve);
    }),
  // Where no service runs, a definition is only looked at: nothing it starts may go on.
  startThread: () => {},
};

/** Exchanges parts of the environment. */
export function setEnvironment(parts: Partial<Environment>): void {
  Object.assign(environment, parts);
}

/** More than the wall clock's own resolution: somebody has set it. */
const ADJUSTED_MS = 2;

/** The wall clock in parts of a millisecond, which `Date.now` has not: it goes back only where the machine's clock does. */
function wallClockNs(): () => bigint {
  let offsetMs = Date.now() - performance.now();
  return () => {
    const steady = performance.now();
    const wall = Date.now();
    if (Math.abs(offsetMs + steady - wall) > ADJUSTED_MS) offsetMs = wall - steady;
    const now = offsetMs + steady;
    const whole = Math.floor(now);
    return BigInt(whole) * 1_000_000n + BigInt(Math.floor((now - whole) * 1e6));
  };
}
