/**
 * Functions say what entries they use where that has an effect, and nowhere else: what the compiler takes from the
 * runtime's rule is that rule. One pipeline a row; and over all cases of operations.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { SourceFile } from "../../compiler/1-source/source-file.ts";
import type { TypedDefinition } from "../../compiler/6-typed/ir.ts";
import { usefulEntries } from "../../compiler/6-typed/useful-entries.ts";
import { emitDefinition } from "../../compiler/7-emit/emit-definition.ts";
import { analyse, type DefinitionInput } from "../../compiler/analyse.ts";
import { operations } from "../../compiler/language/operations/index.ts";
import { needOfSource } from "../../runtime/dsl/value-need.ts";
import { nodesOf, oneTopology, type SubTopology } from "../../runtime/engine/sub-topologies.ts";
import { Topology } from "../../runtime/index.ts";
import { loadEmitted } from "../support/load-emitted.ts";

const root = resolve(import.meta.dirname, "../../fixtures/operations");

const HEAD = `
streams:
  a: { topic: a, keyType: string, valueType: json }
  b: { topic: b, keyType: string, valueType: json }
  late: { topic: a, keyType: string, valueType: json, timestampExtractor: at }
  out: { topic: out, keyType: string, valueType: json }
  spread: { topic: spread, keyType: string, valueType: json, partitioner: part }
  untyped: { topic: untyped, keyType: string }
  texts: { topic: texts, keyType: string, valueType: string }
tables:
  t: { topic: t, keyType: string, valueType: json }
globalTables:
  g: { topic: g, keyType: string, valueType: json }
functions:
  at: { type: timestampExtractor, expression: "1" }
  part: { type: streamPartitioner, expression: "0" }
  hot: { type: predicate, expression: 'value["t"] > 1' }
  cold: { type: predicate, expression: 'value["t"] < 1' }
  sized: { type: predicate, expression: len(value) > 1 }
  room: { type: keyTransformer, expression: 'value["room"]', resultType: string }
  add: { type: valueTransformer, code: 'value["f"] = 1', expression: value, resultType: json }
  given: { type: valueTransformer, code: 'value["f"] = 2', expression: value }
  small: { type: valueTransformer, expression: '{"t": value["t"]}', resultType: json }
  pair: { type: keyValueTransformer, expression: '(key, {"u": value["u"]})', resultType: "(string, json)" }
  say: { type: forEach, code: 'log.info("{}", value["s"])' }
  show: { type: forEach, code: 'log.info("{}", value)' }
  both: { type: valueJoiner, expression: '{"a": value1["a"]}', resultType: json }
  nothing: { type: initializer, expression: '{}', resultType: json }
  sum: { type: aggregator, expression: '{"n": value["n"]}', resultType: json }
  moved: { type: topicNameExtractor, expression: 'value["to"]' }
pipelines:
`;

/** Pipelines, and the functions that say what they use. */
type Row = readonly [name: string, pipelines: string, marked: readonly string[]];

