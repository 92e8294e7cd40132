import { describe, expect, it } from "vitest";
import { natural } from "../../runtime/data-types/natural.ts";
import {
  JsonDecoder,
  JsonEncoder,
  JsonError,
  NotJson,
} from "../../runtime/notations/json-codec/index.ts";
import { hasOddKeys } from "../../runtime/python/dict.ts";
import { PySet } from "../../runtime/python/set.ts";
import { PyTuple } from "../../runtime/python/tuple.ts";
import { type Dict, PyFloat, type Value } from "../../runtime/python/value.ts";
import { ByteSink } from "../../runtime/record-batch/byte-sink.ts";

function decode(text: string, decoder = new JsonDecoder()): Value {
  const bytes = Buffer.from(text);
  return decoder.decode(bytes, 0, bytes.length);
}

function encode(value: Value, encoder = new JsonEncoder()): string {
  const sink = new ByteSink(16);
  encoder.encode(value, sink);
  return sink.bytes.toString("utf8", 0, sink.at);
}

/** What comes in, and what KSML writes of it (runtime.md 4.4). */
const ROUND_TRIPS: [string, string][] = [
  ["{}", "{}"],
  ["[]", "[]"],
  [" { } ", "{}"],
  ['{"b":1,"a":2}', '{"a":2,"b":1}'],
  [
    '{ "b" : 1 ,\n "a" : [ 1 , 2.0 , { "z" : null , "a" : [ ] } ] , "e" : { } }',
    '{"a":[1,2.0,{"a":[],"z":null}],"b":1,"e":{}}',
  ],
  ['{"@b":1,"":2,"@a":3,"b":4,"B":5}', '{"":2,"B":5,"b":4,"@a":3,"@b":1}'],
  [
    '{"10":"x","9":"y","__proto__":{"p":1},"constructor":2}',
    '{"10":"x","9":"y","__proto__":{"p":1},"constructor":2}',
  ],
  ['{"a":1,"a":2,"n":{"b":1,"a":2,"b":3.0}}', '{"a":2,"n":{"a":2,"b":3.0}}'],
  [
    "[1.0,1e2,-0.0,0.0001,0.001,1E40,5e-324,1e400,-0]",
    '[1.0,100.0,-0.0,1.0E-4,0.001,1.0E40,4.9E-324,"Infinity",0]',
  ],
  [
    "[9007199254740993,-9223372036854775808,9007199254740991]",
    "[9007199254740993,-9223372036854775808,9007199254740991]",
  ],
  [
    "[9999999.5,10000000.5,123456789012345.6,22.123456789012345,0.1000,100.10]",
    "[9999999.5,1.00000005E7,1.234567890123456E14,22.123456789012344,0.1,100.1]",
  ],
  [
    '["q\\"\\\\\\/\\u00e9\\n\\u0001","ü€😀",true,false,null]',
    '["q\\"\\\\/é\\n\\u0001","ü€😀",true,false,null]',
  ],
  ['[[1,[2]],[{"a":1},{"a":2,"b":3}]]', '[[1,[2]],[{"a":1},{"a":2,"b":3}]]'],
];

