/** `metrics.meter(name)`: how many, and how many a second. */
import { intAdd, intToFloat } from "../python/int.ts";
import { positionalMethod } from "../python/positional-method.ts";
import type { Int, Value } from "../python/value.ts";
import { MetricObject, wholeNumber } from "./metric-object.ts";
import { Rates } from "./rates.ts";
import { type Attributes, rateAttributes } from "./series.ts";

export class Meter extends MetricObject {
  #count: Int = 0;
  readonly #rates: Rates;
  protected override readonly methods = {
    mark: positionalMethod("mark", [0, 1], (n) => this.mark(n)),
  };

  /** `now`: milliseconds of a clock that never goes back. */
  constructor(remove: () => void, now: () => number) {
    super(remove);
    this.#rates = new Rates(now);
  }

  /** @throws TypeError where `n` is no whole number */
  mark(n: Value = 1): null {
    const count = wholeNumber(n, "mark");
    this.#count = intAdd(this.#count, count);
    this.#rates.mark(intToFloat(count));
    return null;
  }

  override read(): Attributes {
    return { count: this.#count, ...rateAttributes(this.#rates.read()) };
  }

  override pyTypeName(): string {
    return "Meter";
  }
}
