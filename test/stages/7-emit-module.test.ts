/** Layout, names and literals of generated modules; Prettier must find nothing to change. Python comes from a stand-in. */
import { format } from "prettier";
import { describe, expect, test } from "vitest";
import { SourceFile } from "../../compiler/1-source/source-file.ts";
import type {
  CheckedArgument,
  CheckedBranch,
  CheckedDefinition,
  CheckedFunction,
  CheckedPipeline,
  CheckedStep,
  CheckedStore,
  CheckedTopic,
  StreamType,
} from "../../compiler/3-check/definition.ts";
import {
  arrayLiteral,
  arrow,
  call,
  type Document,
  group,
  hardLine,
  imported,
  indent,
  join,
  line,
  objectLiteral,
} from "../../compiler/7-emit/document.ts";
import { type EmitOptions, emitModule } from "../../compiler/7-emit/emit-module.ts";
import {
  docComment,
  lineComment,
  stringLiteral,
  templateText,
} from "../../compiler/7-emit/emit-text.ts";
import { moduleName } from "../../compiler/7-emit/module-name.ts";
import { createNames } from "../../compiler/7-emit/names.ts";
import { printDocument } from "../../compiler/7-emit/print-document.ts";
import type { PythonEmitter } from "../../compiler/7-emit/python-emitter.ts";
import { inDefault, primitive } from "../../compiler/language/data-types/data-type.ts";

const file = new SourceFile("some/where/shop.yaml", "streams: {}\n");
const span = file.span(0, 7);
const string = inDefault(primitive("string"));
const long = inDefault(primitive("long"));
const type: StreamType = { kind: "stream", key: string, value: long, rekeyed: false };

function topic(name: string, more: Partial<CheckedTopic> = {}): CheckedTopic {
  return {
    kind: "stream",
    name,
    inline: false,
    path: `streams.${name}`,
    topic: name,
    key: string,
    value: long,
    offsetReset: null,
    timestampExtractor: null,
    partitioner: null,
    registry: null,
    registryConfig: [],
    serdes: { key: null, value: null },
    store: null,
    implicit: false,
    comment: null,
    span,
    ...more,
  };
}

function fn(name: string, more: Partial<CheckedFunction> = {}): CheckedFunction {
  return {
    name,
    path: `functions.${name}`,
    inline: false,
    type: "predicate",
    parameters: [],
    result: null,
    globalCode: null,
    code: null,
    expression: null,
    expressionIsDefault: false,
    isResultInferred: false,
    stores: [],
    source: "definition",
    form: "2.0",
    loggerKind: "function",
    atOnce: null,
    usedBy: ["pipelines"],
    comment: null,
    span,
    ...more,
  };
}

function store(name: string, more: Partial<CheckedStore> = {}): CheckedStore {
  return {
    name,
    path: `stores.${name}`,
    kind: "keyValue",
    origin: "declared",
    key: string,
    value: long,
    persistent: false,
    timestamped: false,
    versioned: false,
    caching: false,
    logging: false,
    retainDuplicates: false,
    retentionMs: null,
    windowSizeMs: null,
    historyRetentionMs: null,
    segmentIntervalMs: null,
    cacheSizeBytes: null,
    logConfig: [],
    implementation: null,
    config: null,
    comment: null,
    span,
    ...more,
  };
}

const setting = (key: string, value: string) => ({ key, value, span });

function step(
  operation: string,
  args: Record<string, CheckedArgument> = {},
  more: Partial<CheckedStep> = {},
): CheckedStep {
  return {
    operation,
    explicitName: null,
    fullName: operation,
    path: "pipelines.main.via.step1",
    input: type,
    output: type,
    onNone: null,
    inserted: false,
    arguments: args,
    comment: null,
    span,
    ...more,
  };
}

const predicate = (of: CheckedFunction): Record<string, CheckedArgument> => ({
  if: { kind: "function", function: of, path: of.path },
});
const to = (target: CheckedTopic): CheckedStep =>
  step("to", { to: { kind: "topic", topic: target } });

function pipeline(name: string, more: Partial<CheckedPipeline> = {}): CheckedPipeline {
  return {
    name,
    path: `pipelines.${name}`,
    source: { kind: "topic", topic: topic("orders"), type },
    steps: [],
    sink: to(topic("paid")),
    comment: null,
    span,
    ...more,
  };
}

