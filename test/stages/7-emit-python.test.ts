/** Emission of Python: Python in, TypeScript out. Small, one construct a row; read it as the table of how things look. */
import { describe, expect, test } from "vitest";
import { compilePython, type FunctionText } from "../support/compile-python.ts";

/** Statements of `code`, without the function around them. */
function statements(text: FunctionText): string {
  const { text: emitted, codes } = compilePython({ expression: "None", ...text });
  expect(codes.filter((code) => code.startsWith("python/"))).toEqual([]);
  const lines = emitted.split("\n");
  const start = lines.findIndex((line) => line.startsWith("function f("));
  const first = lines.findIndex((line, i) => i >= start && line.endsWith("{"));
  return lines
    .slice(first + 1, -1)
    .map((line) => line.replace(/^ {2}/, ""))
    .filter((line) => line !== "return null;")
    .join("\n");
}

const JSON_ROWS: readonly (readonly [string, string, string])[] = [
  [
    "reading an item",
    'x = value["a"]',
    'py.assertDict(value, "[]");\nconst x = py.item(value.a, "a");',
  ],
  ["get", 'x = value.get("a")', 'py.assertDict(value, "get");\nconst x = value.a ?? null;'],
  [
    "get with a default",
    'x = value.get("n", 0)',
    'py.assertDict(value, "get");\nconst x = py.get(value.n, 0);',
  ],
  [
    "a key that is no name",
    'x = value.get("a-b")',
    'py.assertDict(value, "get");\nconst x = value["a-b"] ?? null;',
  ],
  [
    "an inherited name is no property",
    'x = value["constructor"]',
    'const x = py.getItem(value, "constructor");',
  ],
  ["an integer-like key", 'value["10"] = 1', 'py.setItem(value, "10", 1);'],
  [
    "fields of a dict literal",
    'rec = {"at": {"n": 0, "x": value}, "tags": [], "b": 1}\nrec["at"]["n"] += 1\nrec["tags"].append(rec["at"]["x"])\nrec["at"]["y"] = rec["b"] / 2\n',
    [
      "const rec: py.Dict & {",
      "  at: py.Dict & { n: py.Int; x: py.Json | null };",
      "  tags: py.Value[];",
      "  b: number;",
      "} = { at: { n: 0, x: value }, tags: [], b: 1 };",
      "rec.at.n = py.intAdd(rec.at.n, 1);",
      "rec.tags.push(rec.at.x);",
      "rec.at.y = py.boxFloat(rec.b / 2);",
    ].join("\n"),
  ],
  [
    "the first and the others",
    'first, *others = value["xs"]\nprint([first, others])',
    [
      'py.assertDict(value, "[]");',
      'const [first, others] = py.unpackStar(py.item(value.xs, "xs"), 1, 0);',
      "py.print([first, others]);",
    ].join("\n"),
  ],
  [
    "a pair in a pair",
    '(low, high), unit = value["range"]\nprint([low, high, unit])',
    [
      'py.assertDict(value, "[]");',
      'const [part, unit] = py.unpack(py.item(value.range, "range"), 2);',
      "const [low, high] = py.unpack(part, 2);",
      "py.print([low, high, unit]);",
    ].join("\n"),
  ],
  [
    "the others, which become something else",
    'first, *others = value["xs"]\nothers = None\nprint([first, others])',
    [
      'py.assertDict(value, "[]");',
      "let first: py.Value;",
      "let others: py.Value[] | null;",
      'const [first_, part] = py.unpackStar(py.item(value.xs, "xs"), 1, 0);',
      "first = first_ as py.Value;",
      "others = part as py.Value[];",
      "others = null;",
      "py.print([first, others]);",
    ].join("\n"),
  ],
  [
    "a dict in a dict, changed where a name says",
    'kind = "a" if value else "b"\nvalue["counts"][kind] += 1',
    [
      'const kind = py.truthy(value) ? "a" : "b";',
      'const object: py.Value = py.item(py.asDict(value, "[]").counts, "counts");',
      "py.setItem(object, kind, py.iadd(py.getItem(object, kind), 1));",
    ].join("\n"),
  ],
  [
    "a dict that is changed where another field says",
    'counts = {}\ncounts[value["kind"]] += value["n"]',
    [
      "const counts: py.Dict = {};",
      'const index: py.Value = py.item(py.asDict(value, "[]").kind, "kind");',
      "py.setItem(",
      "  counts,",
      "  index,",
      '  py.iadd(py.getItem(counts, index), py.item(py.asDict(value, "[]").n, "n")),',
      ");",
    ].join("\n"),
  ],
  [
    "a dict whose name the index binds anew",
    'counts = {"a": 1}\nother = counts\ncounts[(counts := value)["kind"]] += 1',
    [
      "let counts: py.Json | null = { a: 1 };",
      "const other: py.Dict = counts;",
      "const object: py.Value = counts;",
      'const index: py.Value = py.getItem((counts = value), "kind");',
      "py.setItem(object, index, py.iadd(py.getItem(object, index), 1));",
    ].join("\n"),
  ],
  [
    "a field after a test for it",
    'value.get("a")\nif "n" in value and value["n"] > 0:\n  value["m"] = value["n"]',
    'py.assertDict(value, "get");\nvalue.a ?? null;\nif (value.n !== undefined && py.gt(value.n, 0)) {\n  value.m = value.n;\n}',
  ],
  [
    "another name of a dict has the type of any dict",
    'rec = {"at": {"n": 1}}\nat = rec["at"]\nat["n"] = 2',
    "const rec: py.Dict & { at: py.Dict } = { at: { n: 1 } };\nconst at: py.Dict = rec.at;\nat.n = 2;",
  ],
  [
    "a method that lists have",
    'value["xs"].append(key)',
    'py.assertDict(value, "[]");\npy.listAppend(py.item(value.xs, "xs"), key);',
  ],
  [
    "a method that sets have, looked up before the argument fails",
    'value["xs"].add(value["y"])',
    'py.assertDict(value, "[]");\npy.setAdd(py.having(py.item(value.xs, "xs"), "add"), py.item(value.y, "y"));',
  ],
  [
    "a method of any type",
    'value["x"].split(",", maxsplit=1)\nvalue["x"].count("a", 1)',
    'py.assertDict(value, "[]");\npy.callMethodWith(py.item(value.x, "x"), "split", [","], { maxsplit: 1 });\npy.callMethod(py.item(value.x, "x"), "count", "a", 1);',
  ],
  [
    "a value that may come last",
    'value[f"{key}_n"] = value.get("n") + 1',
    'py.assertDict(value, "get");\npy.setItem(value, `${py.str(key)}_n`, py.add(value.n ?? null, 1));',
  ],
  [
    "a value that comes first",
    'value["a"]["b"] = value["c"]',
    'py.assertDict(value, "[]");\nconst assigned: py.Value = py.item(value.c, "c");\npy.setItem(py.item(value.a, "a"), "b", assigned);',
  ],
  ["setting an item", 'value["a"] = 1', 'py.assertDict(value, "[]=");\nvalue.a = 1;'],
  [
    "changing an item",
    'value["n"] += 1',
    'py.assertDict(value, "[]");\nvalue.n = py.iadd(py.item(value.n, "n"), 1);',
  ],
  ["deleting an item", 'del value["a"]', 'py.assertDict(value, "del []");\npy.delKey(value, "a");'],
  [
    "a key in a dict",
    'if value.get("x") and "a" in value:\n  pass',
    'py.assertDict(value, "get");\nif (py.truthy(value.x) && value.a !== undefined) {\n}',
  ],
  ["None", "if value is None:\n  return None", "if (value === null) {\n  return null;\n}"],
  [
    "isinstance",
    "if isinstance(value, dict):\n  value['a'] = 1",
    "if (py.isDict(value)) {\n  value.a = 1;\n}",
  ],
  [
    "a constant that TypeScript has ruled out",
    'if key != "a":\n  return None\nif key == "b":\n  return 1\nif key == "a":\n  return 2',
    'if (key !== "a") {\n  return null;\n}\nif (py.eq(key, "b")) {\n  return 1;\n}\nif (key === "a") {\n  return 2;\n}',
  ],
  [
    "constants one after the other",
    'if key == "a":\n  x = 1\nelif key == "b":\n  x = 2\nif key == "c":\n  x = 3',
    'let x: number;\nif (key === "a") {\n  x = 1;\n} else if (key === "b") {\n  x = 2;\n}\nif (key === "c") {\n  x = 3;\n}',
  ],
  [
    "a constant that an assignment replaces",
    'if key == "a":\n  key = str(value)\n  if key == "b":\n    return 1',
    'if (key === "a") {\n  key = py.str(value);\n  if (key === "b") {\n    return 1;\n  }\n}',
  ],
  [
    "a field that a call may change",
    'if value.get("s") != "a":\n  return None\nvalue.update(n=1)\nif value.get("s") == "b":\n  return 1',
    'py.assertDict(value, "get");\nif (value.s !== "a") {\n  return null;\n}\npy.dictUpdate(value, { n: 1 });\nif (py.eq(value.s ?? null, "b")) {\n  return 1;\n}',
  ],
  [
    "a field that is assigned",
    'if value.get("s") == "a":\n  value["s"] = key\n  if value.get("s") == "b":\n    return 1',
    'py.assertDict(value, "get");\nif (value.s === "a") {\n  value.s = key;\n  if (value.s === "b") {\n    return 1;\n  }\n}',
  ],
  [
    "what a constant stands for",
    'same = key == "a"\nif same and key == "b":\n  return 1',
    'const same = key === "a";\nif (same && py.eq(key, "b")) {\n  return 1;\n}',
  ],
  [
    "one of two constants",
    'x = "a" if value else "b"\nif x == "c" or x == "a":\n  return 1',
    'const x = py.truthy(value) ? "a" : "b";\nif (py.eq(x, "c") || x === "a") {\n  return 1;\n}',
  ],
  [
    "a loop that goes on with one constant",
    'for i in range(3):\n  if key != "a":\n    continue\n  if key == "b":\n    return 1',
    'for (let i = 0; i < 3; i++) {\n  if (key !== "a") {\n    continue;\n  }\n  if (py.eq(key, "b")) {\n    return 1;\n  }\n}',
  ],
  [
    "a name without a value",
    'if key is not None and key == "a":\n  if key != "a":\n    return "x" in key',
    'if (key !== null && key === "a") {\n  if (key !== "a") {\n    return (key as string).includes("x");\n  }\n}',
  ],
  [
    "the type of a field that may be missing",
    'if isinstance(value.get("s"), str) or isinstance(value.get("p"), bool):\n  return 1',
    'py.assertDict(value, "get");\nif (typeof value.s === "string" || typeof value.p === "boolean") {\n  return 1;\n}',
  ],
  ["a boolean of any value", "x = not not value", "const x = py.truthy(value);"],
  ["a string is chosen", 'x = key or "none"', 'const x = key || "none";'],
  [
    "any value is chosen",
    'x = value.get("a") or "none"',
    'py.assertDict(value, "get");\nconst x = py.or(value.a, "none");',
  ],
  [
    "items of a dict",
    "for k, v in dict(value).items():\n  print(k, v)",
    "for (const [k, v] of py.entries(py.dict(value))) {\n  py.print(k, v);\n}",
  ],
  [
    "a counting loop",
    "for i in range(3):\n  print(i)",
    "for (let i = 0; i < 3; i++) {\n  py.print(i);\n}",
  ],
  [
    "enumerate",
    "for i, x in enumerate([1]):\n  print(i, x)",
    "for (const [i, x] of py.enumerated([1])) {\n  py.print(i, x);\n}",
  ],
  [
    "a list comprehension",
    "xs = [x for x in [1, 2] if x]",
    "const xs: py.Value[] = py.flatMap([1, 2], (x) => (py.truthy(x) ? [x] : []));",
  ],
  ["appending", "xs = []\nxs.append(1)", "const xs: py.Value[] = [];\nxs.push(1);"],
  [
    "an f-string",
    'x = f"{key}: {1.5:.2f} $`"',
    `const x = \`\${py.str(key)}: \${py.format(1.5, ".2f")} $\\\`\`;`,
  ],
  ["swapping", "a = 1\nb = 2\na, b = b, a", "let a = 1;\nlet b = 2;\n[a, b] = [b, a];"],
  [
    "the else of a loop",
    "for x in [1]:\n  if x:\n    break\nelse:\n  print(2)",
    "loop: {\n  for (const x of [1]) {\n    if (py.truthy(x)) {\n      break loop;\n    }\n  }\n  py.print(2);\n}",
  ],
  [
    "try",
    "try:\n  int('a')\nexcept ValueError as e:\n  print(e)",
    'try {\n  py.int("a");\n} catch (thrown) {\n  const e = py.caught(thrown);\n  if (py.matches(e, py.types.ValueError)) {\n    py.print(e);\n  } else {\n    throw thrown;\n  }\n}',
  ],
  ["raise", "raise ValueError('x') from None", 'throw py.raise(py.ValueError("x"), null);'],
  ["assert", "assert key, 'no key'", 'if (!key) {\n  throw py.assertionError("no key");\n}'],
  ["a comment stays", "# why\nx = 1  # behind", "// why\nconst x = 1; // behind"],
  [
    "a comment stays at its statement",
    "# why\nx = value['a']",
    'py.assertDict(value, "[]");\n// why\nconst x = py.item(value.a, "a");',
  ],
  ["a comment cannot end itself", "x = 1  # */ \u202e", "const x = 1; // *\\/ \\u202e"],
  [
    "a text cannot become code",
    `x = '"; process.exit(); //\${1}\`\\u2028'`,
    `const x = '"; process.exit(); //\${1}\`\\u2028';`,
  ],
  ["a reserved word", "new = 1\nprint(new)", "const new_ = 1;\npy.print(new_);"],
  [
    "a float in a container is boxed",
    "x = [1.0, 2.5]",
    "const x: py.Value[] = [new py.PyFloat(1), 2.5];",
  ],
  ["division of ints", "x = len('abc') / 2", 'const x = py.len("abc") / 2;'],
  [
    "a chain of comparisons",
    "if 0 < len(key) < 5:\n  pass",
    "let middle: number;\nif (0 < (middle = py.len(key)) && middle < 5) {\n}",
  ],
];

