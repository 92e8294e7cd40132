/** Text in, the syntax tree out, and the diagnostics of the stage. */
import { describe, expect, it } from "vitest";
import { readYaml } from "../../compiler/1-source/read-yaml.ts";
import { SourceFile } from "../../compiler/1-source/source-file.ts";
import { parseDuration, parseOffsetReset } from "../../compiler/2-syntax/duration.ts";
import { parseDefinition } from "../../compiler/2-syntax/parse-definition.ts";
import { isRunnerFile, parseRunner } from "../../compiler/2-syntax/parse-runner.ts";
import { printTree } from "../../compiler/2-syntax/print-tree.ts";
import { javaDouble } from "../../runtime/notations/json-codec/java-double.ts";

function documentOf(text: string) {
  const { value, diagnostics } = readYaml(new SourceFile("definition.yaml", text));
  expect(diagnostics).toEqual([]);
  if (value === null) throw new Error("no document");
  return value;
}

function parse(text: string): { tree: string; found: string[] } {
  const { value, diagnostics } = parseDefinition("demo", documentOf(text));
  return {
    tree: value === null ? "" : printTree(value),
    found: diagnostics.map(({ code, span }) => {
      const { line, column } = span.file.position(span.start);
      return `${code} ${line}:${column}`;
    }),
  };
}

describe("definitions", () => {
  it("reads the whole slice", () => {
    const text = `name: parcels
version: 1.10
streams:
  # Every parcel that was weighed.
  parcels:
    topic: parcels
    keyType: string
    valueType: json
    offsetResetPolicy: by_duration:2d
    timestampExtractor:
      expression: record["timestamp"]
functions:
  is_heavy:
    type: predicate
    parameters:
      - name: limit
        type: int
        defaultValue: 20
    globalCode: import math
    code: |
      weight = value["weight"]
    expression: weight > 20
  pair:
    expression: []
    resultType: [(string, json)]
pipelines:
  sort:
    from: parcels
    via:
      - name: heavy
        type: filter
        if: is_heavy
      # says it
      - type: peek
        forEach: {code: 'log.info("x")'}
    branch:
      - if: is_heavy
        to: {topic: heavy, keyType: string}
      - via:
          - type: mapValues
            mapper: {expression: value, resultType: json}
        as: rest
  show:
    name: shown
    from: {topic: heavy, keyType: string, valueType: json}
    print:
producers:
  more:
    generator: pair
    to: parcels
    interval: 3s
    count: 10
    until: {expression: False}
`;
    const { tree, found } = parse(text);
    expect(found).toEqual([]);
    expect(tree).toBe(`definition
  name: "parcels"
  version: "1.1"
streams.parcels
  topic: "parcels"
  keyType: "string"
  valueType: "json"
  offsetReset: 172800000 ms ago
  timestampExtractor: inline
  comment: "Every parcel that was weighed."
streams.parcels.timestampExtractor
  expression: "record[\\"timestamp\\"]"
functions.is_heavy
  type: "predicate"
  parameters: limit: int = 20
  globalCode: "import math"
  code: "weight = value[\\"weight\\"]\\n"
  expression: "weight > 20"
functions.pair
  expression: "[]"
  resultType: "[(string,json)]"
pipelines.sort
  from: "parcels"
pipelines.sort.via.step1 (step)
  type: "filter"
  name: "heavy"
  fields: if
pipelines.sort.via.step2 (step)
  type: "peek"
  fields: forEach
  comment: "says it"
pipelines.sort.branch (sink)
  type: "branch"
pipelines.sort.branch.branch1
  if: "is_heavy"
pipelines.sort.branch.branch1.to (sink)
  type: "to"
  fields: to
pipelines.sort.branch.branch2
pipelines.sort.branch.branch2.via.step1 (step)
  type: "mapValues"
  fields: mapper
pipelines.sort.branch.branch2.as (sink)
  type: "as"
  fields: as
pipelines.show
  name: "shown"
  from: inline
pipelines.show.from
  topic: "heavy"
  keyType: "string"
  valueType: "json"
pipelines.show.print (sink)
  type: "print"
producers.more
  generator: "pair"
  to: "parcels"
  interval: 3000
  count: 10
  until: inline
producers.more.until
  expression: "False"
`);
  });

  it("takes lists for maps and maps for lists (language.md 0.3)", () => {
    const { tree, found } = parse(`streams:
  - {topic: a}
functions:
pipelines:
  copy:
    from: "1"
    via:
      first: {type: peek, forEach: f}
    to: "1"
`);
    expect(found).toEqual([]);
    expect(tree).toBe(`definition
streams.1
  topic: "a"
pipelines.copy
  from: "1"
pipelines.copy.via.stepfirst (step)
  type: "peek"
  fields: forEach
pipelines.copy.to (sink)
  type: "to"
  fields: to
`);
  });

  it("takes the source of a mapping as Python (V26)", () => {
    const { tree, found } = parse(`functions:
  a: {expression: {"x": [1, true], "y": null}}
  b: {expression: [1, 2]}
  c: {expression: [a, b]}
  d: {code: 123456789012345678901}
  e: {expression: 1e10, code: true}
`);
    expect(found).toEqual(["reference/deviation 2:19"]);
    expect(tree.match(/(?:expression|code): .*/g)).toEqual([
      'expression: "{\\"x\\": [1, True], \\"y\\": None}"',
      'expression: "[1, 2]"',
      'expression: "[a,b]"',
      'code: "123456789012345678901"',
      'code: "True"',
      'expression: "1.0E10"',
    ]);
  });
});

