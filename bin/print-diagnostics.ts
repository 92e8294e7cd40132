/** Prints findings in the format asked for. Out: whether the command fails for them. */

import type { Diagnostic } from "../compiler/diagnostics/diagnostic.ts";
import {
  countOf,
  inOrder,
  renderGithub,
  renderJson,
  renderText,
} from "../compiler/diagnostics/render.ts";
import { nextStepForOpenNames } from "./open-names.ts";

export interface ReportOptions {
  readonly format: "text" | "json" | "github";
  readonly color: "auto" | "always" | "never";
  readonly strict?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

/** What `-v` adds: lines on standard error. */
export function tellWhenVerbose(
  { verbose }: Pick<ReportOptions, "verbose">,
  ...lines: readonly string[]
): void {
  if (verbose) process.stderr.write(lines.map((line) => `${line}\n`).join(""));
}

/** Whether a command cannot go on with these. */
export function isFailure(
  diagnostics: readonly Diagnostic[],
  { strict }: Pick<ReportOptions, "strict">,
): boolean {
  return countOf(diagnostics, "error") > 0 || (!!strict && countOf(diagnostics, "warning") > 0);
}

/** Warnings of a command whose standard output is for something else; machines ask `check` for them. */
export function printWarnings(diagnostics: readonly Diagnostic[], options: ReportOptions): void {
  if (options.format !== "text") return;
  const warnings = diagnostics.filter(({ severity }) => severity === "warning");
  const color = useColor(options.color, process.stderr);
  if (warnings.length > 0) process.stderr.write(`${renderText(warnings, { color })}\n`);
}

/** `module`: the author's TypeScript, where there is one. */
export function printDiagnostics(
  diagnostics: readonly Diagnostic[],
  files: readonly string[],
  options: ReportOptions,
  module: string | null = null,
): boolean {
  const distinct = [...new Set(files)];
  const ordered = inOrder(diagnostics, distinct);
  const shown = options.quiet ? ordered.filter(({ severity }) => severity !== "info") : ordered;
  if (options.format === "json") {
    process.stdout.write(`${renderJson(shown, distinct.length)}\n`);
  } else if (options.format === "github") {
    process.stdout.write(renderGithub(shown));
  } else {
    process.stdout.write(renderText(shown, { color: useColor(options.color, process.stdout) }));
    const next = nextStepForOpenNames(ordered, module);
    if (next !== null) process.stdout.write(`\n${next}\n`);
    if (!options.quiet)
      process.stdout.write(`${shown.length > 0 ? "\n" : ""}${summary(ordered, distinct.length)}\n`);
  }
  return isFailure(ordered, options);
}

function useColor(color: ReportOptions["color"], stream: { readonly isTTY?: boolean }): boolean {
  if (color !== "auto") return color === "always";
  const { NO_COLOR, TERM } = process.env;
  return stream.isTTY === true && (NO_COLOR === undefined || NO_COLOR === "") && TERM !== "dumb";
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
