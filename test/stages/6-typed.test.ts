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
  line 1: value is a dict, used as []`,
  ],
  [
    "a counter of a loop is a plain number, a sum is any int",
    { code: "total = 0\nfor i in range(10):\n  total += i\n", expression: "total" },
    `functions.f(_key: str | none, _value: list | dict | none) -> int
  total: int (let, assignment)
  i: int 0..9 (const, loop)`,
  ],
  [
    "a variable that only some paths bind",
    { code: "if key:\n  name = 'x'\n", expression: "name" },
    `functions.f(key: str | none, _value: list | dict | none) -> str
  name: str (const, hoisted, maybe unbound)`,
  ],
  [
    "a loop variable that a closure uses is shared by all rounds",
    { code: "fs = []\nfor i in range(3):\n  fs.append(lambda: i)\n", expression: "fs" },
    `functions.f(_key: str | none, _value: list | dict | none) -> list
  fs: list (const, assignment)
  i: int 0..2 (const, hoisted, captured)`,
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
  mutates value`,
  ],
  [
    "a global counter",
    { globalCode: "n = 0\n", code: "global n\nn += 1\n", expression: "n" },
    `module
  n: int (let, assignment, captured)

functions.f(_key: str | none, _value: list | dict | none) -> int`,
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
  expect(ir).toContain("functions.helper(_key: any, value: any) -> any\n  called from Python");
});
