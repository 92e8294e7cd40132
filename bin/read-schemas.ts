/**
 * The folder with schemas -> the schema files in it, by the names of their files. In: `--schemas`, and the runner file,
 * whose `ksml.schemaDirectory` counts without it. Thrown: `UsageError` where `--schemas` is no folder.
 */
import { readdirSync } from "node:fs";
import { dirname, extname, isAbsolute, join } from "node:path";
import type { SchemaFile } from "../compiler/1-source/schema-file.ts";
import type { RunnerTree } from "../compiler/2-syntax/runner-tree.ts";
import { diagnostic } from "../compiler/diagnostics/catalog.ts";
import type { Checked, Diagnostic } from "../compiler/diagnostics/diagnostic.ts";
import { UsageError } from "./exit-codes.ts";
import { kindOfPath, readSource, unreadable } from "./read-file.ts";

const FORMATS = { ".avsc": "avsc" } as const;

export function readSchemas(
  given: string | undefined,
  runner: RunnerTree | null,
): Checked<readonly SchemaFile[]> {
  if (given !== undefined) {
    if (kindOfPath(given) === "folder") return schemasIn(given);
    throw new UsageError(
      `\`${given}\`, given with \`--schemas\`, is no folder.`,
      "give the folder that holds the schema files",
    );
  }
  return runner === null ? { value: [], diagnostics: [] } : schemasOfRunner(runner);
}

/** Found as its definitions are: the path counts from the runner file, or from the working directory. */
function schemasOfRunner(runner: RunnerTree): Checked<readonly SchemaFile[]> {
  const beside = dirname(runner.file.path);
  const { schemaDirectory } = runner;
  if (schemaDirectory === null) return schemasIn(beside);
  const { value: path, span } = schemaDirectory;
  const candidates = isAbsolute(path) ? [path] : [join(beside, path), path];
  const folder = candidates.find((each) => kindOfPath(each) === "folder");
  if (folder !== undefined) return schemasIn(folder);
  const values = {
    key: "schemaDirectory",
    expected: "an existing folder (its path counts from the runner file)",
    found: `\`${path}\``,
  };
  const at = { path: "ksml.schemaDirectory" };
  return { value: [], diagnostics: [diagnostic("config/wrong-value", span, values, at)] };
}

/** Sorted by name; other files in the folder are left alone. */
function schemasIn(folder: string): Checked<readonly SchemaFile[]> {
  const diagnostics: Diagnostic[] = [];
  const schemas: SchemaFile[] = [];
  for (const name of namesIn(folder)) {
    const extension = extname(name);
    if (!isFormat(extension)) continue;
    const { value, diagnostics: found } = readSource(join(folder, name));
    diagnostics.push(...found);
    if (value === null) continue;
    schemas.push({
      name: name.slice(0, -extension.length),
      format: FORMATS[extension],
      source: value,
    });
  }
  return { value: schemas, diagnostics };
}

const isFormat = (extension: string): extension is keyof typeof FORMATS =>
  Object.hasOwn(FORMATS, extension);

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    throw unreadable(folder, error);
  }
}