describe("what is refused", () => {
  it.each([
    ["pipelines:\n  p: {from: a, to: b, as: c}\n", ["pipeline/several-sinks 2:23"]],
    ["pipelines:\n  p: {from: a, to: b, branch: []}\n", []],
    ["pipelines:\n  p: {frm: a, to: b}\n", ["syntax/unknown-key 2:7"]],
    ["pipelines:\n  p: {from: [a, b], to: c}\n", ["dialect/not-built-yet 2:13"]],
    ["pipelines:\n  p: {from: a, via: [{if: f}], to: c}\n", ["syntax/missing-key 2:22"]],
    ["pipelines:\n  p: {from: a, via: [{selector: f}], to: c}\n", ["dialect/not-built-yet 2:23"]],
    [
      "pipelines:\n  p: {from: a, via: [{type: windowedBy}], to: c}\n",
      ["dialect/not-built-yet 2:29"],
    ],
    ["pipelines:\n  p: {from: a, via: [peek], to: c}\n", ["syntax/wrong-kind 2:22"]],
    ["pipelines:\n  p: {from: a, branch: [{from: b, as: c}]}\n", ["syntax/unknown-key 2:26"]],
    [
      "pipelines:\n  - {name: p, inputs: [], outputs: []}\n",
      ["dialect/not-built-yet 2:15", "dialect/not-built-yet 2:27"],
    ],
    ["functions:\n  f: {code: x, stores: [s]}\n", []],
    ["functions:\n  f: {code: x, stores: s}\n", ["syntax/wrong-kind 2:24"]],
    ["functions:\n  f: {code: x, stores: [{name: s}]}\n", ["syntax/wrong-kind 2:25"]],
    ["functions:\n  f: {type: mapper}\n", ["dialect/not-built-yet 2:13"]],
    ["functions:\n  f: {type: [predicate]}\n", ["syntax/wrong-kind 2:13"]],
    ["functions:\n  f: value > 3\n", ["syntax/wrong-kind 2:6"]],
    ["functions: 3\n", ["syntax/wrong-kind 1:12"]],
    ["tables:\n  t: {topic: t, stream: s}\n", ["dialect/not-built-yet 2:17"]],
    ["globalTables:\n  - {topic: t, implicit: true}\n", ["syntax/unknown-key 2:16"]],
    ["tables:\n  t: {topic: t, materializedAs: table}\n", ["dialect/not-possible 2:17"]],
    ["streams:\n  s: {topic: a, materializedAs: view}\n", ["dialect/not-possible 2:33"]],
    ["streams:\n  s: {topic: a, serdes: {keys: x}}\n", ["syntax/unknown-key 2:26"]],
    ["streams:\n  s: {topic: a, schemaPath: x}\n", ["dialect/not-built-yet 2:17"]],
    [
      "streams:\n  s: {topic: a, schemaRegistry: 'http://x', registry: 'http://y'}\n",
      ["syntax/two-spellings 2:45"],
    ],
    ["stores:\n  s: {type: keyValue, name: t}\n", ["store/name 2:29"]],
    ["stores:\n  s: {type: keyValue, windowSize: 1h}\n", ["syntax/unknown-key 2:23"]],
    ["stores:\n  s: {type: keyValue, timeToLive: 1h}\n", ["dialect/not-built-yet 2:23"]],
    ["stores:\n  s: {type: window, windowSize: -1}\n", ["store/negative 2:33"]],
    ["stores:\n  s: {type: keyValue, cacheSize: 1MB}\n", ["syntax/not-an-integer 2:34"]],
    ["stores:\n  s: {type: keyValue, caching: yes}\n", ["syntax/wrong-kind 2:32"]],
    ["stores:\n  s: {type: keyValue, logConfig: x}\n", ["syntax/wrong-kind 2:34"]],
    ["stores:\n  s: {type: custom, config: x}\n", ["syntax/wrong-kind 2:29"]],
    ["runner: {type: connect}\n", ["config/unsupported 1:16", "dialect/respelled 1:1"]],
    [
      "runner: {config: {metrics: {a: 1}}}\n",
      ["dialect/respelled 1:1", "config/not-built-yet 1:19"],
    ],
    ["service: {configuration: {linger: 1}}\n", ["config/unknown-key 1:27"]],
    [
      "service: {configuration: {producer.linger.ms: soon, num.stream.threads: '${T}'}}\n",
      ["config/wrong-value 1:47"],
    ],
    ["runner: {configuration: {}}\n", ["syntax/unknown-key 1:10", "dialect/respelled 1:1"]],
    ["service: {implicitStreams: none}\n", ["config/wrong-value 1:28"]],
    [
      "service: {configuration: {client.id: 1}}\nrunner: {config: {client.id: 2}}\n",
      ["syntax/two-spellings 2:1", "dialect/respelled 2:1"],
    ],
    ["pipelines:\n  p: {from: a, filter: f, via: [], to: b}\n", ["syntax/two-spellings 2:27"]],
    ["pipelines:\n  p: {from: a, groupByKey: x, to: b}\n", ["syntax/wrong-kind 2:28"]],
    ["pipelines:\n  p: {from: a, windowByTime: {}, to: b}\n", ["dialect/not-built-yet 2:16"]],
    [
      "pipelines:\n  p: {from: a, via: [{type: map, mapper: f, onNone: keep}], to: b}\n",
      ["syntax/wrong-kind 2:53"],
    ],
    ["configuration:\n  application.id: x\n", ["config/not-built-yet 1:1"]],
    ["producers:\n  p: {generator: g, to: a, interval: 1.5}\n", ["syntax/duration 2:38"]],
    ["producers:\n  p: {generator: g, to: a, count: '3'}\n", ["syntax/not-an-integer 2:35"]],
    ["- a\n", ["syntax/not-a-definition 1:1"]],
    ["text\n", ["syntax/not-a-definition 1:1"]],
    ["__proto__: 1\n", ["syntax/unknown-key 1:1"]],
    ["name: a\nname: b\n", ["syntax/duplicate-key 2:1"]],
    ["streams:\n  s: {topic: a}\nstreams:\n  s: {topic: b}\n", ["syntax/duplicate-key 4:3"]],
    ["streams:\n  - {topic: a}\nstreams:\n  - {topic: b}\n", ["syntax/duplicate-key 3:1"]],
  ])("%j", (text, expected) => {
    expect(parse(text).found).toEqual(expected);
  });

  it("leaves out an entry with an error, and remembers its names", () => {
    const { tree } = parse(`functions:
  f: {cod: x}
pipelines:
  p: {from: a, too: b, as: c}
  q: {from: c, to: b}
`);
    expect(tree).toBe(`definition
pipelines.q
  from: "c"
pipelines.q.to (sink)
  type: "to"
  fields: to
dropped: function f
dropped: pipeline p
dropped: pipeline c
`);
  });
});

