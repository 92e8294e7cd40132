/** Text in, the YAML tree out; and for each character of a scalar its place in the file. */
import { describe, expect, it } from "vitest";
import { printYaml } from "../../compiler/1-source/print-yaml.ts";
import { MAX_LENGTH, readYaml } from "../../compiler/1-source/read-yaml.ts";
import { SourceFile } from "../../compiler/1-source/source-file.ts";
import type { YamlNode, YamlScalar } from "../../compiler/1-source/yaml-tree.ts";

const read = (text: string) => readYaml(new SourceFile("definition.yaml", text));
const codes = (text: string): string[] => read(text).diagnostics.map(({ code }) => code);

function scalars(node: YamlNode): YamlScalar[] {
  if (node.kind === "scalar") return [node];
  return node.kind === "mapping"
    ? node.pairs.flatMap(({ value }) => scalars(value))
    : node.items.flatMap(scalars);
}

function valuesOf(text: string): unknown[] {
  const { value, diagnostics } = read(text);
  expect(diagnostics).toEqual([]);
  return value === null ? [] : scalars(value.root).map((each) => each.value);
}

describe("plain scalars (language.md 0.1)", () => {
  it.each([
    ["true", true],
    ["True", "True"],
    ["yes", "yes"],
    ["on", "on"],
    ["null", null],
    ["", null],
    ["~", "~"],
    ["12", 12],
    ["-0", 0],
    ["012", "012"],
    ["0x10", "0x10"],
    ["1_000", "1_000"],
    ["1.10", 1.1],
    ["1.", 1],
    [".5", ".5"],
    ["1e3", 1000],
    ["9007199254740993", 9007199254740993n],
    ["2024-01-01", "2024-01-01"],
    ["'12'", "12"],
    ['""', ""],
    ["!!str 12", "12"],
    ['!!int "12"', 12],
    ["!custom x", "x"],
  ])("%s", (text, value) => {
    expect(valuesOf(`key: ${text}\n`)).toEqual([value]);
  });

  it("keys are their text", () => {
    const { value } = read("on: 1\n1: 2\nnull: 3\n'x y': 4\n");
    expect(value?.root.kind === "mapping" && value.root.pairs.map(({ key }) => key)).toEqual([
      "on",
      "1",
      "null",
      "x y",
    ]);
  });
});

describe("places of characters", () => {
  it.each([
    ["literal", "a:\n  b: |\n    one\n      two\n\n    three\n", "one\n  two\n\nthree\n"],
    ["literal, kept", "b: |+\n  one\n\n\n", "one\n\n\n"],
    ["literal with an indentation indicator", "b: |2-\n    one\n   two\n", "  one\n two"],
    ["literal with a comment behind the header", "b: | # why\n  one\n", "one\n"],
    ["literal with \\r\\n", "b: |\r\n  one\r\n  two\r\n", "one\ntwo\n"],
    ["literal with blank lines first", "b: |\n\n  one\n", "\none\n"],
    [
      "folded",
      "b: >\n  one\n  two\n\n  three\n    four\n  five\n",
      "one two\nthree\n  four\nfive\n",
    ],
    ["plain over lines", "b: one\n  two\n\n  three\n", "one two\nthree"],
    ["single quotes", "b: 'it''s one\n  two'\n", "it's one two"],
    ["in a flow sequence", "b: [one, 'two', \"three\"]\n", "one"],
  ])("%s", (_name, text, value) => {
    const tree = read(text).value;
    const [scalar] = tree === null ? [] : scalars(tree.root);
    expect(scalar?.value).toBe(value);
    for (let at = 0; at < value.length; at++) {
      const character = value[at] ?? "";
      if (!/\s/.test(character)) expect(text[scalar?.origin.toFile(at) ?? -1]).toBe(character);
    }
  });

  it("double quotes with escapes", () => {
    const text = 'b: "a\\n\\x41\\u00e9\\U0001f600 z\\\n   end\n   more"\n';
    const tree = read(text).value;
    const [scalar] = tree === null ? [] : scalars(tree.root);
    expect(scalar?.value).toBe("a\nA\u00e9\u{1f600} zend more");
    const value = String(scalar?.value);
    for (const word of ["a", " z", "end", "more"]) {
      expect(text.indexOf(word, 4)).toBe(scalar?.origin.toFile(value.indexOf(word)));
    }
    expect(text[scalar?.origin.toFile(2) ?? -1]).toBe("\\");
  });
});

