/** Definitions of one service: what a definition means by a name that another one declares (dialect.md 5.1, 5.2). */
import { describe, expect, it } from "vitest";
import { SourceFile } from "../../compiler/1-source/source-file.ts";
import { printCanonical } from "../../compiler/3-check/print-canonical.ts";
import { compile } from "../../compiler/compile.ts";

const DEPOT = `
streams:
  parcels: { topic: depot_parcels, keyType: string, valueType: json }
  weighed: { topic: depot_weighed, keyType: string, valueType: long }
`;

const WEIGHING = `
pipelines:
  weighing:
    from: parcels
    to: weighed
`;

describe("a stream of another definition", () => {
  it.each([
    [
      "is meant, with its topic and types",
      [DEPOT],
      ["parcels: depot_parcels", "weighed: depot_weighed"],
      [
        "d0.yaml info name/other-definition",
        "d0.yaml info name/other-definition",
        "d0.yaml error pipeline/target-type",
      ],
    ],
    [
      "that two of them declare is none of theirs",
      [DEPOT, DEPOT],
      ["parcels: parcels; implicit", "weighed: weighed; implicit"],
      ["d0.yaml warning dialect/implicit-stream", "d0.yaml warning dialect/implicit-stream"],
    ],
    [
      "that has an error there has it there",
      ["streams:\n  parcels: { topic: parcels, keyType: strin }\n"],
      ["weighed: weighed; implicit"],
      ["d1.yaml error type/unknown-type"],
    ],
    [
      "goes behind one of its own",
      ["streams:\n  other: { topic: depot_other, keyType: string, valueType: json }\n"],
      ["parcels: parcels; implicit", "weighed: weighed; implicit"],
      ["d0.yaml warning dialect/implicit-stream", "d0.yaml warning dialect/implicit-stream"],
    ],
  ] as const)("%s", (_, others, topics, codes) => {
    const found = service(WEIGHING, ...others);
    expect(found.topics).toEqual(topics);
    expect(found.codes).toEqual(codes);
  });

  it("goes before chaining in memory, and behind what the definition has itself", () => {
    const text = `service: { implicitStreams: internal }
streams:
  parcels: { topic: own_parcels, keyType: string, valueType: long }
pipelines:
  first: { from: parcels, to: weighed }
  second: { from: parcels, to: between }
  third: { from: between, to: weighed }
`;
    const { topics, codes } = service(text, DEPOT);
    expect(topics).toEqual(["parcels: own_parcels", "weighed: depot_weighed"]);
    expect(codes).toEqual(["d0.yaml info name/other-definition"]);
  });

  it("is declared in the module and in the canonical text, which stands alone", () => {
    const text = "pipelines:\n  copy: { from: parcels, to: parcels }\n";
    const { emitted, canonical } = service(text, DEPOT);
    expect(emitted).toContain('const parcels = stream({\n  topic: "depot_parcels",');
    expect(service(canonical).canonical).toBe(canonical);
    expect(service(canonical).codes).toEqual([]);
  });
});

const LENDING = `
functions:
  enrich:
    type: valueTransformer
    globalCode: |
      seen = 0
    code: |
      global seen
      seen += 1
      value["seen"] = seen
      return value
  delete:
    expression: value["grams"] > 2
    parameters: [{ name: key, type: any }, { name: value, type: any }]
  is_new: { type: predicate, expression: recent.get(key) is None, stores: [recent] }
stores:
  recent: { type: keyValue, keyType: string, valueType: json }
`;

const borrowing = (more: string): string => `
streams:
  parcels: { topic: parcels, keyType: string, valueType: json }
  weighed: { topic: weighed, keyType: string, valueType: json }
pipelines:
  weighing:
    from: parcels
    via:
${more}
    to: weighed
`;

describe("a function of another definition", () => {
  const ENRICH = "      - { type: transformValue, mapper: enrich }";

  it("stays in its own module, which exports it", () => {
    const { emitted, exported, codes } = service(borrowing(ENRICH), LENDING);
    expect(emitted).toContain('import * as d1Module from "./d1.js";\n');
    expect(emitted).toContain(".via(transformValue(mutates(d1Module.enrich), any))");
    expect(exported).toContain("function enrich(_key: py.Value, value: py.Value): ");
    expect(exported).toMatch(/\nexport \{ enrich \};\n$/);
    expect(codes).toEqual([
      "d0.yaml info name/other-definition",
      "d1.yaml warning type/inferred-result",
      "d1.yaml warning function/expression-dropped",
      "d1.yaml info store/no-changelog",
    ]);
  });

  it("has its result from the position, and any name", () => {
    const text = borrowing("      - { type: filter, if: delete }");
    const { emitted, exported, codes } = service(text, LENDING);
    expect(emitted).toContain(".via(filter(d1Module.delete))");
    expect(exported).toMatch(/\nexport \{ delete_ as delete \};\n$/);
    expect(codes).toEqual([
      "d0.yaml info name/other-definition",
      "d1.yaml warning type/inferred-result",
      "d1.yaml info store/no-changelog",
    ]);
  });

  it("stays a name in canonical text, which means the same beside that definition", () => {
    const { canonical } = service(borrowing(ENRICH), LENDING);
    expect(canonical).toContain("mapper: enrich\n");
    expect(service(canonical, LENDING).canonical).toBe(canonical);
  });

  it("may use one of the definition that uses it", () => {
    const own = "functions:\n  label: { type: valueTransformer, code: return str(value) }\n";
    const other = `${borrowing("      - { type: transformValue, mapper: label }")}${LENDING}`;
    const { emitted, exported } = service(own + borrowing(ENRICH), other);
    expect(emitted).toContain("d1Module.enrich");
    expect(emitted).toContain("export { label };");
    expect(exported).toContain("d0Module.label");
    expect(exported).toContain("export { enrich };");
  });

  it.each([
    [
      "two have it",
      borrowing(ENRICH),
      [LENDING, "functions:\n  enrich: { type: valueTransformer, code: return value }\n"],
    ],
    ["it uses stores", borrowing("      - { type: filter, if: is_new }"), [LENDING]],
    [
      "it is a producer that wants it",
      "producers:\n  p: { generator: make, to: { topic: t, keyType: string, valueType: json } }\n",
      [
        "functions:\n  make: { type: generator, resultType: '(string, json)', expression: '(\"a\", {})' }\n",
      ],
    ],
  ] as const)("is none where %s", (_, text, others) => {
    const found = service(text, ...others).codes.filter((each) => each.includes("error"));
    expect(found).toEqual(["d0.yaml error name/unknown-function"]);
  });

  it("is no name in Python text", () => {
    const text = borrowing(
      "      - { type: mapValues, mapper: { resultType: json, expression: 'enrich(key, value)' } }",
    );
    expect(service(text, LENDING).codes).toContain("d0.yaml error name/unknown");
  });
});

function service(text: string, ...others: readonly string[]) {
  const sources = [text, ...others].map((each, i) => new SourceFile(`d${i}.yaml`, each));
  const { diagnostics, definitions, modules } = compile({
    mode: "service",
    definitions: sources.map((source, i) => ({ namespace: `d${i}`, source })),
  });
  const [own] = definitions;
  return {
    topics: own?.topics.map(
      ({ name, topic, implicit }) => `${name}: ${topic}${implicit ? "; implicit" : ""}`,
    ),
    codes: diagnostics.map(({ severity, code, span }) => `${span.file.path} ${severity} ${code}`),
    emitted: modules[0]?.text ?? "",
    exported: modules[1]?.text ?? "",
    canonical: own === undefined ? "" : printCanonical(own),
  };
}
