/** Prints findings on standard output in the format asked for. Out: whether the command fails for them. */
import type { Diagnostic } from "../compiler/diagnostics/diagnostic.ts";
import {
  countOf,
  inOrder,
  renderGithub,
  renderJson,
  renderText,
} from "../compiler/diagnostics/render.ts";

export interface ReportOptions {
  readonly format: "text" | "json" | "github";
  readonly color: "auto" | "always" | "never";
  readonly strict?: boolean;
  readonly quiet?: boolean;
}

export function printDiagnostics(
  diagnostics: readonly Diagnostic[],
  files: readonly string[],
  options: ReportOptions,
): boolean {
  const distinct = [...new Set(files)];
  const ordered = inOrder(diagnostics, distinct);
  const shown = options.quiet ? ordered.filter(({ severity }) => severity !== "info") : ordered;
  if (options.format === "json") {
    process.stdout.write(`${renderJson(shown, distinct.length)}\n`);
  } else if (options.format === "github") {
    process.stdout.write(renderGithub(shown));
  } else {
    process.stdout.write(renderText(shown, { color: useColor(options.color) }));
    if (!options.quiet)
      process.stdout.write(`${shown.length > 0 ? "\n" : ""}${summary(ordered, distinct.length)}\n`);
  }
  return (
    countOf(ordered, "error") > 0 || (options.strict === true && countOf(ordered, "warning") > 0)
  );
}

function useColor(color: ReportOptions["color"]): boolean {
  if (color !== "auto") return color === "always";
  const { NO_COLOR, TERM } = process.env;
  return (
    process.stdout.isTTY === true && (NO_COLOR === undefined || NO_COLOR === "") && TERM !== "dumb"
  );
}

function summary(diagnostics: readonly Diagnostic[], files: number): string {
  const errors = countOf(diagnostics, "error");
  const warnings = countOf(diagnostics, "warning");
  const found = [
    ...(errors > 0 ? [counted(errors, "error")] : []),
    ...(warnings > 0 ? [counted(warnings, "warning")] : []),
  ];
  return `${found.length === 0 ? "no errors" : found.join(", ")} in ${counted(files, "file")}`;
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
