/**
 * Every diagnostic: its code, its severity and its words. In: a code, a place and values for the slots. Out: a
 * `Diagnostic`. The only wording is in `catalog/`, a file an area, one row a code; a row's `{slots}` are filled from `values`.
 *
 * Severity is that of service mode and `build`. What only library mode says differently (`name/…` as info) is passed
 * in `options.severity` by the stage; `…/not-built-yet` are infos here and become errors in `promoteNotBuilt`.
 */
import type { Span } from "../1-source/source-file.ts";
import { configRows } from "./catalog/config.ts";
import { dialectRows } from "./catalog/dialect.ts";
import { functionRows } from "./catalog/function.ts";
import { nameRows } from "./catalog/name.ts";
import { pipelineRows } from "./catalog/pipeline.ts";
import { projectRows } from "./catalog/project.ts";
import { pythonRows } from "./catalog/python.ts";
import { referenceRows } from "./catalog/reference.ts";
import type { Row } from "./catalog/row.ts";
import { schemaRows } from "./catalog/schema.ts";
import { storeRows } from "./catalog/store.ts";
import { syntaxRows } from "./catalog/syntax.ts";
import { typeRows } from "./catalog/type.ts";
import type { Diagnostic, RelatedPlace, Severity } from "./diagnostic.ts";

export const catalog = {
  ...configRows,
  ...dialectRows,
  ...functionRows,
  ...nameRows,
  ...pipelineRows,
  ...projectRows,
  ...pythonRows,
  ...referenceRows,
  ...schemaRows,
  ...storeRows,
  ...syntaxRows,
  ...typeRows,
} as const satisfies Record<string, Row>;

export type DiagnosticCode = keyof typeof catalog;

export interface DiagnosticOptions {
  readonly severity?: Severity;
  /** Replaces the row's help; null: none. */
  readonly help?: string | null;
  readonly related?: readonly RelatedPlace[];
  readonly path?: string;
}

export type SlotValues = Readonly<Record<string, string | number | bigint>>;

/** Makes a diagnostic of a row. Long values are cut, line ends inside them made visible. */
export function diagnostic(
  code: DiagnosticCode,
  span: Span,
  values: SlotValues = {},
  options: DiagnosticOptions = {},
): Diagnostic {
  const row: Row = catalog[code];
  const help = options.help === undefined ? row.help : (options.help ?? undefined);
  return {
    code,
    severity: options.severity ?? row.severity,
    span,
    message: fill(row.message, values),
    related: options.related ?? [],
    ...(help === undefined ? {} : { help: fill(help, values) }),
    ...(options.path === undefined ? {} : { path: options.path }),
  };
}

function fill(text: string, values: SlotValues): string {
  return text.replace(/\{(\w+)\}/g, (slot, name: string) =>
    Object.hasOwn(values, name) ? shown(String(values[name])) : slot,
  );
}

const MAX_SHOWN = 400;

function shown(value: string): string {
  const oneLine = value.replace(/[\r\n]+/g, "⏎");
  return oneLine.length > MAX_SHOWN ? `${oneLine.slice(0, MAX_SHOWN)}…` : oneLine;
}

/** `build`, `run` and the like cannot go on without what is not built yet: an error for all but `check` (cli.md). */
export function promoteNotBuilt(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return diagnostics.map((found) =>
    found.code.endsWith("/not-built-yet") ? { ...found, severity: "error" } : found,
  );
}
