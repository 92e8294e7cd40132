/**
 * From running code to the YAML: a debugger stops at a line of a definition, and an exception is told in its places. Of
 * `ksmlc run`, and of a service that `ksmlc build` made and tsc compiled.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { attempt, buildKsmlc, root } from "./support/built-ksmlc.ts";
import { buildService } from "./support/built-service.ts";
import { Debugger, type Pause } from "./support/debugger.ts";
import { type ServiceProcess, startService } from "./support/service-process.ts";

const folder = mkdtempSync(join(tmpdir(), "ksmlc-debugger-"));
const ksmlc = join(root, "bin/ksmlc.js");
const processes: ServiceProcess[] = [];
beforeAll(buildKsmlc);
afterAll(() => {
  for (const each of processes) each.kill();
  rmSync(folder, { recursive: true, force: true });
});

function writeDefinition(target: string, name: string, text: string): void {
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, `${name}.yaml`), text);
}

const started = (service: ServiceProcess): ServiceProcess => {
  processes.push(service);
  return service;
};

const GREENHOUSE = `streams:
  readings: {topic: readings, keyType: string, valueType: json}
  warm: {topic: warm, keyType: string, valueType: json}

functions:
  is_warm:
    type: predicate
    globalCode: |
      def celsius(reading):
        if reading["unit"] == "F":
          return from_fahrenheit(reading["degrees"])
        return reading["degrees"]

      def from_fahrenheit(degrees):
        return (degrees - 32) * 5 / 9
    code: |
      limit = 30
      degrees = celsius(value)
    expression: degrees > limit

  read_bed:
    type: generator
    code: |
      bed = "tomatoes"
    expression: (bed, {"unit":"F","degrees":100})
    resultType: (string,json)

producers:
  beds:
    generator: read_bed
    interval: 10ms
    count: 2
    to: readings

pipelines:
  main:
    from: readings
    via:
      - type: filter
        if: is_warm
      - type: filter
        if:
          expression: value["degrees"] > 0
    to: warm
`;

/** Line of the YAML, from 1. */
const lineOf = (text: string): number => {
  const lines = GREENHOUSE.split("\n");
  return lines.findIndex((line) => line.includes(text)) + 1;
};

const LINES = [
  ["limit = 30", "is_warm"],
  ["degrees = celsius(value)", "is_warm"],
  ['if reading["unit"] == "F"', "celsius"],
  ["return (degrees - 32)", "from_fahrenheit"],
  ["expression: degrees > limit", "is_warm"],
  ['expression: value["degrees"] > 0', ""],
] as const;

/** Sets a breakpoint at each line, and says where the process stopped until it stood at all of them. */
async function stopsOf(service: ServiceProcess): Promise<readonly Pause[]> {
  const attached = await Debugger.attach(service);
  await attached.loaded("greenhouse.yaml");
  expect(attached.textOf("greenhouse.yaml")).toBe(GREENHOUSE);
  for (const [text] of LINES) await attached.breakAt("greenhouse.yaml", lineOf(text));
  await attached.breakAt("greenhouse.yaml", lineOf('bed = "tomatoes"'));
  const stops: Pause[] = [];
  // The producer's copy of the module is one of its own; it stops in there too.
  const isComplete = (): boolean =>
    LINES.every(([text]) => stops.some(({ place }) => place?.line === lineOf(text)));
  while (!isComplete() && stops.length < 30) {
    await attached.resume();
    stops.push(await attached.pause());
  }
  attached.close();
  return stops;
}

/** The first run through each line, in order; the generator stops in between, whenever it is called. */
function expectEachLine(stops: readonly Pause[]): void {
  const generator = { line: lineOf('bed = "tomatoes"'), source: "greenhouse.yaml" };
  expect(stops).toContainEqual({ functionName: "read_bed", place: generator });
  const filters = stops.filter(({ functionName }) => functionName !== "read_bed");
  expect(filters).toEqual(
    LINES.map(([text, functionName]) => ({
      functionName,
      place: { source: "greenhouse.yaml", line: lineOf(text) },
    })),
  );
}

describe("a debugger stops at lines of the YAML", () => {
  test("in a service that was built", async () => {
    const runner = `ksml: {definitions: {greenhouse: greenhouse.yaml}}\nkafka: {application.id: greenhouse}\n`;
    const { folder: project } = buildService(folder, "greenhouse", GREENHOUSE, runner);
    const service = startService(
      process.execPath,
      ["--inspect-brk=0", "--enable-source-maps", "dist/main.js", "--embedded"],
      project,
    );
    expectEachLine(await stopsOf(started(service)));
  });

  test("in `ksmlc run`", async () => {
    const run = join(folder, "run");
    writeDefinition(run, "greenhouse", GREENHOUSE);
    const args = ["--inspect-brk=0", ksmlc, "run", "greenhouse.yaml", "--until-idle"];
    expectEachLine(await stopsOf(started(startService(process.execPath, args, run))));
  });
});

