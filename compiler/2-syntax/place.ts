/** Where a reader stands in the author's terms, and where it tells what it finds. */
import type { Span } from "../1-source/source-file.ts";
import {
  type DiagnosticCode,
  type DiagnosticOptions,
  diagnostic,
  type SlotValues,
} from "../diagnostics/catalog.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";

export type Report = (found: Diagnostic) => void;

export interface Place {
  /** `pipelines.main.via.step1`; empty at the top of a definition. */
  readonly path: string;
  readonly report: Report;
}

export function within(place: Place, segment: string): Place {
  return { path: place.path === "" ? segment : `${place.path}.${segment}`, report: place.report };
}

export function tell(
  place: Place,
  code: DiagnosticCode,
  span: Span,
  values: SlotValues = {},
  options: DiagnosticOptions = {},
): void {
  place.report(
    diagnostic(code, span, values, place.path === "" ? options : { path: place.path, ...options }),
  );
}

/** A place that remembers whether something was found that keeps the part from going further. */
export function watched(place: Place): { readonly place: Place; readonly isBroken: () => boolean } {
  let broken = false;
  const report = (found: Diagnostic): void => {
    if (found.severity === "error" || found.code.endsWith("/not-built-yet")) broken = true;
    place.report(found);
  };
  return { place: { path: place.path, report }, isBroken: () => broken };
}
