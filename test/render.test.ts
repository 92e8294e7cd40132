/** The three forms of diagnostics: frames, JSON, workflow annotations (cli.md, style.md section 4). */
import { describe, expect, it } from "vitest";
import { SourceFile } from "../compiler/1-source/source-file.ts";
import { diagnostic } from "../compiler/diagnostics/catalog.ts";
import { nearest } from "../compiler/diagnostics/nearest.ts";
import { inOrder, renderGithub, renderJson, renderText } from "../compiler/diagnostics/render.ts";

const file = new SourceFile("a, b.yaml", "one:\n  \u{1f600}key: 1\n\t日本: \u202etxt\u0007\n");

function found(word: string) {
  const start = file.text.indexOf(word);
  const span = file.span(start, start + word.length);
  const related = [{ message: "first written here", span: file.span(0, 3) }];
  return diagnostic("syntax/duplicate-key", span, { key: word }, { related, path: "one.key" });
}

describe("text", () => {
  it("shows the place, its line and carets below it", () => {
    expect(
      renderText([found("key")], { color: false }),
    ).toBe(`error[syntax/duplicate-key]: The key \`key\` is written twice in one mapping.
  a, b.yaml:2:4  one.key
  2 |   \u{1f600}key: 1
    |     ^^^
  note: first written here
  a, b.yaml:1:1
  1 | one:
    | ^^^
  help: remove one of them, or give it another name
`);
  });

  it("lets no control or direction mark through, and knows wide characters", () => {
    const text = renderText([found("\u202etxt\u0007")], { color: false });
    expect(text).toContain("  3 |  日本: \ufffdtxt\ufffd\n    |        ^^^^^\n");
    expect(text).not.toMatch(/[\p{Cf}]/u);
    expect(text).not.toContain("\u0007");
  });

  it("cuts long lines around the place", () => {
    const long = new SourceFile("long.yaml", `${"x".repeat(5000)}HERE${"y".repeat(5000)}`);
    const text = renderText([diagnostic("syntax/empty-file", long.span(5000, 5004))], {
      color: false,
    });
    const [, , line = "", carets = ""] = text.split("\n");
    expect(line.length).toBeLessThan(200);
    expect(line.slice(carets.indexOf("^"), carets.lastIndexOf("^") + 1)).toBe("HERE");
  });

  it("colours only when asked", () => {
    expect(renderText([found("key")], { color: true })).toContain("\u001b[1;31m");
    expect(renderText([found("key")], { color: false })).not.toContain("\u001b");
  });
});

describe("JSON", () => {
  it("has lines and columns from 1, in code points", () => {
    expect(JSON.parse(renderJson([found("key")], 3))).toEqual({
      diagnostics: [
        {
          code: "syntax/duplicate-key",
          severity: "error",
          message: "The key `key` is written twice in one mapping.",
          file: "a, b.yaml",
          line: 2,
          column: 4,
          endLine: 2,
          endColumn: 7,
          help: "remove one of them, or give it another name",
          related: [{ message: "first written here", file: "a, b.yaml", line: 1, column: 1 }],
        },
      ],
      files: 3,
      errors: 1,
      warnings: 0,
    });
  });
});

describe("workflow annotations", () => {
  it("are one line each, with everything escaped", () => {
    expect(renderGithub([found("key")])).toBe(
      "::error file=a%2C b.yaml,line=2,col=4,endLine=2,endColumn=7,title=syntax/duplicate-key::The key `key` is written twice in one mapping.%0Ahelp: remove one of them, or give it another name\n",
    );
  });
});

it("orders by file as given, then by position", () => {
  const other = new SourceFile("z.yaml", "z: 1\n");
  const later = diagnostic("syntax/empty-file", other.span(0, 1));
  const all = [found("key"), later, found("one")];
  expect(inOrder(all, ["z.yaml", "a, b.yaml"])).toEqual([later, all[2], all[0]]);
});

it.each([
  ["is_hott", ["is_hot", "is_cold"], "is_hot"],
  ["form", ["from", "via"], "from"],
  ["mapValue", ["mapValues", "map"], "mapValues"],
  ["valuetype", ["keyType", "valueType"], "valueType"],
  ["elephant", ["from", "via"], null],
])("the name nearest to %s", (name, known, expected) => {
  expect(nearest(name, known)).toBe(expected);
});