const HEAD = `streams:
  parcels: {topic: parcels, keyType: string, valueType: json}
  labels: {topic: labels, keyType: string, valueType: json}
producers:
  parcel:
    generator:
      code: |
        parcel = {"kind": "box", "weights": [1, 2], "sender": {"name": "Ada"}}
      expression: ("p1", parcel)
      resultType: (string,json)
    interval: 10ms
    count: 1
    to: parcels
`;

/** One step that fails, with what is told of it; `^` marks where the excerpt begins. */
const FAILURES = [
  {
    name: "code",
    functions: `  weigh:
    type: valueTransformer
    code: |
      weights = value["weights"]
      third = weights[2]
      return third
    resultType: json
`,
    step: "{type: transformValue, mapper: weigh}",
    trace: `  File "code.yaml", line 19, column 15, in functions.weigh (code line 2)
    third = weights[2]
            ^^^^^^^^^^
IndexError: list index out of range`,
  },
  {
    name: "expression",
    functions: `  weigh:
    type: valueTransformer
    expression: |
      {"kind": value["kind"],
       "grams": 1000 * value["weight"]}
    resultType: json
`,
    step: "{type: transformValue, mapper: weigh}",
    trace: `  File "expression.yaml", line 19, column 24, in functions.weigh
    "grams": 1000 * value["weight"]}
                    ^^^^^^^^^^^^^^^
KeyError: 'weight'`,
  },
  {
    name: "helpers",
    functions: `  label_of:
    type: valueTransformer
    globalCode: |
      def initials(person):
        def first(text):
          return text[0] + text[17]
        return first(person["name"])

      def of_sender(parcel):
        return initials(parcel["sender"])
    expression: of_sender(value)
    resultType: json
`,
    step: "{type: transformValue, mapper: label_of}",
    trace: `  File "helpers.yaml", line 25, column 17, in functions.label_of
    expression: of_sender(value)
                ^^^^^^^^^^^^^^^^
  File "helpers.yaml", line 24, column 16, in functions.label_of.of_sender
    return initials(parcel["sender"])
           ^^^^^^^^^^^^^^^^^^^^^^^^^^
  File "helpers.yaml", line 21, column 16, in functions.label_of.initials
    return first(person["name"])
           ^^^^^^^^^^^^^^^^^^^^^
  File "helpers.yaml", line 20, column 28, in functions.label_of.initials.first
    return text[0] + text[17]
                     ^^^^^^^^
IndexError: string index out of range`,
  },
  {
    name: "comprehension",
    functions: `  halves:
    type: valueTransformer
    expression: '[12 // (weight - 2) for weight in value["weights"]]'
    resultType: json
`,
    step: "{type: transformValue, mapper: halves}",
    trace: `  File "comprehension.yaml", line 17, column 19, in functions.halves
    expression: '[12 // (weight - 2) for weight in value["weights"]]'
                  ^^^^^^^^^^^^^^^^^^
ZeroDivisionError: integer division or modulo by zero`,
  },
  {
    name: "recursion",
    functions: `  count_down:
    type: valueTransformer
    globalCode: |
      def down(n):
        return 1 // n if n == 0 else down(n - 1)
    expression: down(20)
    resultType: json
`,
    step: "{type: transformValue, mapper: count_down}",
    trace: `  File "recursion.yaml", line 20, column 17, in functions.count_down
    expression: down(20)
                ^^^^^^^^
  File "recursion.yaml", line 19, column 38, in functions.count_down.down
    return 1 // n if n == 0 else down(n - 1)
                                 ^^^^^^^^^^^
  File "recursion.yaml", line 19, column 38, in functions.count_down.down
    return 1 // n if n == 0 else down(n - 1)
                                 ^^^^^^^^^^^
  File "recursion.yaml", line 19, column 38, in functions.count_down.down
    return 1 // n if n == 0 else down(n - 1)
                                 ^^^^^^^^^^^
  [Previous line repeated 17 more times]
  File "recursion.yaml", line 19, column 16, in functions.count_down.down
    return 1 // n if n == 0 else down(n - 1)
           ^^^^^^
ZeroDivisionError: integer division or modulo by zero`,
  },
  {
    name: "inline",
    functions: "",
    step: `type: filter
        if:
          expression: value["size"]["width"] > 10`,
    trace: `  File "inline.yaml", line 20, column 23, in pipelines.main.via.step1.if
    expression: value["size"]["width"] > 10
                ^^^^^^^^^^^^^
KeyError: 'size'`,
  },
  {
    name: "cause",
    functions: `  weigh:
    type: valueTransformer
    code: |
      try:
        weight = value["weight"]
      except KeyError as missing:
        raise ValueError("weigh it first") from missing
      return weight
    resultType: json
`,
    step: "{type: transformValue, mapper: weigh}",
    trace: `  File "cause.yaml", line 19, column 18, in functions.weigh (code line 2)
    weight = value["weight"]
             ^^^^^^^^^^^^^^^
KeyError: 'weight'

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "cause.yaml", line 21, column 9, in functions.weigh (code line 4)
    raise ValueError("weigh it first") from missing
ValueError: weigh it first`,
  },
] as const;

