/** `--schemas DIR` -> the schema files in it, by the names of their files. In: a folder. Thrown: `UsageError` where it is none. */
import { readdirSync } from "node:fs";
import { extname, join } from "node:path";
import type { SchemaFile } from "../compiler/1-source/schema-file.ts";
import type { Checked, Diagnostic } from "../compiler/diagnostics/diagnostic.ts";
import { UsageError } from "./exit-codes.ts";
import { kindOfPath, readSource, unreadable } from "./read-file.ts";

const FORMATS = { ".avsc": "avsc" } as const;

/** Sorted by name; other files in the folder are left alone. */
export function readSchemas(folder: string | undefined): Checked<readonly SchemaFile[]> {
  if (folder === undefined) return { value: [], diagnostics: [] };
  if (kindOfPath(folder) !== "folder") {
    throw new UsageError(
      `\`${folder}\`, given with \`--schemas\`, is no folder.`,
      "give the folder that holds the schema files",
    );
  }
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
