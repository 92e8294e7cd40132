/** Stores in a topology, without a broker: what changelogs and outputs get, also of the operations that use a store. */
import { describe, expect, it } from "vitest";
import { StreamsFailure } from "../../runtime/engine/error-handling.ts";
import {
  defineTopology,
  globalTable,
  int,
  json,
  keyValueStore,
  stream,
  string,
} from "../../runtime/index.ts";
import { aggregate, groupByKey, join, to, toStream } from "../../runtime/operations/index.ts";
import * as py from "../../runtime/python/index.ts";
import type { Value } from "../../runtime/python/value.ts";

import { acting, driverOf, input, pipe, shown } from "./stores-driver.ts";

describe("a changelog", () => {
  it("has what is put, with the time of the record, at once or when the cache is emptied", () => {
    const make = (name: string, caching: boolean) =>
      keyValueStore({ name, key: string, value: int, logging: true, caching });
    const [direct, cached] = [make("direct", false), make("cached", true)];
    const driver = driverOf(
      acting([direct, cached], (n, key) => {
        for (const store of [direct, cached]) {
          if (n === 3) store.delete(key);
          else store.put(key, n);
        }
      }),
      false,
    );
    pipe(driver, "a", {}, 1);
    pipe(driver, "b", {}, 2);
    pipe(driver, "a", {}, 3);
    pipe(driver, "c", {}, 4);
    const before = driver.take();
    expect(shown(before, "test-direct-changelog")).toEqual([
      "61→00000000 @1",
      "62→00000001 @2",
      "61→00000002 @3",
      "63→null @4",
    ]);
    expect(shown(before, "test-cached-changelog")).toEqual([]);
    driver.flush();
    expect(shown(driver.take(), "test-cached-changelog")).toEqual([
      "62→00000001 @2",
      "61→00000002 @3",
      "63→null @4",
    ]);
  });

  it("of a cache that is full gets all of it, the entry first that was used longest ago", () => {
    const small = keyValueStore({
      name: "small",
      key: string,
      value: int,
      logging: true,
      caching: true,
      cacheSizeBytes: 120,
    });
    const driver = driverOf(
      acting([small], (n, key) => {
        if (n === 2) small.get("a");
        else small.put(key, n);
      }),
      false,
    );
    pipe(driver, "a", {}, 1);
    pipe(driver, "b", {}, 2);
    pipe(driver, "-", {}, 3);
    pipe(driver, "c", {}, 4);
    expect(shown(driver.take(), "test-small-changelog")).toEqual([
      "62→00000001 @2",
      "61→00000000 @1",
      "63→00000003 @4",
    ]);
  });
});

