/** `code` that is one expression (dialect.md F12): where it is the result, and where KSML 2.0 returns its default. */
import { describe, expect, it } from "vitest";
import { readYaml } from "../../compiler/1-source/read-yaml.ts";
import { SourceFile } from "../../compiler/1-source/source-file.ts";
import { parseDefinition } from "../../compiler/2-syntax/parse-definition.ts";
import { checkDefinition } from "../../compiler/3-check/check-definition.ts";
import { printCanonical } from "../../compiler/3-check/print-canonical.ts";
import { parsePython } from "../../compiler/5-python/parse-python.ts";
import { printPython } from "../../compiler/5-python/print-tree.ts";

/** One function with this `code`, and other lines. */
function read(code: string, more: readonly string[] = []) {
  const lines = [...more, "code: |", ...code.split("\n").map((line) => `  ${line}`)];
  const yaml = [
    "functions:",
    "  f:",
    ...["type: valueTransformer", ...lines].map((line) => `    ${line}`),
    "",
  ].join("\n");
  const document = readYaml(new SourceFile("depot.yaml", yaml)).value;
  const tree = document === null ? null : parseDefinition("depot", document).value;
  if (tree === null) throw new Error("the test's own YAML is wrong");
  const definition = checkDefinition(tree, { mode: "library" }).value;
  const { value, diagnostics } = parsePython(definition, { mode: "library" });
  return {
    python: printPython(value),
    canonical: printCanonical(definition, value.expressionCodes),
    codes: diagnostics.map((each) => each.code),
  };
}

describe("code that is one expression", () => {
  it.each([
    ["value + 1", "(+ value 1)", "expression: value + 1"],
    ["log.info(key)", "(call log.info key)", "expression: log.info(key)"],
    ["value, key;", "(tuple value key)", "expression: value, key"],
    ["# why\n{'a':\n  1}", '{"a": 1}', "expression: |-\n      # why\n      {'a':\n        1}"],
  ])("is the result in dialect form: %s", (code, tree, written) => {
    const { python, canonical, codes } = read(code);
    expect(codes).toEqual(["dialect/expression-code"]);
    expect(python).toContain(`  expression\n    ${tree}\n`);
    expect(canonical).toContain(`    ${written}\n    resultType: dynamic\n`);
  });

  it.each([
    ["value + 1", ["resultType: json"], ["python/unused-expression"]],
    ["log.info(key)", ["resultType: json"], ["python/unused-expression"]],
    ["log.info(key)", ["expression: value"], []],
    ["value", ["expression: value"], ["python/unused-expression"]],
    ["...", [], []],
    ["yield value", [], []],
    ["return value", [], []],
    ["value\nvalue", [], ["python/unused-expression", "python/unused-expression"]],
  ])("is no result otherwise: %s, %s", (code, more, expected) => {
    const { canonical, codes } = read(code, more);
    expect(codes).toEqual(expected);
    expect(canonical).toContain("    code: |\n");
  });
});
