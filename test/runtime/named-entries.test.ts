/**
 * Functions that name the entries they use get no more than these, and nobody can tell by what comes out: each topology
 * gives the same records and the same error reports as with functions that may use all of their values.
 */
import { afterEach, describe, expect, it } from "vitest";
import { setLogSink } from "../../runtime/dsl/logger.ts";
import type { TopologyBuilder } from "../../runtime/dsl/topology.ts";
import { DEFAULT_ERROR_HANDLERS } from "../../runtime/engine/error-handling.ts";
import {
  any,
  defineTopology,
  json,
  jsonOf,
  keyValueStore,
  mutates,
  type ReadEntries,
  reads,
  stream,
  string,
  tuple,
  waits,
} from "../../runtime/index.ts";
import * as op from "../../runtime/operations/index.ts";
import * as py from "../../runtime/python/index.ts";
import type { Dict, Value } from "../../runtime/python/value.ts";
import { TestDriver } from "../../runtime/testing/index.ts";

/** Of functions: marked or not. */
type Mark = <F extends (...args: never[]) => unknown>(fn: F, entries: ReadEntries) => F;

const readings = stream({ topic: "readings", key: string, value: json });
const bare = stream({ topic: "readings", key: string, value: jsonOf(any) });
const others = stream({ topic: "others", key: string, value: json });
const out = stream({ topic: "out", key: string, value: json });
const bareOut = stream({ topic: "out", key: string, value: jsonOf(any) });
const elsewhere = stream({ topic: "elsewhere", key: string, value: json });
const sums = keyValueStore({ name: "sums", key: string, value: json });

/** The keys of the dicts that functions got. */
const seen: string[][] = [];

function see(value: unknown): Dict {
  const dict = py.asDict(value as Value, "[]");
  seen.push(Object.keys(dict));
  return dict;
}

/** Marks hang on functions: each topology gets its own. */
const isHot = () => (_key: unknown, value: unknown) =>
  value !== null && py.gt(py.get(see(value).t, 0), 20);

const roomOf = () => (_key: unknown, value: unknown) => py.item(see(value).room, "room");

const hot = { value: ["t"] };
const room = { value: ["room"] };

const addFahrenheit = () => (_key: unknown, value: unknown) => {
  const dict = see(value);
  dict.f = py.add(py.mul(py.item(dict.t, "t"), 1.8), 32);
  dict.label = py.add(py.item(dict.id, "id"), "!");
  return dict;
};
const adds: ReadEntries = { value: ["t", "f", "label", "id"], returns: "value" };

/** Where somebody needs whole values all the same. */
const NEEDS_ALL = [
  "a changed dict that a function sees",
  "a function that says nothing",
  "a timestamp extractor",
  "a partitioner",
  "names that dicts may know in another way",
];

type Build = (topology: TopologyBuilder, mark: Mark) => void;

