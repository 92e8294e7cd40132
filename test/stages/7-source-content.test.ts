/** The text of a definition in the side map: its lines, without what configures the service. */
import { expect, test } from "vitest";
import { readYaml } from "../../compiler/1-source/read-yaml.ts";
import { SourceFile } from "../../compiler/1-source/source-file.ts";
import { parseDefinition } from "../../compiler/2-syntax/parse-definition.ts";
import { checkDefinition } from "../../compiler/3-check/check-definition.ts";
import { sourceContent } from "../../compiler/7-emit/source-content.ts";

function contentOf(text: string): string {
  const document = readYaml(new SourceFile("boats.yaml", text)).value;
  if (document === null) throw new Error("no document");
  const tree = parseDefinition("boats", document).value;
  if (tree === null) throw new Error("no definition");
  return sourceContent(checkDefinition(tree, { mode: "library" }).value);
}

test("sections that configure are blank, with their comments; every other line stays where it is", () => {
  const content = contentOf(
    [
      "streams:",
      "  boats: { topic: boats, keyType: string, valueType: json }",
      "runner:",
      "  type: streams",
      "  config:",
      "    application.id: harbour # of the city",
      "    # nobody needs to see this",
      "functions:",
      "  afloat:",
      "    type: predicate",
      "    expression: value is not None",
    ].join("\n"),
  );
  expect(content.split("\n").map((line) => line.trim())).toEqual([
    "streams:",
    "boats: { topic: boats, keyType: string, valueType: json }",
    "",
    "",
    "",
    "",
    "",
    "functions:",
    "afloat:",
    "type: predicate",
    "expression: value is not None",
  ]);
});

test("in flow style the lines of the settings are blank", () => {
  const content = contentOf(
    '{ streams: {},\n  runner: { type: streams, config: {\n    sasl.jaas.config: "secret"\n  } } }',
  );
  expect(content).not.toContain("secret");
  expect(content.split("\n")).toHaveLength(4);
});
