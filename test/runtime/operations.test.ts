import { describe, expect, it } from "vitest";
import {
  defineTopology,
  double,
  json,
  list,
  long,
  map,
  mutates,
  stream,
  string,
  tuple,
} from "../../runtime/index.ts";
import {
  as,
  branch,
  convertValue,
  filter,
  filterNot,
  merge,
  otherwise,
  peek,
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
import type { Dict, Value } from "../../runtime/python/value.ts";
import { type OutRow, run } from "./support.ts";

const plants = stream({ topic: "plants", key: string, value: json });
const other = stream({ topic: "other", key: string, value: json });
const out = stream({ topic: "out", key: string, value: json });
const text = stream({ topic: "text", key: string, value: string });

const pairs = (rows: readonly OutRow[]): (readonly [string | null, string | null])[] =>
  rows.map(({ key, value }) => [key, value] as const);
const field = (value: unknown, name: string): Value => (value as Dict | null)?.[name] ?? null;

describe("stateless operations", () => {
  it("filters with real booleans only and writes keys sorted", () => {
    const topology = defineTopology("t", (t) => {
      t.pipeline("main")
        .from(plants)
        .via(filter((_key, value) => field(value, "wet")))
        .via(filterNot((key) => key === "b"))
        .end(to(out));
    });
    const rows = run(topology, "plants", [
      { key: "a", value: '{"wet":true,"b":1,"a":2.0}' },
      { key: "b", value: '{"wet":true}' },
      { key: "c", value: '{"wet":false}' },
    ]);
    expect(pairs(rows)).toEqual([["a", '{"a":2.0,"b":1,"wet":true}']]);
    expect(() => run(topology, "plants", [{ key: "a", value: '{"wet":1}' }])).toThrow(
      "Can not convert DataLong value to boolean",
    );
    expect(() => run(topology, "plants", [{ key: "a", value: "{}" }])).toThrow(
      "Error while executing function t.pipelines_main_via_step1_if",
    );
  });

  it("gives functions that change their parameter a copy where the record goes on", () => {
    const change = mutates((_key: string | null, value: Dict | Value[] | null): Value => {
      (value as Dict).added = 1;
      return true;
    });
    const topology = defineTopology("t", (t) => {
      t.pipeline("one").from(plants).via(transformValue(change, string)).end(to(text));
      t.pipeline("two").from(plants).via(filter(change)).end(to(out));
      t.pipeline("three")
        .from(plants)
        .via(
          transformValue(
            mutates((_key, value) => {
              (value as Dict).zz = 1;
              (value as Dict).aa = 2;
              return value;
            }),
            json,
          ),
        )
        .via(peek(() => null))
        .end(to(out));
    });
    expect(pairs(run(topology, "plants", [{ key: "a", value: '{"n":1}' }]))).toEqual([
      ["a", "true"],
      ["a", '{"n":1}'],
      ["a", '{"aa":2,"n":1,"zz":1}'],
    ]);
  });

  it("sends records to the first branch that holds, and registers what has no sink", () => {
    const topology = defineTopology("t", (t) => {
      t.pipeline("main")
        .from(plants)
        .end(
          branch(
            when(
              (key) => key === "a",
              (b) => b.via(transformValue(() => "branch one", string)).end(to(text)),
            ),
            when(
              (key) => key === "b",
              (b) => b.end(as("branch2")),
            ),
            otherwise((b) => b.via(transformKey((key) => `${key}!`, string)).end(to(out))),
          ),
        );
      t.pipeline("rest")
        .from(t.registered("branch2", string, json))
        .end(to(out));
    });
    const rows = run(topology, "plants", [
      { key: "a", value: "{}" },
      { key: "b", value: "[]" },
      { key: "c", value: null },
    ]);
    expect(rows.map(({ topic, key, value }) => [topic, key, value])).toEqual([
      ["text", "a", "branch one"],
      ["out", "b", "[]"],
      ["out", "c!", null],
    ]);
  });

  it("makes pairs and lists of records", () => {
    const topology = defineTopology("t", (t) => {
      t.pipeline("pair")
        .from(plants)
        .via(
          transformKeyValue(
            (key, value) => [value === null ? null : "k", key],
            tuple(string, string),
          ),
        )
        .end(to(text));
      t.pipeline("pairs")
        .from(plants)
        .via(
          transformKeyValueToKeyValueList(
            (key, value) =>
              value === null
                ? null
                : [
                    [key, value],
                    [null, null],
                  ],
            list(tuple(string, json)),
          ),
        )
        .via(transformKeyValueToValueList((key, value) => [value, { key }], list(json)))
        .end(to(out));
    });
    const rows = run(topology, "plants", [
      { key: "a", value: '{"n":1}' },
      { key: "b", value: null },
    ]);
    expect(rows.filter(({ topic }) => topic === "text")).toMatchObject([
      { key: "k", value: "a" },
      { key: null, value: "b" },
    ]);
    expect(pairs(rows.filter(({ topic }) => topic === "out"))).toEqual([
      ["a", '{"n":1}'],
      ["a", '{"key":"a"}'],
      [null, null],
      [null, '{"key":null}'],
    ]);
  });

  it("converts, merges, routes and sets metadata", () => {
    const numbers = stream({ topic: "numbers", key: string, value: long });
    const topology = defineTopology("t", (t) => {
      t.pipeline("main")
        .from(plants)
        .via(merge(other))
        .via(
          transformMetadata((_key, _value, metadata) => ({
            timestamp: Number(metadata.timestamp) + 5,
            headers: [{ key: "h", value: "v" }],
          })),
        )
        .via(convertValue(string))
        .end(
          toTopicNameExtractor(
            (key, _value, context) =>
              `${key}-${String(context.topic)}-${String(context.timestamp)}`,
          ),
        );
      t.pipeline("numbers")
        .from(numbers)
        .via(transformValue((_key, value) => Number(value) / 2, double))
        .via(convertValue(string))
        .end(to(text));
    });
    expect(run(topology, "other", [{ key: "a", value: '{"z":1,"b":1e16}' }])).toEqual([
      { topic: "a-other-1005", key: "a", value: '{"b":1.0E16,"z":1}', timestamp: 1005 },
    ]);
    expect(pairs(run(topology, "numbers", [{ key: "a", value: "\0\0\0\0\0\0\0\x06" }]))).toEqual([
      ["a", "3.0"],
    ]);
  });
});

describe("entries that KSML adds to structs", () => {
  const ld = '{"@id":"x","@type":"A","n":{"@type":"B","v":1},"l":[{"@type":"C"}]}';

  it("stay in what no function returned, and go at every depth from what one did", () => {
    const topology = defineTopology("t", (t) => {
      t.pipeline("kept").from(plants).end(to(out));
      t.pipeline("written")
        .from(plants)
        .via(transformValue((_key, value) => value, json))
        .end(to(out));
      t.pipeline("looked_at")
        .from(plants)
        .via(transformValue((_key, value) => value, json))
        .via(peek(() => null))
        .end(to(out));
    });
    expect(run(topology, "plants", [{ key: "a", value: ld }]).map(({ value }) => value)).toEqual([
      '{"l":[{"@type":"C"}],"n":{"v":1,"@type":"B"},"@id":"x","@type":"A"}',
      '{"l":[{}],"n":{"v":1},"@id":"x"}',
      '{"l":[{}],"n":{"v":1},"@id":"x"}',
    ]);
  });
});

it("fits a typed result before it is written", () => {
  const topology = defineTopology("t", (t) => {
    t.pipeline("main")
      .from(plants)
      .via(transformValue((_key, value) => value, map(string)))
      .end(to(stream({ topic: "out" })));
  });
  const rows = run(topology, "plants", [{ key: "a", value: '{"b":2.0,"a":1}' }]);
  expect(rows).toMatchObject([{ value: '{"a":"1","b":"2.0"}' }]);
});
