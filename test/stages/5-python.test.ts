/** The Python stage: a definition in, the text form of its tree or the findings out. */
import { describe, expect, it } from "vitest";
import { readYaml } from "../../compiler/1-source/read-yaml.ts";
import { SourceFile } from "../../compiler/1-source/source-file.ts";
import { parseDefinition } from "../../compiler/2-syntax/parse-definition.ts";
import { checkDefinition } from "../../compiler/3-check/check-definition.ts";
import { BUILTINS, BUILTINS_LATER } from "../../compiler/5-python/names/builtins.ts";
import { KNOWN_MODULES } from "../../compiler/5-python/names/known-modules.ts";
import { parsePython } from "../../compiler/5-python/parse-python.ts";
import { printPython } from "../../compiler/5-python/print-tree.ts";
import * as py from "../../runtime/python/index.ts";

function parse(yaml: string, mode: "service" | "library" = "service") {
  const document = readYaml(new SourceFile("depot.yaml", yaml)).value;
  const tree = document === null ? null : parseDefinition("depot", document).value;
  if (tree === null) throw new Error("the test's own YAML is wrong");
  return parsePython(checkDefinition(tree, { mode }).value, { mode });
}

const indented = (text: string) => text.replace(/^(?=.)/gm, "      ");

/** One generic function `f(value)` with these pieces. */
function functionWith(pieces: { globalCode?: string; code?: string; expression?: string }): string {
  const parts = Object.entries(pieces).map(([key, text]) => `    ${key}: |\n${indented(text)}\n`);
  return `functions:\n  f:\n    parameters:\n      - { name: value, type: any }\n    resultType: any\n${parts.join("")}`;
}

function printed(pieces: Parameters<typeof functionWith>[0]): string {
  const { value, diagnostics } = parse(functionWith(pieces));
  expect(diagnostics.filter(({ severity }) => severity !== "warning")).toEqual([]);
  return printPython(value);
}

/** `line:column-endColumn code: message` of each, lines and columns inside the piece. */
function findings(
  pieces: Parameters<typeof functionWith>[0],
  mode?: "service" | "library",
): string[] {
  const yaml = functionWith(pieces);
  const firstLine = yaml.split("\n").findIndex((line) => / {4}\w+: \|/.test(line)) + 1;
  return parse(yaml, mode).diagnostics.map(({ code, severity, span, message }) => {
    const start = span.file.position(span.start);
    const end = span.file.position(span.end);
    const kind = severity === "error" ? "" : ` (${severity})`;
    return `${start.line - firstLine}:${start.column - 6}-${end.column - 6} ${code}${kind}: ${message}`;
  });
}

const only = (code: string) =>
  printed({ code })
    .split("\n")
    .slice(3, -1)
    .map((line) => line.slice(4));

describe("literals", () => {
  it.each([
    [
      "x = (1, 1.0, 0x1F, 1_000, 9007199254740993, 1e3, .5, 0o17, 0b11)",
      "x = (tuple 1 1.0 31 1000 9007199254740993 1000.0 0.5 15 3)",
    ],
    ["x = 'a\\tb\\u00e9\\x41\\N{BULLET}\\d' \"c\" r'\\n'", 'x = "a\\tbéA•\\\\dc\\\\n"'],
    ["x = b'a\\x01' b'b'", "x = b[97 1 98]"],
    ["x = ...", "x = ..."],
    [
      "x = f'{value!r:>{10}} {{}} {value=}' 'b'",
      'x = f[{value !r :[">" {10}]} " {} value=" {value !r} "b"]',
    ],
    ['x = f\'{value["a"]:{"0"}>4}\'', 'x = f[{(item value "a") :[{"0"} ">4"]}]'],
    ["größe = 1\nx = größe", "größe = 1"],
  ])("%s", (code, expected) => {
    expect(only(code)[0]).toBe(expected);
  });

  it("of several lines get the blanks that KSML puts before each line", () => {
    expect(only("x = '''a\nb'''")).toEqual(['x = "a\\n  b"']);
    expect(printed({ globalCode: "X = '''a\n\n\nb'''" })).toContain('X = "a\\nb"');
    expect(printed({ expression: "'''a\nb'''" })).toContain('"a\\n    b"');
  });
});

