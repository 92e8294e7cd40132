/** Names, literals and comments of generated modules. */
import { describe, expect, test } from "vitest";
import {
  docComment,
  lineComment,
  stringLiteral,
  templateText,
} from "../../compiler/7-emit/emit-text.ts";
import { moduleIdentifiers, moduleName } from "../../compiler/7-emit/module-name.ts";
import { createNames } from "../../compiler/7-emit/names.ts";

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

describe("modules of other definitions", () => {
  const identifierOf = moduleIdentifiers(["depot", "1-a", "1_a", "_1_a", "north.depot"]);
  test.each([
    ["depot", "depotModule"],
    ["north.depot", "north_depotModule"],
    ["1-a", "_1_aModule1"],
    ["1_a", "_1_aModule2"],
    ["_1_a", "_1_aModule3"],
  ])("%s is imported as %s", (namespace, identifier) => {
    expect(identifierOf(namespace)).toBe(identifier);
  });
});
