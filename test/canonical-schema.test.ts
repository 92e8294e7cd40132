/**
 * Canonical text is KSML 2.0 but for the extensions that dialect.md 3 names: the JSON Schema that KSML publishes for editors
 * accepts it once those are taken out, and as it stands where it has none.
 */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv2019 } from "ajv/dist/2019.js";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { blockNames, canonicalOf, hasBlocks } from "./seed/block.ts";

const SCHEMA = fileURLToPath(
  new URL("../../shared/corpus/ksml-language-spec.json", import.meta.url),
);

const EXTENSIONS: ReadonlySet<string> = new Set([
  "cacheSize",
  "implicit",
  "logConfig",
  "onNone",
  "registry",
  "registryConfig",
  "serdes",
  "service",
  "storeValues",
]);

/** Without extension keys; a result that nobody states is any. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === "string") return value.replaceAll(/\bdynamic\b/g, "any");
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !EXTENSIONS.has(key))
      .map(([key, each]) => [key, plain(each)]),
  );
}

/** What only ksmlc has, and KSML's schema refuses: stores of the author's. */
const OURS = /^ +type: custom$/m;

if (!existsSync(SCHEMA) || !hasBlocks()) {
  test.skip("canonical text against KSML's schema: ../shared is not here", () => {});
} else {
  const validate = new Ajv2019({ strict: false, allErrors: true }).compile(
    JSON.parse(readFileSync(SCHEMA, "utf8")),
  );

  describe.concurrent("the canonical text of a block is KSML 2.0, its extensions apart", () => {
    for (const name of blockNames()) {
      test(name, { timeout: 120_000 }, async () => {
        const text = await canonicalOf(name);
        const isValid = validate(plain(parse(text)));
        expect(isValid, JSON.stringify(validate.errors)).toBe(!OURS.test(text));
      });
    }
  });
}