function definition(more: Partial<CheckedDefinition>): CheckedDefinition {
  return {
    namespace: "shop",
    file,
    name: null,
    version: null,
    description: null,
    topics: [],
    stores: [],
    functions: [],
    pipelines: [],
    producers: [],
    externals: [],
    configuration: [],
    ...more,
  };
}

/** Writes each function as its name; the text of an inline one's expression as its body. */
function standIn(
  identifiers: Iterable<string>,
  bodies: Record<string, Document> = {},
): PythonEmitter {
  return {
    identifiers,
    globals: [],
    helpers: [],
    setFields: () => [],
    declaration: (of, names) => [
      docComment(of.comment, of.path) ?? "",
      hardLine,
      `function ${names.global(of.name)}() {}`,
    ],
    inline: (of) => {
      const body = bodies[of.name];
      return body === undefined ? null : arrow("(key, value, { log })", body, "call");
    },
    reference: (of, _supplied, names) => names.global(of.name),
    moduleCode: () => null,
  };
}

const prettier = (text: string): Promise<string> =>
  format(text, { parser: "typescript", printWidth: 100 });

async function emit(
  what: Partial<CheckedDefinition>,
  python: PythonEmitter,
  options?: EmitOptions,
): Promise<string> {
  const { text } = emitModule(definition(what), python, options);
  expect(text).toBe(await prettier(text));
  return text;
}

