/**
 * The same input gives the same bytes: in another folder, with the inputs in another order, in another time zone, language
 * and home. Each build is a process of its own.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildKsmlc, environment, root } from "./support/built-ksmlc.ts";

const folder = mkdtempSync(join(tmpdir(), "ksmlc-same-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ORDERS = `# What comes in from the shops.
name: Orders
streams:
  orders: {topic: orders, keyType: string, valueType: json}
  large: {topic: large_orders, keyType: string, valueType: json}
  é_orders: {topic: orders_e, keyType: string, valueType: json}
  Z_orders: {topic: orders_z, keyType: string, valueType: json}
  a_orders: {topic: orders_a, keyType: string, valueType: json}
functions:
  is_large:
    type: predicate
    globalCode: |
      import random
      from datetime import datetime
      seen = set(["b", "a", "c"])
    code: |
      x = {"total": 1, "total_é": datetime(2024, 2, 3).isoformat()}
    expression: value["total"] > 100 and len(seen) == 3
  make_order:
    type: generator
    code: |
      total = random.randrange(200)
    expression: |
      ("shop", {"total": total})
    resultType: (string, json)
pipelines:
  pick:
    from: orders
    via:
      - {type: filter, if: is_large}
      - type: peek
        forEach: {code: 'log.info("{}", key)'}
    branch:
      - if: {expression: 'key == "ä"'}
        to: é_orders
      - if: {expression: 'key == "Z"'}
        to: Z_orders
      - to: large
  late:
    from: a_orders
    print: {label: a}
producers:
  shop: {generator: make_order, to: orders, interval: 3s}
  till: {generator: make_order, to: a_orders, count: 2}
`;
const RETURNS = `streams:
  returns: {topic: returns, keyType: string, valueType: string}
  refunds: {topic: refunds, keyType: string, valueType: string}
pipelines:
  refund: {from: returns, to: refunds}
`;
const STOCK = RETURNS.replaceAll("returns", "arrivals").replaceAll("refunds", "stock");
const RUNNER = `ksml:
  errorHandling: {consume: {handler: continueOnFail, log: true}}
  definitions: {orders: orders.yaml, returns: returns.yaml, stock: sub/stock.yaml}
kafka:
  application.id: shop
  bootstrap.servers: broker:9092
  auto.offset.reset: earliest
`;

function write(name: string): string {
  const own = join(folder, name);
  mkdirSync(join(own, "sub"), { recursive: true });
  writeFileSync(join(own, "orders.yaml"), ORDERS);
  writeFileSync(join(own, "returns.yaml"), RETURNS);
  writeFileSync(join(own, "sub", "stock.yaml"), STOCK);
  writeFileSync(join(own, "ksml-runner.yaml"), RUNNER);
  return own;
}

interface Build {
  readonly from: string;
  readonly paths: readonly string[];
  readonly variables?: NodeJS.ProcessEnv;
}

/** Path → hash of what it holds, and whether it can be executed. */
function build({ from, paths, variables = {} }: Build): Record<string, string> {
  const output = mkdtempSync(join(folder, "output-"));
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, "bin/ksmlc.js"), "build", ...paths, "-o", output, "--no-typecheck"],
    { cwd: from, encoding: "utf8", env: { ...environment, ...variables } },
  );
  expect({ status, stderr }, stdout).toEqual({ status: 0, stderr: "" });
  return Object.fromEntries(
    readdirSync(output, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [
        relative(output, path),
        createHash("sha256").update(readFileSync(path)).digest("hex"),
      ]),
  );
}

const FILES = ["orders.yaml", "returns.yaml", "sub/stock.yaml"];
const named = ["--application-id", "shop"];
let first: Record<string, string>;
let ofRunner: Record<string, string>;
const here = write("here");

beforeAll(() => {
  buildKsmlc();
  first = build({ from: here, paths: [...FILES, ...named] });
  ofRunner = build({ from: here, paths: [] });
});

test("every file of a project is compared", () => {
  expect(Object.keys(first)).toContain("src/orders.ts");
  expect(Object.keys(first)).toContain(".ksmlc.json");
  expect(Object.keys(ofRunner).sort()).toEqual(Object.keys(first).sort());
});

test("in another folder", () => {
  const there = join(folder, "another place", "ü and blanks");
  cpSync(here, there, { recursive: true });
  expect(build({ from: there, paths: [...FILES, ...named] })).toEqual(first);
  expect(build({ from: there, paths: [] })).toEqual(ofRunner);
});

test("from another working directory, by other spellings of the paths", () => {
  const absolute = FILES.map((path) => join(here, path));
  expect(build({ from: folder, paths: [...absolute, ...named] })).toEqual(first);
  const roundabout = FILES.map((path) => `./../here/./${path}`);
  expect(build({ from: here, paths: [...named, ...roundabout] })).toEqual(first);
  expect(build({ from: folder, paths: ["here/ksml-runner.yaml"] })).toEqual(ofRunner);
  expect(build({ from: folder, paths: [here] })).toEqual(ofRunner);
});

test("with the inputs in every other order", () => {
  const [a = "", b = "", c = ""] = FILES;
  for (const paths of [
    [a, c, b],
    [b, a, c],
    [b, c, a],
    [c, a, b],
    [c, b, a],
  ]) {
    expect(build({ from: here, paths: [...paths, ...named] })).toEqual(first);
  }
  const reordered = write("reordered");
  writeFileSync(
    join(reordered, "ksml-runner.yaml"),
    RUNNER.replace(
      /definitions: .*/,
      "definitions: {stock: sub/stock.yaml, returns: returns.yaml, orders: orders.yaml}",
    ),
  );
  expect(build({ from: reordered, paths: [] })).toEqual(ofRunner);
});

test.each([
  ["time zone", { TZ: "Pacific/Kiritimati" }],
  ["language", { LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8", LANGUAGE: "tr" }],
  ["the C locale", { LANG: "C", LC_ALL: "C" }],
  ["home and user", { HOME: join(folder, "nobody"), USER: "nobody", LOGNAME: "nobody" }],
  ["temporary folder", { TMPDIR: folder }],
  ["terminal", { COLUMNS: "40", TERM: "dumb", FORCE_COLOR: "1", NO_COLOR: "" }],
  ["configuration of a service", { KSMLC_KAFKA_BOOTSTRAP_SERVERS: "elsewhere:1" }],
  ["continuous integration", { CI: "true", NODE_ENV: "production" }],
])("with another %s", (_name, variables) => {
  expect(build({ from: here, paths: [...FILES, ...named], variables })).toEqual(first);
  expect(build({ from: here, paths: [], variables })).toEqual(ofRunner);
});

test("with files of another time and mode", () => {
  const old = write("old");
  for (const path of FILES) {
    utimesSync(join(old, path), 1e9, 1e9);
    chmodSync(join(old, path), 0o600);
  }
  expect(build({ from: old, paths: [...FILES, ...named] })).toEqual(first);
});
