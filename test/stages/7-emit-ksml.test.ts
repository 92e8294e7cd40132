/**
 * What Python text has from KSML, as TypeScript: stores, metrics, names of the author's module, waits and threads. One
 * function a row; its declaration in full, and how a pipeline names it.
 */
import { describe, expect, test } from "vitest";
import { compileWith, type FunctionText, type Helpers } from "../support/compile-python.ts";

interface Row {
  readonly name: string;
  readonly function: FunctionText;
  readonly helpers?: Helpers;
  /** The lines of the function's body. */
  readonly body: string;
  readonly reference: string;
}

const ROWS: readonly Row[] = [
  {
    name: "a store of keys is called as it is named",
    function: {
      code: "n = seen.get(key) or 0\nseen.put(key, n + 1)\n",
      expression: "n",
      stores: { seen: {} },
    },
    body: "const n = py.or(seen.get(key), 0);\nseen.put(key, py.add(n, 1));\nreturn n;",
    reference: "withStores(f, seen)",
  },
  {
    name: "what a store gives is the function's own, and it keeps a copy of what it takes",
    function: {
      code: "entry = seen.get(key)\nentry['n'] = value\nseen.put(key, entry)\n",
      expression: "None",
      stores: { seen: {} },
    },
    body: 'const entry = seen.get(key);\npy.assertDict(entry, "[]=");\nentry.n = value;\nseen.put(key, entry);\nreturn null;',
    reference: "withStores(f, seen)",
  },
  {
    name: "the current window, and one that is named by its start",
    function: {
      code: "recent.put(key, 1)\nrecent.put(key, 1, 3600000)\nold = recent.fetch(key, 0)\n",
      expression: "recent.get(key)",
      stores: { recent: { kind: "window", windowSizeMs: 3_600_000 } },
    },
    body: "recent.put(key, 1);\nrecent.put(key, 1, 3600000);\nconst old = recent.fetch(key, 0);\nreturn recent.get(key);",
    reference: "withStores(f, recent)",
  },
  {
    name: "an iterator",
    function: {
      code: "it = seen.all()\nwhile it.hasNext():\n  print(it.next()['key'])\nit.close()\n",
      hasResult: false,
      stores: { seen: {} },
    },
    body: 'const it = seen.all();\nwhile (it.hasNext()) {\n  py.print(py.getItem(it.next(), "key"));\n}\nit.close();',
    reference: "withStores(f, seen)",
  },
  {
    name: "a method that the store lacks is looked for at run time, where it raises",
    function: { code: "seen.range('a', 'b')\n", hasResult: false, stores: { seen: {} } },
    body: 'py.callMethod(seen, "range", "a", "b");',
    reference: "withStores(f, seen)",
  },
  {
    name: "a store with timestamps",
    function: {
      code: "seen.put(key, value, 1000)\n",
      expression: "seen.get(key)['timestamp']",
      stores: { seen: { timestamped: true } },
    },
    body: 'seen.put(key, value, 1000);\nreturn py.getItem(seen.get(key), "timestamp");',
    reference: "withStores(f, seen)",
  },
  {
    name: "a store of the author's waits",
    function: {
      code: "if large.get(key) is None:\n  large.put(key, value)\n",
      expression: "large.get(key) + 1",
      stores: { large: { kind: "custom", implementation: "large" } },
    },
    body: "if ((await large.get(key)) === null) {\n  await large.put(key, value);\n}\nreturn py.add(await large.get(key), 1);",
    reference: "withStores(waits(f), large)",
  },
  {
    name: "so do the rows of one",
    function: {
      code: "rows = large.range(key)\nwhile rows.hasNext():\n  value = rows.next()\n",
      expression: "value",
      stores: { large: { kind: "custom", implementation: "large" } },
    },
    body: "const rows = large.range(key);\nwhile (await rows.hasNext()) {\n  value = await rows.next();\n}\nreturn value;",
    reference: "withStores(waits(f), large)",
  },
  {
    name: "a name of the function's own hides a store",
    function: { code: "seen = {}\nseen['a'] = 1\n", expression: "seen", stores: { seen: {} } },
    body: "const seen: py.Dict = {};\nseen.a = 1;\nreturn seen;",
    reference: "withStores(f, seen)",
  },
  {
    name: "metrics take plain numbers",
    function: {
      code: 'metrics.timer("t").updateMillis(1.0)\ncount = metrics.counter("c", {"k": key})\ncount.increment()\ncount.increment(2)\n',
      hasResult: false,
    },
    body: 'metrics.timer("t").updateMillis(1);\nconst count = metrics.counter("c", { k: key });\ncount.increment();\ncount.increment(2);',
    reference: "f",
  },
  {
    name: "a variable that holds several metrics",
    function: {
      code: 'm = metrics.counter("a")\nif key:\n  m = metrics.counter("b")\nm.increment()\n',
      hasResult: false,
    },
    body: 'let m = metrics.counter("a");\nif (key) {\n  m = metrics.counter("b");\n}\npy.callMethod(m, "increment");',
    reference: "f",
  },
  {
    name: "a local called metrics is no other function's business",
    function: { code: 'metrics = {"a": 1}\nmetrics["b"] = 2\n', expression: "metrics" },
    body: "const metrics: py.Dict = { a: 1 };\nmetrics.b = 2;\nreturn metrics;",
    reference: "f",
  },
  {
    name: "a helper of the author's gets live values, keyword arguments as one object",
    function: { code: "x = score(value, 1.0, deep=True, limit=2.0)\n", expression: "x" },
    helpers: ["score"],
    body: "const x = score(value, new py.PyFloat(1), { deep: true, limit: new py.PyFloat(2) });\nreturn x;",
    reference: "mutates(retains(f))",
  },
  {
    name: "a helper that waits",
    function: { code: "x = score(key)\n", expression: "-x if x else score('a')" },
    helpers: ["score*"],
    body: 'const x = await score(key);\nreturn py.truthy(x) ? py.neg(x) : await score("a");',
    reference: "waits(f)",
  },
  {
    name: "waits in a comprehension, one item after the other",
    function: {
      code: "xs = [score(x) for x in key]\nys = [x for x in xs if score(x)]\n",
      expression: "sum(score(y) for y in ys)",
    },
    helpers: ["score*"],
    body: [
      "const xs: py.Value[] = await py.mapWaiting(py.iter(key), async (x) => await score(x));",
      "const ys: py.Value[] = await py.flatMapWaiting(xs, async (x) =>",
      "  py.truthy(await score(x)) ? [x] : [],",
      ");",
      "return py.sum(await py.mapWaiting(ys, async (y) => await score(y)));",
    ].join("\n"),
    reference: "waits(f)",
  },
];

