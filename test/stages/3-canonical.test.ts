/**
 * Canonical text: what it looks like, and that it means the same. For each definition of the fixtures, and of the seed
 * where it is there: printed, read and printed again it is the same text, without a remark, and the topology is the same.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { readYaml } from "../../compiler/1-source/read-yaml.ts";
import { SourceFile } from "../../compiler/1-source/source-file.ts";
import { type WrittenValue, writeYaml } from "../../compiler/1-source/write-yaml.ts";
import type { YamlNode } from "../../compiler/1-source/yaml-tree.ts";
import { parseDefinition } from "../../compiler/2-syntax/parse-definition.ts";
import { checkDefinition } from "../../compiler/3-check/check-definition.ts";
import type { CheckedDefinition, ExpressionCodes } from "../../compiler/3-check/definition.ts";
import { printCanonical } from "../../compiler/3-check/print-canonical.ts";
import { buildGraph } from "../../compiler/4-topology/build-graph.ts";
import { describeTopology } from "../../compiler/4-topology/describe.ts";
import { parsePython } from "../../compiler/5-python/parse-python.ts";

interface Read {
  readonly expressionCodes: ExpressionCodes;
  readonly definition: CheckedDefinition | null;
  readonly codes: readonly string[];
  /** Told of something that this version leaves out. */
  readonly isWhole: boolean;
}

function read(text: string): Read {
  const source = readYaml(new SourceFile("definition.yaml", text));
  const tree = source.value === null ? null : parseDefinition("demo", source.value);
  const checked =
    tree === null || tree.value === null ? null : checkDefinition(tree.value, { mode: "library" });
  const found = [source, tree, checked].flatMap((each) => each?.diagnostics ?? []);
  const isWhole = !found.some(
    ({ code, severity }) => severity === "error" || code.endsWith("/not-built-yet"),
  );
  const python = checked && parsePython(checked.value, { mode: "library" });
  return {
    definition: checked?.value ?? null,
    expressionCodes: python?.value.expressionCodes ?? new Map(),
    codes: [...found, ...(python?.diagnostics ?? [])].map(({ code }) => code),
    isWhole,
  };
}

const topology = (definition: CheckedDefinition): string =>
  describeTopology(buildGraph([definition]));

const root = resolve(import.meta.dirname, "../..");
const seed = resolve(root, "../shared/seed/blocks");
const definitions = [
  ...filesIn(join(root, "fixtures/operations")),
  ...filesIn(join(root, "fixtures/projects")),
  ...(existsSync(seed) ? filesIn(seed) : []),
];

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(({ name }) => name.endsWith(".yaml") && name !== "ksml-runner.yaml")
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
}

/** What canonical text says itself, so that nothing is left to tell. */
const CHOSEN = /^(?:dialect|syntax)\/|^type\/inferred-result$|^store\/retention-chosen$/;

describe("canonical text", () => {
  it.each(definitions.map((path) => [relative(root, path), path]))("%s", (_name, path) => {
    const first = read(readFileSync(path, "utf8"));
    if (first.definition === null || !first.isWhole) return;
    const text = printCanonical(first.definition, first.expressionCodes);
    const second = read(text);
    if (second.definition === null) throw new Error(`not readable:\n${text}`);
    expect(second.codes.filter((code) => CHOSEN.test(code))).toEqual([]);
    expect(second.isWhole).toBe(true);
    expect(printCanonical(second.definition, second.expressionCodes)).toBe(text);
    expect(topology(second.definition)).toBe(topology(first.definition));
  });

  it("writes out what was chosen", () => {
    const { definition, isWhole } = read(`name: shop
streams:
  # What is sold.
  products: {topic: product_data, keyType: string, valueType: json, materializedAs: globalTable, schemaRegistry: http://r}
  orders: {topic: orders, keyType: string, valueType: json, offsetResetPolicy: by_duration:48h}
stores:
  seen: {type: keyValue, keyType: string, valueType: long, caching: true, cacheSizeBytes: 1024, logConfig: {segment.ms: 60000}}
functions:
  first_seen:
    type: keyValueTransformer
    code: |
      if seen.get(key):
        return None
      return (key, value)
    stores: [seen]
pipelines:
  main:
    from: orders
    # Once each.
    transformKeyValue: first_seen
    filter: is_not_null
    join: {globalTable: products, valueJoiner: combine}
    to: sold
  count:
    from: sold
    groupByKey:
    aggregate:
      initializer: {expression: 0, resultType: long}
      aggregator: {expression: aggregatedValue + 1, resultType: long}
    to: counts
runner:
  type: streams
  config: {application.id: shop, num.stream.threads: 2}
`);
    expect(isWhole).toBe(true);
    if (definition === null) throw new Error("no definition");
    expect(printCanonical(definition)).toMatchInlineSnapshot(`
      "name: shop

      streams:
        orders:
          topic: orders
          keyType: string
          valueType: json
          offsetResetPolicy: by_duration:2d

        sold:
          topic: sold
          keyType: string
          valueType: json
          implicit: true

        counts:
          topic: counts
          keyType: string
          valueType: long
          implicit: true

      globalTables:
        # What is sold.
        products:
          topic: product_data
          keyType: string
          valueType: json
          registry: http://r

      stores:
        seen:
          type: keyValue
          keyType: string
          valueType: long
          caching: true
          cacheSize: 1024
          logging: true
          logConfig:
            segment.ms: 60000

      functions:
        first_seen:
          type: keyValueTransformer
          code: |
            if seen.get(key):
              return None
            return (key, value)
          resultType: (string, any)
          stores:
            - seen

        is_not_null:
          type: predicate
          expression: value is not None

      pipelines:
        main:
          from: orders
          via:
            # Once each.
            - type: transformKeyValue
              mapper: first_seen
              onNone: drop
            - type: filter
              if: is_not_null
            - type: join
              globalTable: products
              mapper:
                expression: key
                resultType: string
              valueJoiner: combine
          to: sold

        count:
          from: sold
          via:
            - type: groupByKey
            - type: aggregate
              initializer:
                expression: 0
                resultType: long
              aggregator:
                expression: aggregatedValue + 1
                resultType: long
              store:
                name: count_2_aggregate
                type: keyValue
                persistent: true
                caching: true
                logging: true
            - type: toStream
          to: counts

      service:
        configuration:
          application.id: shop
          num.stream.threads: 2
      "
    `);
  });

  it("keeps the places of a via and a branch that are mappings", () => {
    const { definition, codes } = read(`streams:
  a: {topic: a, keyType: string, valueType: json}
pipelines:
  p:
    from: a
    via: {look: {type: peek, forEach: {code: log.info("x")}}, 2: {type: filter, if: {expression: True}}}
    branch:
      some: {if: {expression: value}, to: a}
      rest: {to: a}
`);
    expect(codes).toEqual([]);
    if (definition === null) throw new Error("no definition");
    const text = printCanonical(definition);
    expect(text).toContain("      look:\n        type: peek\n");
    expect(text).toContain("      some:\n        if:\n");
    const again = read(text).definition;
    expect(again && topology(again)).toBe(topology(definition));
  });
});