const ROWS: readonly Row[] = [
  [
    "a filter, then a sink of JSON",
    "p: { from: a, via: [{ type: filter, if: hot }], to: out }",
    ["hot"],
  ],
  [
    "looks, new keys, a merge, then a sink without types",
    "p: { from: a, via: [{ type: filterNot, if: hot }, { type: peek, forEach: say }, { type: merge, stream: b }, { type: transformKey, mapper: room }], to: untyped }",
    ["hot", "room", "say"],
  ],
  ["a sink by a partitioner", "p: { from: a, via: [{ type: filter, if: hot }], to: spread }", []],
  [
    "a function that sees all",
    "p: { from: a, via: [{ type: filter, if: hot }, { type: filter, if: sized }], to: out }",
    [],
  ],
  [
    "an operation that says nothing",
    "p: { from: a, via: [{ type: filter, if: hot }, { type: convertValue, into: string }], to: texts }",
    [],
  ],
  [
    "a join",
    "p: { from: a, via: [{ type: filter, if: hot }, { type: join, globalTable: g, mapper: room, valueJoiner: both }], to: out }",
    [],
  ],
  [
    "a sink by topic name",
    "p: { from: a, via: [{ type: filter, if: hot }], toTopicNameExtractor: { topicNameExtractor: moved } }",
    [],
  ],
  ["a print", "p: { from: a, via: [{ type: filter, if: hot }], print: {} }", []],
  [
    "a sink of another type below a change",
    "p: { from: a, via: [{ type: transformValue, mapper: small }, { type: convertValue, into: string }], to: texts }",
    ["small"],
  ],
  [
    "a change that goes out",
    "p: { from: a, via: [{ type: filter, if: hot }, { type: transformValue, mapper: add }], to: out }",
    ["add", "hot"],
  ],
  [
    "a change that somebody looks at",
    "p: { from: a, via: [{ type: filter, if: hot }, { type: transformValue, mapper: add }, { type: peek, forEach: say }], to: out }",
    [],
  ],
  [
    "a change that is known by a name",
    "p: { from: a, via: [{ type: transformValue, mapper: add }], as: next }\n  q: { from: next, to: out }",
    [],
  ],
  [
    "a change by a partitioner",
    "p: { from: a, via: [{ type: transformValue, mapper: add }], to: spread }",
    [],
  ],
  [
    "a change whose type nobody states",
    "p: { from: a, via: [{ type: transformValue, mapper: given }], to: out }",
    ["given"],
  ],
  ["any JSON of topics that nobody declared", "p: { from: x, filter: hot, to: y }", ["hot"]],
  ["any JSON that becomes an object", "p: { from: x, filter: hot, to: out }", []],
  [
    "something new, and a function that sees only that",
    "p: { from: a, via: [{ type: filter, if: hot }, { type: transformValue, mapper: small }, { type: filter, if: cold }, { type: peek, forEach: show }], to: out }",
    ["hot", "small"],
  ],
  [
    "a new pair",
    "p: { from: a, via: [{ type: transformKeyValue, mapper: pair }, { type: filter, if: hot }], to: out }",
    ["pair"],
  ],
  ["an end", "p: { from: a, via: [{ type: filter, if: hot }], forEach: say }", ["hot", "say"]],
  [
    "an aggregation",
    "p: { from: a, via: [{ type: groupByKey }, { type: aggregate, initializer: nothing, aggregator: sum, store: { name: s, type: keyValue, keyType: string, valueType: json } }, { type: toStream }, { type: filter, if: hot }], to: out }",
    ["sum"],
  ],
  [
    "branches",
    "p: { from: a, branch: [{ if: hot, to: out }, { if: cold, via: [{ type: transformValue, mapper: add }], to: out }] }",
    ["add", "cold", "hot"],
  ],
  [
    "branches, one of which needs all",
    "p: { from: a, branch: [{ if: hot, to: out }, { if: cold, via: [{ type: peek, forEach: show }], to: out }] }",
    [],
  ],
  [
    "another pipeline of the topic that sees all",
    "p: { from: a, via: [{ type: filter, if: hot }], to: out }\n  q: { from: a, forEach: show }",
    [],
  ],
  [
    "a name, and two pipelines behind it",
    "p: { from: a, via: [{ type: filter, if: hot }], as: next }\n  q: { from: next, forEach: say }\n  r: { from: next, to: out }",
    ["hot", "say"],
  ],
  [
    "a function in a second place where it helps",
    "p: { from: a, via: [{ type: filter, if: hot }, { type: filter, if: sized }], to: out }\n  q: { from: b, via: [{ type: filter, if: hot }], to: out }",
    ["hot"],
  ],
  [
    "a merge with a topic that somebody sees all of",
    "p: { from: a, via: [{ type: merge, stream: b }, { type: filter, if: hot }], to: out }\n  q: { from: b, forEach: show }",
    ["hot"],
  ],
  ["a timestamp extractor", "p: { from: late, via: [{ type: filter, if: hot }], to: out }", []],
  [
    "changes of a table",
    "p: { from: t, via: [{ type: toStream }, { type: filter, if: hot }], to: out }",
    [],
  ],
];

const input = (namespace: string, text: string): DefinitionInput => ({
  namespace,
  source: new SourceFile(`${namespace}.yaml`, text),
});

/** `allowUnresolved`: the author's TypeScript is not there. */
function typedOf(
  definitions: readonly DefinitionInput[],
  allowUnresolved = false,
): readonly TypedDefinition[] {
  const { diagnostics, sound } = analyse({ definitions, mode: "service", allowUnresolved });
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  expect(errors.map(({ message }) => message)).toEqual([]);
  return sound;
}

/** What runs when the definitions are emitted with the marks that they have. */
function running(definitions: readonly TypedDefinition[]): SubTopology {
  const parts = definitions.flatMap((typed) => Object.values(loadEmitted(emitDefinition(typed))));
  return oneTopology(parts.filter((part) => part instanceof Topology))[0] as SubTopology;
}

