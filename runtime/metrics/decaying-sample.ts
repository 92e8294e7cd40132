/**
 * A sample of values in which recent ones are more likely to be (Cormode et al., "Forward decay"; Dropwizard's
 * ExponentiallyDecayingReservoir with its size and its decay). Percentiles and spread come from it. Priorities are kept as
 * logarithms, so nothing has to be rescaled as time goes on.
 */

const SIZE = 1028;
/** Per second: the last five minutes are most of it. */
const DECAY = 0.015;

interface Sampled {
  readonly value: number;
  readonly seconds: number;
  readonly priority: number;
}

export interface Distribution {
  readonly stddev: number;
  /** 0: nothing was sampled. `at` from 0 to 1. */
  percentile(at: number): number;
}

export class DecayingSample {
  readonly #nowMs: () => number;
  readonly #random: () => number;
  /** A heap: the smallest priority first. */
  readonly #heap: Sampled[] = [];

  constructor(nowMs: () => number, random: () => number = Math.random) {
    this.#nowMs = nowMs;
    this.#random = random;
  }

  add(value: number): void {
    const seconds = this.#nowMs() / 1000;
    const priority = DECAY * seconds - Math.log(1 - this.#random());
    const heap = this.#heap;
    if (heap.length < SIZE) {
      heap.push({ value, seconds, priority });
      this.#up(heap.length - 1);
    } else if (priority > (heap[0] as Sampled).priority) {
      heap[0] = { value, seconds, priority };
      this.#down();
    }
  }

  read(): Distribution {
    const now = this.#nowMs() / 1000;
    const sorted = [...this.#heap].sort((a, b) => a.value - b.value);
    const weights = sorted.map(({ seconds }) => Math.exp(DECAY * (seconds - now)));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const mean = sorted.reduce((sum, { value }, i) => sum + value * ((weights[i] ?? 0) / total), 0);
    const variance = sorted.reduce(
      (sum, { value }, i) => sum + ((weights[i] ?? 0) / total) * (value - mean) ** 2,
      0,
    );
    return {
      stddev: Math.sqrt(variance),
      /** The last value that at most this part of the weight stands before. */
      percentile: (at) => {
        let found = sorted[0]?.value ?? 0;
        let before = 0;
        for (const [i, { value }] of sorted.entries()) {
          if (before / total > at) break;
          found = value;
          before += weights[i] ?? 0;
        }
        return found;
      },
    };
  }

  #up(from: number): void {
    const heap = this.#heap;
    const item = heap[from] as Sampled;
    let i = from;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = heap[parent] as Sampled;
      if (above.priority <= item.priority) break;
      heap[i] = above;
      i = parent;
    }
    heap[i] = item;
  }

  #down(): void {
    const heap = this.#heap;
    const item = heap[0] as Sampled;
    let i = 0;
    for (let child = 1; child < heap.length; child = 2 * i + 1) {
      const right = heap[child + 1];
      if (right !== undefined && right.priority < (heap[child] as Sampled).priority) child++;
      const below = heap[child] as Sampled;
      if (below.priority >= item.priority) break;
      heap[i] = below;
      i = child;
    }
    heap[i] = item;
  }
}
