/** The check stage: definition in, the text form of what it checked out. Findings have cases in fixtures/diagnostics. */
import { describe, expect, it } from "vitest";
import { readYaml } from "../../compiler/1-source/read-yaml.ts";
import { SourceFile } from "../../compiler/1-source/source-file.ts";
import { parseDefinition } from "../../compiler/2-syntax/parse-definition.ts";
import { checkDefinition } from "../../compiler/3-check/check-definition.ts";
import { printChecked } from "../../compiler/3-check/print-checked.ts";

const STREAMS = `
streams:
  parcels: { topic: parcels, keyType: string, valueType: json }
  delivered: { topic: delivered, keyType: string, valueType: json }
`;

describe("functions", () => {
  it("know what their positions pass, and who uses them", () => {
    expect(
      checked(`${STREAMS}
functions:
  is_heavy:
    type: predicate
    parameters:
      - { name: limit, type: long, defaultValue: 1000 }
      - { name: unit, type: string, defaultValue: g }
      - { name: value, type: json }
    expression: value["grams"] > limit
  weigh:
    parameters:
      - { name: value, type: any }
    code: return value["grams"]
  unused_helper:
    globalCode: import math
pipelines:
  track:
    from: parcels
    via:
      - { type: filter, if: is_heavy }
      - type: transformValue
        mapper: { resultType: long }
      - { type: filterNot, if: is_heavy }
`),
    ).toBe(`definition depot
stream parcels: "parcels" (string, json)
stream delivered: "delivered" (string, json)
function is_heavy [predicate, function] used by pipelines
  (key: any = string, value: any = json | long, limit?: long default 1000, unit?: string default "g") -> boolean { expression }
function weigh [generic, function] used by Python only
  (value?: any) -> - { code }
function unused_helper [generic, function] used by Python only
  () -> - { globalCode }
function pipelines_track_via_step2_mapper [valueTransformer, inline, function] used by pipelines
  (key: any = string, value: any = json) -> long { default }
pipeline track from parcels
  filter(if=is_heavy) as depot_step1 -> (string, json)
  transformValue(mapper=pipelines_track_via_step2_mapper) as depot_step2 -> (string, long)
  filterNot(if=is_heavy) as depot_step3 -> (string, long)
  as(as="track") as depot_pipelines_track -> (string, long)
`);
  });

  it("of type generic return what their position needs", () => {
    expect(
      lines(
        `${STREAMS}
functions:
  judge:
    parameters: [{ name: key, type: any }, { name: value, type: any }]
    expression: value
pipelines:
  track:
    from: parcels
    via:
      - { type: filter, if: judge }
    to: delivered
`,
        "function judge",
      ),
    ).toEqual([
      "function judge [generic, function] used by pipelines",
      "  (key?: any = string, value?: any = json) -> boolean { expression }",
    ]);
  });
});

describe("names", () => {
  it("follow KSML: place or step, with a suffix for the second owner", () => {
    expect(
      lines(
        `${STREAMS}
functions:
  show: { type: forEach, code: 'log.info("{}", key)' }
  same: { type: valueTransformer, resultType: json }
pipelines:
  first:
    from: parcels
    via:
      - { type: mapValues, mapper: same }
      - { type: peek, forEach: show }
      - { type: peek, name: look, forEach: show }
    as: tagged
  second:
    from: tagged
    via:
      - { type: mapValues, mapper: same }
      - { type: peek, name: look, forEach: show }
      - { type: peek, name: tagged, forEach: show }
    forEach: show
`,
        "  ",
        " as ",
      ),
    ).toEqual([
      "  transformValue(mapper=same) as depot_step1 -> (string, json)",
      "  peek(forEach=show) as depot_pipelines_first_via_step2_peek -> (string, json)",
      "  peek(forEach=show) as depot_look named look -> (string, json)",
      '  as(as="tagged") as depot_tagged -> (string, json)',
      "  transformValue(mapper=same) as depot_step1_001 -> (string, json)",
      "  peek(forEach=show) as depot_look_001 named look -> (string, json)",
      "  peek(forEach=show) as depot_tagged_001 named tagged -> (string, json)",
      "  forEach(forEach=show) as depot_pipelines_second_forEach -> (string, json)",
    ]);
  });

  it("of steps in a mapping are given to the runtime", () => {
    expect(
      lines(
        `${STREAMS}
pipelines:
  track:
    from: parcels
    via:
      look: { type: peek, forEach: { code: pass } }
    to: delivered
`,
        "  peek",
      ),
    ).toEqual([
      "  peek(forEach=pipelines_track_via_steplook_forEach) as depot_pipelines_track_via_steplook_peek named pipelines_track_via_steplook_peek -> (string, json)",
    ]);
  });
});

