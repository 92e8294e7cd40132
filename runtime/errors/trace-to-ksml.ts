/**
 * A JavaScript error -> Python's traceback in the places of the YAML (python.md 9). Frames of the runtime are hidden,
 * the innermost comes last. Reads the map beside a module when its first error is shown, never before.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { caught, describe, PyError, type PyException } from "../python/exceptions.ts";
import { authorTrace, isOurWord } from "./author-trace.ts";
import { type MapFile, type PythonPiece, type Segment, segmentAt, segmentsOf } from "./ksml-map.ts";
import { isCut, type Site, sitesOf } from "./stack-sites.ts";

interface ReadMap {
  readonly file: MapFile;
  readonly segments: readonly Segment[];
  readonly sourceLines: readonly string[];
}

interface Frame {
  readonly file: string;
  /** From 0. */
  readonly line: number;
  readonly column: number;
  readonly end: { readonly line: number; readonly column: number } | null;
  readonly name: string | null;
  readonly piece: PythonPiece | null;
  readonly text: string;
}

const maps = new Map<string, ReadMap | null>();

/** For modules that have no file of their own beside which a map could lie. */
export function registerMap(script: string, map: MapFile): void {
  maps.set(withoutQuery(script), read(map));
}

/** Several lines, without a line end behind the last. */
export const tracebackOf = (error: unknown): string => linesOf(error, new Set()).join("\n");

/** What an error says without where it happened: one line, as a rule. */
export function headlineOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  try {
    return describe(caught(error));
  } catch {
    return `${error.name}: ${error.message}`;
  }
}

/** What failed first, below the errors of the runtime that only say what it stopped: an exception of Python is one. */
export function rootOf(error: unknown): unknown {
  const seen = new Set<unknown>();
  let root = error;
  while (root instanceof Error && root.cause instanceof Error && !seen.has(root)) {
    if (root instanceof PyError) return root;
    seen.add(root);
    root = root.cause;
  }
  return root;
}

/** Where an error left the definition, `hot-sensors.yaml:18:17`; null: not in one. */
export function placeOf(error: unknown): string | null {
  const frame = error instanceof Error ? framesOf(error).at(-1) : undefined;
  return frame === undefined ? null : `${frame.file}:${frame.line + 1}:${columnOf(frame)}`;
}

function linesOf(error: unknown, seen: Set<unknown>): string[] {
  if (!(error instanceof Error)) return [String(error)];
  seen.add(error);
  if (!(error instanceof PyError)) {
    const inner = causeWithNews(error, seen);
    return [
      ...trace(error),
      headlineOf(error),
      ...(inner === null ? [] : ["", ...linesOf(inner, seen)]),
    ];
  }
  seen.add(error.exception);
  const own = [...before(error.exception, seen), ...trace(error), describe(error.exception)];
  const { cause } = error;
  if (cause === undefined || cause instanceof PyError || isOurWord(cause)) return own;
  return [...own, "", "It is what the author's code threw:", "", ...authorTrace(cause)];
}

/** An error of the runtime whose whole text the one above it has is passed over. */
function causeWithNews({ message, cause }: Error, seen: ReadonlySet<unknown>): Error | null {
  if (!(cause instanceof Error) || seen.has(cause)) return null;
  const isRepeated = !(cause instanceof PyError) && message.endsWith(cause.message);
  if (!isRepeated || framesOf(cause).length > 0) return cause;
  return causeWithNews(cause, new Set([...seen, cause]));
}

/** The exceptions that led to this one, each with its own traceback where it was raised. */
function before(exception: PyException, seen: Set<unknown>): string[] {
  const { cause, context, suppressContext } = exception;
  const [earlier, joint] =
    cause !== null
      ? [cause, "The above exception was the direct cause of the following exception:"]
      : [
          suppressContext ? null : context,
          "During handling of the above exception, another exception occurred:",
        ];
  if (earlier === null || seen.has(earlier)) return [];
  seen.add(earlier);
  const own =
    earlier.raised === undefined
      ? [...before(earlier, seen), describe(earlier)]
      : [...before(earlier, seen), ...trace(earlier.raised), describe(earlier)];
  return [...own, "", joint, ""];
}

function trace(error: Error): string[] {
  const frames = framesOf(error);
  if (frames.length === 0) return [];
  const cut = isCut(sitesOf(error)) ? ["  [Calls further out are not known]"] : [];
  return ["Traceback (most recent call last):", ...cut, ...withoutRepeats(frames)];
}

