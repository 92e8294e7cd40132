/**
 * How often something happens: per second since the start, and as exponentially weighted averages over 1, 5 and 15 minutes
 * (Dropwizard's Meter and EWMA, which KSML uses; runtime.md 9.2). Time is milliseconds of a clock that never goes back.
 */

const TICK_MS = 5000;
const MINUTES = [1, 5, 15] as const;

export interface RatesPerSecond {
  readonly mean: number;
  readonly oneMinute: number;
  readonly fiveMinutes: number;
  readonly fifteenMinutes: number;
}

export class Rates {
  readonly #now: () => number;
  readonly #start: number;
  #lastTick: number;
  #total = 0;
  #uncounted = 0;
  /** Per millisecond, in the order of `MINUTES`; null before the first tick. */
  #averages: readonly number[] | null = null;

  constructor(now: () => number) {
    this.#now = now;
    this.#start = this.#lastTick = now();
  }

  mark(n: number): void {
    this.#tick();
    this.#total += n;
    this.#uncounted += n;
  }

  read(): RatesPerSecond {
    this.#tick();
    const elapsed = this.#now() - this.#start;
    const [oneMinute = 0, fiveMinutes = 0, fifteenMinutes = 0] = (this.#averages ?? []).map(
      (perMs) => perMs * 1000,
    );
    const mean = this.#total === 0 || elapsed <= 0 ? 0 : (this.#total / elapsed) * 1000;
    return { mean, oneMinute, fiveMinutes, fifteenMinutes };
  }

  /** What came since the last tick belongs to the first of the ticks that are due; in the others nothing came. */
  #tick(): void {
    const ticks = Math.floor((this.#now() - this.#lastTick) / TICK_MS);
    if (ticks <= 0) return;
    this.#lastTick += ticks * TICK_MS;
    const current = this.#uncounted / TICK_MS;
    this.#uncounted = 0;
    this.#averages = MINUTES.map((minutes, i) => {
      const keeps = Math.exp(-TICK_MS / 60_000 / minutes);
      const before = this.#averages?.[i];
      const first = before === undefined ? current : current + keeps * (before - current);
      return first * keeps ** (ticks - 1);
    });
  }
}
