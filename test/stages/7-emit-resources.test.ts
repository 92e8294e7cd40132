/** Streams, tables, stores, externals and exports of generated modules; Prettier must find nothing to change. */
import { describe, expect, test } from "vitest";
import { inDefault, primitive } from "../../compiler/language/data-types/data-type.ts";
import {
  emit,
  fn,
  pipeline,
  predicate,
  setting,
  standIn,
  step,
  store,
  topic,
} from "../support/checked-parts.ts";

describe("resources", () => {
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

      const event_time = helper(extensions.functions, "event_time");

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

      const score = waits(helper(extensions.helpers, "score"));
      const is_valid = helper(extensions.functions, "is_valid");
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
});
