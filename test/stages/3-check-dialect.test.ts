/** The check stage on older dialects: what is left out is put in, open names become externals. Text form of what it checked out. */
import { describe, expect, it } from "vitest";
import { readYaml } from "../../compiler/1-source/read-yaml.ts";
import { SourceFile } from "../../compiler/1-source/source-file.ts";
import { parseDefinition } from "../../compiler/2-syntax/parse-definition.ts";
import { type CheckOptions, checkDefinition } from "../../compiler/3-check/check-definition.ts";
import { printChecked } from "../../compiler/3-check/print-checked.ts";

const STREAMS = `
streams:
  parcels: { topic: parcels, keyType: string, valueType: json }
  depots: { topic: depots, keyType: string, valueType: json, materializedAs: globalTable }
`;

describe("stores", () => {
  it.each([
    [
      "state nothing: in memory, no cache, no changelog",
      "{ type: keyValue, keyType: string, valueType: long }",
      "[keyValue, declared] (string, long)",
    ],
    [
      "have a changelog when they say how it is kept",
      "{ type: keyValue, keyType: string, valueType: json, persistent: true, logConfig: { segment.bytes: 1048576 } }",
      "[keyValue, declared] (string, json); persistent; logging; segment.bytes=1048576",
    ],
    [
      "of windows keep a day for late records",
      "{ type: window, keyType: string, valueType: json, windowSize: 1h, caching: true, cacheSizeBytes: 4096 }",
      "[window, declared] (string, json); caching; windowSizeMs 3600000; retentionMs 90000000; cacheSizeBytes 4096",
    ],
    [
      "of windows keep what they say",
      "{ type: window, keyType: string, valueType: json, windowSize: 1h, historyRetention: 3h }",
      "[window, declared] (string, json); windowSizeMs 3600000; retentionMs 10800000",
    ],
    [
      "of the author's need no types",
      "{ type: custom, implementation: org.example.Mapped, config: { file.path: /data, max.size.bytes: 10737418240 } }",
      '[custom, declared] (any, any); by org.example.Mapped; {"file.path":"/data","max.size.bytes":10737418240}',
    ],
  ])("%s", (_, text, expected) => {
    const { printed } = check(`stores:\n  kept: ${text}\n`, "library");
    expect(printed.split("\n")[1]).toBe(`store kept ${expected}`);
  });

  it("of a function are declared ones, tables, and what the author's module has", () => {
    const { printed, codes } = check(
      `${STREAMS}
tables:
  states: { topic: parcel_states, keyType: string, valueType: json }
stores:
  weights: { type: keyValue, keyType: string, valueType: long, logging: true }
functions:
  note:
    type: valueTransformer
    code: |
      state = parcel_states.get(key)
      return None if depots.get(key) is None else state["weight"]
    stores: [weights, parcel_states, depots, states, elsewhere]
`,
      "library",
    );
    expect(below(printed, "function note").at(-1)).toBe(
      "  stores weights: keyValue, plain, parcel_states: keyValue, plain, depots: globalTable, plain, states: table, plain, elsewhere: custom, plain",
    );
    expect(codes).toContain("info name/unknown-store");
  });

  it.each([
    ['state = parcel_states.get(key)\n      return state["value"]'],
    ['return parcel_states.get(key)["timestamp"]'],
  ])("of tables have times where the text counts on them: %s", (code) => {
    const { codes } = check(
      `${STREAMS}
tables:
  states: { topic: parcel_states, keyType: string, valueType: json }
functions:
  note:
    type: valueTransformer
    code: |
      ${code}
    stores: [parcel_states]
`,
      "library",
    );
    expect(codes).toContain("info store/not-built-yet");
  });
});

