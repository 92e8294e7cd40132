/**
 * Diagnostics as text. In: diagnostics. Out: frames for a terminal (style.md section 4), the JSON of cli.md, or
 * annotations for a workflow. What the author wrote is shown, never interpreted: control and direction marks are not.
 */
import type { Span } from "../1-source/source-file.ts";
import type { Diagnostic, Severity } from "./diagnostic.ts";

export interface TextOptions {
  readonly color: boolean;
}

export function renderText(diagnostics: readonly Diagnostic[], { color }: TextOptions): string {
  const paint = color ? painted : (text: string): string => text;
  return diagnostics.map((each) => `${frame(each, paint)}\n`).join("\n");
}

type Paint = (text: string, style: Severity | "place" | "bold") => string;

const STYLES = { error: "1;31", warning: "1;33", info: "1;36", place: "2", bold: "1" } as const;

const painted: Paint = (text, style) => `\u001b[${STYLES[style]}m${text}\u001b[0m`;

function frame(found: Diagnostic, paint: Paint): string {
  const { code, severity, span, message, help, related, path } = found;
  const lines = [
    `${paint(`${severity}[${code}]`, severity)}${paint(`: ${visible(message)}`, "bold")}`,
    ...excerpt(span, path, paint, severity),
  ];
  for (const other of related) {
    lines.push(
      `  note: ${visible(other.message)}`,
      ...excerpt(other.span, undefined, paint, "place"),
    );
  }
  if (help !== undefined) lines.push(`  help: ${visible(help)}`);
  return lines.join("\n");
}

function excerpt(
  span: Span,
  path: string | undefined,
  paint: Paint,
  style: Severity | "place",
): string[] {
  const place = paint(placeOf(span), "place");
  const lines = [`  ${place}${path === undefined || path === "" ? "" : `  ${visible(path)}`}`];
  const { file, start, end } = span;
  const index = file.lineIndex(start);
  const text = file.lineText(index);
  if (text.trim() === "") return lines;
  const from = Math.min(start - file.lineStart(index), text.length);
  const to = Math.max(from, Math.min(end - file.lineStart(index), text.length));
  const cut = Math.max(0, from - MAX_BEFORE);
  const lead = cut > 0 ? "…" : "";
  const shown = text.slice(cut, cut + MAX_LINE);
  const before = visible(text.slice(cut, from));
  const marked = visible(text.slice(from, Math.min(to, cut + MAX_LINE)));
  const number = String(index + 1);
  const margin = " ".repeat(number.length);
  const carets = "^".repeat(Math.max(1, width(marked)));
  lines.push(`  ${number} | ${lead}${visible(shown)}${cut + MAX_LINE < text.length ? "…" : ""}`);
  lines.push(`  ${margin} | ${" ".repeat(lead.length + width(before))}${paint(carets, style)}`);
  return lines;
}

/** Of a long line, this much is shown, and this much of it before the place. */
const MAX_LINE = 160;
const MAX_BEFORE = 80;

/** `hot-sensors.yaml:29:13`. */
export function placeOf({ file, start }: Span): string {
  const { line, column } = file.position(start);
  return `${visible(file.path)}:${line}:${column}`;
}

/** Control characters, and marks that would reorder or hide text, as one replacement character each. */
function visible(text: string): string {
  return text.replaceAll("\t", " ").replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, "\ufffd");
}

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/** Columns on a terminal. */
function width(text: string): number {
  let columns = 0;
  for (const character of text)
    columns += /\p{M}/u.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return columns;
}

/** The object of cli.md, "As JSON". */
export function renderJson(diagnostics: readonly Diagnostic[], files: number): string {
  const shown = diagnostics.map(({ code, severity, message, span, help, related }) => {
    const { line, column } = span.file.position(span.start);
    const { line: endLine, column: endColumn } = span.file.position(span.end);
    const others = related.map((other) => ({
      message: other.message,
      file: other.span.file.path,
      ...other.span.file.position(other.span.start),
    }));
    const place = { file: span.file.path, line, column, endLine, endColumn };
    return {
      code,
      severity,
      message,
      ...place,
      ...(help === undefined ? {} : { help }),
      related: others,
    };
  });
  const counts = {
    files,
    errors: countOf(diagnostics, "error"),
    warnings: countOf(diagnostics, "warning"),
  };
  return JSON.stringify({ diagnostics: shown, ...counts });
}

const COMMANDS: Readonly<Record<Severity, string>> = {
  error: "error",
  warning: "warning",
  info: "notice",
};

/** One workflow command a line; an end column only where it is on the first line. */
export function renderGithub(diagnostics: readonly Diagnostic[]): string {
  return diagnostics
    .map(({ code, severity, message, span, help }) => {
      const from = span.file.position(span.start);
      const to = span.file.position(span.end);
      const properties = [
        ["file", span.file.path],
        ["line", from.line],
        ["col", from.column],
        ["endLine", to.line],
        ...(to.line === from.line
          ? [["endColumn", Math.max(to.column, from.column)] as const]
          : []),
        ["title", code],
      ] as const;
      const list = properties
        .map(([key, value]) => `${key}=${escapeProperty(String(value))}`)
        .join(",");
      const text = help === undefined ? message : `${message}\nhelp: ${help}`;
      return `::${COMMANDS[severity]} ${list}::${escapeData(text)}\n`;
    })
    .join("");
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

export function countOf(diagnostics: readonly Diagnostic[], severity: Severity): number {
  return diagnostics.filter((each) => each.severity === severity).length;
}

/** Order of cli.md: file as given, then position; at one position as they were found. */
export function inOrder(
  diagnostics: readonly Diagnostic[],
  files: readonly string[],
): Diagnostic[] {
  const place = new Map(files.map((path, index) => [path, index] as const));
  const of = ({ span }: Diagnostic): number => place.get(span.file.path) ?? files.length;
  return [...diagnostics].sort((a, b) => of(a) - of(b) || a.span.start - b.span.start);
}
