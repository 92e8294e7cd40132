/**
 * Compiles with the author's module, where there is one: once to learn what the definitions leave open, which gives the
 * module's parameters their types, and again with what the module says of each name. In: how to compile, and where the
 * module is. Out: the result of the second time, else of the first, and what is wrong with the module.
 */
import { existsSync } from "node:fs";
import { type AuthorModule, entryOf } from "../compiler/1-source/author-module.ts";
import { SourceFile } from "../compiler/1-source/source-file.ts";
import type { ServiceExternal } from "../compiler/3-check/service-externals.ts";
import type { ReadModule } from "./author-module.ts";
import { UsageError } from "./exit-codes.ts";

export interface ModulePlace {
  readonly path: string;
  /** Where there is no such file, one with stubs is made. */
  readonly stubs: boolean;
}

/** The author's module of a service, or the stubs of one. */
export interface GivenModule extends ReadModule {
  readonly path: string;
  /** Not on disk yet. */
  readonly unwritten: boolean;
}

interface Result {
  readonly externals: readonly ServiceExternal[];
}

export async function compileWithModule<T extends Result>(
  compile: (extensions: AuthorModule | null) => T,
  place: (first: T) => ModulePlace | null,
  mayLack: boolean,
): Promise<{ readonly result: T; readonly given: GivenModule | null }> {
  const first = compile(null);
  const { path, stubs } = place(first) ?? { path: null, stubs: false };
  if (path === null) return { result: first, given: null };
  const unwritten = !existsSync(path);
  if (unwritten && !stubs) {
    throw new UsageError(
      `There is no file \`${path}\`, which \`--extensions\` names.`,
      "check the path; `ksmlc build --stubs` writes the file",
    );
  }
  if (/\.[cm]?jsx?$/.test(path)) {
    throw new UsageError(
      `\`${path}\`, which \`--extensions\` names, is no TypeScript.`,
      "give its name the ending `.ts`, and write `export const extensions: Externals = { … };` in it",
    );
  }
  if (unwritten && first.externals.length === 0) return { result: first, given: null };
  // What reads TypeScript and what writes it is loaded for this alone.
  const { readAuthorModule } = await import("./author-module.ts");
  const { emitStubs } = await import("../compiler/8-project/emit-stubs.ts");
  const read = await readAuthorModule({
    path,
    unwritten: unwritten ? { source: new SourceFile(path, emitStubs(first.externals)) } : null,
    externals: first.externals,
    mayLack,
  });
  const result = read.module === null ? first : compile(read.module);
  return { result, given: { ...read, path, unwritten } };
}

/** Whether the author's module has a name that the definitions leave open. */
export const boundIn = (given: GivenModule | null, { section, name }: ServiceExternal): boolean =>
  entryOf(given?.module ?? null, section, name) !== undefined;