describe("what is left out", () => {
  it("a store, the step behind a table, and results", () => {
    const { printed, codes } = check(
      `${STREAMS}
functions:
  nothing: { type: initializer, expression: "{}" }
  add: { type: aggregator, code: return value }
pipelines:
  sum:
    from: parcels
    groupByKey:
    aggregate: { initializer: nothing, aggregator: add }
    to: sums
`,
    );
    expect(below(printed, "pipeline sum")).toEqual([
      "pipeline sum from parcels",
      "  groupByKey() as depot_step1 -> (string, json)",
      "  aggregate(initializer=nothing, aggregator=add, store=sum_2_aggregate) as depot_step2 -> (string, json)",
      "  toStream() as depot_pipelines_sum_via_step3_toStream -> (string, json), inserted",
      "  to(to=sums) as depot_pipelines_sum_to -> (string, json)",
    ]);
    expect(printed).toContain(
      "store sum_2_aggregate [keyValue, implicit] (string, json); persistent; caching; logging\n",
    );
    expect(printed).toContain('stream sums: "sums" (string, json); implicit\n');
    expect(codes).toEqual([
      "info dialect/respelled",
      "info dialect/respelled",
      "warning dialect/implicit-store",
      "info dialect/to-stream",
      "warning dialect/implicit-stream",
      "warning type/inferred-result",
      "warning type/inferred-result",
    ]);
  });

  it("steps that are put in count", () => {
    const { printed } = check(
      `${STREAMS}
pipelines:
  sum:
    from: parcels
    via:
      - type: groupByKey
      - type: aggregate
        initializer: { expression: "0", resultType: long }
        aggregator: { expression: aggregatedValue + 1, resultType: long }
        store: { name: counts, type: keyValue, logging: true }
      - type: peek
        forEach: { code: 'log.info("{}", value)' }
    to: sums
`,
    );
    expect(below(printed, "pipeline sum").slice(3)).toEqual([
      "  toStream() as depot_pipelines_sum_via_step3_toStream -> (string, long), inserted",
      "  peek(forEach=pipelines_sum_via_step4_forEach) as depot_pipelines_sum_via_step4_peek -> (string, long)",
      "  to(to=sums) as depot_pipelines_sum_to -> (string, long)",
    ]);
    expect(printed).toContain('stream sums: "sums" (string, long); implicit\n');
  });

  it("the key of a join with a global table", () => {
    const { printed } = check(
      `${STREAMS}
functions:
  both: { type: valueJoiner, code: 'return {"a": value1, "b": value2}' }
pipelines:
  enrich:
    from: parcels
    join: { globalTable: depots, valueJoiner: both }
    to: enriched
`,
    );
    expect(below(printed, "function pipelines_enrich_via_step1_mapper")).toEqual([
      "function pipelines_enrich_via_step1_mapper [keyValueMapper, inline, function] used by pipelines",
      "  (key: any = string, value: any = json) -> string { expression }",
    ]);
    expect(printed).toContain('stream enriched: "enriched" (string, json); implicit\n');
  });

  it("the key type of a result is the declared sink's, else the source's", () => {
    const { printed } = check(
      `${STREAMS}
  counted: { topic: counted, keyType: long, valueType: json }
functions:
  to_count: { type: keyTransformer, code: return 1 }
  to_name: { type: keyValueTransformer, code: 'return (value["name"], value)' }
pipelines:
  declared: { from: parcels, selectKey: to_count, to: counted }
  open: { from: parcels, transformKeyValue: to_name, to: named }
`,
    );
    expect(below(printed, "function to_count")[1]).toContain("-> long {");
    expect(below(printed, "function to_name")[1]).toContain("-> (string, any) {");
    expect(below(printed, "pipeline open")[1]).toMatch(/-> \(string, any\), None drops$/);
    expect(printed).toContain('stream named: "named" (string, json); implicit\n');
  });

  it("the types of a stream that is read above where it is written", () => {
    const { printed, codes } = check(
      `${STREAMS}
functions:
  length: { type: valueTransformer, expression: "1", resultType: long }
pipelines:
  second: { from: lengths, to: copies }
  first: { from: parcels, mapValues: length, to: lengths }
`,
    );
    expect(printed).toContain('stream copies: "copies" (string, long); implicit\n');
    expect(codes.filter((code) => code.includes("implicit"))).toEqual([
      "warning dialect/implicit-stream",
      "warning dialect/implicit-stream",
    ]);
  });
});

