/**
 * Stores, tables, configuration, and the dialect's words for them: text in, the syntax tree out. Each row of `same` is
 * a dialect's text and the canonical text that means the same: their trees differ in form only.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { readYaml } from "../../compiler/1-source/read-yaml.ts";
import { SourceFile } from "../../compiler/1-source/source-file.ts";
import { parseDefinition } from "../../compiler/2-syntax/parse-definition.ts";
import { printTree } from "../../compiler/2-syntax/print-tree.ts";
import type { KsmlTree } from "../../compiler/2-syntax/tree.ts";
import type { Diagnostic } from "../../compiler/diagnostics/diagnostic.ts";

function parse(text: string): { tree: KsmlTree; found: readonly Diagnostic[] } {
  const source = readYaml(new SourceFile("definition.yaml", text));
  expect(source.diagnostics).toEqual([]);
  if (source.value === null) throw new Error("no document");
  const { value, diagnostics } = parseDefinition("demo", source.value);
  if (value === null) throw new Error("no tree");
  return { tree: value, found: diagnostics };
}

const printed = (text: string): string => printTree(parse(text).tree);

describe("stores and tables", () => {
  it("reads all that they state", () => {
    const { tree, found } = parse(`stores:
  # The last hour.
  recent:
    type: window
    keyType: string
    valueType: json
    windowSize: 1h
    retention: 25h
    retainDuplicates: false
    caching: true
    cacheSize: 1048576
    logging: 1
    logConfig:
      segment.bytes: 104857600
      cleanup.policy: compact
  history: {type: keyValue, persistent: "true", versioned: true, historyRetention: 1d, segmentInterval: 1h, timestamped: }
  sessions: {type: session, retention: 1h}
  large:
    type: custom
    implementation: org.example.Large
    config: {file.path: /data, limits: [1, 2]}
tables:
  prices: {topic: prices, keyType: string, valueType: long, store: recent}
globalTables:
  products:
    topic: products
    registry: http://registry
    registryConfig: {value.compatibility: FORWARD, key: {compatibility: NONE}}
    serdes: {value: org.example.Fast}
    store: {type: keyValue, persistent: true}
streams:
  made: {topic: made, keyType: string, valueType: json, implicit: true}
functions:
  seen: {type: predicate, code: return True, stores: [recent, products]}
service:
  configuration: {application.id: shop, num.stream.threads: 8, client.rack: 1.10}
  implicitStreams: internal
pipelines:
  p:
    from: made
    via: [{type: transformKeyValue, mapper: f, onNone: drop}]
    to: made
`);
    expect(found).toEqual([]);
    expect(printTree(tree)).toMatchInlineSnapshot(`
      "definition
      service.configuration
        application.id: "shop"
        num.stream.threads: "8"
        client.rack: "1.1"
      service.implicitStreams: internal
      tables.prices
        kind: table
        topic: "prices"
        keyType: "string"
        valueType: "long"
        store: "recent"
      globalTables.products
        kind: globalTable
        topic: "products"
        registry: "http://registry"
        serdes.value: "org.example.Fast"
        store: inline
      globalTables.products.registryConfig
        value.compatibility: "FORWARD"
        key.compatibility: "NONE"
      globalTables.products.store
        type: "keyValue"
        persistent: true
      streams.made
        topic: "made"
        keyType: "string"
        valueType: "json"
        implicit: true
      stores.recent
        type: "window"
        keyType: "string"
        valueType: "json"
        caching: true
        logging: true
        retainDuplicates: false
        retention: 90000000
        windowSize: 3600000
        cacheSize: 1048576
        form: dialect
        comment: "The last hour."
      stores.recent.logConfig
        segment.bytes: "104857600"
        cleanup.policy: "compact"
      stores.history
        type: "keyValue"
        persistent: true
        timestamped: false
        versioned: true
        historyRetention: 86400000
        segmentInterval: 3600000
      stores.sessions
        type: "session"
        retention: 3600000
      stores.large
        type: "custom"
        implementation: "org.example.Large"
        config: given
        form: dialect
      functions.seen
        type: "predicate"
        code: "return True"
        stores: recent, products
      pipelines.p
        from: "made"
      pipelines.p.via.step1 (step)
        type: "transformKeyValue"
        fields: mapper
        onNone: drop
        form: dialect
      pipelines.p.to (sink)
        type: "to"
        fields: to
      "
    `);
  });

  it("keeps the form of what the author wrote", () => {
    const forms = parse(`functions:
  whole: {type: valueTransformer, expression: value, resultType: json}
  no_result: {type: valueTransformer, expression: value}
  no_type: {expression: value}
  list: {type: valueTransformer, expression: [], resultType: [json]}
  mapping: {type: predicate, expression: {"a": 1}}
  unknown_type: {type: mappper, expression: value, resultType: json}
stores:
  plain: {type: keyValue, keyType: string}
  sized: {type: keyValue, cacheSizeBytes: 10}
  custom: {type: custom, implementation: X}
pipelines:
  new: {from: a, via: [{type: filter, if: {expression: True}}], to: b}
  old: {from: a, filter: {expression: True}, to: b}
`).tree;
    const units = [...forms.functions, ...forms.stores].map(
      ({ name, form }) => [name?.value, form] as const,
    );
    const steps = forms.pipelines.flatMap(({ via }) => via.map(({ path, form }) => [path, form]));
    expect([...units, ...steps]).toEqual([
      ["whole", "2.0"],
      ["no_result", "dialect"],
      ["no_type", "2.0"],
      ["list", "2.0"],
      ["mapping", "dialect"],
      ["unknown_type", "dialect"],
      ["plain", "2.0"],
      ["sized", "dialect"],
      ["custom", "dialect"],
      ["pipelines.new.via.step1", "2.0"],
      ["pipelines.old.via.step1", "dialect"],
    ]);
  });
});

const same: readonly (readonly [row: string, dialect: string, canonical: string])[] = [
  ["A1", "filter: f", "via: [{type: filter, if: f}]"],
  ["A2", "mapValues: {expression: value}", "via: [{type: mapValues, mapper: {expression: value}}]"],
  ["A3", "selectKey: f", "via: [{type: selectKey, mapper: f}]"],
  ["A4", "transformKeyValue: f", "via: [{type: transformKeyValue, mapper: f}]"],
  ["A5, A9", "groupByKey: , count: ", "via: [{type: groupByKey}, {type: count}]"],
  [
    "A7",
    "aggregate: {initializer: f, aggregator: g, name: n}",
    "via: [{type: aggregate, name: n, initializer: f, aggregator: g}]",
  ],
  ["A10", "reduce: f", "via: [{type: reduce, reducer: f}]"],
  [
    "A13",
    "join: {globalTable: t, valueJoiner: f}",
    "via: [{type: join, globalTable: t, valueJoiner: f}]",
  ],
  ["A15", "join: {stream: s, valueJoiner: f}", "via: [{type: join, stream: s, valueJoiner: f}]"],
  ["A22", "filter: {function: f}", "via: [{type: filter, if: f}]"],
  [
    "order",
    "mapValues: f, filter: g",
    "via: [{type: mapValues, mapper: f}, {type: filter, if: g}]",
  ],
].map(([row, dialect = "", canonical = ""]) => [
  row ?? "",
  `pipelines:\n  p: {from: a, to: b, ${dialect}}\n`,
  `pipelines:\n  p: {from: a, to: b, ${canonical}}\n`,
]);

const resources: typeof same = [
  [
    "G1",
    "streams:\n  s: {topic: a, materializedAs: table, store: x}\n",
    "tables:\n  s: {topic: a, store: x}\n",
  ],
  [
    "G1",
    "streams:\n  s: {topic: a, materializedAs: globalTable}\n",
    "globalTables:\n  s: {topic: a}\n",
  ],
  [
    "G2",
    "streams:\n  s: {topic: a, schemaRegistry: 'http://u'}\n",
    "streams:\n  s: {topic: a, registry: 'http://u'}\n",
  ],
  [
    "G3",
    "tables:\n  s: {schemaRegistryConfig: {value: {compatibility: FULL}}}\n",
    "tables:\n  s: {registryConfig: {value.compatibility: FULL}}\n",
  ],
  [
    "T1",
    "stores:\n  s: {type: keyValue, cacheSizeBytes: 5}\n",
    "stores:\n  s: {type: keyValue, cacheSize: 5}\n",
  ],
  [
    "T6",
    "stores:\n  s: {type: window, historyRetention: 1d}\n",
    "stores:\n  s: {type: window, retention: 1d}\n",
  ],
  [
    "D1",
    "runner: {type: streams, config: {client.rack: 1.10}}\n",
    "service: {configuration: {client.rack: 1.10}}\n",
  ],
  [
    "N4",
    "streams:\n  a: {topic: a}\nname: x\nstreams:\n  b: {topic: b}\n",
    "name: x\nstreams:\n  a: {topic: a}\n  b: {topic: b}\n",
  ],
  ["N4", "streams:\n  a: {topic: a}\nstreams:\n", "streams:\n  a: {topic: a}\n"],
];

const withoutForms = (tree: string): string =>
  tree
    .replaceAll(/^ {2}form: dialect\n/gm, "")
    .replaceAll(/^(?:tables|globalTables)\./gm, "streams.");

describe("respelling", () => {
  it.each([...same, ...resources])("%s: %j", (_row, dialect, canonical) => {
    expect(withoutForms(printed(dialect))).toBe(withoutForms(printed(canonical)));
    const severities = parse(dialect).found.map(({ code, severity }) => `${severity} ${code}`);
    expect(new Set(severities)).toEqual(new Set(_row === "N4" ? [] : ["info dialect/respelled"]));
    expect(parse(canonical).found).toEqual([]);
  });

  it("keeps the author's places", () => {
    const { tree } = parse(
      "pipelines:\n  p:\n    from: a\n    # why\n    filter: is_hot\n    to: b\n",
    );
    const [step] = tree.pipelines[0]?.via ?? [];
    const value = step?.fields.get("if")?.value;
    const text = (span: { start: number; end: number } | undefined): string | undefined =>
      span && tree.file.text.slice(span.start, span.end);
    expect([text(step?.span), text(value?.span), step?.comment]).toEqual([
      "filter",
      "is_hot",
      "why",
    ]);
  });
});

const seed = resolve(import.meta.dirname, "../../../shared/seed/blocks");
const blocks = existsSync(seed) ? readdirSync(seed).filter((name) => name.endsWith(".yaml")) : [];

describe("the seed", () => {
  it.skipIf(blocks.length === 0)(
    "is there (skipped: the seed's blocks are not beside this repository)",
    () => {
      expect(blocks.length).toBe(21);
    },
  );

  it.each(blocks)("%s: each line has a meaning", (name) => {
    const { found, tree } = parse(readFileSync(join(seed, name), "utf8"));
    const bad = found.filter(
      ({ severity, code }) => severity === "error" || code.endsWith("/not-built-yet"),
    );
    expect(bad).toEqual([]);
    expect(tree.dropped).toEqual([]);
  });
});
