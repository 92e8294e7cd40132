/** The tables of runtime.md 3.2 and 3.3, with design.md's V1 where the reference fails. */
import { describe, expect, it } from "vitest";
import { converter } from "../../runtime/data-types/convert.ts";
import {
  boolean,
  byte,
  bytes,
  type DataType,
  double,
  enumOf,
  float,
  int,
  json,
  jsonOf,
  list,
  long,
  map,
  nullType,
  string,
  struct,
  tuple,
  union,
} from "../../runtime/data-types/data-type.ts";
import { resultConverter } from "../../runtime/data-types/result.ts";
import { serdeOf } from "../../runtime/notations/index.ts";
import { dictOf } from "../../runtime/python/dict.ts";
import { setOf } from "../../runtime/python/set.ts";
import { tupleOf } from "../../runtime/python/tuple.ts";
import { PyFloat, type Value } from "../../runtime/python/value.ts";
import { ByteSink } from "../../runtime/record-batch/byte-sink.ts";

const f = (value: number): PyFloat => new PyFloat(value);

/** What a result of the type is written as; null: no payload; "✗ text": refused. */
function written(value: Value, type: DataType): string | null {
  try {
    const sink = new ByteSink(64);
    const result = resultConverter(type)(value);
    if (!serdeOf(type).serialize(result, sink, "t")) return null;
    return sink.bytes.toString("utf8", 0, sink.at);
  } catch (error) {
    return `✗ ${(error as Error).message.replace("KSML data error: ", "")}`;
  }
}

const converted = (value: Value, type: DataType): unknown => {
  try {
    return resultConverter(type)(value);
  } catch (error) {
    return `✗ ${(error as Error).message.replace("KSML data error: ", "")}`;
  }
};

const x = expect.stringMatching(/^✗/);

