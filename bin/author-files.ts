/**
 * The author's module and what it imports by relative path. In: its path. Out: texts, where each lies, and where it goes in
 * the project: the module is `src/extensions.ts`, the others keep their places beside it. What has none is told.
 */
import { existsSync } from "node:fs";
import { dirname, join, posix, relative, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import type { SourceFile, Span } from "../compiler/1-source/source-file.ts";
import { EXTENSIONS_PATH } from "../compiler/8-project/emit-stubs.ts";
import type { AuthorTypes } from "../compiler/author-modules/author-types.ts";
import { diagnostic } from "../compiler/diagnostics/catalog.ts";
import type { Diagnostic } from "../compiler/diagnostics/diagnostic.ts";
import { readSource } from "./read-file.ts";

export interface AuthorFile {
  /** In the project: `src/lib/geo.ts`. */
  readonly path: string;
  /** On this machine, absolute. */
  readonly lies: string;
  readonly source: SourceFile;
}

export interface AuthorFiles {
  /** The module first. */
  readonly files: readonly AuthorFile[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A file that is not written yet: `build --stubs` makes it. */
export interface UnwrittenModule {
  readonly source: SourceFile;
}

/** @throws UsageError where the module cannot be read */
export function readAuthorFiles(
  path: string,
  types: AuthorTypes,
  unwritten: UnwrittenModule | null,
): AuthorFiles {
  const main = resolve(path);
  const folder = dirname(main);
  const files = new Map<string, AuthorFile>();
  const diagnostics: Diagnostic[] = [];
  const open = (lies: string, shown: string, given: SourceFile | null): void => {
    const { value: source, diagnostics: found } =
      given === null ? readSource(shown) : { value: given, diagnostics: [] };
    diagnostics.push(...found);
    if (source === null) return;
    const inProject = posix.join("src", relative(folder, lies).split(sep).join("/"));
    files.set(lies, { path: lies === main ? EXTENSIONS_PATH : inProject, lies, source });
    for (const { specifier, start, end } of types.relativeImports(source.text)) {
      const target = resolve(dirname(lies), typescriptOf(specifier));
      // The build writes this one.
      if (target === join(folder, "externals.ts") || files.has(target)) continue;
      const problem = problemOf(target, folder);
      if (problem !== null) {
        diagnostics.push(importProblem(source.span(start, end), specifier, problem));
        continue;
      }
      open(target, join(dirname(shown), typescriptOf(specifier)), null);
    }
  };
  open(main, path, unwritten?.source ?? null);
  return { files: [...files.values()], diagnostics };
}

/** `./geo.js` is compiled from `./geo.ts`. */
const typescriptOf = (specifier: string): string => specifier.replace(/\.([cm]?)js$/, ".$1ts");

function problemOf(target: string, folder: string): string | null {
  if (!target.startsWith(folder + sep)) {
    return "it lies outside of the folder of your module, and so has no place in the project";
  }
  if (!/\.[cm]?ts$/.test(target)) return "only TypeScript is compiled";
  return existsSync(target) ? null : "there is no such file";
}

const importProblem = (span: Span, specifier: string, reason: string): Diagnostic =>
  diagnostic("project/extension-import", span, { specifier, reason });

/** The topmost place of a stack in one of the author's files: `mine.ts:3:5`, as named on the command line. */
export function placeIn(stack: string, files: readonly AuthorFile[]): string | null {
  for (const line of stack.split("\n")) {
    const file = files.find(({ lies }) => line.includes(pathToFileURL(lies).href));
    const [, place] = /(:\d+:\d+)\)?$/.exec(line) ?? [];
    if (file !== undefined && place !== undefined) return `${file.source.path}${place}`;
  }
  return null;
}
