/** `metrics.counter(name)`: a number that goes up by what it is told, exact beyond 2^53 too. */
import { intAdd } from "../python/int.ts";
import { positionalMethod } from "../python/positional-method.ts";
import type { Int, Value } from "../python/value.ts";
import { MetricObject, wholeNumber } from "./metric-object.ts";
import type { Attributes } from "./series.ts";

export class Counter extends MetricObject {
  #count: Int = 0;
  protected override readonly methods = {
    increment: positionalMethod("increment", [0, 1], (n) => this.increment(n)),
  };

  /** @throws TypeError where `n` is no whole number */
  increment(n: Value = 1): null {
    this.#count = intAdd(this.#count, wholeNumber(n, "increment"));
    return null;
  }

  override read(): Attributes {
    return { count: this.#count };
  }

  override pyTypeName(): string {
    return "Counter";
  }
}
