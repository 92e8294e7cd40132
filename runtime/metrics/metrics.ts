/** `metrics` of Python (runtime.md 1.7, dialect.md 7.4): what generated code imports, one for the process. */
import { attributeError } from "../python/exceptions.ts";
import { positionalMethod } from "../python/positional-method.ts";
import { PyObject, type Value } from "../python/value.ts";
import type { Counter } from "./counter.ts";
import type { Gauge } from "./gauge.ts";
import type { Meter } from "./meter.ts";
import { MetricRegistry } from "./registry.ts";
import type { Timer } from "./timer.ts";

export const userMetrics = new MetricRegistry(() => performance.now());

class Metrics extends PyObject {
  /** All four: the same name and tags give the same metric. @throws TypeError, IllegalArgumentException for a blank name or tag */
  counter(name: Value, tags?: Value): Counter {
    return userMetrics.counter(name, tags);
  }

  meter(name: Value, tags?: Value): Meter {
    return userMetrics.meter(name, tags);
  }

  timer(name: Value, tags?: Value): Timer {
    return userMetrics.timer(name, tags);
  }

  gauge(name: Value, tags?: Value): Gauge {
    return userMetrics.gauge(name, tags);
  }

  override pyGetAttr(name: string): Value | undefined {
    if (!Object.hasOwn(BY_NAME, name)) throw attributeError(this, name);
    const method = BY_NAME[name];
    return method && positionalMethod(name, [1, 2], (metric, tags) => method(metric ?? null, tags));
  }

  override pyTypeName(): string {
    return "MetricsBridge";
  }
}

export const metrics = new Metrics();

const BY_NAME: Readonly<Record<string, (name: Value, tags?: Value) => Value>> = {
  counter: metrics.counter,
  meter: metrics.meter,
  timer: metrics.timer,
  gauge: metrics.gauge,
};
