/**
 * The author's TypeScript, read and checked (dialect.md 9). In: where it is, and what the definitions leave open. Out: what
 * the compiler needs to know of it, its files for the project, and what is wrong with them, at their places.
 */
import { dirname, join } from "node:path";
import type { AuthorModule } from "../compiler/1-source/author-module.ts";
import type { ServiceExternal } from "../compiler/3-check/service-externals.ts";
import { emitExternals } from "../compiler/8-project/emit-externals.ts";
import { AuthorTypes } from "../compiler/author-modules/author-types.ts";
import { checkAuthorModule } from "../compiler/author-modules/check-author-module.ts";
import type { Diagnostic } from "../compiler/diagnostics/diagnostic.ts";
import { type AuthorFile, readAuthorFiles, type UnwrittenModule } from "./author-files.ts";
import { typeLocations } from "./installation.ts";

export interface AuthorInput {
  /** As named on the command line, or `src/extensions.ts` of the project. */
  readonly path: string;
  readonly unwritten: UnwrittenModule | null;
  readonly externals: readonly ServiceExternal[];
  /** A name that the module lacks is no error. */
  readonly mayLack: boolean;
}

export interface ReadModule {
  /** Null: it exports nothing that could be used, which is told. */
  readonly module: AuthorModule | null;
  readonly files: readonly AuthorFile[];
  readonly diagnostics: readonly Diagnostic[];
}

export async function readAuthorModule(input: AuthorInput): Promise<ReadModule> {
  const types = await AuthorTypes.load();
  const { files, diagnostics } = readAuthorFiles(input.path, types, input.unwritten);
  const [main] = files;
  if (main === undefined) return { module: null, files, diagnostics };
  const externalsPath = join(dirname(main.lies), "externals.ts");
  const { module, diagnostics: found } = checkAuthorModule({
    types,
    files: files.map(({ lies, source }) => ({ path: lies, source })),
    externalsPath,
    emitExternals: (externals) => emitExternals(externals, ""),
    externals: input.externals,
    mayLack: input.mayLack,
    locations: typeLocations(),
  });
  // What has no place cannot be found either: that is said already.
  const isSaid = ({ code, span }: Diagnostic): boolean =>
    code === "type/extension-module" &&
    diagnostics.some(
      (other) =>
        other.span.file === span.file && span.start < other.span.end && span.end > other.span.start,
    );
  const others = found.filter((each) => !isSaid(each));
  return { module, files, diagnostics: [...diagnostics, ...others] };
}
