/**
 * The contract of the command line (cli.md), option by option. The rows are in test/cli/: a call with its exit code, what
 * standard output holds, and what standard error holds. What bad input does is in bad-input.test.ts.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BUILD_ROWS, EDITED_ROWS } from "./cli/build.ts";
import { CHECK_ROWS } from "./cli/check.ts";
import { DESCRIBE_ROWS } from "./cli/describe.ts";
import { folder } from "./cli/files.ts";
import { HELP_ROWS } from "./cli/help.ts";
import type { Row } from "./cli/row.ts";
import { INPUT_ROWS, RUN_ROWS } from "./cli/run.ts";
import type { CliCall, CliOutcome } from "./cli/session.ts";
import { buildKsmlc, environment, root } from "./support/built-ksmlc.ts";

const session = join(root, "test/cli/session.ts");
const silent = ["--disable-warning=ExperimentalWarning"];

/** Rows in one process, in order. */
function outcomesOf(rows: readonly Row[]): CliOutcome[] {
  const calls = rows.map(
    (row): CliCall => ({
      folder: join(folder, row.in ?? ""),
      args: row.args,
      variables: row.variables ?? {},
      isBroken: row.isBroken ?? false,
    }),
  );
  const [input, output] = [join(folder, "calls.json"), join(folder, "outcomes.json")];
  writeFileSync(input, JSON.stringify(calls));
  const { status, stderr } = spawnSync(process.execPath, [...silent, session, input, output], {
    encoding: "utf8",
    env: environment,
    timeout: 120_000,
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return JSON.parse(readFileSync(output, "utf8")) as CliOutcome[];
}

function outcomeWithInput({ args, input }: Row): CliOutcome {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, "bin/ksmlc.js"), ...args],
    { cwd: folder, encoding: "utf8", env: environment, input, timeout: 30_000 },
  );
  return { code: status ?? -1, out: stdout, err: stderr };
}

function expectRow({ code, out, err, also }: Row, outcome: CliOutcome): void {
  expect(outcome.code, outcome.out + outcome.err).toBe(code);
  for (const [expected, text] of [
    [out, outcome.out],
    [err, outcome.err],
  ] as const) {
    if (typeof expected === "string") expect(text).toBe(expected);
    else for (const pattern of expected ?? []) expect(text).toMatch(pattern);
  }
  also?.(outcome.out, outcome.err);
}

beforeAll(() => buildKsmlc());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each([
  ["help and usage", HELP_ROWS],
  ["check", CHECK_ROWS],
  ["build", BUILD_ROWS],
  ["describe", DESCRIBE_ROWS],
  ["run", RUN_ROWS],
] as const)("%s", (_title, rows) => {
  let outcomes: readonly CliOutcome[] = [];
  beforeAll(() => {
    outcomes = outcomesOf(rows);
  });
  test.each(rows.map((row, i) => [row.says, row, i] as const))("%s", (_says, row, i) => {
    expectRow(row, outcomes[i] as CliOutcome);
  });
});

describe("build over what was changed by hand", () => {
  let outcomes: readonly CliOutcome[] = [];
  beforeAll(() => {
    const args = ["build", "warned.yaml", "-o", "edited", "--no-typecheck", "-q"];
    outcomesOf([{ says: "", args, code: 0 }]);
    writeFileSync(join(folder, "edited/src/warned.ts"), "// mine\n");
    outcomes = outcomesOf(EDITED_ROWS);
  });
  test.each(EDITED_ROWS.map((row, i) => [row.says, row, i] as const))("%s", (_says, row, i) => {
    expectRow(row, outcomes[i] as CliOutcome);
  });
});

describe("standard input", () => {
  test.each(INPUT_ROWS.map((row) => [row.says, row] as const))("%s", (_says, row) => {
    expectRow(row, outcomeWithInput(row));
  });
});

test("a Node that is too old: it says so", () => {
  const old = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.11.0" } });`;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", `data:text/javascript,${old}`, join(root, "bin/ksmlc.js"), "--version"],
    { encoding: "utf8", env: environment },
  );
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toMatch(/needs Node 22\.22 or later[\s\S]*next: install/);
});

test.each([
  ["nothing is built", null, /^ksmlc is not built yet\.\n {2}next: run `npm run build`/],
  [
    "a package is missing",
    'import "no-such-package";',
    /^ksmlc is not whole: .*no-such-package[\s\S]*\n {2}next: run `npm ci`/,
  ],
])("a folder of ksmlc where %s: it says so", (_says, cli, message) => {
  const copy = join(folder, `ksmlc-${cli === null ? "bare" : "broken"}`);
  mkdirSync(join(copy, "bin"), { recursive: true });
  cpSync(join(root, "bin/ksmlc.js"), join(copy, "bin/ksmlc.js"));
  writeFileSync(join(copy, "package.json"), '{ "type": "module" }');
  if (cli !== null) {
    mkdirSync(join(copy, "dist/bin"), { recursive: true });
    writeFileSync(join(copy, "dist/bin/cli.js"), cli);
  }
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(copy, "bin/ksmlc.js"), "--version"],
    { encoding: "utf8", env: environment },
  );
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toMatch(message);
});

test("check loads what finds mistakes, and nothing that emits: it is to be quick", () => {
  const loaded = importsOf(join(root, "bin/commands/check.ts"), new Set());
  const parts = new Set([...loaded].map((path) => /(?:compiler|runtime)\/[^/]+/.exec(path)?.[0]));
  expect(parts).toContain("compiler/6-typed");
  for (const part of ["compiler/4-topology", "compiler/7-emit", "compiler/8-project"]) {
    expect(parts).not.toContain(part);
  }
  expect(parts).not.toContain("runtime/python");
});

/** Files that a file of ours loads, by the imports that are more than types. */
function importsOf(path: string, seen: Set<string>): ReadonlySet<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const [, names = "", target = ""] of readFileSync(path, "utf8").matchAll(
    /^(?:import|export) (?!type\b)([^;]*?)from "(\.[^"]+)";$/gms,
  )) {
    const isOnlyTypes = /^\{[^}]*\}/.test(names) && !/(?:^\{|,)\s*(?!type\b)\w/.test(names);
    if (!isOnlyTypes) importsOf(join(dirname(path), target), seen);
  }
  return seen;
}
