/** Metrics of functions -> families, one for each attribute of a kind, under KSML's names (runtime.md 9.2, dialect.md 7.4). */
import type { Int } from "../python/value.ts";
import type { Family } from "./family.ts";
import type { Labels } from "./labels.ts";
import type { MetricKind, RegisteredMetric } from "./registry.ts";

/** In the order of the page. */
const HELP: Readonly<Record<MetricKind, string>> = {
  counter: "A counter of a KSML function",
  meter: "A meter of a KSML function: events, and events per second",
  timer: "A timer of a KSML function: durations in milliseconds, and events per second",
  gauge: "A gauge of a KSML function: the value that was set last",
};

export function userFamilies(metrics: Iterable<RegisteredMetric>): Family[] {
  const all = [...metrics];
  return (Object.keys(HELP) as MetricKind[]).flatMap((kind) => {
    const lines = new Map<string, { labels: Labels; value: Int }[]>();
    for (const { labels, metric } of all.filter((each) => each.kind === kind)) {
      for (const [attribute, value] of Object.entries(metric.read())) {
        const of = lines.get(attribute) ?? [];
        of.push({ labels, value });
        lines.set(attribute, of);
      }
    }
    return [...lines].map(([attribute, of]) => ({
      name: `ksml_user_defined_${kind}_${attribute}`,
      help: HELP[kind],
      type: kind === "counter" ? "counter" : "gauge",
      lines: of,
    }));
  });
}
