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
}

export const environment: Environment = {
  timeNs: () => BigInt(Date.now()) * 1_000_000n + BigInt(Math.floor((performance.now() % 1) * 1e6)),
  monotonicNs: () => process.hrtime.bigint(),
  print: (text) => {
    process.stdout.write(text);
  },
  entropy: (words) => crypto.getRandomValues(new Uint32Array(words)),
};

/** Exchanges parts of the environment. */
export function setEnvironment(parts: Partial<Environment>): void {
  Object.assign(environment, parts);
}
