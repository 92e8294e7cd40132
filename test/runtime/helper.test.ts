/** What functions of the author give and throw, as Python code gets it (dialect.md 9). */
import { describe, expect, it } from "vitest";
import { CallContext } from "../../runtime/dsl/call-context.ts";
import { isWaiting } from "../../runtime/dsl/function-marks.ts";
import { tracebackOf } from "../../runtime/errors/trace-to-ksml.ts";
import {
  bytes,
  dict,
  entriesOf,
  float,
  helper,
  json,
  type KsmlDict,
  type KsmlValue,
  pyError,
  set,
  string,
  tuple,
} from "../../runtime/index.ts";
import { PyError } from "../../runtime/python/exceptions.ts";
import { call } from "../../runtime/python/functions.ts";
import { repr } from "../../runtime/python/repr.ts";
import { sorted } from "../../runtime/python/sorting.ts";
import type { PyFunction, Value } from "../../runtime/python/value.ts";
import { errorOf } from "../support/error-of.ts";

const helperOf = <F extends (...args: never[]) => unknown>(name: string, fn: F) =>
  helper({ [name]: fn }, name);

const given = (result: unknown): Value => helperOf("score", () => result as KsmlValue)();

describe("what a helper returns", () => {
  it.each<[string, unknown, string]>([
    ["nothing", undefined, "None"],
    ["null", null, "None"],
    ["a whole number", 3, "3"],
    ["a fraction", 1.5, "1.5"],
    ["-0, which no int is", -0, "0"],
    ["a number that is too large for an int", 1e20, "1e+20"],
    ["a small bigint", 5n, "5"],
    ["a large one", 2n ** 70n, "1180591620717411303424"],
    ["a float that is whole", float(2), "2.0"],
    ["bytes", Uint8Array.of(97, 98), "b'ab'"],
    ["a list with holes", [1, undefined, [undefined]], "[1, None, [None]]"],
    ["a dict with an entry that is not there", { a: 1, b: undefined }, "{'a': 1}"],
    ["keys like array indexes", { a: { 10: 1, b: 2 } }, "{'a': {'10': 1, 'b': 2}}"],
    ["what JSON.parse made", JSON.parse('{"__proto__": [1]}'), "{'__proto__': [1]}"],
    ["an object without prototype", Object.assign(Object.create(null), { a: 1 }), "{'a': 1}"],
    ["a tuple with something to mend", tuple("a", [Uint8Array.of(97)] as never), "('a', [b'a'])"],
    ["a set", set(1, "a"), "{1, 'a'}"],
    [
      "a dict with odd keys",
      dict([
        [1, "a"],
        [tuple(1, 2), -0],
      ]),
      "{1: 'a', (1, 2): 0}",
    ],
  ])("%s", (_name, result, expected) => {
    expect(repr(given(result))).toBe(expected);
  });

  it.each<[string, unknown]>([
    ["a dict", { a: [1, { b: null }], c: "x" }],
    ["a list", [1, [2.5, "x"]]],
    ["a tuple", tuple(1, "a")],
    ["a dict with odd keys", dict([[1, { a: 2 }]])],
  ])("%s as it should be is not copied", (_name, result) => {
    expect(given(result)).toBe(result);
  });

  it("is mended in a copy: the author's own object stays", () => {
    const own = { a: undefined, list: [undefined] };
    expect(given(own)).not.toBe(own);
    expect(Object.keys(own)).toEqual(["a", "list"]);
    expect(own.list).toEqual([undefined]);
  });

  it.each<[string, unknown, string]>([
    ["a Map", new Map(), "score() gave a Map, which is no value of KSML"],
    [
      "a Date inside",
      { a: [new Date()] },
      'score() gave a Date at ["a"][0], which is no value of KSML',
    ],
    [
      "a JavaScript set",
      tuple(new Set() as never),
      "score() gave a Set at [0], which is no value of KSML",
    ],
    ["a function", () => 1, "score() gave a function, which is no value of KSML"],
    ["an instance", new (class Bed {})(), "score() gave a Bed, which is no value of KSML"],
    [
      "a promise inside",
      [Promise.resolve(1)],
      "score() gave a Promise at [0], which is no value of KSML",
    ],
  ])("%s is a TypeError that names the place", (_name, result, text) => {
    expect(errorOf(() => given(result))).toBe(`TypeError: ${text}`);
  });
});

