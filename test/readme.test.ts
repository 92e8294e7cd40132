/** What the README says is true: the code beside the definition, the commands, what is not built. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { SourceFile } from "../compiler/1-source/source-file.ts";
import { compile } from "../compiler/compile.ts";

const root = resolve(import.meta.dirname, "..");
const readme = readFileSync(join(root, "README.md"), "utf8");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  scripts: Record<string, string>;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
};

function block(language: string): string {
  const match = new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "s").exec(readme);
  if (match?.[1] === undefined) throw new Error(`the README has no block of ${language}`);
  return match[1];
}

describe("CONTRIBUTING", () => {
  it("gives a reason for each dependency, and for none that is not there", () => {
    const text = readFileSync(join(root, "CONTRIBUTING.md"), "utf8");
    const table = text.slice(text.indexOf("| package | why |"));
    const named = [...table.matchAll(/^\| (`[^|]+) \|/gm)].flatMap(([, cell = ""]) =>
      [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? ""),
    );
    const { dependencies, devDependencies, optionalDependencies } = manifest;
    const used = { ...dependencies, ...devDependencies, ...optionalDependencies };
    expect(named.sort()).toEqual(Object.keys(used).sort());
  });
});

describe("README", () => {
  it("shows the code that is generated for its definition", () => {
    const source = new SourceFile("watch.yaml", block("yaml"));
    const { diagnostics, modules } = compile({
      mode: "service",
      definitions: [{ namespace: "watch", source }],
    });
    expect(diagnostics.filter(({ severity }) => severity !== "info")).toEqual([]);
    expect(modules[0]?.text).toBe(block("ts"));
  });

  it("names commands that there are", () => {
    const commands = [...readme.matchAll(/npm ci && npm (?:run )?(\w+)/g)].map(
      ([, name]) => name ?? "",
    );
    expect(commands).toEqual(["demo", "test"]);
    for (const name of commands) expect(manifest.scripts).toHaveProperty(name);
    const cli = readFileSync(join(root, "bin/cli.ts"), "utf8");
    for (const [, name] of readme.matchAll(/^\| `ksmlc (\w+)/gm))
      expect(cli).toContain(`name: "${name}"`);
  });

  it("has a demo that shows records going in and out, and ends by itself within a minute", () => {
    const { status, stdout } = spawnSync(process.execPath, [join(root, "scripts/demo.mjs")], {
      encoding: "utf8",
      timeout: 60_000,
    });
    expect(status).toBe(0);
    expect(stdout).toContain("export const hotSensors = defineTopology(");
    expect(stdout).toMatch(/"topic":"alarms".*"temperature":36/);
  }, 60_000);

  it.each([
    ["tables", "tables:\n  t: {topic: t, keyType: string, valueType: json}\n"],
    ["stores", "stores:\n  s: {type: keyValue, keyType: string, valueType: json}\n"],
    [
      "aggregations",
      "streams:\n  a: {topic: a, keyType: string, valueType: json}\npipelines:\n  p:\n    from: a\n    via: [{type: groupByKey}]\n",
    ],
    [
      "formats with schemas",
      "streams:\n  a: {topic: a, keyType: string, valueType: avro:Reading}\n",
    ],
  ])("says that %s are not built yet", (_, text) => {
    const { diagnostics } = compile({
      mode: "library",
      definitions: [{ namespace: "x", source: new SourceFile("x.yaml", text) }],
    });
    expect(diagnostics.map(({ code }) => code)).toContainEqual(
      expect.stringMatching(/\/not-built-yet$/),
    );
  });
});
