/** A projection gives what whole reading and writing gives, or leaves the record to these. */
import { describe, expect, it } from "vitest";
import {
  JsonDecoder,
  JsonEncoder,
  JsonProjection,
  type RawJson,
  RawWriter,
} from "../../runtime/notations/json-codec/index.ts";
import { PyTuple } from "../../runtime/python/tuple.ts";
import { type Dict, PyFloat, type Value } from "../../runtime/python/value.ts";
import { ByteSink } from "../../runtime/record-batch/byte-sink.ts";

type Bytes = Buffer | string;

const bytesOf = (text: Bytes): Buffer => (typeof text === "string" ? Buffer.from(text) : text);

const project = (text: Bytes, names: readonly string[], projection?: JsonProjection) => {
  const bytes = bytesOf(text);
  const reader = projection ?? new JsonProjection({ names: new Set(names), isWritten: true });
  return reader.project(bytes, 0, bytes.length);
};

function written(write: (sink: ByteSink) => void): string {
  const sink = new ByteSink(16);
  write(sink);
  return sink.bytes.toString("latin1", 0, sink.at);
}

const encoded = (value: Value): string =>
  written((sink) => new JsonEncoder(true).encode(value, sink));

/** Undefined: it is no JSON. */
function decoded(bytes: Buffer): Value | undefined {
  try {
    return new JsonDecoder().decode(bytes, 0, bytes.length);
  } catch {
    return undefined;
  }
}

const unchanged = (raw: RawJson): string =>
  written((sink) => new RawWriter(true).write(raw, raw.dict, sink));

const utf8 = (latin1: string): string => Buffer.from(latin1, "latin1").toString();

describe("text that goes out as it came", () => {
  it.each([
    "{}",
    '{"a":1,"b":[],"c":{},"d":[{"x":null},{"x":true,"y":false}]}',
    '{"":-1,"10":2,"9":3,"__proto__":4,"constructor":5}',
    '{"a":0.0,"b":-0.0,"c":0.05,"d":0.001,"e":123.25,"f":9999999.5,"g":22.123456789012344}',
    '{"a":1.0E7,"b":1.0E-4,"c":1.5E300,"d":123456789012345678,"e":-123456789012345678}',
    '{"a":"ü€😀","b":"\u007f","c":"\\"\\\\\\n"}',
    `{${Array.from({ length: 30 }, (_, i) => `"k${10 + i}":{"free${10 + i}":"${i}"}`).join(",")}}`,
    `{"a":{${Array.from({ length: 30 }, (_, i) => `"ü${10 + i}":${i}`).join(",")}}}`,
  ])("%s", (text) => {
    const raw = project(text, ["a", "zz"]) as RawJson;
    expect(utf8(unchanged(raw))).toBe(text);
    expect(raw.dict.a).toEqual((decoded(bytesOf(text)) as Dict).a);
  });
});

describe("text that is put in order", () => {
  it.each([
    ['{"b":1,"a":2}', '{"a":2,"b":1}'],
    ['{"a":1,"a":2}', '{"a":2}'],
    ['{"a": 1, "b": [1, 2]}', '{"a":1,"b":[1,2]}'],
    ['{ "a" : 1 , "b" : [ ] , "c" : { } }', '{"a":1,"b":[],"c":{}}'],
    ["{ }", "{}"],
    ['{"x":{"b":1,"a":2}}', '{"x":{"a":2,"b":1}}'],
    ['{"x":[{"b":1,"a":{"d":1,"c":[]}},7]}', '{"x":[{"a":{"c":[],"d":1},"b":1},7]}'],
    [`{"a":[${"1, ".repeat(3000)}1]}`, `{"a":[${"1,".repeat(3000)}1]}`],
    ['{\n  "b": "x",\n  "a": "ü"\n}', '{"a":"ü","b":"x"}'],
  ])("%.80s", (text, out) => {
    const raw = project(text, ["a"]) as RawJson;
    expect(utf8(unchanged(raw))).toBe(out);
    expect(raw.dict.a).toEqual((decoded(bytesOf(text)) as Dict).a);
  });
});