describe("JSON codec", () => {
  it.each(ROUND_TRIPS)("%s", (text, written) => {
    expect(encode(decode(text))).toBe(written);
  });

  it("gives the same when it has learnt other records before", () => {
    const decoder = new JsonDecoder();
    const encoder = new JsonEncoder();
    for (const _ of [1, 2, 3]) {
      for (const [text, written] of ROUND_TRIPS)
        expect(encode(decode(text, decoder), encoder)).toBe(written);
    }
  });

  it("takes any blanks, whatever blanks the records before had", () => {
    const decoder = new JsonDecoder();
    for (const blanks of [" ", "  ", "", "\n\t ", " ", ""]) {
      for (const value of ["1", '"x"', "[]", "{}", "null"]) {
        const text = `{"a":${blanks}${value},${blanks}"b":${blanks}1}`;
        expect(decode(text, decoder)).toEqual(JSON.parse(text));
      }
    }
    expect(() => decode('{"a":  ', decoder)).toThrow(JsonError);
  });

  it("tells integers from floats", () => {
    expect(decode("[1, 1.0, 1.5]")).toEqual([1, new PyFloat(1), 1.5]);
  });

  it.each([
    "",
    "1",
    '"a"',
    "null",
    "{",
    "[",
    '{"a"',
    '{"a":',
    '{"a":1',
    '{"a":1,',
    "{a:1}",
    "{'a':1}",
    "[1,]",
    '{"a":1,}',
    "[01]",
    "[NaN]",
    "[1.]",
    "[.5]",
    "[1e]",
    "[tru]",
    '["a',
    '["\\x"]',
    '["\t"]',
    "[1] 2",
    "[9223372036854775808]",
    "\ufeff[]",
    "[1 2]",
    '{"a" 1}',
    "// no\n[]",
    '{"a":1}}',
    "[-]",
    "[--1]",
    "[1,,2]",
  ])("refuses %j", (text) => {
    expect(() => decode(text)).toThrow(JsonError);
    const decoder = new JsonDecoder();
    decode('{"a":1,"b":[1,2]}', decoder);
    expect(() => decode(text, decoder)).toThrow(JsonError);
  });

  it("reads a payload between others, and at the end of its buffer", () => {
    const decoder = new JsonDecoder();
    const text = '{"name":"x","list":[1,2,{"deep":true}],"n":12.5}';
    const bytes = Buffer.from(`${text}${text}"}]${text}`);
    for (const start of [0, text.length, text.length * 2 + 3]) {
      expect(encode(decoder.decode(bytes, start, start + text.length))).toBe(
        '{"list":[1,2,{"deep":true}],"n":12.5,"name":"x"}',
      );
    }
    expect(() => decoder.decode(bytes, 0, text.length - 1)).toThrow(JsonError);
    expect(() => decoder.decode(bytes, 0, text.length + 1)).toThrow(JsonError);
  });

  it("reads dictionaries with free keys without end", () => {
    const decoder = new JsonDecoder();
    const encoder = new JsonEncoder();
    for (let i = 0; i < 3000; i++) {
      const text = `{"a":${i},"key-${i}":{"x-${i % 40}":1.5},"z":[]}`;
      expect(encode(decode(text, decoder), encoder)).toBe(text);
    }
  });

  it("does not nest without end", () => {
    expect(encode(decode("[".repeat(1000) + "]".repeat(1000)))).toBe(
      "[".repeat(1000) + "]".repeat(1000),
    );
    expect(() => decode("[".repeat(1001) + "]".repeat(1001))).toThrow(JsonError);
  });

  it("writes long values into a small sink", () => {
    const value: Value = {
      text: "ü".repeat(5000),
      list: Array.from({ length: 5000 }, (_, i) => i / 8),
      x: "\u0001".repeat(100),
    };
    expect(decode(encode(value))).toEqual(decode(JSON.stringify(value)));
  });

  it("keeps the empty key where generated code looks for it", () => {
    const dict = decode('{"b":1,"":2}') as Dict;
    expect(dict[""]).toBe(2);
    expect(hasOddKeys(dict)).toBe(false);
    expect(encode(dict)).toBe('{"":2,"b":1}');
  });

  it("leaves what is no JSON to its caller", () => {
    expect(() => encode([1n << 64n])).toThrow(NotJson);
    expect(() => encode([() => null])).toThrow(NotJson);
    expect(() => encode({ pair: new PyTuple(["a", 1]) })).toThrow(NotJson);
    expect(() => encode({ all: new PySet(["a"]) })).toThrow(NotJson);
  });

  it("writes tuples and sets of what comes straight from a function as lists", () => {
    const made = {
      b: new PyTuple(["x", new PyTuple([]), { "@type": "T", z: 1, a: new PySet([2, 1]) }]),
      a: [new PySet()],
    };
    expect(encode(made, new JsonEncoder(true))).toBe('{"a":[[]],"b":["x",[],{"a":[2,1],"z":1}]}');
    expect(encode(natural(made, false))).toBe('{"a":[[]],"b":["x",[],{"a":[2,1],"z":1}]}');
  });
});