describe("statements and expressions", () => {
  it.each([
    ["a, (b, *c) = d = value", ["(tuple a (tuple b *c)) = d = value"]],
    [
      "value['a'][1:2, ::3] += 1",
      ['(item (item value "a") (tuple (slice 1 2 _) (slice _ _ 3))) += 1'],
    ],
    ["x: int = 1", ["x: int = 1"]],
    ["del value['a'], value[0]", ['del (item value "a"), (item value 0)']],
    ["x = 1 < value <= 3 is not None", ["x = (< <= is not: 1 value 3 None)"]],
    ["x = not value and 1 or -2 ** 3", ["x = (or (and (not value) 1) (- (** 2 3)))"]],
    ["x = 1 if value else 2", ["x = (if value 1 2)"]],
    ["x = print(*value, sep='', **value)", ['x = (call print *value sep="" **value)']],
    ["x = {**value, 'a': 1}", ['x = {**value, "a": 1}']],
    ["x = (y := 1)", ["x = (:= y 1)"]],
    [
      "for i in value:\n  continue\nelse:\n  pass",
      ["for i in value", "  continue", "else", "  pass"],
    ],
    [
      "try:\n  pass\nexcept (KeyError, ValueError) as e:\n  raise e from None\nfinally:\n  pass",
      [
        "try",
        "  pass",
        "except (tuple KeyError ValueError) as e",
        "  raise e from None",
        "finally",
        "  pass",
      ],
    ],
    [
      "if value: x = 1; y = 2\nelif 1: pass",
      ["if value", "  x = 1", "  y = 2", "else", "  if 1", "    pass"],
    ],
    [
      "match value:\n  case {'a': [x, *_], **rest} if x: pass\n  case int(real=1) | None: pass\n  case 1, 2: pass",
      [
        "match value",
        '  case {"a": [x *_], **rest} if x',
        "    pass",
        "  case (| int(real=1) null)",
        "    pass",
        "  case [1 2]",
        "    pass",
      ],
    ],
  ])("%s", (code, expected) => {
    expect(only(code)).toEqual(expected);
  });

  it("keeps comments at their statements", () => {
    expect(
      only("# about x\nx = [  # first\n  1,\n]  # behind\n\nif x:  # why\n  # inner\n  pass"),
    ).toEqual([
      "# about x",
      "# first",
      "x = (list 1)  # behind",
      "if x  # why",
      "  # inner",
      "  pass",
    ]);
  });

  it("reads an expression over several lines, and none behind code that always returns", () => {
    expect(printed({ expression: "value +\n  1  # one more" })).toContain(
      "  expression\n    (+ value 1)\n",
    );
    expect(printed({ code: "return 1", expression: "value" })).not.toContain("expression");
  });
});

