/** Definitions of one service: what a definition means by a name that another one declares (dialect.md 5.1). */
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
    canonical: own === undefined ? "" : printCanonical(own),
  };
}
