/** The typed stage: Python in, the typed IR's text out. */
import { describe, expect, test } from "vitest";
import { compilePython, type FunctionText } from "../support/compile-python.ts";

const ROWS: readonly (readonly [string, FunctionText, string])[] = [
  [
    "a float stays a plain number through arithmetic with ints",
    {
      code: "celsius = value\nif key == 'F':\n  celsius = (celsius - 32) * 5 / 9\n",
      expression: "celsius > 30",
      supplied: ["string", "double"],
    },
    `functions.f(key: str | none, value: float | none) -> bool
  celsius: any (let, assignment)`,
  ],
  [
    "None is ruled out by an early return",
    {
      code: "if value is None:\n  return 0.0\nhalf = value / 2\n",
      expression: "half",
      supplied: ["string", "double"],
    },
    `functions.f(_key: str | none, value: float | none) -> float
  half: float (const, assignment)`,
  ],
  [
    "the first use as a dict is checked once, before the statement",
    { code: 'x = value["a"]\ny = value["b"]\n', expression: "x" },
    `functions.f(_key: str | none, value: list | dict | none) -> any
  x: any (const, assignment)
  y: any (const, assignment)
  reads a, b of value
  line 1: value is a dict, used as []`,
  ],
  [
    "a counter of a loop is a plain number, a sum is any int",
    { code: "total = 0\nfor i in range(10):\n  total += i\n", expression: "total" },
    `functions.f(_key: str | none, _value: list | dict | none) -> int
  total: int (let, assignment)
  i: int 0..9 (const, loop)
  reads nothing of value`,
  ],
  [
    "a variable that only some paths bind",
    { code: "if key:\n  name = 'x'\n", expression: "name" },
    `functions.f(key: str | none, _value: list | dict | none) -> str
  name: str (const, hoisted, maybe unbound)
  reads nothing of value`,
  ],
  [
    "a loop variable that a closure uses is shared by all rounds",
    { code: "fs = []\nfor i in range(3):\n  fs.append(lambda: i)\n", expression: "fs" },
    `functions.f(_key: str | none, _value: list | dict | none) -> list
  fs: list (const, assignment)
  i: int 0..2 (const, hoisted, captured)
  reads nothing of value`,
  ],
  [
    "a parameter that is changed, also under another name",
    { code: "v = value\nv['a'] = 1\n", expression: "v" },
    `functions.f(_key: str | none, value: list | dict | none) -> dict
  v: list | dict | none (const, assignment)
  mutates value
  line 2: v is a dict, used as []=`,
  ],
  [
    "a parameter that a global keeps",
    { globalCode: "seen = []\n", code: "seen.append(value)\n", expression: "value" },
    `module
  seen: list (const, assignment, captured)

functions.f(_key: str | none, value: list | dict | none) -> list | dict | none
  retains value`,
  ],
  [
    "a new dict with a part of a parameter may grow",
    { code: "result = {'v': value}\nresult['n'] = 1\n", expression: "result" },
    `functions.f(_key: str | none, value: list | dict | none) -> dict
  result: dict (const, assignment)`,
  ],
  [
    "a part of a parameter in a new dict is changed",
    {
      code: "result = {'v': value}\nresult['v']['n'] = 1\nfor x in result.get('list', []):\n  x.append(1)\n",
      expression: "result",
    },
    `functions.f(_key: str | none, value: list | dict | none) -> dict
  result: dict (const, assignment)
  x: any (const, loop)
  mutates value
  line 2: result.v is there: list | dict | none`,
  ],
  [
    "a global counter",
    { globalCode: "n = 0\n", code: "global n\nn += 1\n", expression: "n" },
    `module
  n: int (let, assignment, captured)

functions.f(_key: str | none, _value: list | dict | none) -> int
  reads nothing of value`,
  ],
  [
    "a struct whose fields are read, in a function that waits",
    {
      code: "import time\ntime.sleep(value['wait'])\n",
      expression: "value['name']",
      supplied: [
        "string",
        {
          avro: {
            type: "record",
            name: "Task",
            fields: [
              { name: "name", type: "string" },
              { name: "wait", type: "double" },
            ],
          },
        },
      ],
    },
    `functions.f(_key: str | none, value: struct Task | none) -> str
  time: any (const, import)
  reads wait, name of value
  waits
  line 2: value is not None, used as []`,
  ],
  [
    "what a called function does to an argument, its caller does",
    {
      globalCode:
        "kept = []\ndef size(x):\n  return len(x)\ndef keep(x):\n  kept.append(x)\ndef mark(x):\n  x['a'] = size(x)\n",
      code: "n = size(value)\nkeep([value])\nmark({})\n",
      expression: "n",
    },
    `module
  kept: list (const, assignment, captured)

functions.f(_key: str | none, value: list | dict | none) -> int 0..4294967296
  n: int 0..4294967296 (const, assignment)
  retains value`,
  ],
];