describe("modules", () => {
  test("streams, functions and pipelines in the order of the file", async () => {
    const paid = fn("is_paid", { comment: "Only what was paid.\nNot what was promised." });
    const large = fn("pipelines_main_via_step2_if", {
      inline: true,
      path: "pipelines.main.via.step2.if",
    });
    const text = await emit(
      {
        topics: [
          topic("orders", { comment: "All of them" }),
          topic("paid", { key: null, value: null }),
        ],
        functions: [paid, large],
        pipelines: [
          pipeline("main", {
            comment: "From order to payment",
            steps: [
              step("filter", predicate(paid), { explicitName: "only_paid", comment: "no debts" }),
              step("filter", predicate(large)),
            ],
          }),
        ],
      },
      standIn(["is_paid"], {
        [large.name]: call("log.info", [
          '"{} has been seen with a text that is rather long"',
          "key",
          "value",
          "more_of_it",
        ]),
      }),
    );
    expect(
      text,
    ).toBe(`// Generated by ksmlc from shop.yaml. Do not edit: change the definition, then run \`ksmlc build\`.

import { defineTopology, long, stream, string } from "ksmlc/runtime";
import { filter, to } from "ksmlc/runtime/operations";

// Streams

/** All of them */
const orders = stream({
  topic: "orders",
  key: string,
  value: long,
});

const paid = stream({
  topic: "paid",
});

// Functions

/**
 * Only what was paid.
 * Not what was promised.
 *
 * @ksml functions.is_paid
 */
function is_paid() {}

// Pipelines

export const shop = defineTopology("shop", (topology) => {
  /**
   * From order to payment
   *
   * @ksml pipelines.main
   */
  topology
    .pipeline("main")
    .from(orders)
    // no debts
    .via(filter("only_paid", is_paid))
    .via(
      filter((key, value, { log }) =>
        log.info("{} has been seen with a text that is rather long", key, value, more_of_it),
      ),
    )
    .end(to(paid));
});
`);
  });

  test("branches, inline topics and what an earlier pipeline registered", async () => {
    const hot = fn("is_hot");
    const branch = (
      name: string,
      of: CheckedFunction | null,
      steps: CheckedStep[],
    ): CheckedBranch => ({
      name,
      path: `pipelines.split.branch.${name}`,
      predicate: of,
      steps,
      sink: to(
        topic("pipelines_split_to", { inline: true, topic: "out-of-it", key: null, value: null }),
      ),
      comment: null,
    });
    const branches: CheckedArgument = {
      kind: "branches",
      branches: [
        branch("branch1", hot, [step("filter", predicate(hot)), step("filter", predicate(hot))]),
        branch("branch2", hot, []),
        branch("branch3", null, []),
      ],
    };
    const text = await emit(
      {
        functions: [hot],
        topics: [topic("orders")],
        pipelines: [
          pipeline("first", { sink: step("as", { as: { kind: "text", value: "kept" } }) }),
          pipeline("split", {
            source: { kind: "registered", name: "kept", type },
            sink: step("branch", { branches }),
          }),
        ],
      },
      standIn(["is_hot"]),
    );
    expect(text.slice(text.indexOf("// Pipelines"))).toMatchInlineSnapshot(`
      "// Pipelines

      export const shop = defineTopology("shop", (topology) => {
        /** @ksml pipelines.first */
        topology.pipeline("first").from(orders).end(as("kept"));

        /** @ksml pipelines.split */
        topology
          .pipeline("split")
          .from(topology.registered("kept", string, long))
          .end(
            branch(
              when(is_hot, (matching) =>
                matching
                  .via(filter(is_hot))
                  .via(filter(is_hot))
                  .end(to(stream({ topic: "out-of-it" }))),
              ),
              when(is_hot, (matching) => matching.end(to(stream({ topic: "out-of-it" })))),
              otherwise((rest) => rest.end(to(stream({ topic: "out-of-it" })))),
            ),
          );
      });
      "
    `);
  });

  test("producers", async () => {
    const make = fn("make_reading", { type: "generator", result: string, usedBy: ["producers"] });
    const text = await emit(
      {
        functions: [make],
        topics: [topic("orders")],
        producers: [
          {
            name: "readings",
            path: "producers.readings",
            generator: make,
            target: topic("orders"),
            key: string,
            value: long,
            intervalMs: 3000,
            count: 10,
            batchSize: null,
            condition: null,
            until: null,
            comment: null,
            span,
          },
        ],
      },
      standIn(["make_reading"]),
    );
    expect(text.slice(text.indexOf("// Producers"))).toBe(`// Producers

export const shopProducers = defineProducers("shop", (producers) => {
  /** @ksml producers.readings */
  producers.produce("readings", {
    generator: make_reading,
    result: string,
    to: orders,
    intervalMs: 3000,
    count: 10,
  });
});
`);
  });

  test("stores, only what is set", async () => {
    const text = await emit(
      {
        stores: [
          store("recent", {
            comment: "The last of each customer",
            persistent: true,
            caching: true,
            logging: true,
            cacheSizeBytes: 1048576,
            logConfig: [setting("segment.bytes", "104857600"), setting("__proto__", "x")],
          }),
          store("by_hour", { kind: "window", windowSizeMs: 3600000, retentionMs: 90000000 }),
          store("large", {
            kind: "custom",
            key: inDefault(primitive("any")),
            value: inDefault(primitive("any")),
            implementation: "org.example.MMapStateStore",
            config: { "file.path": "/data/x", max: 10737418240, more: [1, { a: null }] },
          }),
          store("data_store", { kind: "custom", implementation: "data_store" }),
        ],
      },
      { ...standIn([]), setFields: ({ name }) => (name === "recent" ? ["product_ids"] : []) },
    );
    expect(text.slice(text.indexOf("import"))).toMatchInlineSnapshot(`
      "import { customStore, keyValueStore, long, string, windowStore } from "ksmlc/runtime";
      import { extensions } from "./extensions.js";

      // Stores

      /** The last of each customer */
      const recent = keyValueStore({
        name: "recent",
        key: string,
        value: long,
        cacheSizeBytes: 1048576,
        persistent: true,
        caching: true,
        logging: true,
        logConfig: {
          "segment.bytes": "104857600",
          ["__proto__"]: "x",
        },
        sets: ["product_ids"],
      });

      const by_hour = windowStore({
        name: "by_hour",
        key: string,
        value: long,
        windowSizeMs: 3600000,
        retentionMs: 90000000,
      });

      const large = customStore({
        name: "large",
        implementation: extensions.stores["org.example.MMapStateStore"],
        config: {
          "file.path": "/data/x",
          max: 10737418240,
          more: [
            1,
            {
              a: null,
            },
          ],
        },
      });

      const data_store = customStore({
        name: "data_store",
        implementation: extensions.stores.data_store,
        key: string,
        value: long,
      });
      "
    `);
  });

  test("a table says what its store is; an external that a stream needs stands before it", async () => {
    const held = store("held", { origin: "table", persistent: true, cacheSizeBytes: 1024 });
    const time = fn("event_time", { source: "external", type: "timestampExtractor" });
    const text = await emit(
      {
        topics: [
          topic("prices", { kind: "table", store: held, registry: "http://registry:8081" }),
          topic("catalog", {
            kind: "globalTable",
            registryConfig: [setting("value.compatibility", "FORWARD")],
          }),
          topic("raw", {
            timestampExtractor: time,
            serdes: { key: null, value: "org.example.Fast" },
          }),
          topic("between", { implicit: true }),
        ],
        stores: [held],
        functions: [time],
      },
      standIn([]),
    );
    expect(text.slice(text.indexOf("import"))).toMatchInlineSnapshot(`
      "import { globalTable, helper, long, stream, string, table } from "ksmlc/runtime";
      import { extensions } from "./extensions.js";

      // Externals

      const event_time = helper("event_time", extensions.functions.event_time);

      // Streams

      const prices = table({
        topic: "prices",
        key: string,
        value: long,
        registry: "http://registry:8081",
        store: { persistent: true, cacheSizeBytes: 1024 },
      });

      const catalog = globalTable({
        topic: "catalog",
        key: string,
        value: long,
        registryConfig: {
          "value.compatibility": "FORWARD",
        },
      });

      const raw = stream({
        topic: "raw",
        key: string,
        value: long,
        serdes: { value: extensions.serdes["org.example.Fast"] },
        timestampExtractor: event_time,
      });

      /** Not declared: made when the service starts, where it is missing. */
      const between = stream({
        topic: "between",
        key: string,
        value: long,
        implicit: true,
      });
      "
    `);
  });

  test("externals: of Python text and of positions, those that wait, those that nothing binds", async () => {
    const valid = fn("is_valid", { source: "external" });
    const open = fn("is_open", { source: "external" });
    const text = await emit(
      {
        topics: [topic("orders"), topic("paid")],
        functions: [valid, open],
        pipelines: [
          pipeline("main", {
            steps: [step("filter", predicate(valid)), step("filter", predicate(open))],
          }),
        ],
      },
      { ...standIn(["score", "extensions"]), globals: ["score"], helpers: ["score"] },
      {
        extensions: {
          module: {
            path: "mine.ts",
            entries: [
              { section: "helpers", name: "score", waits: true },
              { section: "functions", name: "is_valid", waits: false },
            ],
          },
          allowUnresolved: true,
        },
        exportsAll: false,
      },
    );
    expect(text.slice(text.indexOf("import"))).toMatchInlineSnapshot(`
      "import { defineTopology, helper, long, stream, string, unresolved, waits } from "ksmlc/runtime";
      import { filter, to } from "ksmlc/runtime/operations";
      import { extensions } from "./extensions.js";

      // Streams

      const orders = stream({
        topic: "orders",
        key: string,
        value: long,
      });

      const paid = stream({
        topic: "paid",
        key: string,
        value: long,
      });

      // Externals

      const score = waits(helper("score", extensions.helpers.score));
      const is_valid = helper("is_valid", extensions.functions.is_valid);
      const is_open = unresolved("is_open");

      // Pipelines

      export const shop = defineTopology("shop", (topology) => {
        /** @ksml pipelines.main */
        topology.pipeline("main").from(orders).via(filter(is_valid)).via(filter(is_open)).end(to(paid));
      });
      "
    `);
  });

  test("a library exports its functions, streams and stores", async () => {
    const text = await emit(
      {
        topics: [topic("orders")],
        stores: [store("orders")],
        functions: [fn("enrich"), fn("is_valid", { source: "external" })],
      },
      standIn(["enrich"]),
      { extensions: { module: null, allowUnresolved: false }, exportsAll: true },
    );
    expect(text.slice(text.indexOf("// Functions"))).toMatchInlineSnapshot(`
      "// Functions

      /** @ksml functions.enrich */
      function enrich() {}

      export { orders, orders_store, enrich };
      "
    `);
  });

  test("hostile names are names, in every place", async () => {
    const hostile = [
      "a\"b'c`d",
      "*/ process.exit(1) /*",
      "\x24{process.exit(1)}",
      "new\nline\r\u2028",
      "\u202egnp.exe",
      "__proto__",
      "constructor",
      "class",
      "",
      "\ud800",
      "@ts-ignore",
    ];
    const text = await emit(
      {
        namespace: "shop */ x",
        topics: hostile.map((name) => topic(name, { comment: `${name}\n@ts-nocheck\n*/` })),
        pipelines: hostile.map((name) =>
          pipeline(name, {
            comment: name,
            source: { kind: "topic", topic: topic(name), type },
            steps: [
              step("filter", predicate(fn("f")), {
                explicitName: name,
                comment: `${name}\n@ts-ignore`,
              }),
            ],
            sink: to(topic(name)),
          }),
        ),
      },
      standIn(["f"]),
    );
    expect(text).not.toMatch(/[\u202e\u2028\ud800]/);
    expect(text).not.toMatch(/^\s*(\/\/|\*|\/\*\*) *@ts/m);
    // All that is code, without literals and comments.
    const code = text.replace(
      /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\/\*[\s\S]*?\*\/|\/\/.*/g,
      "",
    );
    expect(code).not.toMatch(/process\b|[`"'*]/);
    const topics = [...text.matchAll(/topic: ("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/g)].map(
      (match) => new Function(`return ${match[1]}`)(),
    );
    expect(topics).toEqual(hostile);
  });

  test("the map leads to the place in the definition", () => {
    const yaml = new SourceFile("shop.yaml", "a:\n  b: 1\n  c: 2\n");
    const { map } = emitModule(
      definition({ file: yaml, topics: [topic("orders", { span: yaml.span(5, 9) })] }),
      standIn([]),
    );
    expect(map.sources).toEqual(["shop.yaml"]);
    expect(map.sourcesContent).toEqual([yaml.text]);
    expect(map.x_ksml.ends.slice(0, 2)).toEqual([1, 6]);
    expect(map.mappings).toMatch(/^;+AACE/);
  });
});

describe("layout", () => {
  const cases: Record<string, Document> = {
    "a call that hugs an object": [
      call("producers.produce", ['"readings"', objectLiteral(["a: 1", "b: 2"], true)]),
      ";",
    ],
    "a long call": [
      call(
        "fff",
        Array.from({ length: 12 }, (_, i) => `"argument ${i}"`),
      ),
      ";",
    ],
    "arrow with a long call": [
      call("filter", [
        arrow(
          "(key, value)",
          call(
            "fff",
            Array.from({ length: 9 }, (_, i) => `"argument ${i}"`),
          ),
          "call",
        ),
      ]),
      ";",
    ],
    "arrow with a long call, not last": [
      call("filter", [
        arrow(
          "(key, value)",
          call(
            "fff",
            Array.from({ length: 9 }, (_, i) => `"argument ${i}"`),
          ),
          "call",
        ),
        "json",
      ]),
      ";",
    ],
    "arrow with a long logical expression": [
      call("filter", [
        '"name"',
        arrow(
          "(key, value)",
          group(
            join(
              [" &&", line],
              Array.from({ length: 6 }, (_, i) => `value.number_of_it_${i}`),
            ),
          ),
          "other",
        ),
      ]),
      ";",
    ],
    "arrow with a conditional": [
      call("filter", [
        arrow(
          "(key, value)",
          group([
            "value.temperature_in_celsius > 20",
            indent([
              line,
              "? value.temperature_in_celsius",
              line,
              ": value.temperature_in_fahrenheit",
            ]),
          ]),
          "conditional",
        ),
      ]),
      ";",
    ],
    "arrow with a short conditional": [
      call("filter", [
        arrow("(key, value)", group(["a", indent([line, "? b", line, ": c"])]), "conditional"),
      ]),
      ";",
    ],
    "arrow with an object": [
      call("transformValue", [
        arrow(
          "(key, value)",
          objectLiteral(Array.from({ length: 7 }, (_, i) => `number_of_it_${i}: ${i}`)),
          "object",
        ),
      ]),
      ";",
    ],
    "arrow with an array": [
      call("transformValue", [
        arrow(
          "(key, value)",
          arrayLiteral(Array.from({ length: 8 }, (_, i) => `value.number_${i}`)),
          "array",
        ),
      ]),
      ";",
    ],
    "an array of numbers": [
      "const x = ",
      arrayLiteral(Array.from({ length: 60 }, (_, i) => String(i))),
      ";",
    ],
    "an array of objects": [
      "const x = ",
      arrayLiteral([objectLiteral(["a: 1", "b: 2"]), objectLiteral(["a: 1", "b: 2"])]),
      ";",
    ],
    "a constant call": ["const x = ", call(imported("f", "m"), ["1"]), ";"],
  };
  for (const [name, document] of Object.entries(cases)) {
    test(name, async () => {
      const { text } = printDocument([document, hardLine]);
      expect(text).toBe(await prettier(text));
    });
  }
});

describe("names", () => {
  const names = createNames({
    namespace: "hot-sensors",
    python: [
      "new",
      "new_",
      "count",
      "orders",
      "Map",
      "value",
      "naïve",
      "topology",
      "recent",
      "catalog",
      "delete",
      "seen",
    ],
    pythonGlobals: new Set(["orders", "count", "seen"]),
    topics: [
      ...["orders", "hot-orders", "hotOrders", "json", "2nd", "!!", "??", "recent"].map((name) => ({
        name,
        kind: "stream" as const,
        inPython: false,
      })),
      { name: "prices", kind: "table", inPython: false },
      { name: "catalog", kind: "globalTable", inPython: true },
    ],
    stores: [
      { name: "recent", kind: "store", inPython: true },
      { name: "delete", kind: "store", inPython: true },
      { name: "seen", kind: "store", inPython: true },
      { name: "prices", kind: "store", inPython: false },
      { name: "orders", kind: "store", inPython: false },
      { name: "my store", kind: "store", inPython: false },
      { name: "store", kind: "store", inPython: false },
    ],
    tableStores: new Map([["catalog_topic", "catalog"]]),
    imports: new Set(["count", "json", "py"]),
  });
  test.each([
    ["new", "new__"],
    ["new_", "new_"],
    ["count", "count_"],
    ["orders", "orders"],
    ["Map", "Map_"],
    ["naïve", "naïve"],
  ])("Python %s is %s", (name, identifier) => {
    expect(names.local(name)).toBe(identifier);
    expect(names.global(name)).toBe(identifier);
  });
  test.each([
    ["orders", "orders_stream"],
    ["hot-orders", "hotOrders"],
    ["hotOrders", "hotOrders_stream"],
    ["json", "json_"],
    ["2nd", "nd"],
    ["!!", "stream"],
    ["??", "stream_stream"],
    ["prices", "prices"],
    ["recent", "recent_stream"],
    ["catalog", "catalog"],
  ])("stream %s is %s", (name, identifier) => {
    expect(names.stream(name)).toBe(identifier);
  });
  test.each([
    ["recent", "recent"],
    ["delete", "delete_"],
    ["seen", "seen_store"],
    ["prices", "prices_store"],
    ["orders", "orders_store"],
    ["my store", "myStore"],
    ["store", "store"],
    ["catalog_topic", "catalog"],
  ])("store %s is %s", (name, identifier) => {
    expect(names.store(name)).toBe(identifier);
  });
  test("Python sees a store and a table by the name of their constants", () => {
    for (const name of ["recent", "delete"]) expect(names.local(name)).toBe(names.store(name));
    expect(names.local("catalog")).toBe(names.stream("catalog"));
    expect(names.global("seen")).toBe("seen");
  });
  test("exports and names of our own", () => {
    expect(names.topology).toBe("hotSensors");
    expect(names.producers).toBe("hotSensorsProducers");
    expect(names.own("topology")).toBe("topology_");
    expect(names.own("matching")).toBe("matching");
  });
  test.each([
    ["hot-sensors", "hot-sensors"],
    ["main", "main$"],
    ["../a b", "$2e.$2fa$20b"],
    ["types.d", "types$2ed"],
    ["", "$"],
  ])("module of %j is %s", (namespace, name) => {
    expect(moduleName(namespace)).toBe(name);
  });
});

describe("texts", () => {
  test.each([
    ["plain", '"plain"'],
    ['a "quoted" word', `'a "quoted" word'`],
    [`"both" it's`, `'"both" it\\'s'`],
    ["line\nend\u2028\u0000", '"line\\nend\\u2028\\u0000"'],
    ["\u{e0041}\u00a0\ufeff", '"\\udb40\\udc41\\u00a0\\ufeff"'],
    ["grüße 日本 🎉", '"grüße 日本 🎉"'],
  ])("literal of %j", (text, literal) => {
    expect(stringLiteral(text)).toBe(literal);
    expect(new Function(`return ${literal}`)()).toBe(text);
  });
  test.each(["a`b", "\x24{x}", "$\x24{", "\\\x24{x}", "$", "{", "\\", "a\r\nb"])(
    "template of %j",
    (text) => {
      expect(new Function(`return \`${templateText(text)}\``)()).toBe(text);
    },
  );
  test("comments", () => {
    expect(lineComment("@ts-ignore")).toBe("// # @ts-ignore");
    expect(lineComment("/ <reference path='x' />")).toBe("// / <reference path='x' />");
    expect(lineComment("eslint-disable")).toBe("// # eslint-disable");
    expect(docComment("ends */ here", null)).toBe("/** ends *\\/ here */");
    expect(docComment(null, "pipelines.a\n*/")).toBe("/** @ksml pipelines.a\\u000a*\\/ */");
  });
});
