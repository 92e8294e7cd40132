/**
 * The author's TypeScript on the command line: stubs that are written once, modules that are copied with what they import,
 * what is said where the two sides do not fit, and libraries.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { attempt, buildKsmlc, root } from "./support/built-ksmlc.ts";
import { type Ended, ksmlcHere } from "./support/in-process.ts";

const DEFINITION = `streams:
  letters: {topic: letters, keyType: string, valueType: json}
  sorted: {topic: sorted, keyType: string, valueType: json}
functions:
  stamp:
    type: valueTransformer
    code: |
      return {"fee": postage(key, value)}
    resultType: json
pipelines:
  main:
    from: letters
    via:
      - {type: filter, if: is_ours}
      - {type: transformValue, mapper: stamp}
    to: sorted
`;

const MODULE = `import type { Externals } from "./externals.js";
import { fee } from "./lib/fees.js";

export const extensions: Externals = {
  helpers: { postage: async (key) => fee(String(key)) },
  functions: { is_ours: (key) => key !== "theirs" },
};
`;
const FEES = "export const fee = (key: string): number => key.length;\n";

let folder: string;
beforeAll(buildKsmlc, 120_000);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ksmlc-author-"));
  write("post.yaml", DEFINITION);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
const read = (path: string): string => readFileSync(join(folder, path), "utf8");
const has = (path: string): boolean => existsSync(join(folder, path));

const ksmlc = (...args: readonly string[]): Promise<Ended> => ksmlcHere(folder, args);

/** What is compiled is imported by a process of its own. */
function run(...args: readonly string[]): { readonly code: number | null; readonly said: string } {
  const command = [join(root, "bin/ksmlc.js"), "run", ...args];
  const { status, stdout, stderr } = attempt(process.execPath, command, folder);
  return { code: status, said: stdout + stderr };
}

describe("names that nothing binds", () => {
  test("stop a build, which says what to do, and leave the folder as it was", async () => {
    const { code, said } = await ksmlc("build", "post.yaml");
    expect(code).toBe(1);
    expect(said).toContain("error[name/unknown]");
    expect(said).toContain("error[name/unknown-function]");
    expect(said).toContain("next: `ksmlc build --stubs` writes `src/extensions.ts`");
    expect(has("post")).toBe(false);
  });

  test("are warnings with --allow-unresolved, and nothing of the author's is imported", async () => {
    const { code, said } = await ksmlc("build", "post.yaml", "--allow-unresolved");
    expect({ code, said }).toMatchObject({ code: 0, said: expect.stringContaining("warning[") });
    expect(read("post/src/post.ts")).toContain('const is_ours = unresolved("is_ours");');
    expect(has("post/src/externals.ts")).toBe(false);
  });

  test("that a module lacks are errors at their uses, and the module is what to extend", async () => {
    write("mine.ts", "export const extensions = { functions: { is_ours: () => true } };\n");
    const { code, said } = await ksmlc("check", "post.yaml", "--extensions", "mine.ts");
    expect(code).toBe(1);
    expect(said).toContain("`postage` is used in `functions.stamp`");
    expect(said).not.toContain("name/unknown-function");
    expect(said).toContain("next: export each of these names from `mine.ts`");
  });
});

describe("stubs", () => {
  test("are written once; from then on the module is the author's", async () => {
    expect(await ksmlc("build", "post.yaml", "--stubs")).toMatchObject({ code: 0 });
    expect(read("post/src/extensions.ts")).toContain(
      'throw pyError("NotImplementedError", "is_ours is not written yet");',
    );
    expect(Object.keys(JSON.parse(read("post/.ksmlc.json")).files)).not.toContain(
      "src/extensions.ts",
    );
    write("post/src/extensions.ts", MODULE);
    write("post/src/lib/fees.ts", FEES);
    expect(await ksmlc("build", "post.yaml", "--stubs")).toEqual({ code: 0, said: "" });
    expect(read("post/src/extensions.ts")).toBe(MODULE);
    // It waits now, and so does who calls it.
    expect(read("post/src/post.ts")).toContain("const postage = waits(helper(");
    expect(read("post/src/post.ts")).toContain("await postage(key, value)");
  });

  test("are named by a dry run, and not written", async () => {
    const { said } = await ksmlc("build", "post.yaml", "--stubs", "--dry-run");
    expect(said).toContain("add    post/src/extensions.ts");
    expect(has("post")).toBe(false);
  });

  test("can lie elsewhere, with their types beside them", async () => {
    const args = ["build", "post.yaml", "--stubs", "--extensions", "own/mine.ts"];
    expect(await ksmlc(...args)).toMatchObject({ code: 0 });
    expect(read("own/externals.ts")).toBe(read("post/src/externals.ts"));
    expect(read("own/mine.ts")).toBe(read("post/src/extensions.ts"));
    write("own/mine.ts", MODULE);
    write("own/lib/fees.ts", FEES);
    expect(await ksmlc(...args)).toMatchObject({ code: 0 });
    expect(read("own/mine.ts")).toBe(MODULE);
    write("own/externals.ts", "export {};\n");
    expect(await ksmlc(...args)).toMatchObject({
      code: 1,
      said: expect.stringContaining("project/foreign"),
    });
    expect(read("own/externals.ts")).toBe("export {};\n");
  });
});

