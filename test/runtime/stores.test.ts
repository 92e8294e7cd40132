/** Stores in a topology, without a broker: what functions see. */
import { describe, expect, it } from "vitest";
import {
  type DataType,
  defineTopology,
  dict,
  double,
  enumOf,
  globalTable,
  int,
  json,
  jsonOf,
  keyValueStore,
  list,
  long,
  map,
  string,
  windowStore,
  withStores,
} from "../../runtime/index.ts";
import { forEach, transformMetadata } from "../../runtime/operations/index.ts";
import * as py from "../../runtime/python/index.ts";
import { isDict, PyFloat, type Value } from "../../runtime/python/value.ts";

import { acting, driverOf, input, pipe, shown } from "./stores-driver.ts";

/** What one call in a function gives, or the Python exception that it raises. */
function inFunction(stores: readonly object[], act: () => Value): Value {
  let result: Value = null;
  const driver = driverOf(
    acting(stores, () => {
      try {
        result = act();
      } catch (error) {
        result = `raises ${py.str(py.caught(error))}`;
      }
    }),
  );
  pipe(driver, "k", {});
  return result;
}

describe("what a store takes and gives", () => {
  const cases: readonly [name: string, type: DataType, given: Value, got: Value | RegExp][] = [
    ["text", string, "a", "a"],
    [
      "no number as text",
      string,
      5,
      "raises store s: KSML data error: Can not store number as string",
    ],
    ["any symbol", enumOf("A"), "B", "B"],
    ["an int", int, 5, 5],
    ["a small int as long", long, 5, 5],
    ["an int that is too large", int, 2 ** 31, /exceeds INT range/],
    [
      "no text as int",
      int,
      "5",
      "raises store s: KSML data error: Can not store string as integer",
    ],
    ["a float", double, 1.5, 1.5],
    ["a float that is an integer", double, new PyFloat(2), new PyFloat(2)],
    ["an int as a float", double, 2, new PyFloat(2)],
    ["a list", list(int), [1, 2], [1, 2]],
    ["a tuple", list(int), py.tupleOf(1, 2), [1, 2]],
    ["a dict, sorted", json, { b: 1, a: [new PyFloat(1)] }, { a: [new PyFloat(1)], b: 1 }],
    ["KSML's own entries", json, { "@type": "T", a: 1 }, { a: 1, "@type": "T" }],
    ["no number as JSON", json, 5, /as union alternative: 5/],
    ["a map", jsonOf(map(int)), { b: 2, a: 1 }, { a: 1, b: 2 }],
    ["nothing", json, null, null],
  ];
  it.each(cases)("%s", (_name, type, given, got) => {
    const store = keyValueStore({ name: "s", key: string, value: type });
    const result = inFunction([store], () => {
      store.put("k", given);
      return store.get("k");
    });
    if (got instanceof RegExp) {
      expect(result).toMatch(got);
      return;
    }
    expect(result).toEqual(got);
    if (isDict(got)) expect(Object.keys(result as object)).toEqual(Object.keys(got));
  });

  it("keeps sets where JSON has none", () => {
    const store = keyValueStore({ name: "s", key: string, value: json });
    const sets = { a: py.setOf(1, "x"), b: [{ c: py.setOf(py.tupleOf(1, 2)) }], d: py.setOf() };
    const result = inFunction([store], () => {
      store.put("k", sets);
      const got = store.get("k") as py.Dict;
      (got.a as ReturnType<typeof py.setOf>).members.add("y");
      store.put("k", got);
      return py.str(store.get("k") as Value);
    });
    expect(result).toBe("{'a': {1, 'x', 'y'}, 'b': [{'c': {(1, 2)}}], 'd': set()}");
  });

  it("reads the fields back as sets that it is told of", () => {
    const store = keyValueStore({
      name: "s",
      key: string,
      value: map(list(int)),
      sets: ["ids"],
    });
    const result = inFunction([store], () => {
      store.put("k", { ids: py.setOf(3, 1), others: [2] });
      return py.str(store.get("k") as Value);
    });
    expect(result).toBe("{'ids': {3, 1}, 'others': [2]}");
  });

  it("gives private copies", () => {
    const store = keyValueStore({ name: "s", key: string, value: json });
    const result = inFunction([store], () => {
      const given = { n: [1] };
      store.put("k", given);
      given.n.push(2);
      const got = store.get("k") as { n: number[] };
      got.n.push(3);
      return store.get("k");
    });
    expect(result).toEqual({ n: [1] });
  });
});

