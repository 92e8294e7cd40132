/**
 * fixtures/projects/<name>/: whole services. What `ksmlc build` writes for `input/`, or without one for the example of that name, is
 * `expected/`, byte by byte; it passes strict type checks, Prettier changes nothing in it, and neither the place of the input nor the
 * order of its files matters.
 * UPDATE=1 writes expected/ anew. The packed runtime is a stand-in, since its bytes change with every change of the runtime.
 */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { check, format } from "prettier";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { applicationIdOf, compileService } from "../bin/compile-service.ts";
import { generateProject } from "../bin/generate-project.ts";
import { typecheckProject } from "../bin/typecheck-project.ts";
import type { OutputFile } from "../compiler/8-project/output-file.ts";
import { buildKsmlc } from "./support/built-ksmlc.ts";

const root = join(import.meta.dirname, "../fixtures/projects");
const examples = join(import.meta.dirname, "../examples");
const elsewhere = mkdtempSync(join(tmpdir(), "ksmlc-golden-"));
afterAll(() => rmSync(elsewhere, { recursive: true, force: true }));

const runtime = {
  bytes: Buffer.from("the packed runtime\n"),
  integrity: "sha512-of-the-packed-runtime",
  version: "0.0.0",
};

/** A folder with a runner file, or the definitions in it. */
function inputsOf(folder: string): readonly string[] {
  if (existsSync(join(folder, "ksml-runner.yaml"))) return [folder];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".yaml") && name !== "observe.yaml")
    .sort()
    .map((name) => join(folder, name));
}

/** With the schemas and the author's module that lie in the folder. */
async function generate(folder: string, paths = inputsOf(folder)): Promise<OutputFile[]> {
  const beside = (name: string) => (existsSync(join(folder, name)) ? join(folder, name) : null);
  const schemas = beside("schemas");
  const extensions = beside("extensions.ts");
  const options = {
    format: "text",
    color: "never",
    quiet: true,
    ...(schemas === null ? {} : { schemas }),
    ...(extensions === null ? {} : { extensions }),
  } as const;
  const { service, exitCode } = await compileService(paths, options, "service");
  expect(exitCode).toBe(0);
  if (service === null) throw new Error("nothing was compiled");
  const applicationId = applicationIdOf(service, "several");
  return generateProject(service, applicationId, { copiesModule: extensions !== null, runtime });
}

const textOf = ({ content }: OutputFile): string =>
  typeof content === "string" ? content : Buffer.from(content).toString("latin1");

const asRecord = (files: readonly OutputFile[]): Record<string, string> =>
  Object.fromEntries(files.map((file) => [file.path, textOf(file)]));

function readFolder(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {};
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [relative(folder, path).replaceAll("\\", "/"), readFileSync(path, "utf8")]),
  );
}

/** The list of hashes repeats what the other files say; the lock is the template's; the runtime is a stand-in. */
const NOT_COMPARED = new Set([".ksmlc.json", "package-lock.json", "vendor/ksmlc-runtime.tgz"]);
const compared = (files: readonly OutputFile[]): readonly OutputFile[] =>
  files.filter(({ path }) => !NOT_COMPARED.has(path));

function update(folder: string, files: readonly OutputFile[]): void {
  rmSync(folder, { recursive: true, force: true });
  for (const { path, content } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

describe.each(readdirSync(root).sort())("project %s", (name) => {
  const folder = join(root, name);
  const own = join(folder, "input");
  const input = existsSync(own) ? own : join(examples, name);
  let files: OutputFile[];
  beforeAll(async () => {
    buildKsmlc();
    files = await generate(input);
  }, 120_000);

  test("is what is expected", () => {
    const expected = join(folder, "expected");
    if (process.env.UPDATE === "1") update(expected, compared(files));
    expect(asRecord(compared(files))).toEqual(readFolder(expected));
  });

  test("passes strict type checks", () => {
    expect(typecheckProject(files).text).toBeNull();
  });

  test("is laid out as Prettier would", async () => {
    for (const file of files.filter(({ path }) => /\.ts$/.test(path))) {
      const options = { parser: "typescript", printWidth: 100 };
      const text = textOf(file);
      expect(await format(text, options), file.path).toBe(text);
      expect(await check(text, options)).toBe(true);
    }
  });

  test("is the same from another folder, in another order, once more", async () => {
    const copy = join(elsewhere, name, "a folder");
    cpSync(input, copy, { recursive: true });
    const reversed = [...inputsOf(copy)].reverse();
    expect(asRecord(await generate(copy, reversed))).toEqual(asRecord(files));
    expect(asRecord(await generate(input))).toEqual(asRecord(files));
  });
});