describe("names", () => {
  it("knows what is global, local, free and captured", () => {
    expect(
      printed({
        globalCode:
          "import random\nfrom datetime import datetime as dt\ncount = 0\ndef bump(by=1):\n  global count\n  count += by\n  return [by + i for i in range(count)]\n",
        code: "import math\ntotal = bump()\ndef add(n):\n  nonlocal total\n  total += n\nreturn (lambda: total + math.pi, (i for i in total), f)",
      }),
    ).toBe(
      `global random: import random
global dt: import datetime.datetime
global count: variable assigned by bump
global bump: function
global f: ksml
function f {locals value math total add; captured total; imports math=math}
  globalCode
    import random
    from datetime import datetime as dt
    count = 0
    def bump(by = 1) {locals by; globals count}
      global count
      count += by
      return (list (+ by i) for i in (call range count) {locals i; free by})
  code
    import math
    total = (call bump)
    def add(n) {locals n; free total}
      nonlocal total
      total += n
    return (tuple (lambda () (+ total math.pi) {free total math}) (generator i for i in total {locals i}) f)
`.replace("captured total;", "captured total math;"),
    );
  });

  it.each([
    [
      { code: "return valeu" },
      [
        "1:8-13 name/unknown: `valeu` is used in `functions.f`, and nothing assigns or declares it.",
      ],
    ],
    [
      { code: "return time.time()" },
      ["1:8-12 name/implicit-import (warning): Module `time` is used without an import."],
    ],
    [
      { code: "return 1\nreturn missing" },
      [
        "2:8-15 name/unbound-unreachable (warning): Nothing assigns `missing`, but it is only read in a part of `functions.f` that is never reached.",
      ],
    ],
    [
      { code: "return 1", expression: "missing" },
      [
        "3:1-8 name/unbound-unreachable (warning): Nothing assigns `missing`, but it is only read in a part of `functions.f` that is never reached.",
      ],
    ],
    [
      { code: "metrics = {}\nreturn metrics" },
      [
        "1:1-8 name/shadows-injected (warning): Your own `metrics` hides the one that KSML provides.",
      ],
    ],
    [
      { globalCode: "n = n + 1" },
      [
        "1:5-6 name/rebound-global (warning): KSML runs this `globalCode` several times and ksmlc once, which makes a difference: `n` is read before it is bound.",
      ],
    ],
    [{ code: "if value:\n  x = 1\nreturn x" }, []],
    [{ code: "return log, print, KeyError, __name__" }, []],
  ])("%j", (pieces, expected) => {
    expect(findings(pieces)).toEqual(expected);
  });

  it("are externals in library mode", () => {
    expect(findings({ code: "return score(value)" }, "library")).toEqual([
      "1:8-13 name/unknown (info): `score` is used in `functions.f`, and nothing assigns or declares it.",
    ]);
  });
});

describe("refusals", () => {
  it.each([
    ["x = (1", "1:5-6 python/syntax: Not valid Python: '(' was never closed"],
    [
      "if value:\npass",
      "2:1-5 python/syntax: Not valid Python: expected an indented block after 'if' statement",
    ],
    ["x = 'a", "1:5-6 python/syntax: Not valid Python: unterminated string literal"],
    [
      "x = 012",
      "1:5-8 python/syntax: Not valid Python: leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers",
    ],
    [
      "x = f'{}'",
      "1:7-9 python/syntax: Not valid Python: f-string: valid expression required before '}'",
    ],
    ["x = f'}'", "1:7-8 python/syntax: Not valid Python: f-string: single '}' is not allowed"],
    [
      "x = f'é{value!z}'",
      "1:15-16 python/syntax: Not valid Python: f-string: invalid conversion character 'z': expected 's', 'r', or 'a'",
    ],
    ["break", "1:1-6 python/syntax: Not valid Python: 'break' outside loop"],
    ["f(a=1, a=2)", "1:8-11 python/syntax: Not valid Python: keyword argument repeated: a"],
    [
      "f() = 1",
      "1:1-4 python/syntax: Not valid Python: cannot assign to function call here. Maybe you meant '==' instead of '='?",
    ],
    [
      "x = 1\nglobal x",
      "2:1-9 python/syntax: Not valid Python: name 'x' is assigned to before global declaration",
    ],
    ["nonlocal x", "1:1-11 python/syntax: Not valid Python: no binding for nonlocal 'x' found"],
    [
      "def g(a, a): pass",
      "1:10-11 python/syntax: Not valid Python: duplicate argument 'a' in function definition",
    ],
    [
      "print 'x'",
      "1:1-10 python/syntax: Not valid Python: Missing parentheses in call to 'print'. Did you mean print(...)?",
    ],
    ["if value\n  pass", "1:9-9 python/syntax: Not valid Python: expected ':'"],
    [
      "if value = 1: pass",
      "1:10-11 python/syntax: Not valid Python: invalid syntax. Maybe you meant '==' or ':=' instead of '='?",
    ],
    [
      "x = [1 2]",
      "1:6-9 python/syntax: Not valid Python: invalid syntax. Perhaps you forgot a comma?",
    ],
    [
      "x = f'{value['a'}'",
      "1:17-18 python/syntax: Not valid Python: closing parenthesis '}' does not match opening parenthesis '['",
    ],
    ['x = f"{value"', "1:13-14 python/syntax: Not valid Python: f-string: expecting '}'"],
    ["x = 1j", "1:5-7 python/complex: Complex numbers aren't supported."],
    [
      "async def g(): pass",
      "1:1-20 python/async: Asynchronous functions can't run inside a stream function.",
    ],
    [
      "try:\n  pass\nexcept* KeyError:\n  pass",
      "1:1-7 python/newer-syntax: The Python feature `except*` isn't supported.",
    ],
    [
      "return eval('1')",
      "1:8-12 python/forbidden-builtin: `eval` isn't available in stream functions.",
    ],
    [
      "return value.__class__.__bases__",
      "1:8-33 python/host-access: `__bases__` would reach the machine that the service runs on, which functions cannot.",
    ],
    [
      "import java.lang",
      "1:8-17 python/host-access: `java` would reach the machine that the service runs on, which functions cannot.",
    ],
    [
      "import subprocess",
      "1:8-18 python/concurrency: `subprocess` starts processes or threads, which isn't possible in a stream function.",
    ],
    ["import nummpy", "1:8-14 python/module: There is no module `nummpy`."],
    [
      "import math\nreturn math.sine(1)",
      "2:13-17 python/module-member: Module `math` has no `sine`.",
    ],
    [
      "import re",
      "1:8-10 python/not-built-yet (info): This version of ksmlc does not compile the module `re` yet.",
    ],
    [
      "class A:\n  __slots__ = ()",
      "2:3-17 python/class-feature: The class feature `__slots__` isn't supported.",
    ],
  ])("%s", (code, expected) => {
    expect(findings({ code })).toContain(expected);
  });

  it("leave the function out, and nothing else", () => {
    const { value, diagnostics } = parse(`functions:
  wrong:
    code: return (
  right:
    code: return 1
`);
    expect(diagnostics.map(({ code, path }) => `${code} ${path}`)).toEqual([
      "python/syntax functions.wrong",
    ]);
    expect(value.functions.map((one) => one.function.name)).toEqual(["right"]);
  });

  it("end at any nesting", () => {
    for (const code of [
      `x = ${"(".repeat(300)}`,
      `x = ${"not ".repeat(9000)}1`,
      `x = ${"-".repeat(90000)}1`,
      `x = 1${" + 1".repeat(9000)}`,
    ]) {
      expect(findings({ code }).join()).toMatch(/python\/(too-deep|syntax)/);
    }
  });
});