/** What the runtime makes of the values of each topic. */
const needsIn = (definitions: readonly TypedDefinition[]) =>
  new Map(
    running(definitions).sources.map(({ topic, first, ports }) => [
      topic,
      needOfSource(first, ports),
    ]),
  );

const markedIn = (definitions: readonly TypedDefinition[]): string[] =>
  definitions
    .flatMap(({ functions }) => functions)
    .flatMap((fn) => (fn.reads === null ? [] : [fn.python.function.name]))
    .sort();

/** Nothing is lost; and without any one of the marks that are left something would be. */
function expectExact(all: readonly TypedDefinition[]): readonly TypedDefinition[] {
  const useful = usefulEntries(all);
  const needs = needsIn(all);
  expect(needsIn(useful)).toEqual(needs);
  for (const name of markedIn(useful)) {
    const fewer = useful.map((typed) => ({
      ...typed,
      functions: typed.functions.map((fn) =>
        fn.python.function.name === name ? { ...fn, reads: null } : fn,
      ),
    }));
    expect(needsIn(fewer), name).not.toEqual(needs);
  }
  return useful;
}

it.each(ROWS)("%s", (_name, pipelines, marked) => {
  const useful = expectExact(typedOf([input("garden", `${HEAD}  ${pipelines}\n`)]));
  expect(markedIn(useful)).toEqual(marked);
});

describe("two definitions", () => {
  const reading = input(
    "reading",
    `${HEAD}  p: { from: a, via: [{ type: filter, if: hot }], to: out }\n`,
  );
  const rest = (forEach: string) =>
    input(
      "rest",
      `
streams: { a: { topic: a, keyType: string, valueType: json } }
functions: { look: { type: forEach, code: 'log.info("{}", ${forEach})' } }
pipelines: { q: { from: a, forEach: look } }
`,
    );

  it("that both name what they use of a topic", () => {
    expect(markedIn(expectExact(typedOf([reading, rest('value["s"]')])))).toEqual(["hot", "look"]);
  });

  it("of which one sees all of it", () => {
    expect(markedIn(expectExact(typedOf([reading, rest("value")])))).toEqual([]);
  });

  it("one of which uses a function of the other", () => {
    const lender = input(
      "lender",
      `functions: { hot: { type: predicate, expression: 'value["t"]' } }
pipelines: { p: { from: x, filter: hot, mapValues: { expression: len(value) }, to: y } }
`,
    );
    const own = "functions: { warm: { type: predicate, expression: 'value[\"t\"]' } }";
    const borrower = (borrowed: string) =>
      input("borrower", `${own}\npipelines: { q: { from: w, filter: warm, ${borrowed}to: z } }\n`);
    expect(markedIn(usefulEntries(typedOf([lender, borrower("")])))).toEqual(["warm"]);
    expect(markedIn(usefulEntries(typedOf([lender, borrower("filterNot: hot, ")])))).toEqual([]);
  });
});

describe("what the author's TypeScript does is not known", () => {
  const OWN = "serdes: { value: org.example.Fast }";
  it.each([
    ["a function", "", "filterNot: theirs, to: out", []],
    ["a serde of the source", OWN, "to: out", []],
    ["a serde of the sink", "", `to: { topic: o, keyType: string, valueType: json, ${OWN} }`, []],
    [
      "a change below which their serde writes",
      "",
      `mapValues: add, to: { topic: o, keyType: string, valueType: json, ${OWN} }`,
      [],
    ],
    ["nothing of it", "", "to: out", ["hot"]],
  ])("%s", (_name, ofSource, rest, marked) => {
    const text = `${HEAD.replace("valueType: json }", `valueType: json, ${ofSource} }`)}  p: { from: a, filter: hot, ${rest} }\n`;
    const typed = typedOf([input("garden", text)], true);
    expect(markedIn(usefulEntries(typed))).toEqual(marked);
  });
});

describe("operations", () => {
  const cases = readdirSync(root).flatMap((operation) =>
    readdirSync(join(root, operation)).map((name) => join(operation, name)),
  );
  const seen = new Map<string, boolean>();

  it.each(cases)("%s", (path) => {
    const text = readFileSync(join(root, path, "definition.yaml"), "utf8");
    const useful = expectExact(typedOf([input("garden", text)]));
    for (const { spec } of nodesOf(running(useful)))
      seen.set(spec.operation, spec.needs !== undefined);
  });

  it("say what they need in the compiler where they do in the runtime", () => {
    const said = new Map([...operations].map(([name, { needs }]) => [name, needs !== undefined]));
    expect(new Map([...seen].sort())).toEqual(new Map([...said].sort()));
  });
});
