/**
 * Functions of free-form JSON: which entries they say they use, so that the runtime makes no more of a record, and which
 * say nothing, since they may see more of it. One function a row.
 */
import { describe, expect, test } from "vitest";
import { isDict, type Value } from "../../runtime/python/value.ts";
import { compileWith, type FunctionText, type ValueType } from "../support/compile-python.ts";
import { runnable } from "../support/run-function.ts";

/** What is said of the function beside its declaration. */
function mark(text: FunctionText): string {
  const { entries } = compileWith(["look"], text);
  const given = /^reads\(f, (.*)\);$/s.exec(entries ?? "")?.[1];
  return given?.replace(/\s+/g, " ").replace(", }", " }") ?? "none";
}

/** `code`, then `expression`. */
type Row = readonly [name: string, code: string, expression: string, entries: string];

const NAMED: readonly Row[] = [
  ["reads", "", "value['a']", '["a"]'],
  ["asks, with a default or none", "", "value.get('a') or value.get('b', [])", '["a", "b"]'],
  ["asks for by an entry's value", "", "value.get('a', value['b'])", '["a", "b"]'],
  ["looks for", "", "'a' in value and 'b' not in value", '["a", "b"]'],
  ["sets", "value['a'] = value['b']\n", "1", '["b", "a"]'],
  ["adds to", "value['a'] += 1\n", "1", '["a"]'],
  ["deletes", "del value['a']\n", "1", '["a"]'],
  ["deletes, and asks if any are left", "del value['a']\n", "1 if value else 0", '["a"]'],
  ["takes out", "", "value.pop('a', None)", '["a"]'],
  ["sets where it is missing", "", "value.setdefault('a', 0)", '["a"]'],
  ["changes inside", "value['a']['b'].append(1)\n", "1", '["a"]'],
  ["hands on, each by itself", "look(value['a'])\n", "value['b']", '["a", "b"]'],
  ["writes into a text", "", 'f\'{value["a"]} of {value["b"]:>5}\'', '["a", "b"]'],
  ["walks", "n = 0\nfor x in value['a']:\n  n += x['b']\n", "n", '["a"]'],
  ["walks in a comprehension", "", "[x * value['b'] for x in value['a'] if x]", '["a", "b"]'],
  ["sorts by a lambda of its own", "", "sorted(value['a'], key=lambda x: x['b'])", '["a"]'],
  ["reads of what may be None", "", "(value or {}).get('a')", '["a"]'],
  ["reads, if there is any", "", "value and value['a'] > 1", '["a"]'],
  ["binds to a name", "a = value['a']\n", "{'a': a, 'b': [a]}", '["a"]'],
  ["reads where the value is a dict", "", "isinstance(value, dict) and value['a']", '["a"]'],
  ["tests for None", "", "key if value is None or value != None else 0", "[]"],
  ["tests for truth and more", "a = 1 if value and value['a'] else 2\n", "a", '["a"]'],
  ["tests for truth in a negation", "a = not (value and value['a'])\n", "a", '["a"]'],
  ["tests for truth", "if not value:\n  return 0\n", "1 if value or key else 2", "[]"],
  ["does not need", "", "key", "[]"],
  ["reads, and returns none of", "if value['a']:\n  return\n", "None", '["a"]'],
];

test.each(NAMED)("entries that a function %s", (_name, code, expression, entries) => {
  expect(mark({ code, expression })).toBe(`{ value: ${entries} }`);
});

const RETURNED: readonly Row[] = [
  ["as it is", "", "value", "[]"],
  ["changed", "value['a'] = 1\n", "value", '["a"]'],
  ["early", "if value['a']:\n  return value\n", "None", '["a"]'],
  ["or nothing", "", "value if value.get('a') else None", '["a"]'],
  ["or something else", "", "value or {'a': 1}", "[]"],
  ["where an entry says so", "", "value['a'] and value", '["a"]'],
];

test.each(RETURNED)("a function that returns its value %s", (_name, code, expression, entries) => {
  expect(mark({ code, expression })).toBe(`{ value: ${entries}, returns: "value" }`);
});

/** Of all of these every named entry may be there, missing, or of a type that it is not used as. */
const VALUES: readonly Value[] = [
  { a: 1, b: 2, c: 3 },
  { a: { b: [1] }, b: [], c: { d: 1 } },
  { a: [{ b: 2 }, { b: 1 }], b: 0 },
  { a: [2, 1], b: 3, c: 4 },
  { a: 0 },
  { b: 5, c: 6 },
  { c: 7 },
  {},
  null,
  [1],
  "a",
];

