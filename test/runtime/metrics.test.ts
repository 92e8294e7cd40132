/** What functions measure, and how it stands on the page (dialect.md 7.4; runtime.md 1.7, 9.2). */
import { expect, it } from "vitest";
import { printFamily } from "../../runtime/metrics/family.ts";
import { metrics } from "../../runtime/metrics/metrics.ts";
import { MetricsPage } from "../../runtime/metrics/page.ts";
import { MetricRegistry } from "../../runtime/metrics/registry.ts";
import { userFamilies } from "../../runtime/metrics/user-families.ts";
import { callMethodWith } from "../../runtime/python/attributes.ts";
import { dictOf } from "../../runtime/python/dict.ts";
import { PyError } from "../../runtime/python/exceptions.ts";
import { PyFloat, type PyFunction, type Value } from "../../runtime/python/value.ts";

const clock = () => {
  const at = { now: 0 };
  return { at, registry: new MetricRegistry(() => at.now) };
};

const pageOf = (registry: MetricRegistry): string =>
  userFamilies(registry.all())
    .map(printFamily)
    .join("")
    .replaceAll(/^# HELP .*\n/gm, "");

/** One number of a page. */
function shown(registry: MetricRegistry, series: string): string | undefined {
  return pageOf(registry)
    .split("\n")
    .find((line) => line.startsWith(`${series}{`))
    ?.split(" ")
    .at(-1);
}

function failure(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof PyError) return error.message;
    throw error;
  }
  return "nothing";
}

it("shows each kind under KSML's names, a tag only where it is given", () => {
  const { registry } = clock();
  registry.counter("messages.view").increment();
  registry.counter("messages.view", dictOf(["kind", 'a "b"\\\n'], ["N", 1])).increment(2);
  registry.gauge("lag").set(12.5);
  registry.meter("size").mark(8);
  expect(pageOf(registry)).toBe(
    [
      "# TYPE ksml_user_defined_counter_count counter",
      'ksml_user_defined_counter_count{custom_name="messages.view"} 1',
      'ksml_user_defined_counter_count{custom_name="messages.view",kind="a \\"b\\"\\\\\\n",n="1"} 2',
      "# TYPE ksml_user_defined_meter_count gauge",
      'ksml_user_defined_meter_count{custom_name="size"} 8',
      ...["meanrate", "oneminuterate", "fiveminuterate", "fifteenminuterate"].flatMap((rate) => [
        `# TYPE ksml_user_defined_meter_${rate} gauge`,
        `ksml_user_defined_meter_${rate}{custom_name="size"} 0`,
      ]),
      "# TYPE ksml_user_defined_gauge_value gauge",
      'ksml_user_defined_gauge_value{custom_name="lag"} 12.5',
      "",
    ].join("\n"),
  );
});

it("keeps integers exact, whatever their size", () => {
  const { registry } = clock();
  registry.counter("big").increment(2n ** 60n);
  registry.counter("big").increment(1);
  registry.counter("big").increment(new PyFloat(2 ** 53));
  registry.gauge("ns").set(1_753_000_000_000_000_001n);
  expect(shown(registry, "ksml_user_defined_counter_count")).toBe(
    String(2n ** 60n + 1n + 2n ** 53n),
  );
  expect(shown(registry, "ksml_user_defined_gauge_value")).toBe("1753000000000000001");
});

it("times with fractions: count, least, most and mean of all, percentiles of a sample", () => {
  const { registry } = clock();
  const timer = registry.timer("t");
  for (const ms of [20.25, 0.5, 40]) timer.updateMillis(ms);
  timer.updateSeconds(0.125);
  timer.updateNanos(500_000);
  timer.updateMillis(-1);
  const value = (name: string) => Number(shown(registry, `ksml_user_defined_timer_${name}`));
  expect(value("count")).toBe(5);
  expect(value("min")).toBe(0.5);
  expect(value("max")).toBe(125);
  expect(value("mean")).toBe(186.25 / 5);
  expect(value("50thpercentile")).toBe(20.25);
  expect(value("999thpercentile")).toBe(125);
  expect(value("stddev")).toBeCloseTo(46.25, 1);
});

it("lets old values fade from the percentiles, not from count and mean", () => {
  const { at, registry } = clock();
  const timer = registry.timer("t");
  for (let i = 0; i < 2000; i++) timer.updateMillis(1);
  at.now = 3_600_000;
  for (let i = 0; i < 2000; i++) timer.updateMillis(9);
  expect(shown(registry, "ksml_user_defined_timer_50thpercentile")).toBe("9");
  expect(shown(registry, "ksml_user_defined_timer_min")).toBe("1");
  expect(shown(registry, "ksml_user_defined_timer_mean")).toBe("5");
});

it("gives rates per second", () => {
  const { at, registry } = clock();
  const meter = registry.meter("m");
  meter.mark(300);
  meter.mark(0);
  at.now = 10_000;
  expect(shown(registry, "ksml_user_defined_meter_count")).toBe("300");
  expect(shown(registry, "ksml_user_defined_meter_meanrate")).toBe("30");
  const minute = Number(shown(registry, "ksml_user_defined_meter_oneminuterate"));
  expect(minute).toBeCloseTo(60 * Math.exp(-5 / 60), 9);
});