describe("written YAML", () => {
  const value = (node: YamlNode): unknown => {
    if (node.kind === "mapping")
      return Object.fromEntries(node.pairs.map((pair) => [pair.key, value(pair.value)]));
    return node.kind === "sequence" ? node.items.map(value) : node.value;
  };
  const written = (given: WrittenValue): { text: string; back: unknown } => {
    const text = writeYaml([{ key: "k", value: given, comment: null }]);
    const { value: document, diagnostics } = readYaml(new SourceFile("k.yaml", text));
    expect(diagnostics).toEqual([]);
    if (document === null) throw new Error(text);
    return { text, back: Reflect.get(value(document.root) as object, "k") };
  };

  const texts = [
    ..."plain|two words|1.10|12|true|null||~|yes|- a|a: b|a #b|#a|'a'|\"a\"|[a]|{a}|*a|&a|!a|%a|@a|`a|a:|http://a:1|(string, json)|[json]|?|<<|---".split(
      "|",
    ),
    " a",
    "a ",
    "a\nb",
    "a\tb",
    "\u0007",
    "ü\u0085\u2028\ufeff",
    "😀",
    "\\",
  ];
  it.each(texts)("the text %j", (text) => {
    expect(written({ kind: "text", text }).back).toBe(text);
  });

  const code = [
    "return 1\n",
    "a = 1\nb = 2\n",
    "  indented = 1\n",
    "\n\nafter = 1\n",
    "   \nafter = 1\n",
    "a = '''\n   \n'''\n",
    "a = 1 \n\n  # deep\nb\n",
    "\ta\n",
    "a\u0007\nb\n",
  ];
  it.each(code)("the code %j", (text) => {
    expect(written({ kind: "python", text, block: true }).back).toBe(text);
  });

  it.each(["value", "a: b", "{'a': 1}", '{"a": 1}', "'a' + \"b\"", "a\nb", "# c\na", "[1]"])(
    "the expression %j",
    (text) => {
      expect(written({ kind: "python", text, block: false }).back).toBe(text);
    },
  );

  it.each([
    ["12", 12],
    ["1.1", "1.1"],
    ["1.10", "1.10"],
    ["true", true],
    ["null", "null"],
    ["", ""],
    ["a", "a"],
  ])("the setting %j", (text, back) => {
    expect(written({ kind: "coerced", text }).back).toBe(back);
  });

  it("keeps comments with what they belong to", () => {
    const text = writeYaml([
      { key: "a", value: { kind: "text", text: "b" }, comment: "one\n\n  two" },
      {
        key: "l",
        comment: null,
        value: {
          kind: "list",
          items: [
            {
              comment: "item",
              value: {
                kind: "mapping",
                entries: [{ key: "x", comment: "item", value: { kind: "list", items: [] } }],
              },
            },
            { comment: null, value: { kind: "mapping", entries: [] } },
          ],
        },
      },
    ]);
    expect(text).toBe("# one\n#\n#   two\na: b\n\nl:\n  # item\n  - x: []\n  - {}\n");
  });
});
