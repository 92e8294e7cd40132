/**
 * Type tests of the DSL that generated code is written in: compiled by `npm run typecheck`, never run. A line that must
 * not compile has `@ts-expect-error` above it.
 */
import {
  bytes,
  defineProducers,
  defineTopology,
  double,
  globalTable,
  json,
  keyValueStore,
  list,
  logger,
  long,
  mutates,
  retains,
  stream,
  string,
  tuple,
} from "../../runtime/index.ts";
import {
  aggregate,
  as,
  branch,
  convertKeyValue,
  convertValue,
  filter,
  filterNot,
  forEach,
  groupByKey,
  join,
  merge,
  otherwise,
  peek,
  print,
  to,
  toStream,
  toTopicNameExtractor,
  transformKey,
  transformKeyValue,
  transformKeyValueToKeyValueList,
  transformKeyValueToValueList,
  transformMetadata,
  transformValue,
  when,
} from "../../runtime/operations/index.ts";
import type * as py from "../../runtime/python/index.ts";

const readings = stream({ topic: "readings", key: string, value: json });
const levels = stream({ topic: "levels", key: string, value: double });
const totals = stream({
  topic: "totals",
  key: string,
  value: long,
  offsetReset: { agoMs: 3_600_000 },
  timestampExtractor: (record, previousTimestamp) => record.timestamp ?? previousTimestamp,
  partitioner: (_topic, key, value, numPartitions) =>
    key === null || value === null ? 0 : key.length % numPartitions,
});
const blobs = stream({ topic: "blobs", key: bytes, value: bytes });
const untyped = stream({ topic: "untyped" });

const counts = keyValueStore({ name: "counts", key: string, value: long, logging: true });
const names = globalTable({ topic: "names", key: string, value: string });
const tally = { initializer: () => 0, aggregator: () => 1, store: counts, result: long };
const log = logger("garden.function.is_wet");

function is_wet(_key: string | null, value: py.Json | null): boolean {
  log.info("{}", value);
  return value !== null;
}

function whatever(key: py.Value, value: py.Value): py.Value {
  return key ?? value;
}

function level_of(_key: string | null, _value: py.Json | null): number {
  return 0.5;
}

export const garden = defineTopology("garden", (topology) => {
  topology
    .pipeline("main")
    .from(readings)
    .via(filter("only_wet", is_wet))
    .via(filter(whatever))
    .via(filterNot((key, value) => key === "x" && value === null))
    .via(peek((key, value, { log: at }) => at.info("{} {}", key, value)))
    .via(transformValue(mutates(level_of), double))
    .via(transformValue((_key, value) => (value ?? 0) / 2, double))
    .via(transformKey("rekey", (key) => key ?? "none", string))
    .end(to(levels));

  topology
    .pipeline("pairs")
    .from(readings)
    .via(transformKeyValue((key, value) => [key, value], tuple(string, json)))
    .via(transformKeyValueToKeyValueList((key, value) => [[key, value]], list(tuple(string, json))))
    .via(transformKeyValueToValueList((_key, value) => [value], list(json)))
    .via(transformMetadata((_key, _value, metadata) => metadata))
    .via(merge("both", readings))
    .via(
      transformValue(
        retains((key, value) => (key === null ? value : null)),
        json,
      ),
    )
    .end(
      branch(
        when(is_wet, (wet) =>
          wet
            .via(
              transformValue(
                "length",
                (key, value) => (value === null ? 0 : (key?.length ?? 0)),
                long,
              ),
            )
            .end(to(totals)),
        ),
        when(
          (key, value) => key !== null && value !== null,
          (dry) => dry.end(forEach((key, value, { log: at }) => at.warn("{} {}", key, value))),
        ),
        otherwise((rest) => rest.end(as("rest"))),
      ),
    );

  topology
    .pipeline("rest_of_them")
    .from(topology.registered("rest", string, json))
    .via(convertValue("text", string))
    .via(peek((key, value) => (key ?? "") + (value ?? "")))
    .via(convertKeyValue(tuple(bytes, bytes)))
    .end(to(blobs));

  topology
    .pipeline("shown")
    .from(readings)
    .end(print({ label: "seen", mapper: (key) => key }));
  topology
    .pipeline("routed")
    .from(readings)
    .end(toTopicNameExtractor((key, _value, context) => `${key}-${String(context.topic)}`, {}));
  topology.pipeline("anywhere").from(readings).end(to(untyped));

  topology
    .pipeline("counted")
    .from(readings)
    .via(groupByKey())
    .via(
      aggregate("tally", {
        initializer: () => 0,
        aggregator: (key, value, count) => (key === null ? value : Number(count) + 1),
        store: counts,
        result: long,
      }),
    )
    .via(toStream())
    .end(to(totals));
  topology
    .pipeline("named")
    .from(readings)
    .via(
      join(names, {
        mapper: (key) => key,
        valueJoiner: (_key, value, name) => ({ value, name: name?.toUpperCase() ?? null }),
        result: json,
      }),
    )
    .end(to(readings));

  // @ts-expect-error: what is grouped is aggregated first
  topology.pipeline("wrong").from(readings).via(groupByKey()).via(filter(whatever));
  // @ts-expect-error: what is grouped is no stream that ends in a topic
  topology.pipeline("wrong").from(readings).via(groupByKey()).end(to(readings));
  // @ts-expect-error: nothing is grouped
  topology.pipeline("wrong").from(readings).via(aggregate(tally)).via(toStream());
  // @ts-expect-error: a table has to become a stream before it is written
  topology.pipeline("wrong").from(readings).via(groupByKey()).via(aggregate(tally)).end(to(totals));
  // @ts-expect-error: a stream is one already
  topology.pipeline("wrong").from(readings).via(toStream());
  // @ts-expect-error: a stream of JSON values is no stream of numbers
  topology.pipeline("wrong").from(readings).end(to(levels));
  // @ts-expect-error: the function takes other values than the stream has
  topology.pipeline("wrong").from(levels).via(filter(is_wet));
});

export const gardenProducers = defineProducers("garden", (producers) => {
  producers.produce("readings", {
    generator: () => ["a", {}],
    result: tuple(string, json),
    to: readings,
    intervalMs: 3000,
    count: 10,
    condition: (_key, value) => value !== null,
    until: whatever,
  });
});