it("gives one object for a name and its tags, until it is closed", () => {
  const { registry } = clock();
  const tagged = registry.counter("c", dictOf(["a", "1"], ["b", "2"]));
  expect(registry.counter("c", dictOf(["b", "2"], ["a", "1"]))).toBe(tagged);
  expect(registry.counter("c")).not.toBe(tagged);
  expect(registry.counter("c")).toBe(registry.counter("c", dictOf()));
  registry.counter("c").increment(5);
  registry.counter("c").close();
  expect(pageOf(registry)).toContain('{custom_name="c",a="1",b="2"} 0');
  expect(pageOf(registry)).not.toContain('{custom_name="c"}');
  registry.counter("c").increment();
  expect(pageOf(registry)).toContain('{custom_name="c"} 1');
  // The same name as another kind is another series.
  registry.meter("c").mark();
  expect(shown(registry, "ksml_user_defined_meter_count")).toBe("1");
});

it("names labels as Prometheus has them", () => {
  const { registry } = clock();
  registry.counter("c", dictOf(["Custom-Name", "x"], ["1st", true], ["é", 2.5])).increment();
  expect(pageOf(registry)).toContain('{custom_name="c",custom_name_="x",_1st="true",_="2.5"} 1');
});

it.each<[string, () => unknown, string]>([
  ["a blank name", () => metrics.counter(" "), "java.lang.IllegalArgumentException: counter(): "],
  ["a name that is none", () => metrics.meter(3), "TypeError: meter() takes the name"],
  ["a blank tag", () => metrics.timer("t", dictOf(["a", ""])), "java.lang.IllegalArgument"],
  ["a tag of None", () => metrics.timer("t", dictOf(["a", null])), "java.lang.IllegalArgument"],
  ["tags that are none", () => metrics.gauge("g", "a"), "TypeError: gauge() takes tags as dict"],
  ["a part", () => metrics.counter("e").increment(1.5), "TypeError: increment() takes an int"],
  ["None", () => metrics.meter("e").mark(null), "TypeError: mark() takes an int, not NoneType"],
  ["a text", () => metrics.timer("e").updateMillis("5"), "TypeError: updateMillis() takes a num"],
  ["nan", () => metrics.timer("e").updateMillis(Number.NaN), "TypeError: updateMillis() takes"],
  ["no number", () => metrics.gauge("e").set(null), "TypeError: set() takes a number, not None"],
  [
    "names of arguments",
    () => callMethodWith(metrics, "counter", ["e"], { tags: { a: "b" } }),
    "TypeError: counter() got an unexpected keyword argument 'tags'",
  ],
  [
    "too many arguments",
    () => callMethodWith(metrics.timer("e"), "updateMillis", [1, 2], {}),
    "TypeError: updateMillis() takes 1 arguments (2 given)",
  ],
  ["no method", () => metrics.gauge("e").pyGetAttr("inc"), "AttributeError: 'Gauge' object has"],
])("raises Python's exceptions: %s", (_what, call, text) => {
  expect(failure(call)).toContain(text);
});

it("can be reached by name, as dynamic code does", () => {
  const counter = (metrics.pyGetAttr("counter") as PyFunction as (name: string) => Value)(
    "dynamic",
  );
  const increment = (counter as unknown as { pyGetAttr(name: string): PyFunction }).pyGetAttr(
    "increment",
  ) as (n: Value) => Value;
  expect(increment(true)).toBeNull();
  expect(metrics.counter("dynamic").read()).toEqual({ count: 1 });
});

it("tells once that there is a metric", () => {
  const { registry } = clock();
  let told = 0;
  registry.onFirst(() => told++);
  registry.counter("a");
  registry.counter("b");
  expect(told).toBe(1);
});

it("has the application, the stores and the members on the page, and the process behind them", async () => {
  const page = new MetricsPage({ applicationId: "app", version: "1.2.3" }, clock().registry);
  page.show({
    storeStatistics: () => [
      {
        store: "recent",
        partition: 3,
        cacheLimitBytes: 104857600,
        cacheBytes: 12,
        entries: 2,
        bytes: 80,
      },
    ],
    memberStatistics: () => [{ member: "app-1", pollRecordsMax: 500 }],
  });
  expect(page.printOwn().replaceAll(/^#.*\n/gm, "")).toBe(
    [
      'ksml_app{app_id="app",name="ksmlc",version="1.2.3"} 1',
      'ksmlc_store_cache_limit_bytes{store="recent",partition="3"} 104857600',
      'ksmlc_store_cache_bytes{store="recent",partition="3"} 12',
      'ksmlc_store_entries{store="recent",partition="3"} 2',
      'ksmlc_store_bytes{store="recent",partition="3"} 80',
      'ksmlc_poll_records_max{member="app-1"} 500',
      "",
    ].join("\n"),
  );
  const all = await page.print();
  expect(all).toMatch(/^process_cpu_seconds_total \d/m);
  // Each family once, each line of the format.
  const names = [...all.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
  expect(new Set(names).size).toBe(names.length);
  page.close();
});