describe("what is said to be built", () => {
  const members = (of: object) => new Set([...Object.keys(of), ...Object.getOwnPropertyNames(of)]);

  it("is in the runtime: modules and their members", () => {
    for (const [name, module] of KNOWN_MODULES) {
      if (module.members.size === 0 || name === "__future__") continue;
      const there = members((py as unknown as Record<string, object>)[name] ?? {});
      expect([name, [...module.members].filter((member) => !there.has(member))]).toEqual([
        name,
        [],
      ]);
    }
  });

  it("is in the runtime: builtins and exceptions", () => {
    const elsewhere = new Set(["__name__", "globals", "super", "id"]);
    const there = new Set([...members(py), ...members(py.types)]);
    const missing = [...BUILTINS].filter(
      (name) => !there.has(name) && !BUILTINS_LATER.has(name) && !elsewhere.has(name),
    );
    expect(missing).toEqual([]);
  });
});

describe("warnings", () => {
  it.each([
    [
      "return value is 3",
      "1:8-18 python/is-literal (warning): `is` with a literal compares identity, not value.",
    ],
    [
      "def g(a=[]): pass",
      "1:9-11 python/mutable-default (warning): The default of `a` is made once and shared by all calls.",
    ],
    [
      "x = []\nfor i in value:\n  x.append(lambda: i)",
      "3:12-21 python/late-closure (warning): `i` is read when this function is called, not when the loop makes it.",
    ],
    [
      "value == 1",
      "1:1-11 python/unused-expression (warning): The value of this expression isn't used.",
    ],
  ])("%s", (code, expected) => {
    expect(findings({ code })).toEqual([expected]);
  });
});
