/**
 * The author's TypeScript module as the stages see it (dialect.md 9): what it exports, by name. Read by
 * `../author-modules`, given to the compiler as input.
 */
import type { Span } from "./source-file.ts";

export interface AuthorModule {
  /** As named on the command line. */
  readonly path: string;
  readonly entries: readonly AuthorEntry[];
}

export type ExtensionSection =
  | "helpers"
  | "functions"
  | "serdes"
  | "stores"
  | "operations"
  | "storeOptions"
  | "python";

export interface AuthorEntry {
  readonly section: ExtensionSection;
  readonly name: string;
  /** Its result may be a promise: who calls it waits. */
  readonly waits: boolean;
  /** Of its name in the author's text; not there where that lies in no file of the author. */
  readonly span?: Span;
}

export const entryOf = (
  module: AuthorModule | null,
  section: ExtensionSection,
  name: string,
): AuthorEntry | undefined =>
  module?.entries.find((entry) => entry.section === section && entry.name === name);
