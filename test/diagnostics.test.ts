/**
 * fixtures/diagnostics/<area>/<code>/: what `ksmlc check` prints for a definition or runner file, the whole text.
 * `options.json` of a case: { paths, mode, config, schemas, allowUnresolved, repeat }. UPDATE=1 writes expected.txt anew.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { findings } from "../bin/commands/check.ts";
import { inOrder, renderText } from "../compiler/diagnostics/render.ts";

interface CaseOptions {
  /** Default: definition.yaml, else ksml-runner.yaml. */
  readonly paths?: readonly string[];
  readonly mode?: "service" | "library";
  readonly config?: string;
  /** The folder of the schemas, from the case's own. */
  readonly schemas?: string;
  /** The author's TypeScript. */
  readonly extensions?: string;
  readonly allowUnresolved?: boolean;
  /** The definition is this text, so many times. */
  readonly repeat?: readonly [text: string, times: number];
}

const root = resolve(import.meta.dirname, "../fixtures/diagnostics");

const cases = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter(
    (entry) =>
      entry.isFile() && /^(definition\.yaml|ksml-runner\.yaml|options\.json)$/.test(entry.name),
  )
  .map((entry) => entry.parentPath);

describe("diagnostics", () => {
  it.each([...new Set(cases)].sort().map((folder) => [relative(root, folder), folder]))(
    "%s",
    async (code, folder) => {
      const printed = await printedFor(folder);
      const expected = join(folder, "expected.txt");
      if (process.env.UPDATE === "1") writeFileSync(expected, printed);
      expect(printed).toBe(readFileSync(expected, "utf8"));
      expect(printed).toContain(`[${code.split("/").slice(0, 2).join("/")}]`);
    },
  );
});

function printedFor(folder: string): Promise<string> {
  const optionsPath = join(folder, "options.json");
  const options = (
    existsSync(optionsPath) ? JSON.parse(readFileSync(optionsPath, "utf8")) : {}
  ) as CaseOptions;
  if (options.repeat !== undefined)
    return printedForText(options.repeat[0].repeat(options.repeat[1]));
  const file = existsSync(join(folder, "definition.yaml")) ? "definition.yaml" : "ksml-runner.yaml";
  return printed(folder, options.paths ?? [file], options);
}

async function printedForText(text: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "ksmlc-case-"));
  try {
    writeFileSync(join(folder, "definition.yaml"), text);
    return await printed(folder, ["definition.yaml"], {});
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function printed(
  folder: string,
  names: readonly string[],
  { mode, config, schemas, extensions, allowUnresolved = false }: CaseOptions,
): Promise<string> {
  const { diagnostics, files } = await findings(
    names.map((name) => join(folder, name)),
    {
      library: mode === "library",
      service: mode === "service",
      allowUnresolved,
      ...(config === undefined ? {} : { config: join(folder, config) }),
      ...(schemas === undefined ? {} : { schemas: join(folder, schemas) }),
      ...(extensions === undefined ? {} : { extensions: join(folder, extensions) }),
    },
  );
  return renderText(inOrder(diagnostics, files), { color: false }).replaceAll(`${folder}/`, "");
}
