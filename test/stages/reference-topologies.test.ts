/**
 * Definitions that a running KSML loaded, where they are at hand beside the project: those of the slice have no error and
 * the same topology text as there; those that it refuses are refused, or name what is not built yet.
 */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { readYaml } from "../../compiler/1-source/read-yaml.ts";
import { SourceFile } from "../../compiler/1-source/source-file.ts";
import { parseDefinition } from "../../compiler/2-syntax/parse-definition.ts";
import { checkDefinition } from "../../compiler/3-check/check-definition.ts";
import type { CheckedDefinition } from "../../compiler/3-check/definition.ts";
import { buildGraph } from "../../compiler/4-topology/build-graph.ts";
import { describeTopology } from "../../compiler/4-topology/describe.ts";
import type { Diagnostic } from "../../compiler/diagnostics/diagnostic.ts";
import { referenceSchemas } from "../support/reference-registry.ts";

const shared = resolve(import.meta.dirname, "../../../shared");
const index = join(shared, "golden/index.tsv");

describe.skipIf(!existsSync(index))("definitions that KSML has run", () => {
  const rows = existsSync(index)
    ? readFileSync(index, "utf8")
        .trim()
        .split("\n")
        .slice(1)
        .map((line) => line.split("\t"))
        .filter(([path = ""]) => !path.includes("test-suites/"))
    : [];

  it("are refused where KSML refuses them", () => {
    const accepted = rows.filter(([path = "", status, , , why = ""]) => {
      // Dialect rules give these a meaning that they do not have there (dialect.md F1, 5.1, A29).
      if (/explicit resultType|Stream '.*' not found|Unknown target topic|Can not apply/.test(why))
        return false;
      const { errors, notBuilt } = check(path);
      return status === "error-on-load" && errors.length === 0 && !notBuilt;
    });
    expect(accepted).toEqual([]);
  });

  it("have no error where KSML loads them, and its topology", () => {
    const wrong: string[] = [];
    let same = 0;
    for (const [path = "", status] of rows) {
      if (status === "error-on-load") continue;
      const { errors, notBuilt, definition } = check(path);
      // A dialect text may load there and be no definition to us: KSML skips the keys that it does not know.
      if (errors.length > 0 && path.startsWith("ksml/"))
        wrong.push(`${path}: ${errors.map(({ code }) => code).join(", ")}`);
      const text = join(shared, "golden", path, "describe.txt");
      if (errors.length > 0 || notBuilt || definition === null || !existsSync(text)) continue;
      // The reference prints the Java object of a topic name extractor, hash included.
      const expected = readFileSync(text, "utf8").replace(/@[0-9a-f]+/g, "");
      if (describeTopology(buildGraph([definition])) === expected) same++;
      else wrong.push(`${path}: another topology`);
    }
    expect(wrong).toEqual([]);
    expect(same).toBeGreaterThanOrEqual(176);
  });
});

interface Outcome {
  readonly errors: readonly Diagnostic[];
  readonly notBuilt: boolean;
  readonly definition: CheckedDefinition | null;
}

function check(path: string): Outcome {
  const file = join(shared, "corpus", `${path}.yaml`);
  const document = readYaml(new SourceFile(file, readFileSync(file, "utf8")));
  const tree = document.value && parseDefinition("golden", document.value);
  const checked =
    tree?.value &&
    checkDefinition(tree.value, { mode: "service", schemas: referenceSchemas(path) });
  const found = [document, tree, checked].flatMap((stage) => stage?.diagnostics ?? []);
  return {
    errors: found.filter(({ severity }) => severity === "error"),
    notBuilt: found.some(({ code }) => code.endsWith("/not-built-yet")),
    definition: checked?.value ?? null,
  };
}
