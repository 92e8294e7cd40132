/** Functions that wait: what they cause is that of those which do not, in the same order (design.md 4). */
import { afterEach, describe, expect, it } from "vitest";
import { setLogSink } from "../../runtime/dsl/logger.ts";
import {
  any,
  defineTopology,
  float,
  helper,
  json,
  jsonOf,
  list,
  pyError,
  stream,
  string,
  type Topology,
  tuple,
  waits,
} from "../../runtime/index.ts";
import {
  branch,
  filter,
  filterNot,
  forEach,
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
import { tupleOf } from "../../runtime/python/tuple.ts";
import type { Json, Value } from "../../runtime/python/value.ts";
import { TestDriver } from "../../runtime/testing/index.ts";

const input = stream({ topic: "in", key: string, value: string });
const output = stream({ topic: "out", key: string, value: string });

afterEach(() => setLogSink({ isEnabled: () => false, write: () => {} }));

const pipeline = (build: Parameters<typeof defineTopology>[1]): Topology =>
  defineTopology("garden", build);

/** Values that come out, by topic, for these values in. */
async function outOf(topology: Topology, ...values: string[]): Promise<string[]> {
  const lines: string[] = [];
  const driver = new TestDriver({ topologies: [topology], print: (line) => lines.push(line) });
  for (const value of values) {
    driver.pipe("in", { key: Buffer.from("k"), value: Buffer.from(value) });
  }
  await driver.settled();
  const written = driver
    .take()
    .map(({ topic, key, value }) => `${topic} ${textOf(key)}=${textOf(value)}`);
  return [...written, ...lines];
}

const textOf = (bytes: Uint8Array | null): string | null =>
  bytes === null ? null : Buffer.from(bytes).toString();

const soon = <T>(value: T): Promise<T> => Promise.resolve(value);
const isWet = waits(async (_key: string | null, value: string | null) => soon(value === "wet"));

describe("each operation with a function that waits", () => {
  it.each<[string, Topology, string[]]>([
    [
      "filter",
      pipeline((t) => t.pipeline("p").from(input).via(filter(isWet)).end(to(output))),
      ["out k=wet"],
    ],
    [
      "filterNot",
      pipeline((t) => t.pipeline("p").from(input).via(filterNot(isWet)).end(to(output))),
      ["out k=dry"],
    ],
    [
      "branch",
      pipeline((t) =>
        t
          .pipeline("p")
          .from(input)
          .end(
            branch(
              when(isWet, (wet) => wet.end(to(output))),
              otherwise((rest) =>
                rest.end(to(stream({ topic: "rest", key: string, value: string }))),
              ),
            ),
          ),
      ),
      ["out k=wet", "rest k=dry"],
    ],
    [
      "transformValue",
      pipeline((t) =>
        t
          .pipeline("p")
          .from(input)
          .via(
            transformValue(
              waits(async (_key, value) => soon(`${value}!`)),
              string,
            ),
          )
          .end(to(output)),
      ),
      ["out k=wet!", "out k=dry!"],
    ],
    [
      "transformKey",
      pipeline((t) =>
        t
          .pipeline("p")
          .from(input)
          .via(
            transformKey(
              waits(async (_key, value) => soon(value)),
              string,
            ),
          )
          .end(to(output)),
      ),
      ["out wet=wet", "out dry=dry"],
    ],
    [
      "transformKeyValue that drops",
      pipeline((t) =>
        t
          .pipeline("p")
          .from(input)
          .via(
            transformKeyValue(
              waits(async (_key: string | null, value: string | null) =>
                soon(value === "wet" ? tupleOf("bed", value) : null),
              ),
              tuple(string, string),
              { onNone: "drop" },
            ),
          )
          .end(to(output)),
      ),
      ["out bed=wet"],
    ],
    [
      "transformKeyValueToKeyValueList",
      pipeline((t) =>
        t
          .pipeline("p")
          .from(input)
          .via(
            transformKeyValueToKeyValueList(
              waits(async (_key: string | null, value: string | null) =>
                soon([tupleOf("a", value), tupleOf("b", value)]),
              ),
              list(tuple(string, string)),
            ),
          )
          .end(to(output)),
      ),
      ["out a=wet", "out b=wet", "out a=dry", "out b=dry"],
    ],
    [
      "transformKeyValueToValueList, and a slow step behind it",
      pipeline((t) =>
        t
          .pipeline("p")
          .from(input)
          .via(
            transformKeyValueToValueList((_key, value) => [`${value}1`, `${value}2`], list(string)),
          )
          .via(
            transformValue(
              waits(async (_key, value) => soon(value)),
              string,
            ),
          )
          .end(to(output)),
      ),
      ["out k=wet1", "out k=wet2", "out k=dry1", "out k=dry2"],
    ],
    [
      "transformMetadata",
      pipeline((t) =>
        t
          .pipeline("p")
          .from(input)
          .via(transformMetadata(waits(async (_key, _value, metadata) => soon(metadata))))
          .end(to(output)),
      ),
      ["out k=wet", "out k=dry"],
    ],
    [
      "peek",
      pipeline((t) =>
        t
          .pipeline("p")
          .from(input)
          .via(peek(waits(async () => soon(null))))
          .end(to(output)),
      ),
      ["out k=wet", "out k=dry"],
    ],
    [
      "toTopicNameExtractor",
      pipeline((t) =>
        t
          .pipeline("p")
          .from(input)
          .end(toTopicNameExtractor(waits(async (_key, value) => soon(value)))),
      ),
      ["wet k=wet", "dry k=dry"],
    ],
    [
      "print",
      pipeline((t) =>
        t
          .pipeline("p")
          .from(input)
          .end(print({ label: "bed", mapper: waits(async (_key, value) => soon(value)) })),
      ),
      ["[bed]: wet", "[bed]: dry"],
    ],
  ])("%s", async (_name, topology, expected) => {
    expect((await outOf(topology, "wet", "dry")).sort()).toEqual([...expected].sort());
    // In the order in which they were read.
    const [first] = await outOf(topology, "wet", "dry");
    expect(first).toBe(expected[0]);
  });
});

describe("a function that fails after a wait", () => {
  const water = async () => {
    await soon(1);
    throw pyError("ValueError", "too dry");
  };
  const failing = helper({ water }, "water");
  const topology = pipeline((t) =>
    t
      .pipeline("p")
      .from(input)
      .via(transformValue<string, string, string>(waits(failing), string))
      .end(to(output)),
  );

  it("stops the service as one that throws", async () => {
    await expect(outOf(topology, "a")).rejects.toThrow(/water.*ValueError: too dry/);
  });

  it("loses its record where the handler says so", async () => {
    const how = {
      log: false,
      logPayload: false,
      loggerName: "x",
      handler: "continueOnFail",
    } as const;
    const driver = new TestDriver({
      topologies: [topology],
      errors: { consume: how, process: how, produce: how },
    });
    driver.pipe("in", { key: null, value: Buffer.from("a") });
    await driver.settled();
    expect(driver.take()).toEqual([]);
  });
});

describe("a promise that nobody expected", () => {
  it("is an error that names the function", async () => {
    const water = helper({ water: () => Promise.resolve("wet") as never }, "water");
    const topology = pipeline((t) =>
      t
        .pipeline("p")
        .from(input)
        .via(transformValue<string, string, Json>(water, json))
        .end(forEach(() => null)),
    );
    await expect(outOf(topology, "a")).rejects.toThrow(
      "TypeError: garden.water gave a promise, and its type says that it gives none",
    );
  });
});

describe("values of no known type", () => {
  const between = (first: Value, second: (value: Value) => Value): Topology =>
    pipeline((t) =>
      t
        .pipeline("p")
        .from(input)
        .via(transformValue(() => first, any))
        .via(transformValue((_key, value) => second(value as Value), any))
        .end(to(stream({ topic: "out", key: string, value: json }))),
    );

  it("go from step to step as they are", async () => {
    const seen: Value[] = [];
    const made = { beds: tupleOf("fern") };
    await outOf(
      between(made, (value) => {
        seen.push(value);
        return value;
      }),
      "a",
    );
    expect(seen[0]).toBe(made);
  });

  it.each<[string, Value, string]>([
    ["a dict in any order", { b: 1, a: tupleOf(1, 2) }, 'out k={"a":[1,2],"b":1}'],
    ["a tuple", tupleOf(1, 2), "out k=[1,2]"],
    ["text of JSON", '{"b":1,"a":2}', 'out k={"a":2,"b":1}'],
    ["None", null, "out k=null"],
  ])("are converted where a type is: %s", async (_name, value, expected) => {
    expect(
      await outOf(
        between(value, (given) => given),
        "a",
      ),
    ).toEqual([expected]);
  });

  it.each<[string, Value, string]>([
    ["a number", 5, "out k=5"],
    ["a whole float, which a result is not", float(3) as Value, "out k=3"],
    ["a dict in any order", { b: 1, a: tupleOf(1, 2) }, 'out k={"a":[1,2],"b":1}'],
  ])("are any value of JSON where the dialect says so: %s", async (_name, value, expected) => {
    const topology = pipeline((t) =>
      t
        .pipeline("p")
        .from(input)
        .via(transformValue(() => value, any))
        .end(to(stream({ topic: "out", key: string, value: jsonOf(any) }))),
    );
    expect(await outOf(topology, "a")).toEqual([expected]);
  });

  it("fail at the sink as a result of its type would", async () => {
    await expect(
      outOf(
        between(5, (given) => given),
        "a",
      ),
    ).rejects.toThrow(/processor=.*to.*Can not convert long to/);
  });
});