describe("how a helper is called", () => {
  it("gets the live values", () => {
    const list: Value[] = [];
    helperOf("add", (items: KsmlValue[]) => void items.push(1))(list);
    expect(list).toEqual([1]);
  });

  it("does not see the context of a function of a definition", () => {
    const seen = helperOf("count", (...args: KsmlValue[]) => args.length);
    expect(seen("k", 1, new CallContext("garden.function.f"))).toBe(2);
  });

  it("gets keywords as one object, the last", () => {
    const seen = helperOf("keywords", (...args: KsmlValue[]) => args);
    expect(call(seen as unknown as PyFunction, [1], { deep: true })).toEqual([1, { deep: true }]);
  });

  it("has its name, for error texts", () => {
    expect(helperOf("score", () => 1).name).toBe("score");
  });
});

describe("a method", () => {
  class Fees {
    readonly base = 3;
    fee(kilos: KsmlValue): KsmlValue {
      return this.base * Number(kilos);
    }
  }

  it("has its object as `this`", () => {
    expect(helper(new Fees(), "fee")(2)).toBe(6);
  });
});

describe("what a helper throws", () => {
  const thrown = (error: unknown): unknown => {
    try {
      helperOf("f", () => {
        throw error;
      })();
    } catch (caughtError) {
      return caughtError;
    }
    return undefined;
  };

  it("is a RuntimeError, the original its cause", () => {
    const original = new TypeError("no bed");
    const error = thrown(original);
    expect(error).toBeInstanceOf(PyError);
    expect((error as PyError).message).toBe("RuntimeError: no bed");
    expect((error as PyError).cause).toBe(original);
  });

  it("is shown in the log where the author's code threw it", () => {
    const lines = tracebackOf(thrown(new TypeError("no bed"))).split("\n");
    expect(lines.slice(0, 5)).toEqual([
      "RuntimeError: no bed",
      "",
      "It is what the author's code threw:",
      "",
      "TypeError: no bed",
    ]);
    expect(lines[5]).toMatch(/^ {4}at .*helper\.test\.ts:\d+:\d+$/);
    expect(lines.join("\n")).not.toContain("extensions/helper.ts");
  });

  it("is the exception that pyError names", () => {
    const error = thrown(pyError("ValueError", "too dry", "cause"));
    expect((error as PyError).message).toBe("ValueError: too dry");
    expect((error as PyError).cause).toBe("cause");
  });

  it("is a RecursionError where the stack ends", () => {
    const deep = (): KsmlValue => deep();
    expect(errorOf(helperOf("deep", deep))).toBe(
      "RecursionError: maximum recursion depth exceeded",
    );
  });

  it("refuses a name that Python does not know", () => {
    expect(() => pyError("DryError" as never, "x")).toThrow(
      "Python has no exception named DryError",
    );
  });
});

describe("a helper that waits", () => {
  it("gives a promise of the adopted value", async () => {
    const later = helperOf("later", async () => ({ a: undefined, b: Uint8Array.of(97) }) as never);
    expect(isWaiting(later)).toBe(true);
    expect(repr(await later())).toBe("{'b': b'a'}");
  });

  it("fails by its promise as by throwing", async () => {
    const later = helperOf("later", async () => {
      throw new Error("no water");
    });
    await expect(later()).rejects.toThrow("RuntimeError: no water");
  });

  it("cannot be called by code that does not wait", () => {
    const later = helperOf("later", () => Promise.resolve(1));
    expect(errorOf(() => call(later as unknown as PyFunction, []))).toBe(
      "RuntimeError: later() waits, and is called where nothing can",
    );
  });

  it("cannot be the key of a sort", () => {
    const key = (async () => 1) as unknown as PyFunction;
    expect(errorOf(() => sorted([2, 1], { key }))).toContain("waits, and is called where nothing");
  });
});

describe("names for types and values", () => {
  it("float, bytes and tuple are both", () => {
    expect(float.shape.kind).toBe("float");
    expect(repr(float(1) as Value)).toBe("1.0");
    expect(bytes.shape.kind).toBe("bytes");
    expect(repr(bytes("añ"))).toBe("b'a\\xc3\\xb1'");
    expect(tuple(string, json).elements).toEqual([string, json]);
    expect(repr(tuple())).toBe("()");
  });

  it("entriesOf gives odd keys too, in their order", () => {
    const made: KsmlDict = dict([
      ["a", 1],
      [2, "b"],
      ["c", 3],
    ]);
    expect(entriesOf(made)).toEqual([
      ["a", 1],
      [2, "b"],
      ["c", 3],
    ]);
  });
});
