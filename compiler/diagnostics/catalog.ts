/**
 * Every diagnostic: its code, its severity and its words. In: a code, a place and values for the slots. Out: a
 * `Diagnostic`. The only file with wording, one row a code, sorted by area; a row's `{slots}` are filled from `values`.
 *
 * Severity is that of service mode and `build`. What only library mode says differently (`name/…` as info) is passed
 * in `options.severity` by the stage; `…/not-built-yet` are infos here and become errors in `promoteNotBuilt`.
 */
import type { Span } from "../1-source/source-file.ts";
import type { Diagnostic, RelatedPlace, Severity } from "./diagnostic.ts";

interface Row {
  readonly severity: Severity;
  /** `{slot}` is replaced by `values.slot`, in backquotes where the row has them. */
  readonly message: string;
  readonly help?: string;
}

const error = (message: string, help?: string): Row => row("error", message, help);
const warning = (message: string, help?: string): Row => row("warning", message, help);
const info = (message: string, help?: string): Row => row("info", message, help);

function row(severity: Severity, message: string, help: string | undefined): Row {
  return help === undefined ? { severity, message } : { severity, message, help };
}

export const catalog = {
  // config: the runner file and configuration inside definitions
  "config/definitions-not-compiled": info(
    "The definitions of this runner file are not compiled, since definitions were given on the command line.",
    "leave the paths out to compile these",
  ),
  "config/missing-file": error(
    "There is no definition file `{path}`.",
    "correct the path; it counts from `ksml.configDirectory`, or from the folder of the runner file",
  ),
  "config/no-definitions": error(
    "The runner file names no definition.",
    "list the definitions as `ksml.definitions.<namespace>: <file>`",
  ),
  "config/no-effect": warning("`{key}` has no effect here: {reason}."),
  "config/not-built-yet": info("This version of ksmlc does not handle `{key}` yet."),
  "config/retry-on-fail": error(
    "`retryOnFail` is possible for `produce` only, not for `{handler}`.",
    "use `continueOnFail` or `stopOnFail`",
  ),
  "config/section-missing": error(
    "The runner file has no `{key}` section.",
    "add `{key}:` at top level",
  ),
  "config/unknown-key": error("The runner file knows no key `{key}` in {place}."),
  "config/wrong-value": error("`{key}` must be {expected}, not {found}."),

  // dialect
  "dialect/not-built-yet": info("This version of ksmlc does not understand {construct} yet."),

  // pipeline: streams, steps, sinks, producers
  "pipeline/not-built-yet": info("This version of ksmlc does not handle {construct} yet."),
  "pipeline/offset-reset": error(
    "`{value}` is no offset reset policy.",
    "use `earliest`, `latest`, `none` or `by_duration:` with a duration, such as `by_duration:30d`",
  ),
  "pipeline/several-sinks": error(
    "The pipeline `{pipeline}` has more than one sink: `{first}` and `{second}`.",
    "keep one of them, or write a pipeline of its own for each",
  ),

  // reference: deviations of design.md section 7
  "reference/deviation": info("{row}: {text}."),

  // store
  "store/not-built-yet": info("This version of ksmlc does not handle {construct} yet."),

  // syntax: YAML and structure
  "syntax/duplicate-key": error(
    "The key `{key}` is written twice in one mapping.",
    "remove one of them, or give it another name",
  ),
  "syntax/duration": error(
    "`{value}` is no duration.",
    "write a whole number and one of ms, s, m, h, d, w, such as `30s`",
  ),
  "syntax/empty-file": error(
    "The file has no content.",
    "write a definition into it: `streams:`, `functions:`, `pipelines:`",
  ),
  "syntax/missing-key": error("{place} needs the key `{key}`."),
  "syntax/not-an-integer": error("`{key}` must be a whole number, not {found}."),
  "syntax/not-utf-8": error("The file is no UTF-8 text.", "save it as UTF-8"),
  "syntax/several-documents": error(
    "The file holds more than one YAML document.",
    "split it: a definition is one document",
  ),
  "syntax/too-deep": error(
    "The file nests deeper than {limit} levels.",
    "a definition needs about ten; look for a bracket that is never closed",
  ),
  "syntax/too-large": error(
    "The file has {size} bytes; a definition may have {limit}.",
    "check whether this is the file you meant",
  ),
  "syntax/unknown-key": error("There is no key `{key}` in {place}."),
  "syntax/wrong-kind": error("`{key}` must be {expected}, not {found}."),
  "syntax/yaml": error("The file is not valid YAML: {reason}."),
  "syntax/yaml-alias": error(
    "YAML {construct} has no meaning in KSML: it is never replaced by what it stands for.",
    "write the text out where it is needed",
  ),
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