describe("an aggregation", () => {
  const out = stream({ topic: "out", key: string, value: int });
  const counting = (settings: { caching?: boolean; persistent?: boolean; timestamped?: true }) => {
    const store = keyValueStore({
      name: "cnt",
      key: string,
      value: int,
      logging: true,
      ...settings,
    });
    return defineTopology("t", (topology) => {
      topology
        .pipeline("main")
        .from(input)
        .via(groupByKey())
        .via(
          aggregate({
            initializer: () => 0,
            aggregator: (_key, value, sum) =>
              (value as { drop?: boolean } | null)?.drop ? null : Number(sum) + 1,
            store: store as never,
            result: int,
          }),
        )
        .via(toStream())
        .end(to(out));
    });
  };

  it.each([
    ["in memory", {}, 1000],
    ["on disk, with timestamps", { persistent: true, timestamped: true as const }, 1000],
    ["on disk, which forgets them", { persistent: true }, 500],
  ] as const)("%s: the time of the result", (_name, settings, second) => {
    const driver = driverOf(counting(settings));
    pipe(driver, "k", {}, 1000);
    pipe(driver, "k", {}, 500);
    const records = driver.take();
    const expected = ["6b→00000001 @1000", `6b→00000002 @${second}`];
    expect(shown(records, "out")).toEqual(expected.map((line) => `${line} +h`));
    expect(shown(records, "test-cnt-changelog")).toEqual(expected);
  });

  it("leaves out absent keys, counts null objects, and begins anew after None", () => {
    const driver = driverOf(counting({}));
    pipe(driver, null, {});
    pipe(driver, "k", null);
    pipe(driver, "k", { drop: true }, 900);
    pipe(driver, "k", {}, 800);
    const records = driver.take();
    expect(shown(records, "out")).toEqual([
      "6b→00000001 @1000 +h",
      "6b→null @1000 +h",
      "6b→00000001 @800 +h",
    ]);
    expect(shown(records, "test-cnt-changelog")).toEqual([
      "6b→00000001 @1000",
      "6b→null @900",
      "6b→00000001 @800",
    ]);
  });

  it("with a cache forwards the last value of each key, and nothing of keys that nobody saw", () => {
    const driver = driverOf(counting({ caching: true }), false);
    pipe(driver, "a", {}, 1);
    pipe(driver, "b", {}, 2);
    pipe(driver, "a", {}, 3);
    pipe(driver, "c", {}, 4);
    pipe(driver, "c", { drop: true }, 5);
    expect(driver.take()).toEqual([]);
    driver.flush();
    const first = driver.take();
    expect(shown(first, "out")).toEqual(["62→00000001 @2 +h", "61→00000002 @3 +h"]);
    expect(shown(first, "test-cnt-changelog")).toEqual(["62→00000001 @2", "61→00000002 @3"]);
    pipe(driver, "a", { drop: true }, 6);
    driver.flush();
    expect(shown(driver.take(), "out")).toEqual(["61→null @6 +h"]);
  });

  it("keeps a set in its value, and writes it as a list", () => {
    const store = keyValueStore({ name: "seen", key: string, value: json, caching: true });
    const seen = stream({ topic: "seen", key: string, value: json });
    const driver = driverOf(
      defineTopology("t", (topology) => {
        topology
          .pipeline("main")
          .from(input)
          .via(groupByKey())
          .via(
            aggregate({
              initializer: () => ({ ids: py.setOf() }),
              aggregator: (_key, value, all) => {
                const { ids } = all as unknown as { ids: ReturnType<typeof py.setOf> };
                ids.members.add((value as { id: number }).id);
                return all;
              },
              store,
              result: json,
            }),
          )
          .via(toStream())
          .end(to(seen));
      }),
    );
    for (const id of [2, 1, 2]) pipe(driver, "k", { id });
    expect(driver.take().map(({ value }) => String(value && Buffer.from(value)))).toEqual([
      '{"ids":[2]}',
      '{"ids":[2,1]}',
      '{"ids":[2,1]}',
    ]);
  });
});

describe("a global table", () => {
  const products = globalTable({ topic: "products", key: string, value: json });
  const joined = stream({ topic: "joined", key: string, value: json });
  const joining = defineTopology("t", (topology) => {
    topology
      .pipeline("main")
      .from(input)
      .via(
        join(products, {
          mapper: (_key, value) => (value as { p?: string } | null)?.p ?? null,
          valueJoiner: (key, value, row) => ({ key, value, row }),
          result: json,
        }),
      )
      .end(to(joined));
  });

  it("joins what has a row", () => {
    const driver = driverOf(joining);
    pipe(driver, "p", { name: "P" }, 1, "products");
    pipe(driver, "k", { p: "p" });
    pipe(driver, null, { p: "p" });
    pipe(driver, "k", { p: "q" });
    pipe(driver, "k", {});
    pipe(driver, "k", null);
    pipe(driver, "p", null, 2, "products");
    pipe(driver, "k", { p: "p" });
    expect(driver.take().map(({ value }) => String(value && Buffer.from(value)))).toEqual([
      '{"key":"k","row":{"name":"P"},"value":{"p":"p"}}',
      '{"key":null,"row":{"name":"P"},"value":{"p":"p"}}',
    ]);
  });

  it("can be read in functions, and not be changed", () => {
    let seen: Value = null;
    const driver = driverOf(
      acting([products], () => {
        seen = [products.get("p"), products.get("q"), products.all().next()];
        products.put("p", {});
      }),
    );
    pipe(driver, "p", { name: "P" }, 1, "products");
    expect(() => pipe(driver, "k", {})).toThrow(StreamsFailure);
    expect(() => pipe(driver, "k", {})).toThrow(/The table of topic products is read-only/);
    expect(seen).toEqual([{ name: "P" }, null, { key: "p", value: { name: "P" } }]);
  });
});
