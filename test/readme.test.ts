/** What the README says is true: the code beside the definition, the commands, what is not built. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { SourceFile } from "../compiler/1-source/source-file.ts";
import { compile } from "../compiler/compile.ts";
import { exampleNames, readmeOf } from "../scripts/example-readme.ts";

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

const pipelineWith = (steps: string): string =>
  `streams:\n  a: {topic: a, keyType: string, valueType: json}\npipelines:\n  p:\n    from: a\n    via: [${steps}]\n`;

/** What stands between lines of three dots, and the names of sections. */
const fragments = (text: string): readonly string[] =>
  text
    .split(/^(?: *(?:#|\/\/) …|\w+:)\n/m)
    .map((each) => each.trim())
    .filter((each) => each !== "");

/** The README with each of its fragments as `code` has it now: from its first two lines to its last one. UPDATE=1 writes it. */
function withCode(code: string): string {
  return fragments(block("ts")).reduce((text, fragment) => {
    const lines = fragment.split("\n");
    const start = code.indexOf(lines.slice(0, 2).join("\n"));
    const end = `\n${lines.at(-1)}`;
    const now = code.slice(start, code.indexOf(end, start) + end.length);
    return start < 0 ? text : text.replace(fragment, () => now);
  }, readme);
}

describe("README", () => {
  const shown = "podcast-insights";
  const project = join(root, "fixtures/projects", shown, "expected");

  it("shows parts of a definition that there is", () => {
    const definition = readFileSync(join(root, "examples", shown, `${shown}.yaml`), "utf8");
    for (const each of fragments(block("yaml"))) expect(definition).toContain(each);
  });

  it("shows the code that is generated for them", () => {
    const code = readFileSync(join(project, "src", `${shown}.ts`), "utf8");
    if (process.env.UPDATE === "1") {
      writeFileSync(join(root, "README.md"), withCode(code));
      return;
    }
    for (const each of fragments(block("ts"))) expect(code).toContain(each);
  });

  it("shows a record that the example gives", () => {
    expect(readmeOf(shown).output).toContain(block("ndjson").trim());
  });

  it("lists all examples", () => {
    const listed = [...readme.matchAll(/^\| \[`([\w-]+)`\]\(examples\/\1\/README\.md\)/gm)];
    expect(listed.map(([, name]) => name).sort()).toEqual(exampleNames());
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
    ["count", pipelineWith("{type: groupByKey}, {type: count}")],
    [
      "reduce",
      pipelineWith(
        "{type: groupByKey}, {type: reduce, reducer: {expression: value1, resultType: json}}",
      ),
    ],
    [
      "windowed aggregations",
      pipelineWith("{type: groupByKey}, {type: windowByTime, windowType: tumbling, duration: 1h}"),
    ],
    [
      "joins of streams",
      pipelineWith(
        "{type: join, stream: a, timeDifference: 1m, valueJoiner: {expression: value1, resultType: json}}",
      ),
    ],
    ["other formats", "streams:\n  a: {topic: a, keyType: string, valueType: xml:Reading}\n"],
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