/** A recursion is told as CPython tells it: the line three times, then how often it went on. */
function withoutRepeats(frames: readonly Frame[]): string[] {
  const lines: string[] = [];
  let repeats = 0;
  for (const [i, frame] of frames.entries()) {
    repeats = isSameCall(frame, frames[i - 1]) ? repeats + 1 : 0;
    if (repeats < SHOWN_REPEATS) lines.push(...frameLines(frame));
    else if (!isSameCall(frame, frames[i + 1])) {
      const more = repeats - SHOWN_REPEATS + 1;
      lines.push(`  [Previous line repeated ${more} more time${more === 1 ? "" : "s"}]`);
    }
  }
  return lines;
}

const SHOWN_REPEATS = 3;

const isSameCall = (frame: Frame, other: Frame | undefined): boolean =>
  other !== undefined &&
  frame.file === other.file &&
  frame.line === other.line &&
  frame.column === other.column &&
  frame.name === other.name;

function frameLines(frame: Frame): string[] {
  const { file, line, name, piece, text } = frame;
  const inside = name === null ? "" : `, in ${name}`;
  const codeLine = piece?.kind === "code" ? ` (code line ${line - piece.first + 1})` : "";
  const lines = [
    `  File "${file}", line ${line + 1}, column ${columnOf(frame)}${inside}${codeLine}`,
  ];
  const shown = text.trim();
  if (shown === "") return lines;
  lines.push(`    ${shown}`);
  const marks = carets(frame);
  if (marks !== null) lines.push(`    ${marks}`);
  return lines;
}

/** Below the piece that failed; null where that is the whole line. */
function carets({ column, end, line, text }: Frame): string | null {
  if (end === null) return null;
  const start = text.length - text.trimStart().length;
  const last = text.trimEnd().length;
  const until = end.line > line ? last : Math.min(end.column, last);
  if (until <= column || (column <= start && until >= last)) return null;
  const gap = [...text.slice(start, column)].map((c) => (c === "\t" ? c : " ")).join("");
  return gap + "^".repeat([...text.slice(column, until)].length);
}

const columnOf = ({ text, column }: Frame): number => [...text.slice(0, column)].length + 1;

/** Outermost first. */
function framesOf(error: Error): readonly Frame[] {
  const frames: Frame[] = [];
  let inner: { readonly frame: Frame; readonly isAnonymous: boolean } | null = null;
  for (const site of sitesOf(error)) {
    const frame = frameOf(site);
    if (frame === null) continue;
    // The function of a comprehension is no frame of Python's.
    const isSame: boolean = inner?.isAnonymous === true && inner.frame.name === frame.name;
    if (!isSame) frames.push(frame);
    inner = { frame, isAnonymous: site.isAnonymous };
  }
  return frames.reverse();
}

function frameOf({ script, line, column }: Site): Frame | null {
  const map = mapOf(script);
  if (map === null) return null;
  const original = segmentAt(map.segments, line - 1, column - 1)?.original ?? null;
  if (original === null) return null;
  const { source, name } = original;
  const pieces = map.file.x_ksml?.python ?? [];
  return {
    file: map.file.sources[source] ?? "",
    line: original.line,
    column: original.column,
    end: original.end,
    name: name === null ? null : (map.file.names[name] ?? null),
    piece:
      pieces.find(({ first, last }) => first <= original.line && original.line <= last) ?? null,
    text: map.sourceLines[original.line] ?? "",
  };
}

function mapOf(script: string): ReadMap | null {
  const path = withoutQuery(script);
  const known = maps.get(path);
  if (known !== undefined) return known;
  let map: ReadMap | null = null;
  try {
    const file = path.startsWith("file:") ? fileURLToPath(path) : path;
    const beside = file.endsWith(".ts") ? file.replace(/\.ts$/, ".map.json") : `${file}.map`;
    const content = JSON.parse(readFileSync(beside, "utf8")) as MapFile;
    // Only maps of ours lead to YAML.
    if (content.x_ksml !== undefined) map = read(content);
  } catch {
    // A script without a map is one of the runtime or of Node: its frames are hidden.
  }
  maps.set(path, map);
  return map;
}

function read(file: MapFile): ReadMap {
  return {
    file,
    segments: segmentsOf(file),
    sourceLines: (file.sourcesContent?.[0] ?? "").split(/\r\n|[\r\n]/),
  };
}

const withoutQuery = (script: string): string => script.replace(/[?#].*$/, "");