describe("results of functions", () => {
  it.each<[string, Value, unknown, unknown, unknown, unknown, unknown, unknown]>([
    // value, string, long, int, double, boolean, json
    ["None", null, null, null, null, null, null, null],
    ["True", true, "true", x, x, x, true, x],
    ["5", 5, "5", 5, 5, 5, x, x],
    ["2**31", 2147483648, "2147483648", 2147483648, x, 2147483648, x, x],
    ["2**63", 1n << 63n, "9223372036854775808", x, x, x, x, x],
    ["3.0", f(3), "3", 3, 3, 3, x, x],
    ["3.14", 3.14, "3.14", 3, 3, 3.14, x, x],
    ["-0.0", f(-0), "-0.0", 0, 0, -0, x, x],
    ["1e300", f(1e300), "1.0E300", x, x, 1e300, x, x],
    ["1e16", f(1e16), "10000000000000000", 10000000000000000n, x, 1e16, x, x],
    ["'5'", "5", "5", 5, 5, 5, x, x],
    ["' 5 '", " 5 ", " 5 ", x, x, 5, x, x],
    ["'3.14'", "3.14", "3.14", x, x, 3.14, x, x],
    ["'True'", "True", "True", x, x, x, true, x],
    ["json text", '{"b":1,"a":2}', '{"b":1,"a":2}', x, x, x, x, '{"a":2,"b":1}'],
    ["[1, 2]", [1, 2], "[1, 2]", x, x, x, x, "[1,2]"],
    ["(1, 2)", tupleOf(1, 2), "[1, 2]", x, x, x, x, "[1,2]"],
    ["[1.5]", [1.5], "[1.5]", x, x, x, x, "[1.5]"],
    ["[[True]]", [[true]], "[[true]]", x, x, x, x, "[[true]]"],
    ["[3.0]", [f(3)], "[3]", x, x, x, x, "[3]"],
    ["[None]", [null], "[null: null]", x, x, x, x, "[null]"],
    [
      "dict",
      { x: 3.14, l: [true, 1.5, null] },
      '{"l": [true, 1.5, null: null], "x": 3.14}',
      x,
      x,
      x,
      x,
      '{"l":[true,1.5,null],"x":3.14}',
    ],
    [
      "nan",
      { n: Number.NaN, i: Number.POSITIVE_INFINITY },
      '{"i": Infinity, "n": NaN}',
      x,
      x,
      x,
      x,
      '{"i":"Infinity","n":"NaN"}',
    ],
    [
      "floats",
      { z: f(-0), e: f(1e16), s: 1.5e-7, w: f(3) },
      '{"e": 1.0E16, "s": 1.5E-7, "w": 3.0, "z": -0.0}',
      x,
      x,
      x,
      x,
      '{"e":1.0E16,"s":1.5E-7,"w":3.0,"z":-0.0}',
    ],
    ["tuple in dict", { t: tupleOf(1, 2) }, '{"t": [1, 2]}', x, x, x, x, '{"t":[1,2]}'],
    ["set in dict (V44)", { t: setOf(1, 2) }, '{"t": [1, 2]}', x, x, x, x, '{"t":[1,2]}'],
    ["set", setOf(1, 2), x, x, x, x, x, x],
    ["big in dict", { big: 1n << 63n }, x, x, x, x, x, x],
    [
      "meta entries",
      { "@type": "F", "@schema": {}, v: 1, "@x": 2 },
      '{"v": 1, "@x": 2}',
      x,
      x,
      x,
      x,
      '{"v":1,"@x":2}',
    ],
    ["None as key", dictOf([null, 1]), x, x, x, x, x, x],
    [
      "odd keys",
      dictOf([10, 1], ["9", 2], [true, 3], [1.5, 4]),
      x,
      x,
      x,
      x,
      x,
      '{"1.5":4,"10":1,"9":2,"true":3}',
    ].map((cell, i) => (i === 2 ? '{"1.5": 4, "10": 1, "9": 2, "true": 3}' : cell)) as never,
  ])("%s", (_name, value, asString, asLong, asInt, asDouble, asBoolean, asJson) => {
    expect(converted(value, string)).toEqual(asString);
    expect(converted(value, long)).toEqual(asLong);
    expect(converted(value, int)).toEqual(asInt);
    expect(converted(value, double)).toEqual(asDouble);
    expect(converted(value, boolean)).toEqual(asBoolean);
    expect(written(value, json)).toEqual(asJson);
  });

  it("reads lists, maps, tuples, enums, bytes and unions as declared", () => {
    expect(converted("[1, 2]", list(int))).toEqual([1, 2]);
    expect(converted(["1", f(2)], list(int))).toEqual([1, 2]);
    expect(converted({ b: "1", a: 2 }, map(int))).toEqual({ a: 2, b: 1 });
    expect(written({ b: 1, a: 2 }, map(double))).toBe('{"a":2.0,"b":1.0}');
    expect(converted(tupleOf("a", 1.5), tuple(string, double))).toEqual(["a", 1.5]);
    expect(converted(tupleOf("a"), tuple(string, double))).toMatch("Can not convert ListOfUnknown");
    expect(converted("GREEN", enumOf("RED"))).toBe('✗ Can not convert enum to enum: value="GREEN"');
    expect(converted([-1, 255, f(3)], bytes)).toEqual([255, 255, 3]);
    expect(converted([256], bytes)).toMatch("does not fit in a byte");
    expect(converted(5, union(string, int))).toBe("5");
    expect(converted(" 5 ", union(int, string))).toBe(" 5 ");
    expect(converted("abc", union(nullType, int))).toBe(null);
    expect(converted(true, union(nullType, int))).toEqual(x);
    expect(converted(300, byte)).toBe(
      "✗ Value 300 exceeds BYTE range [-128, 127]; use 'short', 'int' or 'long' type in schema or ensure values fit in BYTE range",
    );
    expect(converted(1.2, float)).toBe(1.2000000476837158);
    expect(converted(1e300, float)).toMatch("exceeds FLOAT range");
    expect(converted("no json", json)).toBe(
      '✗ Can not convert string to UnionOfStructOrListOfUnknown: value="no json"',
    );
  });

  it("hands back the same object when nothing has to change", () => {
    const sorted = { a: 1, b: [1, { c: null }] };
    expect(converted(sorted, json)).toBe(sorted);
    expect(Object.keys(converted({ b: 1, a: 2 }, json) as object)).toEqual(["a", "b"]);
  });
});