function bodyOf(text: string): string {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => /^(async )?function f\(/.test(line));
  const first = lines.findIndex((line, i) => i >= start && line.endsWith("{"));
  const end = lines.indexOf("}", first);
  return lines
    .slice(first + 1, end)
    .map((line) => line.replace(/^ {2}/, ""))
    .join("\n");
}

describe("what KSML provides", () => {
  test.each(ROWS.map((row) => [row.name, row] as const))("%s", (_name, row) => {
    const { text, reference, codes } = compileWith(row.helpers ?? [], {
      ...row.function,
      supplied: ["string", "any"],
    });
    expect(codes.filter((code) => code.startsWith("python/"))).toEqual([]);
    expect(bodyOf(text)).toBe(row.body);
    expect(reference).toBe(row.reference);
  });
});

const REFUSED: readonly (readonly [string, FunctionText])[] = [
  ["in a lambda", { code: "f = lambda: time.sleep(1)\n" }],
  ["in a generator", { code: "g = (time.sleep(x) for x in value)\n" }],
  ["in a generator function", { globalCode: "def g():\n  time.sleep(1)\n  yield 1\n" }],
  ["used as a value", { code: "f = time.sleep\n" }],
  ["a function used as a value", { code: "def g(x):\n  time.sleep(x)\nsorted(value, key=g)\n" }],
  ["that a comprehension may skip", { code: "x = [y for y in value if y and time.sleep(y)]\n" }],
];

describe("a wait", () => {
  test.each(REFUSED)("%s is told", (_name, text) => {
    const { codes } = compileWith([], { ...text, hasResult: false });
    expect(codes.filter((code) => code.endsWith("not-built-yet"))).toHaveLength(1);
  });
});

test("a wait goes up a chain of calls of any length", () => {
  const chain = Array.from({ length: 25 }, (_, i) => `def f${i}():\n  f${i + 1}()\n`);
  const globalCode = `${chain.join("")}def f25():\n  time.sleep(1)\n`;
  const { text } = compileWith([], { globalCode, code: "f0()\n", hasResult: false, name: "main" });
  expect(text).toContain("async function main(");
  expect(text).toContain("await f0();");
});

const THREAD = `import threading
def work():
  while True:
    step()
def step():
  global n
  n += 1
n = 0
def polite():
  while n < 3:
    time.sleep(1)
threading.Thread(target=polite, daemon=True).start()
t = threading.Thread(target=work)
t.daemon = True
t.start()
`;

test("a thread's loop has a wait in each round, of its own or ours", () => {
  const { text, codes } = compileWith([], { globalCode: THREAD, hasResult: false });
  expect(codes).toEqual(["name/implicit-import", "python/endless-thread"]);
  expect(text).toContain(
    "async function work(): Promise<py.Value> {\n  while (true) {\n    await py.pause();\n    step();\n  }\n}",
  );
  expect(text).toContain("while (py.lt(n, 3)) {\n    await py.time.sleep(1);\n  }");
  expect(text).toContain("py.threading.Thread({ target: polite, daemon: true }).start();");
  expect(text).toContain(
    "const t = py.threading.Thread({ target: work });\nt.daemon = true;\nt.start();",
  );
});