describe("pipelines", () => {
  it("carry types through every operation", () => {
    expect(
      lines(
        `${STREAMS}
pipelines:
  track:
    from: { topic: raw, keyType: "windowed(string)", valueType: string }
    via:
      - { type: mapKey, mapper: { expression: 'key["key"]', resultType: string } }
      - { type: map, mapper: { resultType: "(long, list(json))", expression: "(1, [])" } }
      - { type: flatMap, mapper: { resultType: "[(string, json)]", expression: "[]" } }
      - { type: flatMapValues, mapper: { resultType: "[json]", expression: "[]" } }
      - { type: convertKey, into: long }
      - { type: convertValue, into: string }
      - { type: convertKeyValue, into: "(string, json)" }
      - { type: transformMetadata, mapper: { expression: metadata } }
      - { type: merge, stream: parcels }
    to: { topic: out }
`,
        "  ",
        " as ",
      ).map((line) => line.replace(/\(.*?\) as .* -> /, " -> ")),
    ).toEqual([
      "  transformKey -> (string, string)",
      "  transformKeyValue -> (long, list(json))",
      "  transformKeyValueToKeyValueList -> (string, json)",
      "  transformKeyValueToValueList -> (string, union(json:struct, json:list(any)))",
      "  convertKey -> (long, union(json:struct, json:list(any)))",
      "  convertValue -> (long, string)",
      "  convertKeyValue -> (string, json)",
      "  transformMetadata -> (string, json)",
      "  merge -> (string, json)",
      "  to -> (string, json)",
    ]);
  });

  it("branch, also below branches, and are linked by name", () => {
    expect(
      lines(
        `${STREAMS}
pipelines:
  track:
    from: parcels
    branch:
      - if: { expression: 'value["grams"] > 1000' }
        via:
          - { type: peek, forEach: { code: pass } }
        branch:
          - if: { expression: 'value["country"] == "NL"' }
            as: heavy_home
          - to: delivered
      - {}
  home:
    from: heavy_home
    to: delivered
  rest:
    from: branch2
    to: delivered
`,
        "",
      ).filter((line) => /pipeline|branch|as\(|to\(/.test(line) && !line.startsWith("function")),
    ).toEqual([
      "pipeline track from parcels",
      "  branch() as depot_pipelines_track_branch -> (string, json)",
      "    branch1 if pipelines_track_branch_branch1_if",
      "      peek(forEach=pipelines_track_branch_branch1_via_step1_forEach) as depot_pipelines_track_branch_branch1_via_step1_peek -> (string, json)",
      "      branch() as depot_pipelines_track_branch_branch1_branch -> (string, json)",
      "        branch1 if pipelines_track_branch_branch1_branch_branch1_if",
      '          as(as="heavy_home") as depot_heavy_home -> (string, json)',
      "        branch2 if always",
      "          to(to=delivered) as depot_pipelines_track_branch_branch1_branch_branch2_to -> (string, json)",
      "    branch2 if always",
      '      as(as="branch2") as depot_pipelines_track_branch_branch2 -> (string, json)',
      "pipeline home from registered heavy_home",
      "  to(to=delivered) as depot_pipelines_home_to -> (string, json)",
      "pipeline rest from registered branch2",
      "  to(to=delivered) as depot_pipelines_rest_to -> (string, json)",
    ]);
  });

  it("lose what one with an error would have registered, and those that read it", () => {
    const { value, diagnostics } = check(`${STREAMS}
pipelines:
  track:
    from: parcels
    branch:
      - if: { expression: 'value["grams"] > 1000' }
        as: heavy
      - via: [{ type: merge, stream: nowhere }]
        to: delivered
  home: { from: heavy, to: delivered }
  whole: { from: parcels, to: delivered }
`);
    expect(diagnostics.map(({ code }) => code)).toEqual(["name/unknown-stream"]);
    expect(value.pipelines.map(({ name }) => name)).toEqual(["whole"]);
  });

  it("share the stream of a topic that two streams name", () => {
    expect(
      lines(
        `
streams:
  a: { topic: t, keyType: string, valueType: json }
  b: { topic: t, keyType: "enum(x)", valueType: json }
pipelines:
  one: { from: a, to: { topic: o } }
  two: { from: b, to: { topic: o } }
`,
        "pipeline",
      ),
    ).toEqual(["pipeline one from a", "pipeline two from a"]);
  });
});

describe("streams", () => {
  it("take functions by name, as every other place does", () => {
    expect(
      lines(
        `
streams:
  parcels:
    topic: parcels
    keyType: string
    valueType: json
    offsetResetPolicy: by_duration:2d
    timestampExtractor: sent_at
    partitioner: { code: 'return numPartitions - 1' }
functions:
  sent_at: { type: timestampExtractor, expression: 'record["value"]["at"]' }
`,
        "stream",
      ),
    ).toEqual([
      'stream parcels: "parcels" (string, json); reset 172800000 ms; time sent_at; partition streams_parcels_partitioner',
    ]);
  });

  it("may have any name and topic", () => {
    const hole = "$".concat("{x}");
    const name = `\`${hole}\` "q" */ __proto__`;
    const topic = JSON.stringify(`${hole}\n*/`);
    expect(
      lines(
        `
streams:
  ${JSON.stringify(name)}: { topic: ${topic}, keyType: string, valueType: json }
  __proto__: { topic: constructor, keyType: string, valueType: json }
pipelines:
  track: { from: ${JSON.stringify(name)}, to: __proto__ }
`,
        "",
      ).slice(1),
    ).toEqual([
      `stream ${name}: ${topic} (string, json)`,
      'stream __proto__: "constructor" (string, json)',
      `pipeline track from ${name}`,
      "  to(to=__proto__) as depot_pipelines_track_to -> (string, json)",
    ]);
  });
});

describe("producers", () => {
  it("know types, loggers and limits", () => {
    expect(
      lines(
        `${STREAMS}
functions:
  make: { type: generator, resultType: "(string, json)", expression: '("p", {})' }
  is_ok: { type: predicate, expression: "True" }
producers:
  readings: { generator: make, to: parcels, interval: 3s, count: 0, batchSize: 10, condition: is_ok, until: { expression: "False" } }
`,
        "",
      ).slice(3),
    ).toEqual([
      "function make [generator, generator] used by producers",
      "  () -> (string, json) { expression }",
      "function is_ok [predicate, condition] used by producers",
      "  (key: any = string, value: any = json) -> boolean { expression }",
      "function producers_readings_until [predicate, inline, condition] used by producers",
      "  (key: any = string, value: any = json) -> boolean { expression }",
      "producer readings: make to parcels (string, json)",
      "  interval 3000, count 1, batch 10, condition is_ok, until producers_readings_until",
    ]);
  });
});

describe("library mode", () => {
  it("keeps what can be known beside open names", () => {
    const { value, diagnostics } = check(
      `${STREAMS}
functions:
  is_heavy: { type: predicate, expression: 'value["grams"] > 1000' }
pipelines:
  open: { from: parcels, via: [{ type: filter, if: elsewhere }], to: delivered }
  whole: { from: parcels, via: [{ type: filter, if: is_heavy }], to: delivered }
`,
      "library",
    );
    expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([
      ["name/unknown-function", "info"],
    ]);
    expect(value?.pipelines.map(({ name }) => name)).toEqual(["open", "whole"]);
    expect(value?.functions.map(({ name, source }) => [name, source])).toEqual([
      ["is_heavy", "definition"],
      ["elsewhere", "external"],
    ]);
  });
});

function check(text: string, mode: "service" | "library" = "service") {
  const document = readYaml(new SourceFile("depot.yaml", text));
  if (document.value === null) throw new Error("no YAML");
  const tree = parseDefinition("depot", document.value);
  if (tree.value === null) throw new Error("no definition");
  const { value, diagnostics } = checkDefinition(tree.value, { mode });
  return {
    value,
    diagnostics: [...document.diagnostics, ...tree.diagnostics, ...diagnostics],
  };
}

function checked(text: string): string {
  const { value, diagnostics } = check(text);
  expect(diagnostics.filter(({ code }) => code !== "name/invalid-topic")).toEqual([]);
  return printChecked(value);
}

/** The lines that start with a text, hold another, and what is indented below the first kind. */
function lines(text: string, start: string, part = ""): string[] {
  const all = checked(text).trimEnd().split("\n");
  return all.filter((line, i) => {
    const isBelow = start.startsWith("function") && all[i - 1]?.startsWith(start) === true;
    return (line.startsWith(start) && line.includes(part)) || isBelow;
  });
}
