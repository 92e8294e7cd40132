/** What the author's module has and no definition uses: a slip in a name, most likely. In: all definitions of the service. */
import type { AuthorModule } from "./1-source/author-module.ts";
import { SourceFile } from "./1-source/source-file.ts";
import type { External } from "./3-check/definition.ts";
import { EXTENSION_SECTIONS } from "./3-check/extension-sections.ts";
import { diagnostic } from "./diagnostics/catalog.ts";
import type { Diagnostic } from "./diagnostics/diagnostic.ts";
import { didYouMean } from "./diagnostics/nearest.ts";

export function unusedExtensions(
  { path, entries }: AuthorModule,
  externals: readonly External[],
): Diagnostic[] {
  const used = new Set(externals.map(({ kind, name }) => `${EXTENSION_SECTIONS[kind]} ${name}`));
  const whole = new SourceFile(path, "").span(0, 0);
  return entries
    .filter(({ section, name }) => !used.has(`${section} ${name}`))
    .map(({ section, name, span = whole }) => {
      const open = externals.filter(({ kind }) => EXTENSION_SECTIONS[kind] === section);
      const help = didYouMean(
        name,
        open.map((each) => each.name),
      );
      const options = help === null ? {} : { help };
      return diagnostic("name/unused-extension", span, { section, name }, options);
    });
}
