/** What `ksmlc build` does to the folder it writes: replaces what it wrote, keeps what others wrote, or does nothing at all. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { UsageError } from "../bin/exit-codes.ts";
import { planProject, withManifest, writeProject } from "../bin/project-folder.ts";
import { SourceFile } from "../compiler/1-source/source-file.ts";
import { diagnostic } from "../compiler/diagnostics/catalog.ts";
import { renderText } from "../compiler/diagnostics/render.ts";

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "ksmlc-folder-")), "service");
});
afterEach(() => rmSync(join(folder, ".."), { recursive: true, force: true }));

const first = [
  { path: "package.json", content: "{}\n" },
  { path: "src/main.ts", content: "// main\n" },
  { path: "src/old/gone.ts", content: "// gone\n" },
  { path: "vendor/runtime.tgz", content: new Uint8Array([1, 2, 3]) },
];
const second = [
  { path: "package.json", content: "{}\n" },
  { path: "src/main.ts", content: "// another main\n" },
];

function write(files: typeof first | typeof second): readonly string[] {
  const all = withManifest(files);
  const plan = planProject(folder, all);
  writeProject(folder, all, plan);
  return plan.changes.map(({ kind, path }) => `${kind} ${path}`);
}

function contents(): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path.slice(folder.length + 1), readFileSync(path, "latin1")]),
  );
}

describe("a project's folder", () => {
  test("is made with all files, and a list of them", () => {
    write(first);
    expect(Object.keys(contents())).toEqual([
      ".ksmlc.json",
      "package.json",
      "src/main.ts",
      "src/old/gone.ts",
      "vendor/runtime.tgz",
    ]);
    expect(contents()["vendor/runtime.tgz"]).toBe("\x01\x02\x03");
  });

  test("changes in nothing when the same is written again", () => {
    write(first);
    const before = statSync(join(folder, "src/main.ts")).mtimeMs;
    expect(write(first)).toEqual([]);
    expect(statSync(join(folder, "src/main.ts")).mtimeMs).toBe(before);
  });

  test("loses what no longer belongs, with its folder, and keeps what others wrote", () => {
    write(first);
    mkdirSync(join(folder, "src/mine"));
    writeFileSync(join(folder, "src/mine/note.txt"), "mine");
    expect(write(second)).toEqual([
      "change src/main.ts",
      "change .ksmlc.json",
      "remove src/old/gone.ts",
      "remove vendor/runtime.tgz",
    ]);
    expect(Object.keys(contents())).toEqual([
      ".ksmlc.json",
      "package.json",
      "src/main.ts",
      "src/mine/note.txt",
    ]);
    expect(existsSync(join(folder, "src/old"))).toBe(false);
    expect(existsSync(join(folder, "vendor"))).toBe(false);
  });

  test("a file changed by hand is found, also one that would be removed; one that is gone is written anew", () => {
    write(first);
    writeFileSync(join(folder, "src/main.ts"), "// mine now\n");
    writeFileSync(join(folder, "src/old/gone.ts"), "// mine now\n");
    rmSync(join(folder, "package.json"));
    const { edited, foreign } = planProject(folder, withManifest(second));
    expect(edited).toEqual(["src/main.ts", "src/old/gone.ts"]);
    expect(foreign).toEqual([]);
  });

  test("a file that ksmlc did not write is found", () => {
    mkdirSync(join(folder, "src"), { recursive: true });
    writeFileSync(join(folder, "package.json"), "{ mine }");
    writeFileSync(join(folder, "src/main.ts"), "// main\n");
    expect(planProject(folder, withManifest(first)).foreign).toEqual(["package.json"]);
  });

  test("a list that names files outside is not followed", () => {
    write(second);
    const outside = join(folder, "../outside.txt");
    writeFileSync(outside, "precious");
    writeFileSync(
      join(folder, ".ksmlc.json"),
      JSON.stringify({
        files: { "../outside.txt": "x", [outside]: "x", "src/../../outside.txt": "x" },
      }),
    );
    const plan = planProject(folder, withManifest(second));
    expect(plan.changes.filter(({ kind }) => kind === "remove")).toEqual([]);
  });

  test("a damaged list stops the build with the next step", () => {
    write(second);
    writeFileSync(join(folder, ".ksmlc.json"), "{");
    expect(() => planProject(folder, withManifest(second))).toThrow(UsageError);
  });

  test("a folder that cannot be made leaves all as it was", () => {
    mkdirSync(join(folder, ".."), { recursive: true });
    writeFileSync(folder, "a file");
    expect(() => write(first)).toThrow(/cannot be written: it is no folder/);
    expect(readFileSync(folder, "utf8")).toBe("a file");
  });

  test("a folder in the way of a file is found before anything is written", () => {
    write(second);
    const before = contents();
    mkdirSync(join(folder, "zz.ts"));
    const files = withManifest([
      { path: "aa.ts", content: "a" },
      { path: "new/bb.ts", content: "b" },
      { path: "zz.ts", content: "z" },
    ]);
    expect(() => writeProject(folder, files, planProject(folder, files))).toThrow(
      /zz.ts` cannot be written: it is a folder/,
    );
    expect(contents()).toEqual(before);
    expect(existsSync(join(folder, "new"))).toBe(false);
  });
});

describe("what the author is told", () => {
  test.each([
    ["project/edited", "service/src/main.ts", { path: "src/main.ts" }],
    ["project/foreign", "service/src/main.ts", { path: "src/main.ts" }],
    ["project/extension-clash", "main.ts", { path: "main.ts", target: "src/main.ts" }],
  ] as const)("%s", (code, path, values) => {
    const span = new SourceFile(path, "").span(0, 0);
    const text = renderText([diagnostic(code, span, values)], { color: false });
    const expected = join(import.meta.dirname, "../fixtures/diagnostics", code, "expected.txt");
    if (process.env.UPDATE === "1") mkdirSync(join(expected, ".."), { recursive: true });
    if (process.env.UPDATE === "1") writeFileSync(expected, text);
    expect(text).toBe(readFileSync(expected, "utf8"));
  });
});