describe("a module given with --extensions", () => {
  test("is copied with what it imports, in the same places", async () => {
    write("mine.ts", MODULE);
    write("lib/fees.ts", FEES);
    expect(await ksmlc("build", "post.yaml", "--extensions", "mine.ts")).toEqual({
      code: 0,
      said: "",
    });
    expect(read("post/src/extensions.ts")).toBe(MODULE);
    expect(read("post/src/lib/fees.ts")).toBe(FEES);
    write("mine.ts", MODULE.replace("theirs", "hers"));
    expect(await ksmlc("build", "post.yaml", "--extensions", "mine.ts")).toEqual({
      code: 0,
      said: "",
    });
    expect(read("post/src/extensions.ts")).toContain("hers");
  });

  test("cannot bring a file in the place of one that ksmlc writes", async () => {
    write("mine.ts", MODULE.replace("./lib/fees.js", "./main.js"));
    write("main.ts", FEES);
    const { code, said } = await ksmlc("build", "post.yaml", "--extensions", "mine.ts");
    expect(code).toBe(1);
    expect(said).toContain("error[project/extension-clash]");
    expect(said).toContain("`main.ts`");
    expect(has("post")).toBe(false);
  });

  test("with a mistake in it stops the build at its place", async () => {
    write("mine.ts", MODULE);
    write("lib/fees.ts", FEES.replace("key.length", '"much"'));
    const { code, said } = await ksmlc("build", "post.yaml", "--extensions", "mine.ts");
    expect(code).toBe(1);
    expect(said).toContain("error[type/extension-module]: TS2322:");
    expect(said).toContain("lib/fees.ts:1:");
    expect(has("post")).toBe(false);
  });

  test("that does not fit is told in the words of the definition", async () => {
    write("mine.ts", MODULE.replace('key !== "theirs"', "String(key)"));
    write("lib/fees.ts", FEES);
    const { code, said } = await ksmlc(
      "run",
      "post.yaml",
      "--extensions",
      "mine.ts",
      "--until-idle",
    );
    expect(code).toBe(1);
    expect(said).toContain(
      "`is_ours` of your module does not fit the definition: it returns `string`, and a predicate returns a boolean.",
    );
    expect(said).toContain("mine.ts:6:16");
    expect(said).toContain("post.yaml:14:28");
    // The compiler of TypeScript says it as well, in other words: once is enough.
    expect(said).not.toContain("TS2322");
  });

  test("that is not there is wrong usage", async () => {
    expect(await ksmlc("check", "post.yaml", "--extensions", "none.ts")).toMatchObject({ code: 2 });
  });

  test("runs where it lies", async () => {
    write("mine.ts", MODULE);
    write("lib/fees.ts", FEES);
    write(
      "in.ndjson",
      '{"topic":"letters","key":"anna","value":{}}\n{"topic":"letters","key":"theirs","value":{}}\n',
    );
    const { code, said } = run(
      ...["post.yaml", "--extensions", "mine.ts", "-q", "--until-idle"],
      ...["--feed", "letters=in.ndjson", "--print", "sorted"],
    );
    expect(code).toBe(0);
    expect(
      said
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toMatchObject([{ key: "anna", value: { fee: 4 } }]);
  });

  test("that fails when it is imported is named, with the place", async () => {
    write("mine.ts", `throw new Error("no stamps left");\n${MODULE}`);
    write("lib/fees.ts", FEES);
    const { code, said } = run("post.yaml", "--extensions", "mine.ts", "--until-idle");
    expect(code).toBe(1);
    expect(said).toContain("fails when it is imported, at mine.ts:1:7");
    expect(said).toContain("no stamps left");
  });
});

describe("a library", () => {
  test("exports what the definition declares, and has nothing that runs", async () => {
    write("post.yaml", DEFINITION.replace(/pipelines:[\s\S]*/, ""));
    expect(await ksmlc("build", "--library", "post.yaml", "-o", "lib")).toEqual({
      code: 0,
      said: "",
    });
    expect(read("lib/src/post.ts")).toContain("export { letters, sorted, stamp };");
    expect(read("lib/src/extensions.ts")).toContain("postage: (key, value) => {");
    expect(has("lib/src/main.ts")).toBe(false);
    expect(has("lib/Dockerfile")).toBe(false);
    expect(JSON.parse(read("lib/package.json")).scripts).not.toHaveProperty("start");
  });

  test("may leave open what its module does not have", async () => {
    write("mine.ts", "export const extensions = { helpers: {} };\n");
    const args = ["--library", "post.yaml", "-o", "lib", "--extensions", "mine.ts"];
    expect(await ksmlc("build", ...args)).toMatchObject({ code: 0 });
    expect(read("lib/src/post.ts")).toContain('const postage = unresolved("postage");');
  });
});
