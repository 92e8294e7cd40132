/**
 * Type tests of the DSL that generated code is written in: compiled by `npm run typecheck`, never run. A line that must
 * not compile has `@ts-expect-error` above it.
 */
import {
  bytes,
  defineProducers,
  defineTopology,
  double,
  json,
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
  as,
  branch,
  convertKeyValue,
  convertValue,
  filter,
  filterNot,
  forEach,
  merge,
  otherwise,
  peek,
  print,
  to,
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
