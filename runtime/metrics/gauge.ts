/** `metrics.gauge(name)`: the number it was told last (dialect.md 7.4; KSML 2.0 has none). */
import { typeError } from "../python/exceptions.ts";
import { positionalMethod } from "../python/positional-method.ts";
import { typeName } from "../python/type-name.ts";
import { type Int, isInt, PyFloat, type Value } from "../python/value.ts";
import { MetricObject } from "./metric-object.ts";
import type { Attributes } from "./series.ts";

export class Gauge extends MetricObject {
  /** Null before the first `set`: then it has no line. */
  #value: Int | null = null;
  protected override readonly methods = {
    set: positionalMethod("set", [1, 1], (x) => this.set(x as Value)),
    record: positionalMethod("record", [1, 1], (x) => this.record(x as Value)),
  };

  /** @throws TypeError where `x` is no number */
  set(x: Value): null {
    return this.#keep(x, "set");
  }

  /** Another name for `set`. @throws TypeError where `x` is no number */
  record(x: Value): null {
    return this.#keep(x, "record");
  }

  #keep(x: Value, method: string): null {
    if (typeof x === "number" || typeof x === "bigint") this.#value = x;
    else if (x instanceof PyFloat) this.#value = x.value;
    else if (isInt(x)) this.#value = Number(x);
    else throw typeError(`${method}() takes a number, not ${typeName(x)}`);
    return null;
  }

  override read(): Attributes {
    return this.#value === null ? {} : { value: this.#value };
  }

  override pyTypeName(): string {
    return "Gauge";
  }
}