describe("the methods of a store", () => {
  const plain = keyValueStore({ name: "plain", key: string, value: int });
  const timed = keyValueStore({ name: "timed", key: string, value: json, timestamped: true });
  const rows = (iterator: { hasNext(): boolean; next(): Value }): Value[] => {
    const all: Value[] = [];
    while (iterator.hasNext()) all.push(iterator.next());
    return all;
  };
  const cases: readonly [name: string, act: () => Value, result: Value][] = [
    ["get of nothing", () => plain.get("k"), null],
    ["putIfAbsent", () => [plain.putIfAbsent("k", 1), plain.putIfAbsent("k", 2)], [null, 1]],
    [
      "delete",
      () => {
        plain.put("k", 1);
        return [plain.delete("k"), plain.delete("k")];
      },
      [1, null],
    ],
    [
      "None deletes",
      () => {
        plain.put("k", 1);
        plain.put("k", null);
        return plain.approximateNumEntries();
      },
      0,
    ],
    [
      "all, in the order of bytes",
      () => {
        for (const key of ["b", "é", "a", "ab"]) plain.put(key, 1);
        return rows(plain.all()).map((row) => (row as py.Dict).key as Value);
      },
      ["a", "ab", "b", "é"],
    ],
    ["next behind the end", () => plain.all().next(), null],
    ["a null key", () => plain.put(null, 1), "raises store plain: key cannot be null"],
    ["close", () => plain.close(), "raises This method may only be called by Kafka Streams"],
    ["str", () => py.str(plain), 'KeyValueStoreProxy [name="plain"]'],
    ["a method as a value", () => py.call(py.getAttr(plain, "putIfAbsent"), ["k", 7]), null],
    [
      "no other method",
      () => py.callMethod(plain, "range"),
      "raises 'KeyValueStoreProxy' object has no attribute 'range'",
    ],
    [
      "timestamped",
      () => {
        timed.put("k", { "@type": "T", a: 1 }, 5);
        return [timed.get("k"), timed.putIfAbsent("k", {}, 6), timed.delete("k"), timed.get("k")];
      },
      [
        { timestamp: 5, value: { a: 1 } },
        { timestamp: 5, value: { a: 1 } },
        { timestamp: 5, value: { a: 1 } },
        null,
      ],
    ],
  ];
  it.each(cases)("%s", (_name, act, result) => {
    expect(inFunction([plain, timed], act)).toEqual(result);
  });

  it("needs a record that is processed, and a function that lists the store", () => {
    expect(() => plain.get("k")).toThrow(
      "The store plain can only be used while a record is processed",
    );
    expect(inFunction([], () => plain.get("k"))).toMatch(/does not belong to task 0_0/);
  });
});

describe("what does not fit a store", () => {
  const texts = keyValueStore({ name: "texts", key: string, value: string });
  const whole = keyValueStore({ name: "whole", key: long, value: json });
  const timed = keyValueStore({ name: "timed", key: string, value: long, timestamped: true });
  const windows = windowStore({
    name: "windows",
    key: string,
    value: list(int),
    windowSizeMs: 1000,
    retentionMs: 5000,
  });
  const products = globalTable({ topic: "products", key: string, value: json });
  const endless: Value[] = [];
  endless.push(endless);
  const calls: readonly [call: string, act: () => Value, raised: RegExp][] = [
    ["texts.get(None)", () => texts.get(null), /^TypeError store texts: key cannot be null$/],
    ["texts.put(None, 'a')", () => texts.put(null, "a"), /^TypeError store texts/],
    ["texts.putIfAbsent(None, 'a')", () => texts.putIfAbsent(null, "a"), /^TypeError store texts/],
    ["texts.delete(None)", () => texts.delete(null), /^TypeError store texts/],
    ["texts.put({}, 'a')", () => texts.put({}, "a"), /^ValueError store texts/],
    ["texts.get(7)", () => texts.get(7), /^ValueError store texts/],
    ["texts.get((1,))", () => texts.get(py.tupleOf(1)), /^ValueError store texts/],
    ["texts.put('k', {1})", () => texts.put("k", py.setOf(1)), /^ValueError store texts/],
    ["whole.get(1 << 64)", () => whole.get(1n << 64n), /^ValueError store whole/],
    ["whole.get('a')", () => whole.get("a"), /^ValueError store whole/],
    ["whole.put(1, {None: 1})", () => whole.put(1, dict([[null, 1]])), /^ValueError store whole/],
    [
      "whole.put(1, {'a': ValueError})",
      () => whole.put(1, { a: py.ValueError }),
      /^ValueError store whole/,
    ],
    ["whole.put(1, endless)", () => whole.put(1, endless), /^RecursionError /],
    ["timed.put(None, 1, 2)", () => timed.put(null, 1, 2), /^TypeError store timed/],
    ["timed.put('k', 'a', 2)", () => timed.put("k", "a", 2), /^ValueError store timed/],
    ["timed.put('k', 1, 'a')", () => timed.put("k", 1, "a"), /^TypeError a time/],
    ["windows.get(None)", () => windows.get(null), /^TypeError store windows/],
    ["windows.put('k', [2 ** 40])", () => windows.put("k", [2 ** 40]), /^ValueError store windows/],
    ["windows.fetch(None, 1)", () => windows.fetch(null, 1), /^TypeError store windows/],
    ["products.get(None)", () => products.get(null), /^TypeError store products/],
    ["products.get([])", () => products.get([]), /^ValueError store products/],
  ];
  it.each(calls)("%s is an exception that `except Exception` takes", (_call, act, raised) => {
    const stores = [texts, whole, timed, windows, products];
    const result = inFunction(stores, () => {
      try {
        return act();
      } catch (thrown) {
        const exception = py.caught(thrown);
        expect(py.matches(exception, py.Exception)).toBe(true);
        return `${exception.pyTypeName()} ${py.str(exception)}`;
      }
    });
    expect(result).toMatch(raised);
  });
});

