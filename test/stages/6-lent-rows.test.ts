/** Rows of stores: which of them a function only looks at, so that it is lent the row (`peek`). One function a row. */
import { describe, expect, test } from "vitest";
import type { CheckedStore } from "../../compiler/3-check/definition.ts";
import { inDefault, primitive } from "../../compiler/language/data-types/data-type.ts";
import { compileWith, type FunctionText } from "../support/compile-python.ts";

/** How the function reads its store, call by call. */
function reads(text: FunctionText, store: Partial<CheckedStore> = {}): readonly string[] {
  const stores = { seen: store, others: {} };
  const { text: emitted, codes } = compileWith(["look"], { expression: "None", ...text, stores });
  expect(codes.filter((code) => code.startsWith("python/not"))).toEqual([]);
  return [...emitted.matchAll(/\bseen\.(get|peek)\(/g)].map(([, method = ""]) => method);
}

/** `code`, then `expression`. */
type Row = readonly [name: string, code: string, expression?: string];

const LENT: readonly Row[] = [
  ["an entry", "row = seen.get(key)\n", "row['a']"],
  ["entries with defaults", "row = seen.get(key)\n", "{'a': row.get('a', 0), 'b': row.get(key)}"],
  ["an entry of the call itself", "", "seen.get(key)['a']"],
  ["an entry of what may be None", "", "(seen.get(key) or {}).get('a')"],
  ["a row in an expression", "", "row['a'] if (row := seen.get(key)) else 0"],
  ["a truth test", "if seen.get(key):\n  return 1\n"],
  ["a truth test of several", "if value and seen.get(key) and not seen.get('a'):\n  return 1\n"],
  ["a test for None", "row = seen.get(key)\n", "row is None or row == None"],
  ["a test for a key", "row = seen.get(key)\n", "'a' in row and key not in row"],
  ["a text", "row = seen.get(key)\n", "f'{row} {row!r:>{row}}' + str(row)"],
  ["builtins that look", "row = seen.get(key)\n", "len(row) if isinstance(row, dict) else 0"],
  ["a log line", "row = seen.get(key)\nlog.info('{}', row)\nprint(row)\n"],
  ["a copy", "row = seen.get(key)\n", "[dict(row), row.copy(), {**row, 'a': 1}]"],
  ["a walk", "n = []\nfor k in seen.get(key):\n  n.append(k)\n", "n"],
  ["a walk of entries", "", "[k for k, v in seen.get(key).items() if v]"],
  ["rows in a comprehension", "", "[seen.get(k)['a'] for k in value if seen.get(k)]"],
  ["rows in a lambda", "", "sorted(value, key=lambda k: seen.get(k)['a'])"],
  ["rows in a generator", "", "any(seen.get(k)['a'] for k in value)"],
  ["a row in an inner function", "def g(k):\n  row = seen.get(k)\n  return row['a']\n", "g(key)"],
  ["another name", "row = seen.get(key)\nsame = row\n", "same['a']"],
  ["one of two", "row = seen.get(key)\nrow = row if row else seen.get('a')\n", "row['a']"],
  ["a default that is changed", "row = seen.get(key) or {}\n", "len(row)"],
  ["a row that is put anew meanwhile", "row = seen.get(key)\nseen.put(key, {})\n", "row['a']"],
  ["a row that is dropped", "row = seen.get(key)\nrow = value\n", "row['a']"],
];

const COPIED: readonly Row[] = [
  ["a result", "", "seen.get(key)"],
  ["a result on one way", "row = seen.get(key)\nif row['a']:\n  return row\n"],
  ["a result where it is empty", "row = seen.get(key)\n", "row and row['a']"],
  ["a result by another name", "row = seen.get(key)\nsame = row\n", "same"],
  ["a result by a name of one of two", "row = seen.get(key)\nx = 1 if value else row\n", "x"],
  ["a result that is tested", "", "row if (row := seen.get(key)) else None"],
  ["an entry set", "row = seen.get(key)\nrow['a'] = 1\n"],
  ["an entry set by another name", "row = seen.get(key)\nsame = row\nsame['a'] = 1\n"],
  ["an entry set with others", "row = seen.get(key)\n(row['a'], x) = 1, 2\n"],
  ["an entry set by a loop", "row = seen.get(key)\nfor row['a'] in value:\n  pass\n"],
  ["an entry set before", "row = {}\nwhile value:\n  row['a'] = 1\n  row = seen.get(key)\n"],
  ["an entry added to", "row = seen.get(key)\nrow['a'] += 1\n"],
  ["an entry of the call itself set", "seen.get(key)['a'] = 1\n"],
  ["an entry deleted", "row = seen.get(key)\ndel row['a']\n"],
  ["entries added", "row = seen.get(key)\nrow |= {'a': 1}\n"],
  ["a default that is filled", "row = seen.get(key) or {}\nrow['a'] = 1\n"],
  ["a method that changes it", "row = seen.get(key)\nrow.update({'a': 1})\n"],
  ["a method that sets what is missing", "row = seen.get(key)\n", "row.setdefault('a', 0)"],
  ["a method as a value", "row = seen.get(key)\nf = row.update\nf({})\n"],
  ["an item of a list", "", "[seen.get(key)]"],
  ["an item of a tuple", "row = seen.get(key)\n", "(row, 1)"],
  ["an entry of another dict", "value['a'] = seen.get(key)\n"],
  ["items of a comprehension", "", "[seen.get(k) for k in value]"],
  ["a default", "row = seen.get(key)\n", "value.get('a', row)"],
  ["a store", "row = seen.get(key)\nothers.put(key, row)\n"],
  ["another function", "look(seen.get(key))\n"],
  ["a function of the definition", "row = seen.get(key)\n", "f(key, row)"],
  ["a builtin that gives it back", "row = seen.get(key)\n", "max(row, value)"],
  ["a builtin that calls", "", "json.dumps(seen.get(key), default=look)"],
  ["its identity", "row = seen.get(key)\n", "row is value"],
  ["its identity among others", "row = seen.get(key)\n", "row in value"],
  ["a comparison", "row = seen.get(key)\n", "row == value"],
  ["a lambda", "row = seen.get(key)\nf = lambda: row['a']\n", "f()"],
  ["the default of a lambda", "row = seen.get(key)\nf = lambda r=row: r['a']\n", "f()"],
  ["an inner function", "row = seen.get(key)\ndef g():\n  return row['a']\n", "g()"],
  ["the result of an inner function", "def g(k):\n  return seen.get(k)\n", "g(key)['a']"],
  ["rows that a generator gives", "", "any(seen.get(k) for k in value)"],
  ["a generator", "row = seen.get(key)\n", "any(row['a'] == k for k in value)"],
  ["a global variable", "global row\nrow = seen.get(key)\n", "row['a']"],
  ["an exception", "row = seen.get(key)\nraise ValueError(row)\n"],
  ["what is not kept", "seen.get(key)\n"],
  ["a method as a value of its own", "f = seen.get\nf(key)\n", "seen.get(key)"],
];

describe("a row is lent for", () => {
  test.each(LENT)("%s", (_name, code = "", expression = "None") => {
    expect(new Set(reads({ code, expression }))).toEqual(new Set(["peek"]));
  });
});

describe("a row is copied for", () => {
  test.each(COPIED)("%s", (_name, code = "", expression = "None") => {
    expect(new Set(reads({ code, expression }))).toEqual(new Set(["get"]));
  });
});

test("each call is looked at by itself", () => {
  const code = "a = seen.get('a')\nb = seen.get('b')\nb['n'] = a['n']\n";
  expect(reads({ code, expression: "b" })).toEqual(["peek", "get"]);
});

test("code of the module has its own variables", () => {
  const globalCode =
    "def a(k):\n  row = seen.get(k)\n  return row['a']\ndef b(k):\n  global last\n  last = seen.get(k)\n";
  expect(reads({ globalCode, code: "b(key)\n", expression: "a(key)" })).toEqual(["peek", "get"]);
});

const KINDS: readonly (readonly [string, Partial<CheckedStore>, string])[] = [
  ["of keys", {}, "peek"],
  ["of windows", { kind: "window", windowSizeMs: 1000 }, "peek"],
  ["of any values", { value: inDefault(primitive("any")) }, "peek"],
  ["of texts, which cannot be changed anyway", { value: inDefault(primitive("string")) }, "get"],
  ["with timestamps", { timestamped: true }, "get"],
  ["of versions", { versioned: true, persistent: true }, "get"],
  ["of the author's", { kind: "custom", implementation: "seen" }, "get"],
];

test.each(KINDS)("a store %s", (_name, store, method) => {
  expect(reads({ expression: "seen.get(key) is None" }, store)).toEqual([method]);
});

test("Python has no method of that name, and a call that does not fit is none", () => {
  const stores = { seen: {} };
  const { text } = compileWith([], { code: "seen.peek(key)\nseen.get()\n", stores });
  expect(text).toContain('py.callMethod(seen, "peek", key);');
  expect(text).toContain('py.callMethod(seen, "get");');
});

test("a variable of the store's name is no store", () => {
  expect(reads({ code: "seen = value\n", expression: "seen.get(key) is None" })).toEqual([]);
});