describe("statements", () => {
  test.each(JSON_ROWS)("%s", (_name, code, expected) => {
    expect(statements({ code: `${code}\n` })).toBe(expected);
  });
});

describe("functions", () => {
  test("the benchmark's function", () => {
    const { text, reference } = compilePython({
      code: 'value["temperature_f"] = value["temperature"] * 1.8 + 32\nvalue["label"] = value["device_id"] + "@" + value.get("room", "unknown")\n',
      expression: "value",
    });
    expect(text).toBe(`function f(_key: string | null, value: py.Json | null): py.Dict {
  py.assertDict(value, "[]");
  value.temperature_f = py.add(py.mul(py.item(value.temperature, "temperature"), 1.8), 32);
  value.label = py.add(
    py.add(py.item(value.device_id, "device_id"), "@"),
    py.get(value.room, "unknown"),
  );
  return value;
}`);
    expect(reference).toBe("mutates(f)");
  });

  test("a void function ends without a value", () => {
    const { text } = compilePython({ code: "log.info('{}', key)\n", hasResult: false });
    expect(text).toBe(`function f(key: string | null, _value: py.Json | null): void {
  const log = logger("test.function.f");
  log.info("{}", key);
}`);
  });

  test("an expression as an arrow function", () => {
    const supplied = ["string", "any"] as const;
    expect(compilePython({ expression: "value is not None and key != 'a'", supplied }).inline).toBe(
      '(key, value) => value !== null && key !== "a"',
    );
    expect(
      compilePython({ code: "log.info('{}', key)\n", hasResult: false, supplied }).inline,
    ).toBe('(key, _value, { log }) => log.info("{}", key)');
    expect(compilePython({ code: "x = 1\n", expression: "x" }).inline).toBeNull();
  });

  test("global code", () => {
    const { text } = compilePython({
      globalCode:
        "import random\ncount = 0\ndef pick(xs, n=1):\n    global count\n    count += n\n    return random.choice(xs)\n",
      expression: "pick([key, value])",
    });
    expect(text).toBe(`let count: py.Value = 0;

function pick(xs: py.Value, n: py.Value = 1): py.Value {
  count = py.iadd(count, n);
  return py.random.choice(xs);
}

function f(key: string | null, value: py.Json | null): py.Value {
  return pick([key, value]);
}`);
  });
});