/** What is known of the fields of dicts: the code, and the reads of which the field is certainly there. */
const FIELD_ROWS: readonly (readonly [string, string, readonly string[]])[] = [
  [
    "a field of the literal, and of a literal in it",
    'rec = {"n": 1, "at": {"x": key}}\na = rec["n"]\nb = rec["at"]["x"]\n',
    ["rec.n: int 1", "rec.at.x: str | none", "rec.at: dict"],
  ],
  ["a field that is not there", 'rec = {"n": 1}\na = rec["m"]\n', []],
  [
    "a field that is assigned",
    'rec = {}\nrec["n"] = len(key)\na = rec["n"]\n',
    ["rec.n: int 0..4294967296"],
  ],
  ["a float is boxed in a dict", 'rec = {"x": 0.5}\na = rec["x"]\n', ["rec.x: any"]],
  [
    "the type is that of all that is ever assigned",
    'rec = {"n": 1}\na = rec["n"]\nrec["n"] = "s"\n',
    ["rec.n: int | str"],
  ],
  [
    "assigned on both ways",
    'rec = {}\nif key:\n  rec["n"] = 1\nelse:\n  rec["n"] = "s"\na = rec["n"]\n',
    ["rec.n: int 1 | str"],
  ],
  ["assigned on one way only", 'rec = {}\nif key:\n  rec["n"] = 1\na = rec["n"]\n', []],
  [
    "tested",
    'rec = value\nif rec.get("n"):\n  a = rec["n"]\nif "n" in rec:\n  b = rec["n"]\nelse:\n  c = rec["n"]\n',
    ["rec.n: any"],
  ],
  [
    "an early end",
    'n = value.get("n")\nif "m" not in value:\n  return None\na = value["m"]\n',
    ["value.m: any"],
  ],
  ["get of a field that is there", 'rec = {"n": "s"}\na = rec.get("n", 0)\n', ["rec.n: str"]],
  [
    "deleted",
    'rec = {"n": 1, "m": 2}\ndel rec["n"]\na = rec["n"]\nb = rec["m"]\n',
    ["rec.m: int 2"],
  ],
  [
    "popped",
    'rec = {"n": 1, "m": 2}\nx = rec.pop("n")\na = rec["n"]\nb = rec["m"]\n',
    ["rec.m: int 2"],
  ],
  ["cleared", 'rec = {"n": 1}\nrec.clear()\na = rec["n"]\n', []],
  [
    "a key that only run time knows keeps the fields, of any type",
    'rec = {"n": 1, "at": {"x": 1}}\nrec[key] = value\na = rec["n"]\nb = rec["at"]["x"]\n',
    ["rec.n: any", "rec.at: any"],
  ],
  ["assigned again: another dict", 'rec = {"n": 1}\nrec = value\na = rec["n"]\n', []],
  [
    "what another name may change",
    'rec = {"at": {"n": 1}}\nat = rec["at"]\nat["n"] = "s"\na = rec["at"]["n"]\n',
    ["rec.at: dict", "rec.at.n: any", "rec.at: dict"],
  ],
  [
    "handed to code that may do anything",
    'rec = {"n": 1, "m": 2}\na = rec["n"]\nf(key, rec)\nb = rec["m"]\n',
    ["rec.n: int 1"],
  ],
  [
    "what is the function's own is safe from others",
    'rec = {"n": 1}\nf(key, value)\na = rec["n"]\nif "n" in value:\n  f(key, key)\n  b = value["n"]\n',
    ["rec.n: int 1"],
  ],
  [
    "stores take copies, and tests and texts only look",
    'rec = {"n": 1}\nseen.put(key, rec)\nlog.info("{}", rec)\nif rec and f"{rec}" == str(rec):\n  a = rec["n"]\n',
    ["rec.n: int 1"],
  ],
  [
    "an exception may come before or after a change",
    'rec = {"n": 1}\ntry:\n  del rec["n"]\nexcept Exception:\n  a = rec["n"]\n',
    [],
  ],
  ["a closure has it, too", 'rec = {"n": 1}\ng = lambda: rec.clear()\ng()\na = rec["n"]\n', []],
  [
    "a loop that takes it away",
    'rec = {"n": 1, "m": 2}\nfor i in range(2):\n  a = rec["n"]\n  b = rec["m"]\n  rec.pop("n", None)\n',
    ["rec.m: int 2"],
  ],
];

describe("fields that are certainly there", () => {
  test.each(FIELD_ROWS)("%s", (_name, code, expected) => {
    const { ir } = compilePython({ code, expression: "None", stores: { seen: {} } });
    const found = [...ir.matchAll(/ {2}line \d+: (\S+) is there: (.*)/g)];
    expect(found.map(([, place, type]) => `${place}: ${type}`)).toEqual(expected);
  });
});

describe("typed IR", () => {
  test.each(ROWS)("%s", (_name, text, expected) => {
    expect(compilePython(text).ir.trim()).toBe(expected);
  });
});

test("what is not built is reported, and its function left out", () => {
  const { codes, ir } = compilePython({ code: "with value as v:\n  pass\n", expression: "value" });
  expect(codes).toEqual(["python/not-built-yet"]);
  expect(ir.trim()).toBe("");
});

test("a function that Python calls takes any value", () => {
  const { ir } = compilePython(
    { expression: "helper(key, value)" },
    { name: "helper", expression: "value" },
  );
  expect(ir).toContain(
    "functions.helper(_key: any, value: any) -> any\n  reads nothing of value, and returns it\n  called from Python",
  );
});