/** The dict as a runtime may make it: of the other entries there is only one that says that there are some. */
function onlyNamed(value: Value, names: readonly string[]): Value {
  if (!isDict(value)) return structuredClone(value);
  const entries = Object.entries(structuredClone(value));
  const named = entries.filter(([name]) => names.includes(name));
  return Object.fromEntries(named.length < entries.length ? [...named, ["@", null]] : named);
}

/** What a call gives, whether that is the value itself, and what it leaves of the named entries. */
async function outcome(text: FunctionText, value: Value, names: readonly string[]) {
  const look = (x: Value): Value => x;
  const f = runnable(text, { helpers: { look } });
  let result: unknown;
  try {
    const returned = await f.call("k", value);
    result = isDict(value) && returned === value ? "itself" : returned;
  } catch (error) {
    result = String(error);
  }
  return { result, left: isDict(value) ? names.map((name) => value[name]) : value };
}

test.each([...NAMED, ...RETURNED])(
  "a function that %s does the same to a dict that has nothing else",
  async (_name, code, expression, entries) => {
    const names: string[] = JSON.parse(entries);
    for (const value of VALUES) {
      const whole = await outcome({ code, expression }, structuredClone(value), names);
      expect(await outcome({ code, expression }, onlyNamed(value, names), names)).toEqual(whole);
    }
  },
);

const WHOLE: readonly (readonly [name: string, code: string, expression: string])[] = [
  ["a key that is data", "", "value[key]"],
  ["a key that is no property", "", "value['1']"],
  ["a key that every object has", "", "value['constructor']"],
  ["a key that structs alone have", "", "value['@type']"],
  ["all keys", "", "[k for k in value]"],
  ["its size", "", "len(value)"],
  ["a method of dicts as a whole", "", "value.copy()"],
  ["a method with keywords", "", "value.get(key='a')"],
  ["itself as a default", "", "key.get('a', value)"],
  ["another name", "v = value\n", "v['a']"],
  ["another name in an expression", "", "(v := value)['a']"],
  ["a name bound again", "value = key\n", "value['a']"],
  ["a name bound again in a comprehension", "", "[value['a'] for value in key]"],
  ["a name bound again by a loop", "for value in key:\n  pass\n", "value['a']"],
  ["another function", "", "look(value)"],
  ["its text", "", "f'{value}'"],
  ["a comparison", "", "value == key"],
  ["a log line", "log.info('{}', value)\n", "1"],
  ["a name for what it is where it is empty", "a = value and value['a']\n", "a"],
  ["a function that gets it where it is empty", "look(value and value['a'])\n", "1"],
  ["an item of a list", "", "[value]"],
  ["a part of a dict", "", "{**value, 'a': 1}"],
  ["an entry of itself", "value['a'] = value\n", "1"],
  ["an exception", "raise ValueError(value)\n", "1"],
  ["a lambda", "f = lambda: value['a']\n", "f()"],
  ["the default of a lambda", "f = lambda v=value: v['a']\n", "f()"],
  ["an inner function", "def g():\n  return value['a']\n", "g()"],
  ["the default of an inner function", "def g(v=value):\n  return v['a']\n", "g()"],
  ["a choice that something else is made of", "", "(value or key)['a']"],
];

test.each(WHOLE)("nothing is said of %s", (_name, code, expression) => {
  expect(mark({ code, expression })).toBe("none");
});

describe("where the value may be something else", () => {
  const READING = { avro: { type: "record", name: "R", fields: [{ name: "a", type: "string" }] } };
  const supplied: readonly ValueType[] = ["any", "string", READING];
  test.each(supplied)("nothing is said: %j", (type) => {
    expect(mark({ expression: "value['a']", supplied: ["string", type] })).toBe("none");
  });

  test("an `isinstance` of the definition's own looks at all of it", () => {
    const globalCode = "def isinstance(a, b):\n  return len(a)\n";
    expect(mark({ globalCode, expression: "isinstance(value, dict)" })).toBe("none");
  });
});

test("what a store takes is the whole value", () => {
  const stores = { kept: {} };
  expect(mark({ code: "kept.put(key, value)\n", hasResult: false, stores })).toBe("none");
  expect(mark({ code: "kept.put(key, value['a'])\n", hasResult: false, stores })).toBe(
    '{ value: ["a"] }',
  );
});

test("an arrow function is marked in its place", () => {
  const { inline } = compileWith([], { expression: "value['a']" });
  expect(inline).toBe('reads((_key, value) => py.item(value.a, "a"), { value: ["a"] })');
});
