/**
 * `metrics.timer(name)`: durations in milliseconds, fractions kept (dialect.md 7.4). Count, least, most and mean are of all
 * since the start; percentiles and spread of a sample in which recent ones count more.
 */
import { positionalMethod } from "../python/positional-method.ts";
import type { Value } from "../python/value.ts";
import { DecayingSample } from "./decaying-sample.ts";
import { finiteNumber, MetricObject } from "./metric-object.ts";
import { Rates } from "./rates.ts";
import { type Attributes, rateAttributes } from "./series.ts";

const PERCENTILES = [
  ["50thpercentile", 0.5],
  ["75thpercentile", 0.75],
  ["95thpercentile", 0.95],
  ["98thpercentile", 0.98],
  ["99thpercentile", 0.99],
  ["999thpercentile", 0.999],
] as const;

export class Timer extends MetricObject {
  #count = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = 0;
  #sum = 0;
  /** What rounding took from the sum (Neumaier's summation), so that the mean of many stays exact. */
  #lost = 0;
  readonly #rates: Rates;
  readonly #sample: DecayingSample;
  protected override readonly methods = {
    updateMillis: positionalMethod("updateMillis", [1, 1], (x) => this.updateMillis(x as Value)),
    updateSeconds: positionalMethod("updateSeconds", [1, 1], (x) => this.updateSeconds(x as Value)),
    updateNanos: positionalMethod("updateNanos", [1, 1], (x) => this.updateNanos(x as Value)),
  };

  /** `now`: milliseconds of a clock that never goes back. */
  constructor(remove: () => void, now: () => number) {
    super(remove);
    this.#rates = new Rates(now);
    this.#sample = new DecayingSample(now);
  }

  /** @throws TypeError where `x` is no number */
  updateMillis(x: Value): null {
    return this.#update(finiteNumber(x, "updateMillis"));
  }

  /** @throws TypeError where `x` is no number */
  updateSeconds(x: Value): null {
    return this.#update(finiteNumber(x, "updateSeconds") * 1000);
  }

  /** @throws TypeError where `x` is no number */
  updateNanos(x: Value): null {
    return this.#update(finiteNumber(x, "updateNanos") / 1e6);
  }

  /** A negative duration is none, and left out as KSML's timer does. */
  #update(ms: number): null {
    if (ms < 0) return null;
    this.#count++;
    if (ms < this.#min) this.#min = ms;
    if (ms > this.#max) this.#max = ms;
    const sum = this.#sum + ms;
    this.#lost += this.#sum >= ms ? this.#sum - sum + ms : ms - sum + this.#sum;
    this.#sum = sum;
    this.#rates.mark(1);
    this.#sample.add(ms);
    return null;
  }

  override read(): Attributes {
    const sample = this.#sample.read();
    return {
      count: this.#count,
      min: this.#count === 0 ? 0 : this.#min,
      max: this.#max,
      mean: this.#count === 0 ? 0 : (this.#sum + this.#lost) / this.#count,
      stddev: sample.stddev,
      ...Object.fromEntries(PERCENTILES.map(([name, at]) => [name, sample.percentile(at)])),
      ...rateAttributes(this.#rates.read()),
    };
  }

  override pyTypeName(): string {
    return "Timer";
  }
}