describe("left to the decoder", () => {
  it.each([
    "",
    "[]",
    '"a"',
    ' {"a":1}',
    '{"a":1} ',
    '{"@type":1}',
    '{"x":{"@type":1}}',
    '{"a":"\\u00e9"}',
    '{"\\u0061":1}',
    '{"x":{"a!":1,"a\\n":2}}',
    '{"a":1,"\\n":2}',
    '{"x":{"é":1,"a":2}}',
    '{"x":{"é":{"b":1,"a":2}}}',
    '{"ü":1}',
    '{"a":"\t"}',
    '{"a":01}',
    '{"a":-0}',
    '{"a":1.50}',
    '{"a":1e3}',
    '{"a":1E5}',
    '{"a":123456789.0}',
    '{"a":1.0e7}',
    '{"a":1.0E+7}',
    '{"a":0.00012}',
    '{"a":1.0E400}',
    '{"a":22.123456789012345}',
    '{"a":1234567890123456789}',
    '{"a":1.}',
    '{"a":.5}',
    '{"a":tru}',
    '{"a":1',
    '{"a":"',
    '{"a":1}}',
    '{"a":1}x',
    Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d]),
    Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x7d]),
    `{"a":${"[".repeat(101)}${"]".repeat(101)}}`,
    `{"a":"${"x".repeat(1 << 16)}"}`,
  ])("%.80s", (text) => {
    expect(project(text, ["a"])).toBe(null);
  });

  it("for a while, where one payload after the other is not canonical", () => {
    const projection = new JsonProjection({
      names: new Set(["a"]),
      isWritten: true,
    });
    const tried = Array.from({ length: 20 }, () => {
      project('{"a":1e3}', [], projection);
      return project('{"a":1}', [], projection) !== null;
    });
    expect(tried.includes(true)).toBe(true);
    for (let i = 0; i < 200; i++) project('{"a":1e3}', [], projection);
    const again = Array.from({ length: 64 }, () => project('{"a":1}', [], projection) !== null);
    expect(again.indexOf(true)).toBeGreaterThan(0);
    expect(again.at(-1)).toBe(true);
  });
});

describe("the dict of named entries", () => {
  it.each([
    ['{"a":1,"b":2,"c":3}', ["b"], { b: 2, "@": null }],
    ['{"a":1,"c":3}', ["a", "c"], { a: 1, c: 3 }],
    ['{"a":1}', ["b"], { "@": null }],
    ['{"a":1}', [], { "@": null }],
    ["{}", ["b"], {}],
    ['{"a":{"x":[1.0]}}', ["a"], { a: { x: [new PyFloat(1)] } }],
    ['{"a":9007199254740993,"b":"ü"}', ["a", "b"], { a: 9007199254740993n, b: "ü" }],
  ])("%s of %j", (text, names, dict) => {
    expect(project(text, names as string[])?.dict).toEqual(dict);
  });
});

describe("entries that were changed", () => {
  const change = (text: string, names: string[], edit: (dict: Dict) => void): string => {
    const raw = project(text, names);
    if (raw === null) throw new Error("not canonical");
    edit(raw.dict);
    return written((sink) => new RawWriter(true).write(raw.changed(), raw.dict, sink));
  };

  const set = (entries: Record<string, Value>) => (dict: Dict) => void Object.assign(dict, entries);
  const take = (name: string) => (dict: Dict) => void delete dict[name];

  it.each<[string, string[], (dict: Dict) => void, string]>([
    ['{"b":1,"d":2}', ["b"], set({ b: "x" }), '{"b":"x","d":2}'],
    ['{"b":1,"d":2}', ["a"], set({ a: null }), '{"a":null,"b":1,"d":2}'],
    ['{"b":1,"d":2}', ["c"], set({ c: true }), '{"b":1,"c":true,"d":2}'],
    ['{"b":1,"d":2}', ["e", "f"], set({ f: 1, e: 2 }), '{"b":1,"d":2,"e":2,"f":1}'],
    ['{"b":1,"d":2}', ["b"], take("b"), '{"d":2}'],
    ['{"b":1}', ["b"], take("b"), "{}"],
    ['{"x":1,"y":2}', ["a", "b", "c", "d", "e"], set({ e: 0 }), '{"e":0,"x":1,"y":2}'],
    ["{}", ["a"], set({ a: 1 }), '{"a":1}'],
    ["{}", ["a"], set({}), "{}"],
    ['{"b":1}', ["a"], set({ a: new PyTuple([{ z: 1, "@type": 2 }]) }), '{"a":[{"z":1}],"b":1}'],
  ])("%s, %j", (text, names, edit, out) => {
    expect(change(text, names, edit)).toBe(out);
  });
});

it("makes room behind an entry that was changed", () => {
  const text = `{"a":1,"b":"${"y".repeat(200)}"}`;
  for (let capacity = 200; capacity < 600; capacity++) {
    const raw = project(text, ["a"]) as RawJson;
    const sink = new ByteSink(capacity);
    new RawWriter(true).write(raw.changed(), { ...raw.dict, a: "x".repeat(32) }, sink);
    expect(sink.bytes.toString("latin1", 0, sink.at)).toBe(
      text.replace("1", `"${"x".repeat(32)}"`),
    );
  }
});