const TOPOLOGIES: Record<string, Build> = {
  "records that go on as they are": (t, mark) => {
    t.pipeline("p")
      .from(readings)
      .via(op.filter(mark(isHot(), hot)))
      .end(op.to(out));
  },
  "a new key": (t, mark) => {
    t.pipeline("p")
      .from(bare)
      .via(op.transformKey(mark(roomOf(), room), string))
      .end(op.to(bareOut));
  },
  "a function for its effect": (t, mark) => {
    const look = (key: unknown, value: unknown): void => {
      roomOf()(key, value);
      py.item(see(value).missing, "missing");
    };
    const names = { value: ["room", "missing"] };
    t.pipeline("p")
      .from(readings)
      .end(op.forEach(mark(look, names)));
  },
  "functions that wait": (t, mark) => {
    const slowly = waits(async (key: unknown, value: unknown) => roomOf()(key, value));
    const adding = mutates(waits(async (k: unknown, v: unknown) => addFahrenheit()(k, v)));
    t.pipeline("p")
      .from(readings)
      .via(op.transformKey(mark(slowly, room), string))
      .via(op.transformValue(mark(adding, adds), json))
      .end(op.to(out));
  },
  "entries that are set": (t, mark) => {
    t.pipeline("p")
      .from(readings)
      .via(op.filterNot(mark(isHot(), hot)))
      .via(op.transformValue(mark(mutates(addFahrenheit()), adds), json))
      .end(op.to(out));
  },
  "a result of no known type": (t, mark) => {
    t.pipeline("p")
      .from(bare)
      .via(op.transformValue(mark(mutates(addFahrenheit()), adds), any))
      .end(op.to(bareOut));
  },
  "a dict that somebody else needs too": (t, mark) => {
    t.pipeline("p")
      .from(readings)
      .via(op.transformValue(mark(mutates(addFahrenheit()), adds), json))
      .end(op.to(out));
    t.pipeline("q").from(readings).end(op.to(elsewhere));
  },
  "a changed dict that a function sees": (t, mark) => {
    t.pipeline("p")
      .from(readings)
      .via(op.transformValue(mark(mutates(addFahrenheit()), adds), json))
      .via(op.filter(mark(isHot(), hot)))
      .end(op.to(out));
  },
  "sometimes the value, sometimes another": (t, mark) => {
    const choose = (_key: unknown, value: unknown): Value => {
      if (py.not(value as Value)) return "empty";
      const { room: in_ } = see(value);
      return in_ === undefined ? (value as Value) : { room: in_ };
    };
    t.pipeline("p")
      .from(readings)
      .via(op.transformValue(mark(choose, { ...room, returns: "value" }), any))
      .end(op.to(bareOut));
  },
  "an entry that is changed inside": (t, mark) => {
    const push = (_key: unknown, value: unknown): Value => {
      const dict = see(value);
      const { tags } = dict;
      if (Array.isArray(tags)) tags.push("more");
      return dict;
    };
    t.pipeline("p")
      .from(readings)
      .via(op.transformValue(mark(mutates(push), { value: ["tags"], returns: "value" }), json))
      .end(op.to(out));
  },
  "entries that are taken out, and what is no JSON": (t, mark) => {
    const edit = (_key: unknown, value: unknown): Value => {
      const dict = see(value);
      delete dict.room;
      dict.tags = py.tupleOf(dict.t ?? null, py.set(["a"]), { "@type": 1, b: 1, a: 2 });
      dict.t = 9223372036854775808n;
      if (dict.id === "x") dict.t = null;
      return dict;
    };
    const names: ReadEntries = { value: ["room", "tags", "t", "id"], returns: "value" };
    t.pipeline("p")
      .from(readings)
      .via(op.transformValue(mark(mutates(edit), names), json))
      .end(op.to(out));
  },
  "an entry with a key that is no text": (t, mark) => {
    const edit = (_key: unknown, value: unknown): Value => {
      const dict = see(value);
      const odd: Dict = {};
      py.setItem(odd, 1, "one");
      dict.room = odd;
      return dict;
    };
    t.pipeline("p")
      .from(readings)
      .via(op.transformValue(mark(mutates(edit), { ...room, returns: "value" }), json))
      .end(op.to(out));
  },
  "a failure, and the report of what was changed until then": (t, mark) => {
    const fail = (_key: unknown, value: unknown): Value => {
      const dict = see(value);
      const { room: before } = dict;
      delete dict.room;
      dict.f = 1;
      if (before !== undefined) dict.room = before;
      py.item(dict.missing, "missing");
      return dict;
    };
    const names: ReadEntries = { value: ["room", "f", "missing"], returns: "value" };
    t.pipeline("p")
      .from(readings)
      .via(op.transformValue(mark(mutates(fail), names), json))
      .end(op.to(out));
  },
  "a function that says nothing": (t, mark) => {
    t.pipeline("p")
      .from(readings)
      .via(op.filter(mark(isHot(), hot)))
      .via(op.filter(isHot()))
      .end(op.to(out));
  },
  "a timestamp extractor": (t, mark) => {
    const timestampExtractor = (record: Dict) => {
      const { value } = record;
      return py.isinstance(value as Value, py.types.dict) ? Object.keys(see(value)).length : 1;
    };
    t.pipeline("p")
      .from(stream({ topic: "readings", key: string, value: json, timestampExtractor }))
      .via(op.filter(mark(isHot(), hot)))
      .end(op.to(out));
  },
  "a partitioner": (t, mark) => {
    const partitioner = (_topic: string, _key: unknown, value: unknown): Value =>
      Math.min(Object.keys(see(value)).length, 0);
    t.pipeline("p")
      .from(readings)
      .via(op.filter(mark(isHot(), hot)))
      .end(op.to(stream({ topic: "out", key: string, value: json, partitioner })));
  },
  "names that dicts may know in another way": (t, mark) => {
    const find = (_key: unknown, value: unknown): boolean =>
      !Array.isArray(value) && see(value).z !== null;
    t.pipeline("p")
      .from(readings)
      .via(op.filter(mark(find, { value: ["toString"] })))
      .end(op.to(out));
    for (const value of [["@type"], ["9"], ["__proto__"]]) {
      t.pipeline(`p${value[0]}`)
        .from(others)
        .via(op.filter(mark((key: unknown, it: unknown) => find(key, it), { value })))
        .end(op.to(out));
    }
  },
  "an aggregate": (t, mark) => {
    const add = (_key: unknown, value: unknown, sum: unknown): Value => {
      (sum as Dict).n = py.add((sum as Dict).n as Value, py.item(see(value).t, "t"));
      return sum as Value;
    };
    t.pipeline("p")
      .from(readings)
      .via(op.groupByKey())
      .via(
        op.aggregate({
          initializer: () => ({ n: 0 }),
          aggregator: mark(mutates(add), hot) as never,
          store: sums,
          result: json,
        }),
      )
      .via(op.toStream())
      .end(op.to(out));
  },
  "streams that meet": (t, mark) => {
    t.pipeline("p")
      .from(readings)
      .via(op.peek(mark((_key: unknown, value: unknown) => void see(value), { value: ["id"] })))
      .via(op.merge(others))
      .via(op.convertKey(string))
      .via(op.transformValue(mark(mutates(addFahrenheit()), adds), json))
      .end(op.to(out));
  },
  "a new key and a new value": (t, mark) => {
    const swap = (key: unknown, value: unknown) => py.tupleOf(roomOf()(key, value), key as Value);
    t.pipeline("p")
      .from(readings)
      .via(op.transformKeyValue(mark(swap, room), tuple(string, string)))
      .end(op.to(stream({ topic: "out", key: string, value: string })));
  },
  branches: (t, mark) => {
    t.pipeline("p").from(readings).end(op.as("named"));
    t.pipeline("q")
      .from(t.registered("named", string, json))
      .end(
        op.branch(
          op.when(mark(isHot(), hot), (b) => b.end(op.to(out))),
          op.otherwise((b) =>
            b
              .via(
                op.transformKeyValue(
                  mark(
                    (key: unknown, value: unknown) =>
                      py.tupleOf(key as Value, see(value).room ?? null),
                    room,
                  ),
                  tuple(string, any),
                ),
              )
              .end(op.forEach(() => {})),
          ),
        ),
      );
  },
};