const definitionOf = ({ functions, step }: (typeof FAILURES)[number]): string =>
  `${HEAD}${functions === "" ? "" : "functions:\n"}${functions}pipelines:
  main:
    from: parcels
    via:
      - ${step}
    to: labels
`;

const LOADING = `${HEAD}functions:
  is_heavy:
    type: predicate
    globalCode: |
      def limit_of(table):
        return table["limit"]

      LIMIT = limit_of({"limits": 3})
    expression: len(value["weights"]) > LIMIT
pipelines:
  main:
    from: parcels
    via:
      - {type: filter, if: is_heavy}
    to: labels
`;

const LOADING_TRACE = `Traceback (most recent call last):
  File "loading.yaml", line 21, column 15, in functions.is_heavy
    LIMIT = limit_of({"limits": 3})
            ^^^^^^^^^^^^^^^^^^^^^^^
  File "loading.yaml", line 19, column 16, in functions.is_heavy.limit_of
    return table["limit"]
           ^^^^^^^^^^^^^^
KeyError: 'limit'
`;

/** What the service prints of the failure, between where the record lay and what follows from it. */
function expectTrace(output: string, { name, trace }: (typeof FAILURES)[number]): void {
  expect(output).toMatch(/Processing error:\n {2}topic=parcels\n {2}partition=0\n {2}offset=0\n/);
  expect(output).toContain(`\nTraceback (most recent call last):\n${trace}\n`);
  // It is told once; the end of the service names it with the next step and the place of the record.
  const [, end = ""] = output.split(
    /Caught unhandled exception, stopping this KSML instance\n {2}help: correct the function, .*`ksml\.errorHandling\.process\.handler: continueOnFail`.*\n/,
  );
  const error = trace.slice(trace.lastIndexOf("\n") + 1);
  expect(end).toMatch(
    new RegExp(`^StreamsFailure: .*${name}_.*topic=parcels, partition=0, offset=0: `),
  );
  expect(end).toContain(error);
  expect(end).not.toContain("Traceback");
  // Nothing of the runtime, and no JavaScript.
  expect(output).not.toMatch(/\bat .*:\d+:\d+|node:internal|\.js\b/);
}

describe("an exception is told in the places of the YAML", () => {
  test.each(FAILURES)("`ksmlc run`: $name", (failure) => {
    const target = join(folder, "trace");
    writeDefinition(target, failure.name, definitionOf(failure));
    const args = [ksmlc, "run", `${failure.name}.yaml`, "--until-idle"];
    const { status, stderr } = attempt(process.execPath, args, target);
    expectTrace(stderr, failure);
    expect(status).toBe(1);
  });

  test("`ksmlc run`: globalCode when it is loaded", () => {
    const target = join(folder, "trace");
    writeDefinition(target, "loading", LOADING);
    const args = [ksmlc, "run", "loading.yaml", "--until-idle"];
    const { status, stderr } = attempt(process.execPath, args, target);
    expect(stderr).toContain("The globalCode of the definition loading failed");
    expect(stderr).toContain(LOADING_TRACE);
    expect(status).toBe(1);
  });

  test("a service that was built", async () => {
    const all = [
      ...FAILURES.map((failure) => [failure.name, definitionOf(failure)] as const),
      ["loading", LOADING] as const,
    ];
    const target = join(folder, "built");
    for (const [name, text] of all) writeDefinition(target, name, text);
    const names = all.map(([name]) => `${name}: ${name}.yaml`).join(", ");
    const runner = `ksml: {definitions: {${names}}}\nkafka: {application.id: all}\n`;
    const { folder: project } = buildService(target, "code", definitionOf(FAILURES[0]), runner);
    const outputs = await Promise.all(all.map(([name]) => outputOf(startOne(project, name))));
    for (const [i, failure] of FAILURES.entries()) expectTrace(outputs[i] ?? "", failure);
    expect(outputs.at(-1)).toContain(LOADING_TRACE);
  });
});

/** One of the definitions of a service alone: the first that fails would stop the others. */
function startOne(project: string, name: string): ServiceProcess {
  const main = `dist/only-${name}.js`;
  writeFileSync(
    join(project, main),
    `import { runService } from "ksmlc/runtime";
await runService({
  application: { id: "${name}" },
  configuration: {},
  definitions: { ${name}: new URL("./${name}.js", import.meta.url) },
});
`,
  );
  const args = ["--enable-source-maps", main, "--embedded"];
  return started(startService(process.execPath, args, project));
}

async function outputOf(service: ServiceProcess): Promise<string> {
  expect(await service.ended, service.output()).toBe(1);
  return service.output();
}