/** Numbers below 1, always the same ones (mulberry32). */
function random(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const NUMBERS =
  "0 -0 1 -7 12 01 1.0 -0.0 0.0 1.50 1e3 1E5 123456789.0 1.0E7 1.0E-4 0.00012 0.001 0.0125 99999999999999 123456789012345678 9223372036854775807 92233720368547758080 0.1 22.123456789012344 22.123456789012345 1.7E9 4.9E-324 1E400 - 1.".split(
    " ",
  );
const TEXTS = [
  "",
  "x",
  "ü",
  "😀",
  "\\n",
  "\\u0041",
  "a longer text of thirty characters",
  "\u007f",
  "{",
  ",",
];
const KEYS = "a b c d room @type 10 9 __proto__  ü \\u0062 f \\n ~".split(" ");
const NAMES = ["a", "b", "c", "d", "e", "room", "zz"];

/** JSON text, mostly canonical. `mess`: how often it is not. */
class Texts {
  readonly #random: () => number;
  readonly #mess: number;

  constructor(next: () => number, mess: number) {
    this.#random = next;
    this.#mess = mess;
  }

  pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.#random() * from.length)] as T;
  }

  chance(of: number): boolean {
    return this.#random() < of;
  }

  get #blank(): string {
    return this.chance(this.#mess) ? this.pick([" ", "\n", "  "]) : "";
  }

  value(depth: number): string {
    const kind = this.#random();
    if (kind < 0.3)
      return this.chance(0.1 + this.#mess) ? this.pick(NUMBERS) : this.pick(["5", "1.5", "-12"]);
    if (kind < 0.6)
      return `"${this.chance(this.#mess * 2) ? this.pick(TEXTS) : this.pick(["x", "y z", "ü"])}"`;
    if (kind < 0.7) return this.pick(["true", "false", "null"]);
    if (depth > 3) return "[]";
    if (kind < 0.8) return `[${this.#many(() => this.value(depth + 1))}]`;
    return this.dict(depth + 1);
  }

  #many(one: () => string): string {
    return Array.from(
      { length: Math.floor(this.#random() * 4) },
      () => `${this.#blank}${one()}${this.#blank}`,
    ).join(",");
  }

  dict(depth: number): string {
    const some = KEYS.slice(0, this.chance(this.#mess * 2) ? KEYS.length : 5);
    let keys = some.filter(() => this.chance(0.6));
    if (this.chance(this.#mess)) keys = [...keys, this.pick(some)].reverse();
    const body = keys.map(
      (key) => `${this.#blank}"${key}"${this.#blank}:${this.#blank}${this.value(depth)}`,
    );
    return `{${body.join(",")}}`;
  }

  payload(): Buffer {
    const bytes = Buffer.from(this.dict(0));
    if (!this.chance(this.#mess)) return bytes;
    const at = Math.floor(this.#random() * bytes.length);
    if (this.chance(0.5)) return bytes.subarray(0, at);
    bytes[at] = this.pick([0xff, 0xed, 0x22, 0x7d, 0x30, 0x00]);
    return bytes;
  }
}

/** Sets, takes out and changes named entries, in the same way in both. */
function edit(texts: Texts, names: readonly string[], dicts: readonly Dict[]): void {
  for (let i = 0; i < 2; i++) {
    const name = texts.pick(names);
    const kind = texts.pick(["set", "take", "both", "none"]);
    const value = texts.pick<Value>([
      1,
      "new",
      null,
      new PyFloat(2),
      new PyTuple([1]),
      { q: 1, p: 2 },
    ]);
    for (const dict of dicts) {
      if (kind === "take" || kind === "both") delete dict[name];
      if (kind === "set" || kind === "both") dict[name] = value;
    }
  }
}

describe.each([0, 0.02, 0.15])("random texts, %d of them messed up", (mess) => {
  it.each([1, 2, 3, 4])("seed %d", (seed) => {
    const texts = new Texts(random(seed), mess);
    const names = NAMES.filter(() => texts.chance(0.5));
    const wanted = { names: new Set(names), isWritten: true };
    const projection = new JsonProjection(wanted);
    const reading = new JsonProjection({ ...wanted, isWritten: false });
    const writer = new RawWriter(true);
    let projected = 0;
    // Many payloads in one buffer, as in a batch: of the first ones nothing is known any more when they are written again.
    for (let round = 0; round < 50; round++) {
      const payloads = Array.from({ length: 40 }, () => texts.payload());
      const batch = Buffer.concat(payloads);
      let at = 0;
      const later: (() => void)[] = [];
      for (const payload of payloads) {
        const start = at;
        at += payload.length;
        const raw = projection.project(batch, start, at);
        if (raw === null) {
          for (const each of [projection, reading]) project("{}", [], each); // tries the next one
          continue;
        }
        projected++;
        const whole = decoded(payload) as Dict;
        const text = encoded(whole);
        const isWritten = () =>
          expect(written((sink) => writer.write(raw, raw.dict, sink))).toBe(text);
        isWritten();
        later.push(isWritten);
        const read = reading.project(batch, start, at);
        if (read !== null) {
          expect(read.dict).toEqual(raw.dict);
          expect(read.whole(read.dict)).toEqual(whole);
        }
        for (const name of names) expect(raw.dict[name], name).toEqual(whole[name]);
        expect(Object.keys(raw.dict).length > 0).toBe(Object.keys(whole).length > 0);
        if (names.length > 0) edit(texts, names, [raw.dict, whole]);
        const changed = raw.changed();
        expect(written((sink) => writer.write(changed, raw.dict, sink))).toBe(encoded(whole));
        const given = changed.whole(raw.dict);
        expect(given).toEqual(whole);
        expect(Object.keys(given)).toEqual(Object.keys(whole));
      }
      for (const isWritten of later) isWritten();
    }
    expect(projected).toBeGreaterThan(mess > 0.1 ? 20 : 500);
  });
});