test("a name of the module that nothing has to bind", () => {
  const { text, codes } = compileWith([], {
    globalCode: "if 'n' not in globals():\n  n = 0\n",
    code: "global n\nn += 1\n",
    hasResult: false,
  });
  expect(codes).toEqual([]);
  expect(text).toContain("let n: py.Int | undefined;\nif (n === undefined) {\n  n = 0;\n}");
});

const READING = {
  avro: {
    type: "record",
    name: "Reading",
    fields: [
      { name: "sensor", type: "string" },
      { name: "at", type: "long" },
      { name: "celsius", type: "double" },
      { name: "level", type: "int", default: 0 },
      { name: "note", type: ["null", "string"], default: null },
      { name: "limit", type: ["null", "double"], default: null },
      { name: "tags", type: { type: "array", items: "string" } },
    ],
  },
};

interface TypedRow {
  readonly name: string;
  readonly code: string;
  readonly expression?: string;
  readonly body: string;
  /** The fields that it reads. */
  readonly fields: string;
}

const TYPED: readonly TypedRow[] = [
  {
    name: "a field that is always there is read as it is; a default means nothing",
    code: "hot = value.get('celsius', 0) > 30\n",
    expression: "hot and value['sensor']",
    body: 'py.assertStruct(value, "get");\nconst hot = value.celsius > 30;\nreturn hot && value.sensor;',
    fields: '["celsius", "sensor"]',
  },
  {
    name: "None, and what None has",
    code: "if value is None:\n  return 0\n",
    expression: "value['at'] + 1",
    body: "if (value === null) {\n  return 0;\n}\nreturn py.intAdd(value.at, 1);",
    fields: '["at"]',
  },
  {
    name: "a field with a default may be None, since older writers do not have it",
    code: "n = value['level']\n",
    expression: "0 if n is None else n",
    body: 'py.assertStruct(value, "[]");\nconst n = value.level;\nreturn n === null ? 0 : n;',
    fields: '["level"]',
  },
  {
    name: "an optional field may be None or absent",
    code: "a = value['note']\nb = value.get('note')\nc = value.get('note', '-')\n",
    expression: "'note' in value and a != b",
    body: [
      'py.assertStruct(value, "[]");',
      'const a = py.item(value.note, "note");',
      "const b = value.note ?? null;",
      'const c = value.note === undefined ? "-" : value.note;',
      "return value.note !== undefined && py.ne(a, b);",
    ].join("\n"),
    fields: '["note"]',
  },
  {
    name: "a float becomes a value of any type where its type ends",
    code: "x = value.get('limit', 0)\n",
    expression: "{'limit': x, 'celsius': value['celsius']}",
    body: [
      'py.assertStruct(value, "get");',
      "const x = value.limit === undefined ? 0 : py.boxed(value.limit);",
      "return { limit: x, celsius: py.boxFloat(value.celsius) };",
    ].join("\n"),
    fields: '["limit", "celsius"]',
  },
];

describe("a struct of which only fields are read", () => {
  test.each(TYPED.map((row) => [row.name, row] as const))("%s", (_name, row) => {
    const { code, expression = "None" } = row;
    const { text, reference } = compileWith([], {
      code,
      expression,
      supplied: ["string", READING],
    });
    expect(text).toContain("value: Reading | null");
    expect(bodyOf(text)).toBe(row.body);
    expect(reference).toBe(`typed(f, { value: ${row.fields} })`);
  });
});

const DYNAMIC: readonly (readonly [string, string, string])[] = [
  ["goes on as a whole", "", "value"],
  ["is iterated", "xs = [k for k in value]\n", "xs"],
  ["is read by a name that is data", "", "value[key]"],
  ["is asked for what the schema lacks", "", "value.get('nope', 0)"],
  ["is changed", "value['at'] = 1\n", "value['at']"],
  ["is bound again", "value = {}\n", "value.get('at')"],
  ["is used by an inner function", "f = lambda: value['at']\n", "f()"],
  ["is the default of a lambda", "f = lambda v=value: v['at']\n", "f()"],
  ["is the default of an inner function", "def g(v=value):\n  return v['at']\n", "g()"],
  ["holds a list, whose elements have no type", "", "value['tags']"],
  ["is handed on", "", "len(value) + value['at']"],
];

describe("a struct is a dict where it", () => {
  test.each(DYNAMIC)("%s", (_name, code, expression) => {
    const { text, reference } = compileWith([], {
      code,
      expression,
      supplied: ["string", READING],
    });
    expect(text).toContain("value: py.Dict | null");
    expect(reference).not.toContain("typed");
  });
});