describe("convertValue and its kin", () => {
  it.each<[DataType, DataType, Value, unknown]>([
    [json, string, { b: f(1), a: "x" }, '{"a":"x","b":1.0}'],
    [struct, string, { b: f(1), a: "x" }, '{"a": "x", "b": 1.0}'],
    [string, json, "[1]", [1]],
    [string, long, "7", 7],
    [double, string, 3, "3.0"],
    [double, string, 1e16, "1.0E16"],
    [double, long, 2.9, 2],
    [long, double, 3, 3],
    [bytes, string, [10, 255], "[0A, FF]"],
    [boolean, string, true, "true"],
    [string, jsonOf(map(int)), '{"a":"1"}', { a: 1 }],
    [json, string, null, null],
    // A union: what fits a member stays, else the first member that takes it, a null member in its turn.
    [string, union(int, string), "5", "5"],
    [int, union(string, int), 5, 5],
    [string, union(nullType, int), "5", null],
    [string, union(int, nullType), "5", 5],
    [boolean, union(int, string), false, "false"],
    [float, union(string, int), Math.fround(0.1), "0.1"],
    [bytes, union(json, string), [0, 255], "[00, FF]"],
    [json, union(int, string), { b: [1.5, null], a: 'q"' }, '{"a":"q\\"","b":[1.5,null]}'],
    [struct, union(json, string), { b: 1 }, { b: 1 }],
    // Anything inside becomes text, by its own type.
    [json, map(string), { a: true, b: [1, null] }, { a: "true", b: "[1, null: null]" }],
    [list(bytes), list(string), [[1, 200]], ["[01, C8]"]],
    [list(int), list(string), [1, null], ["1", "integer: null"]],
    [list(bytes), string, [null], "[null]"],
    [union(list(int), string), string, [null], "[integer: null]"],
    // Symbols are checked when a function gets them.
    [string, enumOf("rose", "fern"), "moss", "moss"],
    [list(string), list(enumOf("rose")), ["moss"], ["moss"]],
    // What a record brought along stays.
    [json, json, { "@type": "T", a: 1 }, { "@type": "T", a: 1 }],
    [struct, string, { "@type": "T", a: 1 }, '{"a": 1, "@type": "T"}'],
  ])("%#", (from, to, value, expected) => {
    expect(converter(from, to)(value)).toEqual(expected);
  });

  it.each<[DataType, DataType, unknown]>([
    [struct, string, "null"],
    [list(int), string, "[]"],
    [int, string, "integer: null"],
    [map(int), union(int, string), "null"],
    [map(int), union(json, string), null],
    [list(int), union(json, string), null],
    [struct, union(string, json), null],
    [json, string, null],
    [int, long, null],
  ])("a null that is an object: %#", (from, to, expected) => {
    expect(converter(from, to)(null, true)).toEqual(expected);
    expect(converter(from, to)(null, false)).toBeNull();
  });

  it("refuses what has no form in the other type", () => {
    expect(() => converter(long, json)(5)).toThrow("Can not convert long to Union");
    expect(() => converter(json, long)({ a: 1 })).toThrow("KSML data error");
  });
});

describe("serdes", () => {
  it.each<[DataType, Value, string]>([
    [boolean, true, "01"],
    [byte, -1, "ff"],
    [int, -2, "fffffffe"],
    [long, 42, "000000000000002a"],
    [long, -(1n << 63n), "8000000000000000"],
    [long, 9007199254740993n, "0020000000000001"],
    [float, 1.5, "3fc00000"],
    [double, -0, "8000000000000000"],
    [string, "é😀", "c3a9f09f9880"],
    [bytes, [0, 255], "00ff"],
    [json, { a: 1 }, "7b2261223a317d"],
    [union(int, string), 5, "00000005"],
    [union(int, string), "hello", "68656c6c6f"],
    [list(double), [f(1)], "5b312e305d"],
    [list(float), [Math.fround(0.1)], "5b302e315d"],
    [union(int, long), 2 ** 40, "0000010000000000"],
  ])("%#", (type, value, hex) => {
    const sink = new ByteSink(16);
    const serde = serdeOf(type);
    expect(serde.serialize(value, sink, "t")).toBe(true);
    expect(sink.bytes.toString("hex", 0, sink.at)).toBe(hex);
    const back = Buffer.concat([Buffer.from("ab"), Buffer.from(hex, "hex")]);
    expect(serde.deserialize(back, 2, back.length, "t")).toEqual(value);
  });

  it("says what it cannot read", () => {
    const read = (type: DataType, text: string): Value =>
      serdeOf(type).deserialize(Buffer.from(text), 0, text.length, "t");
    expect(() => read(json, "5")).toThrow(
      "Can not deserialize data as union: memberTypes=[Struct, ListOfUnknown]",
    );
    expect(() => read(struct, "[1]")).toThrow("Could not parse string to object: [1]");
    expect(() => read(long, "abc")).toThrow("Size of data received by LongDeserializer is not 8");
    expect(read(json, "")).toBe(null);
  });
});
