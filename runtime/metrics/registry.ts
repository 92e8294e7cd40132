/** The metrics that functions made: one object for a kind, a name and a set of labels, in the whole process (runtime.md 1.7). */
import type { Value } from "../python/value.ts";
import { Counter } from "./counter.ts";
import { Gauge } from "./gauge.ts";
import { type Labels, labelsOf, metricName } from "./labels.ts";
import { Meter } from "./meter.ts";
import type { MetricObject } from "./metric-object.ts";
import { Timer } from "./timer.ts";

export type MetricKind = "counter" | "meter" | "timer" | "gauge";

export interface RegisteredMetric {
  readonly kind: MetricKind;
  readonly labels: Labels;
  readonly metric: MetricObject;
}

export class MetricRegistry {
  readonly #now: () => number;
  readonly #metrics = new Map<string, RegisteredMetric>();
  /** Those without tags, by kind and name: nothing to compute for each record. */
  readonly #plain: Readonly<Record<MetricKind, Map<string, MetricObject>>> = {
    counter: new Map(),
    meter: new Map(),
    timer: new Map(),
    gauge: new Map(),
  };
  #onFirst: (() => void) | null = null;

  /** `now`: milliseconds of a clock that never goes back. */
  constructor(now: () => number) {
    this.#now = now;
  }

  counter(name: Value, tags: Value = null): Counter {
    return this.#find("counter", name, tags, (remove) => new Counter(remove));
  }

  meter(name: Value, tags: Value = null): Meter {
    return this.#find("meter", name, tags, (remove) => new Meter(remove, this.#now));
  }

  timer(name: Value, tags: Value = null): Timer {
    return this.#find("timer", name, tags, (remove) => new Timer(remove, this.#now));
  }

  gauge(name: Value, tags: Value = null): Gauge {
    return this.#find("gauge", name, tags, (remove) => new Gauge(remove));
  }

  /** In the order in which they were made. */
  all(): Iterable<RegisteredMetric> {
    return this.#metrics.values();
  }

  /** Called once, when there is a metric: at once, or as soon as a function makes the first. */
  onFirst(called: () => void): void {
    if (this.#metrics.size > 0) called();
    else this.#onFirst = called;
  }

  #find<M extends MetricObject>(
    kind: MetricKind,
    name: Value,
    tags: Value,
    make: (remove: () => void) => M,
  ): M {
    const plain = this.#plain[kind];
    if (tags === null && typeof name === "string") {
      const known = plain.get(name);
      if (known !== undefined) return known as M;
    }
    const labels = labelsOf(metricName(name, kind), tags, kind);
    const key = JSON.stringify([kind, ...[...labels].sort()]);
    const known = this.#metrics.get(key);
    if (known !== undefined) return known.metric as M;
    const metric = make(() => {
      if (this.#metrics.get(key)?.metric !== metric) return;
      this.#metrics.delete(key);
      if (labels.size === 1) plain.delete(name as string);
    });
    this.#metrics.set(key, { kind, labels, metric });
    if (labels.size === 1) plain.set(name as string, metric);
    this.#onFirst?.();
    this.#onFirst = null;
    return metric;
  }
}