describe("streams in memory", () => {
  it("chain pipelines, each behind the one that makes what it reads", () => {
    const { printed, codes } = check(`${STREAMS}
service: { implicitStreams: internal }
pipelines:
  second: { from: weights, to: sorted }
  first:
    from: parcels
    via:
      - { type: transformValue, mapper: { expression: 'value["grams"]', resultType: long } }
    to: weights
  third: { from: sorted, to: parcels_of_others }
`);
    expect(printed.split("\n").slice(1, 3)).toEqual([
      'stream parcels: "parcels" (string, json)',
      'globalTable depots: "depots" (string, json); store depots',
    ]);
    expect(below(printed, "pipeline first").at(-1)).toBe(
      '  as(as="weights") as depot_weights -> (string, long)',
    );
    expect(printed.split("\n").filter((line) => line.startsWith("pipeline "))).toEqual([
      "pipeline first from parcels",
      "pipeline second from registered weights",
      "pipeline third from registered sorted",
    ]);
    expect(codes.filter((code) => !code.includes("respelled"))).toEqual([]);
  });
});

describe("open names", () => {
  const text = `${STREAMS}
pipelines:
  keep: { from: parcels, filter: is_valid, mapValues: enrich, to: kept }
  keep_known: { from: parcels, filter: is_not_null, to: known }
`;
  const extensions = {
    path: "extensions.ts",
    entries: [
      { section: "functions", name: "is_valid", waits: false },
      { section: "functions", name: "enrich", waits: true },
    ],
  } as const;

  it("are externals with the type of their position; a helper of ksmlc is none", () => {
    const { printed } = check(text, "library");
    expect(printed.split("\n").filter((line) => line.startsWith("external"))).toEqual([
      "external function is_valid(key, value) as predicate used 1",
      "external function enrich(key, value) as valueTransformer used 1",
    ]);
    expect(below(printed, "function is_not_null")[0]).toBe(
      "function is_not_null [predicate, builtin, function] used by pipelines",
    );
  });

  it.each([
    ["library", {}, ["info name/unknown-function", "info name/unknown-function"]],
    ["service", {}, ["error name/unknown-function", "error name/unknown-function"]],
    [
      "service",
      { allowUnresolved: true },
      ["warning name/unknown-function", "warning name/unknown-function"],
    ],
    ["service", { extensions }, []],
  ] as const)("%s mode, %o", (mode, options, expected) => {
    const { codes, printed } = check(text, mode, options);
    expect(codes.filter((code) => code.includes("name/"))).toEqual(expected);
    expect(below(printed, "pipeline keep ")).toHaveLength(4);
  });
});

function check(
  text: string,
  mode: CheckOptions["mode"] = "service",
  options: Partial<CheckOptions> = {},
) {
  const document = readYaml(new SourceFile("depot.yaml", text));
  if (document.value === null) throw new Error("no YAML");
  const tree = parseDefinition("depot", document.value);
  if (tree.value === null) throw new Error("no definition");
  const { value, diagnostics } = checkDefinition(tree.value, { mode, ...options });
  const all = [...document.diagnostics, ...tree.diagnostics, ...diagnostics];
  return {
    printed: printChecked(value),
    codes: all.map((each) => `${each.severity} ${each.code}`),
  };
}

/** The line that starts with a text, and those indented below it. */
function below(printed: string, start: string): string[] {
  const all = printed.trimEnd().split("\n");
  const from = all.findIndex((line) => line.startsWith(start));
  const to = all.findIndex((line, i) => i > from && !line.startsWith(" "));
  return all.slice(from, to < 0 ? undefined : to);
}
