/**
 * Python programs on CPython and on emitted TypeScript: what they print, and the exception that ends them. The answers
 * in `fixtures/python` were recorded from CPython 3.12 (`scripts/record-python.mjs`), so no Python is needed here.
 */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { typecheckProject } from "../bin/typecheck-project.ts";
import { compileProgram, runProgram } from "./support/run-emitted.ts";

interface Row {
  readonly name: string;
  readonly source: string;
  readonly output: string;
  readonly error?: string;
}

const folder = fileURLToPath(new URL("../fixtures/python/", import.meta.url));

/** Programs with constructs that are reported as not built yet. A row that starts to compile must leave the list. */
const NOT_BUILT: ReadonlySet<string> = new Set(["functions: late binding"]);

/** Programs that CPython starts and that we refuse: a name that nothing binds, a member that a module lacks. */
const REFUSED: ReadonlyMap<string, string> = new Map([
  ["exceptions: texts and arguments", "name/unknown"],
  ["exceptions: bare except", "name/unknown"],
  ["exceptions: undefined name", "name/unknown"],
  ["exceptions: attribute errors", "name/unknown"],
  ["math: math.foo", "python/module-member"],
]);

for (const file of readdirSync(folder).filter((name) => name.endsWith(".yaml"))) {
  const family = file.replace(".yaml", "");
  describe(family, () => {
    const rows = parse(readFileSync(folder + file, "utf8")) as readonly Row[];
    for (const row of rows) {
      const id = `${family}: ${row.name}`;
      test(row.name, async () => {
        const { text, diagnostics } = compileProgram(row.source);
        const codes = diagnostics.map((d) => `${d.code}: ${d.message}`);
        if (NOT_BUILT.has(id)) {
          expect(codes.filter((code) => code.startsWith("python/not-built-yet"))).not.toEqual([]);
          return;
        }
        const refused = REFUSED.get(id);
        if (refused !== undefined) {
          expect([...new Set(diagnostics.map((d) => d.code))]).toEqual([refused]);
          return;
        }
        expect(codes).toEqual([]);
        expect(await runProgram(text)).toEqual({ output: row.output, error: row.error ?? null });
      });
    }
  });
}

test("what is emitted of them passes strict type checks", () => {
  const programs = readdirSync(folder).flatMap((name) => {
    const rows = parse(readFileSync(folder + name, "utf8")) as readonly Row[];
    return rows.map(({ source }, i) => ({
      path: `src/${name.replace(".yaml", "")}-${i}.ts`,
      content: compileProgram(source).text,
    }));
  });
  const configuration = new URL("../templates/service/tsconfig.json", import.meta.url);
  const { text } = typecheckProject([
    ...programs,
    { path: "tsconfig.json", content: readFileSync(configuration, "utf8") },
    { path: "package.json", content: '{ "type": "module" }' },
  ]);
  expect(text).toBeNull();
}, 60_000);
