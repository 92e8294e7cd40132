/**
 * Where each character of a scalar's value stands in the file. In: the file, the value, and the scalar as written.
 * Out: a `TextOrigin`. Block scalars lose indentation, quoted ones escapes, and folding joins lines.
 */
import type { SourceFile } from "./source-file.ts";
import { TextOrigin } from "./source-file.ts";

interface Piece {
  readonly at: number;
  readonly offset: number;
}

/** `source` begins on the line after the `|` or `>`. Each line of a literal is the end of a line of the source. */
export function literalOrigin(
  file: SourceFile,
  value: string,
  source: string,
  offset: number,
): TextOrigin {
  const pieces: Piece[] = [];
  const lines = value.split("\n");
  let at = 0;
  eachLine(source, (line, start, index) => {
    const shown = lines[index];
    if (shown === undefined) return;
    pieces.push({ at, offset: offset + start + Math.max(0, line.length - shown.length) });
    at += shown.length + 1;
  });
  return originOf(file, pieces, offset);
}

/** A folded line is found behind the one before it: between them are one blank or line ends. */
export function foldedOrigin(
  file: SourceFile,
  value: string,
  source: string,
  offset: number,
): TextOrigin {
  const pieces: Piece[] = [];
  let at = 0;
  eachLine(source, (line, start) => {
    const content = line.trimStart();
    if (content === "") return;
    const found = value.indexOf(content, at);
    if (found < 0) return;
    pieces.push({ at: found, offset: offset + start + line.length - content.length });
    at = found + content.length;
  });
  return originOf(file, pieces, offset);
}

/** Quoted and plain scalars, on one line or several; `source` is without the quotes. */
export function flowOrigin(
  file: SourceFile,
  source: string,
  offset: number,
  style: "plain" | "single" | "double",
): TextOrigin {
  const pieces: Piece[] = [];
  let at = 0;
  let i = 0;
  const piece = (): void => {
    const last = pieces.at(-1);
    if (last === undefined || last.offset - last.at !== offset + i - at)
      pieces.push({ at, offset: offset + i });
  };
  while (i < source.length) {
    const fold = /^[ \t]*(?:\r?\n[ \t]*)+/.exec(source.slice(i, i + MAX_FOLD));
    if (fold !== null) {
      piece();
      const lines = fold[0].split("\n").length - 1;
      at += lines === 1 ? 1 : lines - 1;
      i += fold[0].length;
      continue;
    }
    piece();
    const [taken, given] = flowCharacter(source, i, style);
    i += taken;
    at += given;
  }
  return originOf(file, pieces, offset);
}

/** How far a run of blank lines is looked at; what is beyond only makes a column less exact. */
const MAX_FOLD = 4096;

/** Length in the source and in the value of what stands at `i`. */
function flowCharacter(
  source: string,
  i: number,
  style: "plain" | "single" | "double",
): readonly [number, number] {
  if (style === "single" && source.startsWith("''", i)) return [2, 1];
  if (style !== "double" || source[i] !== "\\") return [1, 1];
  const lineEnd = /^\\\r?\n[ \t]*/.exec(source.slice(i, i + MAX_FOLD));
  if (lineEnd !== null) return [lineEnd[0].length, 0];
  const digits = HEX_DIGITS.get(source[i + 1] ?? "") ?? 0;
  const astral = digits === 8 && Number.parseInt(source.slice(i + 2, i + 10), 16) > 0xffff;
  return [2 + digits, astral ? 2 : 1];
}

const HEX_DIGITS: ReadonlyMap<string, number> = new Map([
  ["x", 2],
  ["u", 4],
  ["U", 8],
]);

function eachLine(
  source: string,
  visit: (line: string, start: number, index: number) => void,
): void {
  let start = 0;
  for (let index = 0; start <= source.length; index++) {
    const end = source.indexOf("\n", start);
    const stop = end < 0 ? source.length : end;
    visit(source.slice(start, stop).replace(/\r$/, ""), start, index);
    if (end < 0) return;
    start = end + 1;
  }
}

function originOf(file: SourceFile, pieces: readonly Piece[], offset: number): TextOrigin {
  return pieces.length === 0 ? TextOrigin.straight(file, offset) : new TextOrigin(file, pieces);
}