describe("a window store", () => {
  const windows = windowStore({
    name: "w",
    key: string,
    value: int,
    windowSizeMs: 1000,
    retentionMs: 5000,
    logging: true,
  });

  it("is read and written by the time of the record, unless a time is given", () => {
    const seen: Value[] = [];
    const driver = driverOf(
      acting([windows], (n, key) => {
        seen.push(windows.get(key));
        windows.put(key, n);
        if (n === 2) windows.put(key, 10, 0);
        if (n === 3) seen.push([windows.fetch(key, 0), windows.delete(key), windows.get(key)]);
      }),
    );
    for (const time of [12_345, 12_999, 13_000, 13_001]) pipe(driver, "k", {}, time);
    expect(seen).toEqual([null, 0, null, 2, [null, 3, null]]);
    expect(shown(driver.take(), "test-w-changelog")).toEqual([
      "6b0000000000002ee000000000→00000000 @12345",
      "6b0000000000002ee000000000→00000001 @12999",
      "6b00000000000032c800000000→00000002 @13000",
      "6b000000000000000000000000→0000000a @13000",
      "6b00000000000032c800000000→00000003 @13001",
      "6b00000000000032c800000000→null @13001",
    ]);
  });

  it("is that of the time which a step before gave the record", () => {
    const run = withStores((key: string | null): unknown => windows.put(key, 1), windows);
    const driver = driverOf(
      defineTopology("t", (topology) => {
        topology
          .pipeline("main")
          .from(input)
          .via(transformMetadata((_key, _value, metadata) => ({ ...metadata, timestamp: 7500 })))
          .end(forEach(run));
      }),
    );
    pipe(driver, "k", {}, 12_345);
    expect(shown(driver.take(), "test-w-changelog")).toEqual([
      "6b0000000000001b5800000000→00000001 @7500",
    ]);
  });

  it("has its windows as rows", () => {
    const result = inFunction([windows], () => {
      for (const start of [1000, 2000, 3000]) windows.put("k", start / 1000, start);
      const starts = (iterator: { hasNext(): boolean; next(): Value }): Value[] => {
        const all: Value[] = [];
        while (iterator.hasNext()) {
          const { key, value } = iterator.next() as { key: Value; value: Value };
          all.push([typeof key === "number" ? key : ((key as py.Dict).start as Value), value]);
        }
        return all;
      };
      return [
        starts(windows.fetch("k", 1000, 2000)),
        starts(windows.backwardFetch("k", 1000, 2000)),
        starts(windows.fetchAll(2000, 9000)),
        starts(windows.backwardAll()),
        Object.keys((windows.all().next() as py.Dict).key as py.Dict),
      ] as Value;
    });
    expect(result).toEqual([
      [
        [1000, 1],
        [2000, 2],
      ],
      [
        [2000, 2],
        [1000, 1],
      ],
      [
        [2000, 2],
        [3000, 3],
      ],
      [
        [3000, 3],
        [2000, 2],
        [1000, 1],
      ],
      ["end", "endTime", "key", "start", "startTime", "@schema", "@type"],
    ]);
  });
});