describe("trees", () => {
  it("has spans and the comments above keys and items, and beside keys", () => {
    const text = `# of the file

streams:
  # Parcels of all depots.
  # And of the trucks.
  parcels:
    topic: parcels # here
  labels: # of labels
    code: | # of the block
      # no comment of YAML
    # of topic
    topic: "labels" # , too
    keys: # none
    values: {a: 1, b: "# no comment"} # both
steps:
  # first
  - type: peek
  # second
  - [a, b]
  - type: filter # third
    if: is_open # not of the item
  # fourth
  - {type: mapValues} # and last
`;
    const { value } = read(text);
    expect(value === null ? "" : printYaml(value.root)).toBe(`mapping @3:1
  "streams":
    mapping @6:3
      # Parcels of all depots. / And of the trucks.
      "parcels":
        mapping @7:5
          # here
          "topic":
            "parcels" @7:12
      # of labels
      "labels":
        mapping @9:5
          "code":
            "# no comment of YAML\\n" literal @9:11
          # of topic / , too
          "topic":
            "labels" double @12:12
          # none
          "keys":
            null @13:11
          # both
          "values":
            mapping @14:13
              "a":
                1 @14:17
              "b":
                "# no comment" double @14:23
  "steps":
    list @17:3
      # first
      mapping @17:5
        # first
        "type":
          "peek" @17:11
      # second
      list @19:5
        "a" @19:6
        "b" @19:9
      # third
      mapping @20:5
        # third
        "type":
          "filter" @20:11
        # not of the item
        "if":
          "is_open" @21:9
      # fourth / and last
      mapping @23:5
        "type":
          "mapValues" @23:12
`);
  });
});

describe("what is refused", () => {
  it.each([
    ["", "syntax/empty-file"],
    ["# only\n\n  # remarks\n", "syntax/empty-file"],
    ["\ufeff", "syntax/empty-file"],
    ["a: 1\n---\nb: 2\n", "syntax/several-documents"],
    ["x:\n  a: 1\n  a: 2\n", "syntax/duplicate-key"],
    ["x:\n  - {a: 1, a: 2}\n", "syntax/duplicate-key"],
    ["a: &x 1\nb: *x\n", "syntax/yaml-alias"],
    ["a: &x {k: 1}\nb:\n  <<: *x\n", "syntax/yaml-alias"],
    ["? [a, b]\n: 1\n", "syntax/yaml"],
    ["a: \u0000\n", "syntax/yaml"],
    ["a: \u0007\n", "syntax/yaml"],
    ["a: \t- b\n\tc: d\n", "syntax/yaml"],
    ["a: b: c\n", "syntax/yaml"],
    ["%YAML 1.1 2\n---\na: 1\n", "syntax/yaml"],
    [`${"a".repeat(MAX_LENGTH)}: 1`, "syntax/too-large"],
  ])("%#", (text, code) => {
    expect(codes(text)[0]).toBe(code);
  });

  it("keeps what can be known beside a repeated key", () => {
    expect(read("a: 1\na: 2\nb: 3\n").value).not.toBeNull();
  });

  it.each([
    ["flow lists", "[".repeat(200_000)],
    ["flow mappings", "{a: ".repeat(100_000)],
    ["block lists", "- ".repeat(100_000)],
    ["indentation", Array.from({ length: 2000 }, (_, i) => `${" ".repeat(i)}a:\n`).join("")],
  ])("a nesting bomb of %s", (_name, text) => {
    expect(codes(text)).toEqual(["syntax/too-deep"]);
  });

  it("an alias bomb", () => {
    const levels = Array.from(
      { length: 20 },
      (_, i) => `l${i + 1}: &l${i + 1} [${`*l${i},`.repeat(9)}]\n`,
    );
    expect(new Set(codes(`l0: &l0 [x]\n${levels.join("")}`))).toEqual(
      new Set(["syntax/yaml-alias"]),
    );
  });
});
