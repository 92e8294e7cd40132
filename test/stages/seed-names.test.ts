/**
 * The document that this project exists for, where it is at hand beside the project: each of its blocks is accepted in library
 * mode, and in service mode what its author has to bring is named, and nothing else.
 */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { readYaml } from "../../compiler/1-source/read-yaml.ts";
import { SourceFile } from "../../compiler/1-source/source-file.ts";
import { parseDefinition } from "../../compiler/2-syntax/parse-definition.ts";
import { checkDefinition } from "../../compiler/3-check/check-definition.ts";

const blocks = resolve(import.meta.dirname, "../../../shared/seed/blocks");

/** By block: what stands in the definition itself; names in Python text belong to another stage. */
const OPEN: Readonly<Record<string, readonly string[]>> = {
  "01": ["hook org.example.OptimizedRocksDBConfig"],
  "02": ["schema OptimizedRecord"],
  "04": ["schema Record"],
  "05": ["schema CompactRecord"],
  "07": ["store data_store"],
  "11": [
    "function is_valid_record",
    "function enrich_with_minimal_data",
    "function compute_intensive_processing",
  ],
  "12": [
    "function extract_optimal_key",
    "function initialize_aggregation",
    "function update_aggregation",
  ],
  "13": ["function combine_data"],
  "14": [
    "schema ActivitySummary",
    "schema UserProfile",
    "schema UserEvent",
    "schema Product",
    "schema UserMetrics",
  ],
  "15": ["serde org.example.HighPerformanceSerializer"],
  "16": ["store-class org.example.MMapStateStore"],
  "17": ["hook org.example.OffHeapRocksDBConfig"],
};

const names = Array.from({ length: 21 }, (_, i) => String(i).padStart(2, "0"));

describe.skipIf(!existsSync(blocks))(
  "the blocks of the seed (skipped without ../shared/seed)",
  () => {
    it.each(names)("%s has no error in library mode, and nothing that is not built", (name) => {
      const found = check(name, "library");
      const wrong = found.filter(
        ({ code, severity }) => severity === "error" || code.endsWith("/not-built-yet"),
      );
      expect(wrong).toEqual([]);
    });

    it.each(names)("%s names what is open in service mode", (name) => {
      const errors = check(name, "service").filter(({ severity }) => severity === "error");
      const open = errors.map(({ code, message }) => {
        const shown = /`(.*?)`/.exec(message)?.[1];
        return `${code.replace("name/unknown-", "")} ${shown}`;
      });
      expect(open).toEqual(OPEN[name] ?? []);
    });
  },
);

function check(name: string, mode: "library" | "service") {
  const file = join(blocks, `${name}.yaml`);
  const document = readYaml(new SourceFile(file, readFileSync(file, "utf8")));
  if (document.value === null) return document.diagnostics;
  const tree = parseDefinition(`block_${name}`, document.value);
  if (tree.value === null) return tree.diagnostics;
  const checked = checkDefinition(tree.value, { mode });
  return [...document.diagnostics, ...tree.diagnostics, ...checked.diagnostics];
}
