/** `ksmlc check` as a process: exit codes, and what goes to standard output and to standard error (cli.md). */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, it } from "vitest";

const cli = pathToFileURL(resolve(import.meta.dirname, "../bin/cli.ts")).href;
const folder = mkdtempSync(join(tmpdir(), "ksmlc-check-"));
afterAll(() => rmSync(folder, { recursive: true }));

function ksmlc(...args: readonly string[]): { code: number | null; out: string; err: string } {
  const script = `const { main } = await import(${JSON.stringify(cli)}); await main(process.argv);`;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      "--disable-warning=ExperimentalWarning",
      "--input-type=module",
      "-e",
      script,
      "ksmlc",
      ...args,
    ],
    { cwd: folder, encoding: "utf8" },
  );
  return { code: status, out: stdout, err: stderr };
}

const STREAMS = `streams:
  parcels: {topic: parcels, keyType: string, valueType: json}
  labels: {topic: labels, keyType: string, valueType: json}
`;
writeFileSync(
  join(folder, "good.yaml"),
  `${STREAMS}pipelines:\n  relabel:\n    from: parcels\n    to: labels\n`,
);
writeFileSync(
  join(folder, "bad.yaml"),
  `${STREAMS}pipelines:\n  relabel:\n    from: parcels\n    too: labels\n`,
);
writeFileSync(
  join(folder, "open.yaml"),
  `${STREAMS}pipelines:\n  relabel:\n    from: parcels\n    via:\n      - {type: filter, if: is_mine}\n    to: labels\n`,
);

describe("exit codes", () => {
  it("0: nothing is wrong", () => {
    expect(ksmlc("check", "good.yaml")).toEqual({ code: 0, out: "no errors in 1 file\n", err: "" });
    expect(ksmlc("check", "-q", "good.yaml")).toEqual({ code: 0, out: "", err: "" });
  });

  it("1: the input has errors", () => {
    const { code, out, err } = ksmlc("check", "bad.yaml");
    expect({ code, err }).toEqual({ code: 1, err: "" });
    expect(out).toContain("error[syntax/unknown-key]");
    expect(out).toContain("bad.yaml:7:5  pipelines.relabel.too");
    expect(out).toMatch(/\n1 error in 1 file\n$/);
  });

  it("open names: an error in service mode, an info in library mode", () => {
    expect(ksmlc("check", "open.yaml").code).toBe(1);
    const { code, out } = ksmlc("check", "--library", "open.yaml");
    expect(code).toBe(0);
    expect(out).toContain("info[name/unknown-function]");
  });

  it.each([
    [["check", "nowhere.yaml"], "There is no file `nowhere.yaml`"],
    [["check", "--library", "--service", "good.yaml"], "exclude each other"],
    [["check", "--format", "xml", "good.yaml"], "Allowed choices are text, json, github"],
    [["check", "--frobnicate"], "unknown option"],
    [["check", "--schemas", "nowhere", "good.yaml"], "is no folder"],
    [["chekc"], "There is no command `chekc`"],
  ])("2: %j", (args, words) => {
    const { code, out, err } = ksmlc(...args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(words);
  });
});

describe("formats", () => {
  it("JSON is one object", () => {
    const { out } = ksmlc("check", "--format", "json", "bad.yaml", "good.yaml");
    expect(JSON.parse(out)).toMatchObject({
      files: 2,
      errors: 1,
      warnings: 0,
      diagnostics: [{ code: "syntax/unknown-key", line: 7 }],
    });
  });

  it("annotations", () => {
    expect(ksmlc("check", "--format", "github", "bad.yaml").out).toMatch(
      /^::error file=bad\.yaml,line=7,/,
    );
  });

  it("help goes to standard output, and without arguments too", () => {
    const { code, out } = ksmlc();
    expect(code).toBe(0);
    expect(out).toContain("Usage: ksmlc");
    expect(ksmlc("--help").out).toBe(out);
    expect(ksmlc("--version").out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
