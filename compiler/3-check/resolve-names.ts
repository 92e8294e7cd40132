/**
 * References of the tree -> what they name (language.md 0.5). In: the declared names of one kind. Out: the entry; null
 * where nothing has the name, which is told once, with the name that was probably meant.
 */
import type { Span } from "../1-source/source-file.ts";
import { type Place, tell } from "../2-syntax/place.ts";
import type { Text } from "../2-syntax/tree.ts";
import type { DiagnosticCode } from "../diagnostics/catalog.ts";
import type { RelatedPlace } from "../diagnostics/diagnostic.ts";
import { nearest } from "../diagnostics/nearest.ts";
import { type Mode, severityOfOpenName } from "./context.ts";

export interface Declared<T> {
  readonly entries: ReadonlyMap<string, T>;
  /** Names with an entry that is not there any more: it had an error or is not built, which was told. */
  readonly lost: ReadonlySet<string>;
  /** Where a name stands, for "did you mean". */
  readonly spanOf: (entry: T) => Span;
}

export function resolve<T>(
  name: Text,
  declared: Declared<T>,
  code: DiagnosticCode,
  mode: Mode,
  place: Place,
  otherHelp: string | null = null,
): T | null {
  const found = declared.entries.get(name.value);
  if (found !== undefined) return found;
  if (declared.lost.has(name.value)) return null;
  const near = meant(name.value, declared);
  const severity = severityOfOpenName(mode, near !== null);
  const options = near ?? (otherHelp === null ? {} : { help: otherHelp });
  tell(place, code, name.span, { name: name.value }, { severity, ...options });
  return null;
}

/** The declared name that was probably meant, as a finding says it; null: none is near. */
export function meant<T>(
  name: string,
  declared: Declared<T>,
): { readonly help: string; readonly related: readonly RelatedPlace[] } | null {
  const near = nearest(name, declared.entries.keys());
  const entry = near === null ? undefined : declared.entries.get(near);
  if (near === null || entry === undefined) return null;
  const span = declared.spanOf(entry);
  const { line } = span.file.position(span.start);
  return {
    help: `did you mean \`${near}\`, defined on line ${line}?`,
    related: [{ message: `\`${near}\` is defined here`, span }],
  };
}

/** Names of a section, in file order; a name that comes again is told, and the first one counts. */
export function unique<T extends { readonly name: Text | null }>(
  trees: readonly T[],
  taken: Map<string, Span>,
  code: DiagnosticCode,
  place: Place,
): T[] {
  return trees.filter(({ name }) => {
    if (name === null) return true;
    const first = taken.get(name.value);
    if (first === undefined) {
      taken.set(name.value, name.span);
      return true;
    }
    const related = [{ message: "first defined here", span: first }];
    tell(place, code, name.span, { name: name.value }, { related });
    return false;
  });
}