const INPUTS: readonly string[] = [
  '{"id":"a","room":"attic","t":25,"z":[1,2]}',
  '{"id":"b","t":25.5,"tags":["x"],"a":{"d":1,"c":[{"q":1,"p":2.0}]}}',
  '{ "t" : 30.0 , "id" : "c", "room" : "ü", "n": null }',
  '{"t":21,"id":"x","label":"old","f":0}',
  '{"t":1e2,"id":"e","room":"\\u0041"}',
  '{"@type":"T","id":"f","room":"r","t":22}',
  '{"id":"g","id":"h","room":"r","t":5}',
  '{"room":"r"}',
  '{"other":1}',
  "{}",
  "[1,2]",
  "null",
  '{"t":25',
  '{"id":"i","room":"r \\"quoted\\"","t":-3,"tags":[]}',
  '{"id":"a","room":"attic","t":26,"z":[1,2]}',
];

const LENIENT = Object.fromEntries(
  Object.entries(DEFAULT_ERROR_HANDLERS).map(([kind, how]) => [
    kind,
    { ...how, handler: "continueOnFail", logPayload: true },
  ]),
) as unknown as typeof DEFAULT_ERROR_HANDLERS;

const textOf = (bytes: Uint8Array | null): string | null =>
  bytes === null ? null : Buffer.from(bytes).toString();

/** Everything that can be seen from outside. */
async function outcome(build: Build, mark: Mark): Promise<unknown[]> {
  const logged: unknown[] = [];
  const before = setLogSink({
    isEnabled: () => true,
    write: (level, logger, message, error) =>
      logged.push([level, logger, message, (error as Error | undefined)?.message]),
  });
  try {
    const topology = defineTopology("garden", (t) => build(t, mark));
    const driver = new TestDriver({ topologies: [topology], errors: LENIENT });
    for (const [i, text] of INPUTS.entries()) {
      for (const topic of ["readings", "others"]) {
        driver.pipe(topic, { key: Buffer.from(`k${i % 3}`), value: Buffer.from(text) });
      }
    }
    driver.pipe("readings", { key: Buffer.from("k"), value: null });
    await driver.settled();
    driver.flush();
    const records = driver
      .take()
      .map(({ topic, timestamp, key, value }) => [topic, timestamp, textOf(key), textOf(value)]);
    return [...records, ...logged];
  } finally {
    setLogSink(before);
  }
}

afterEach(() => {
  seen.length = 0;
});

describe("functions that name entries", () => {
  it.each(Object.entries(TOPOLOGIES))("%s", async (_name, build) => {
    const expected = await outcome(build, (fn) => fn);
    const whole = [...seen];
    seen.length = 0;
    expect(expected.length).toBeGreaterThan(5);
    expect(await outcome(build, reads)).toEqual(expected);
    if (NEEDS_ALL.includes(_name)) expect(seen).toEqual(whole);
    else expect(seen.flat().length).toBeLessThan(whole.flat().length);
  });
});
