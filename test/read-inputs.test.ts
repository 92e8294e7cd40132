/** Paths on the command line -> services, and bad input: which words, which exit code (cli.md, `paths` and exit codes). */
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { UsageError } from "../bin/exit-codes.ts";
import { type InputOptions, readInputs } from "../bin/read-inputs.ts";

const folder = mkdtempSync(join(tmpdir(), "ksmlc-inputs-"));
afterAll(() => rmSync(folder, { recursive: true }));

const STREAMS = "streams:\n  parcels: {topic: parcels, keyType: string, valueType: json}\n";
const RUNNER =
  "ksml:\n  definitions:\n    depot: sub/depot.yaml\n    inline:\n      streams:\nkafka:\n  application.id: parcels\n";

function write(path: string, text: string | Uint8Array): string {
  const full = join(folder, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
  return full;
}

function read(paths: readonly string[], options: Partial<InputOptions> = {}) {
  const { services, diagnostics, files, unreadable } = readInputs({
    paths,
    config: undefined,
    folder: "each",
    ...options,
  });
  return {
    services: services.map(({ definitions }) => definitions.map(({ namespace }) => namespace)),
    codes: diagnostics.map(({ code }) => code),
    files: files.map((path) => path.replace(`${folder}/`, "")),
    unreadable,
  };
}

function usage(paths: readonly string[], options: Partial<InputOptions> = {}): string {
  try {
    read(paths, options);
  } catch (error) {
    if (error instanceof UsageError)
      return `${error.message} ${error.next ?? ""}`.replaceAll(folder, "");
    throw error;
  }
  return "no error";
}

describe("paths", () => {
  const depot = write("service/sub/depot.yaml", STREAMS);
  const runner = write("service/ksml-runner.yaml", RUNNER);
  const first = write("plain/first.yaml", STREAMS);
  const second = write("plain/second.yml", STREAMS);
  write("plain/suite.yaml", "definition: first.yaml\ntests: {}\nstreams: {}\n");
  write("plain/compose.yaml", "services: {}\n");
  write("plain/other.txt", STREAMS);
  write("again/first.yaml", STREAMS);
  mkdirSync(join(folder, "empty"));

  it("a definition alone has its file's name as namespace", () => {
    expect(read([depot])).toEqual({
      services: [["depot"]],
      codes: [],
      files: ["service/sub/depot.yaml"],
      unreadable: false,
    });
  });

  it("several definitions make one service", () => {
    expect(read([first, second]).services).toEqual([["first", "second"]]);
  });

  it("a runner file names its definitions", () => {
    expect(read([runner]).services).toEqual([["depot", "inline"]]);
    expect(read([], { config: runner }).services).toEqual([["depot", "inline"]]);
  });

  it("a folder with a runner file is that runner file", () => {
    expect(read([join(folder, "service")]).services).toEqual([["depot", "inline"]]);
  });

  it("a folder without one is its definitions, each by itself, where that is allowed", () => {
    expect(read([join(folder, "plain")]).services).toEqual([["first"], ["second"]]);
    expect(usage([join(folder, "plain")], { folder: "refuse" })).toContain(
      "`/plain/first.yaml`, `/plain/second.yml`",
    );
  });

  it("with paths, the runner file gives configuration only", () => {
    const found = read([first], { config: runner });
    expect(found.services).toEqual([["first"]]);
    expect(found.codes).toEqual(["config/definitions-not-compiled"]);
  });

  it.each([
    ["a missing file", () => [join(folder, "nowhere.yaml")], "There is no file `/nowhere.yaml`"],
    [
      "an empty folder",
      () => [join(folder, "empty")],
      "neither a `ksml-runner.yaml` nor a KSML definition",
    ],
    ["a folder among files", () => [first, join(folder, "plain")], "is a folder among other paths"],
    ["a runner file among files", () => [first, runner], "is a runner file"],
    [
      "one namespace twice",
      () => [first, join(folder, "again/first.yaml")],
      "would both have the namespace `first`",
    ],
    ["a device", () => ["/dev/zero"], "is no file with text"],
  ])("%s is wrong usage", (_name, paths, words) => {
    expect(usage(paths())).toContain(words);
  });

  it("a definition that the runner file names and that is not there", () => {
    const broken = write("broken/ksml-runner.yaml", RUNNER);
    expect(read([broken])).toMatchObject({ codes: ["config/missing-file"], unreadable: true });
  });
});

describe("bad input", () => {
  it.each([
    ["no YAML", "streams: [\n", "syntax/yaml"],
    ["empty", "", "syntax/empty-file"],
    ["a NUL byte", "streams:\n  a\0b: {}\n", "syntax/yaml"],
    ["not UTF-8", Uint8Array.from([0x61, 0x3a, 0x20, 0xe9, 0x0a]), "syntax/not-utf-8"],
    [
      "an alias bomb",
      `a: &a [x]\nb: &b [${"*a,".repeat(99)}]\nc: [${"*b,".repeat(99)}]\n`,
      "syntax/yaml-alias",
    ],
  ])("%s", (name, text, code) => {
    expect(read([write(`bad/${name}.yaml`, text)]).codes[0]).toBe(code);
  });

  it("a file of 50 MB is not read", () => {
    const path = write("bad/large.yaml", "");
    truncateSync(path, 50_000_000);
    const start = performance.now();
    expect(read([path]).codes).toEqual(["syntax/too-large"]);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