describe("values", () => {
  it.each([
    ["30s", 30_000],
    [" 5 M ", 300_000],
    ["1500", 1500],
    ["-1d", -86_400_000],
    ["1.5h", null],
    ["1h30m", null],
    ["PT1H", null],
    ["", null],
  ])("the duration %j", (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each([
    ["latest", { kind: "latest" }],
    ["Latest", null],
    ["BY_DURATION:30d", { kind: "duration", ms: 2_592_000_000 }],
    ["by_duration:PT1.5S", { kind: "duration", ms: 1500 }],
    ["by_duration:-1d", null],
    ["by_duration", null],
  ])("the offset reset policy %s", (text, policy) => {
    expect(parseOffsetReset(text)).toEqual(policy);
  });

  it.each([
    [1.1, "1.1"],
    [100, "100.0"],
    [1e7, "1.0E7"],
    [9999999.5, "9999999.5"],
    [0.001, "0.001"],
    [0.00012, "1.2E-4"],
    [-0, "-0.0"],
    [123456789.125, "1.23456789125E8"],
  ])("Java's text of %d", (value, text) => {
    expect(javaDouble(value)).toBe(text);
  });
});

describe("runner files", () => {
  const runner = (text: string) => {
    const document = documentOf(text);
    expect(isRunnerFile(document)).toBe(true);
    return parseRunner(document);
  };

  it("reads definitions and settings", () => {
    const { value, diagnostics } = runner(`ksml:
  configDirectory: definitions
  enableProducers: false
  errorHandling:
    produce: {handler: retryOnFail, log: false}
    process: {handler: continueOnFail}
  definitions:
    parcels: parcels.yaml
    skipped:
    inline:
      streams:
kafka:
  application.id: parcels
  bootstrap.servers: \${BROKERS}
  num.stream.threads: 2
  enable.idempotence: true
`);
    expect(diagnostics.map(({ code }) => code)).toEqual([
      "reference/deviation",
      "reference/deviation",
    ]);
    expect(
      value?.definitions.map(({ namespace, source }) => [namespace.value, source.kind]),
    ).toEqual([
      ["parcels", "path"],
      ["inline", "inline"],
    ]);
    expect(value?.enableProducers).toBe(false);
    expect(value?.enablePipelines).toBe(true);
    expect(value?.errorHandling.produce).toEqual({
      handler: "retryOnFail",
      log: false,
      logPayload: false,
      loggerName: "ProduceError",
    });
    expect([...(value?.kafka ?? [])].map(([key, { value: text }]) => [key, text])).toEqual([
      ["application.id", "parcels"],
      ["bootstrap.servers", `\${BROKERS}`],
      ["num.stream.threads", "2"],
      ["enable.idempotence", "true"],
    ]);
  });

  const wrapped = (ksml: string): string =>
    `ksml:\n  definitions: {a: a.yaml}\n  ${ksml}\nkafka:\n  application.id: a\n`;

  it.each([
    ["schemaRegistry: x", ["config/unknown-key"]],
    ["errorHandling: {consume: {handler: retryOnFail}}", ["config/retry-on-fail"]],
    ["errorHandling: {process: {handler: retryOnFail}}", ["config/retry-on-fail"]],
    ["errorHandling: {consume: {handler: skip}}", ["config/wrong-value"]],
    ["errorHandling: {consume: {retries: 3}}", ["config/unknown-key"]],
    ["notations: {avro: {type: apicurio_avro}}", ["config/not-built-yet"]],
    ["applicationServer: {enabled: true}", ["config/not-built-yet"]],
    ["applicationServer: {enabled: false, port: 80}", []],
    ["pythonContext: {allowHostFileAccess: true}", ["config/no-effect"]],
    ["storageDirectory: {}", ["config/wrong-value"]],
    ["prometheus: {enabled: true, host: '::', port: 0}", []],
    ["prometheus: {port: '${PORT}'}", []],
    ["prometheus: {port: 70000}", ["config/wrong-value"]],
    ["prometheus: {enabled: true, configFile: x.yaml}", ["config/no-effect"]],
    ["prometheus: {path: /metrics}", ["config/unknown-key"]],
  ])("%s", (ksml, expected) => {
    expect(runner(wrapped(ksml)).diagnostics.map(({ code }) => code)).toEqual(expected);
  });

  it.each([
    ["ksml:\n  definitions: {a: a.yaml}\n", ["config/section-missing"]],
    ["ksml:\nkafka: {application.id: a}\n", ["config/no-definitions"]],
    ["ksml: {definitions: [a.yaml]}\nkafka: {application.id: a}\n", ["config/wrong-value"]],
    ["ksml: {definitions: {a: a.yaml}}\nkafka: {application.id: ' '}\n", ["config/wrong-value"]],
    ["ksml: {definitions: {a: a.yaml}}\nkafka: {application.id: {}}\n", ["config/wrong-value"]],
    [
      "ksml: {definitions: {a: a.yaml}}\nkafka: {retries: 1}\nkafka: {client.rack: 2}\n",
      ["syntax/duplicate-key"],
    ],
    [
      "ksml: {definitions: {a: a.yaml}}\nkafka: {axual.topic.pattern: '{t}'}\n",
      ["config/not-built-yet"],
    ],
  ])("%j", (text, expected) => {
    expect(runner(text).diagnostics.map(({ code }) => code)).toEqual(expected);
  });
});
