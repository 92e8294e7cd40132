/**
 * What ksmlc does otherwise than KSML 2.0, and tells (design.md section 7, rows with "info"). In: a row's number and a
 * place. Out: a `reference/deviation`. Told once a definition and row: `tellDeviationsOnce`.
 */
import type { Span } from "../1-source/source-file.ts";
import { type DiagnosticOptions, diagnostic } from "./catalog.ts";
import type { Diagnostic } from "./diagnostic.ts";

interface Deviation {
  readonly text: string;
  readonly help: string;
}

const DEVIATIONS = {
  V17: {
    text: "KSML 2.0 stops at an error in a function whatever `errorHandling.process` says; here it is honoured",
    help: "write `stopOnFail`, or leave it out, to stop in both",
  },
  V26: {
    text: "KSML 2.0 loses Python that YAML reads as a mapping, a list or too large a number; here it is taken as written",
    help: "quote it, or write it as a block behind `|`, to mean the same in both",
  },
  V28: {
    text: "KSML 2.0 takes variables in its configuration as text; here their values are put in when the service starts",
    help: "set the variable where the service runs, or write its default behind `:-` in the braces",
  },
} as const satisfies Record<string, Deviation>;

export type DeviationRow = keyof typeof DEVIATIONS;

export function deviation(
  row: DeviationRow,
  span: Span,
  options: DiagnosticOptions = {},
): Diagnostic {
  const { text, help }: Deviation = DEVIATIONS[row];
  return diagnostic("reference/deviation", span, { row, text }, { help, ...options });
}

export function tellDeviationsOnce(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const told = new Set<string>();
  return diagnostics.filter((found) => {
    if (found.code !== "reference/deviation") return true;
    const key = `${found.message}\0${found.span.file.path}`;
    return !told.has(key) && told.add(key) !== undefined;
  });
}
