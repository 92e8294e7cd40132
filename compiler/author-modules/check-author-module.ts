/**
 * The author's module as a whole. In: its texts, and what the definitions leave open. Out: `AuthorModule`, and every finding
 * at its place in the author's text: first what does not fit a definition, in the words of the definition, then what the
 * compiler of TypeScript says beside it.
 */
import type { AuthorModule } from "../1-source/author-module.ts";
import type { SourceFile } from "../1-source/source-file.ts";
import { SECTION_ORDER, type ServiceExternal } from "../3-check/service-externals.ts";
import { diagnostic } from "../diagnostics/catalog.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { didYouMean } from "../diagnostics/nearest.ts";
import type { AuthorTypes, Place, TypedSection, TypeLocations } from "./author-types.ts";
import { checkEntries, type Mismatch, withArticle } from "./check-entries.ts";
import { isSection, readAuthorModule } from "./read-author-module.ts";

export interface AuthorModuleInput {
  readonly types: AuthorTypes;
  /** The module first; absolute paths. */
  readonly files: readonly { readonly path: string; readonly source: SourceFile }[];
  /** Where `externals.ts` is for the module. */
  readonly externalsPath: string;
  readonly emitExternals: (externals: readonly ServiceExternal[]) => string;
  readonly externals: readonly ServiceExternal[];
  /** A name that the module lacks is no error: it stays open. */
  readonly mayLack: boolean;
  readonly locations: TypeLocations;
}

export interface CheckedAuthorModule {
  /** Null: it exports no `extensions`. */
  readonly module: AuthorModule | null;
  readonly diagnostics: readonly Diagnostic[];
}

export function checkAuthorModule(input: AuthorModuleInput): CheckedAuthorModule {
  const { types, files, externalsPath, emitExternals, externals, mayLack, locations } = input;
  const [main] = files;
  if (main === undefined) return { module: null, diagnostics: [] };
  const texts = files.map(({ path, source }) => ({ path, text: source.text }));
  const beside = (wanted: readonly ServiceExternal[]) => ({
    path: externalsPath,
    text: emitExternals(wanted),
  });
  const project = types.open([...texts, beside(externals)], locations);
  const fileOf = new Map(files.map(({ path, source }) => [path, source]));
  const reading = readAuthorModule(project, main.path, fileOf);
  if (reading === null) {
    const place = main.source.span(0, 0);
    return { module: null, diagnostics: [diagnostic("project/extension-exports", place)] };
  }
  const { module, exported } = reading;
  const { mismatches, missing } = checkEntries(project, externalsPath, exported, externals);
  if (mayLack && missing.length > 0) {
    const { path, text } = beside(externals.filter((external) => !missing.includes(external)));
    project.createSourceFile(path, text, { overwrite: true });
  }
  const strange = exported.sections.filter(({ name }) => !isSection(name));
  const told = [
    ...strange.flatMap((section) => sectionDiagnostic(section, fileOf)),
    ...mismatches.flatMap((mismatch) => mismatchDiagnostic(mismatch, fileOf)),
  ];
  // The definitions say of each missing name where it is used: that it is missing need not be said again.
  const isSaid = (place: Place): boolean =>
    (!mayLack && missing.length > 0 && isSamePlace(place, exported.place)) ||
    mismatches.some(({ whole }) => isSamePlace(place, whole)) ||
    strange.some((section) => isSamePlace(place, section.place));
  const others = files.flatMap(({ path, source }) =>
    types.diagnosticsOf(project, path).flatMap(({ start, end, message }) => {
      if (isSaid({ path, start, end })) return [];
      const help = HELP_BY_CODE.find(([code]) => message.startsWith(`${code}:`))?.[1];
      const options = help === undefined ? {} : { help };
      return [diagnostic("type/extension-module", source.span(start, end), { message }, options)];
    }),
  );
  return { module, diagnostics: [...told, ...others] };
}

/** Where the words of TypeScript are about an option that the author never set. */
const HELP_BY_CODE: readonly (readonly [code: string, help: string])[] = [
  [
    "TS1294",
    "write an object in place of an enum or a namespace, and assign the parameters of a constructor in its body: types are left out when it runs, and nothing else is compiled",
  ],
];

function sectionDiagnostic(
  { name, place }: TypedSection,
  fileOf: ReadonlyMap<string, SourceFile>,
): Diagnostic[] {
  const span = fileOf.get(place.path)?.span(place.start, place.end);
  if (span === undefined) return [];
  const help = didYouMean(name, SECTION_ORDER);
  const options = help === null ? {} : { help };
  return [diagnostic("syntax/unknown-key", span, { key: name, place: "`extensions`" }, options)];
}

const isSamePlace = (a: Place, b: Place): boolean =>
  a.path === b.path && a.start >= b.start && a.start < b.end;

function mismatchDiagnostic(
  { external, place, reason }: Mismatch,
  fileOf: ReadonlyMap<string, SourceFile>,
): Diagnostic[] {
  const { name, roles, uses } = external;
  const message = roles.length === 0 ? "used here" : `used as ${withArticle(roles)} here`;
  const related = uses.map((span) => ({ message, span }));
  // What is imported of a package has its place there: the definition's is better.
  const file = fileOf.get(place.path);
  const span = file?.span(place.start, place.end) ?? uses[0];
  return span === undefined
    ? []
    : [diagnostic("type/extension", span, { name, reason }, { related })];
}
