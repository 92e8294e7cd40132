/** What to do about names that nothing binds: said once, behind the findings, where a service needs them. */
import type { DiagnosticCode } from "../compiler/diagnostics/catalog.ts";
import type { Diagnostic } from "../compiler/diagnostics/diagnostic.ts";

/** Findings that the author's TypeScript can mend. */
const CODES: ReadonlySet<string> = new Set<DiagnosticCode>([
  "name/unknown",
  "name/unknown-function",
  "name/unknown-hook",
  "name/unknown-serde",
  "name/unknown-store",
  "name/unknown-store-class",
]);

/** Null: no error is about an open name. `module`: the author's, where there is one already. */
export function nextStepForOpenNames(
  diagnostics: readonly Diagnostic[],
  module: string | null,
): string | null {
  const isOpen = diagnostics.some(({ code, severity }) => severity === "error" && CODES.has(code));
  if (!isOpen) return null;
  const write =
    module === null
      ? "`ksmlc build --stubs` writes `src/extensions.ts` with a function for each of these names, for you to fill in"
      : `export each of these names from \`${module}\``;
  return `  next: ${write};\n        \`--allow-unresolved\` makes each a NameError where it is used`;
}
