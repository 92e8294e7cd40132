/**
 * The author's module -> `AuthorModule`: what it exports, by name, and whether a result may be a promise. `externals.ts`
 * stands beside it as it will in the project, since what the definitions say of a name gives its parameters their types.
 */
import type { Project, Type } from "ts-morph";
import type { AuthorEntry, AuthorModule, ExtensionSection } from "../1-source/author-module.ts";
import type { SourceFile } from "../1-source/source-file.ts";
import { SECTION_ORDER } from "../3-check/service-externals.ts";
import { type ExportedExtensions, exportedExtensions, mayBePromise } from "./author-types.ts";

export interface AuthorReading {
  readonly module: AuthorModule;
  readonly exported: ExportedExtensions;
}

/** `files`: by their paths in the project; `path`: the module's. Null: it exports no `extensions`. */
export function readAuthorModule(
  project: Project,
  path: string,
  files: ReadonlyMap<string, SourceFile>,
): AuthorReading | null {
  const exported = exportedExtensions(project.getSourceFileOrThrow(path));
  if (exported === null) return null;
  const entries = exported.entries.flatMap(({ section, name, type, place }): AuthorEntry[] => {
    if (!isSection(section)) return [];
    const span = files.get(place.path)?.span(place.start, place.end);
    const waits = resultsOf(type).some(mayBePromise);
    return [{ section, name, waits, ...(span === undefined ? {} : { span }) }];
  });
  return { module: { path: files.get(path)?.path ?? path, entries }, exported };
}

export const isSection = (name: string): name is ExtensionSection =>
  (SECTION_ORDER as readonly string[]).includes(name);

/** Of a function, what its signatures return; else nothing. */
const resultsOf = (type: Type): readonly Type[] =>
  type.getCallSignatures().map((signature) => signature.getReturnType());
