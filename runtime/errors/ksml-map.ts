/**
 * Source maps from generated code to the YAML that it was made of: what `ksmlc build` writes beside a module
 * (`src/<definition>.map.json`), and the same chained with tsc's map (`dist/<definition>.js.map`). Version 3, with the
 * ends of the pieces in an extension. All positions count from 0, columns in UTF-16 units.
 */

export interface PythonPiece {
  readonly kind: "code" | "globalCode" | "expression";
  readonly first: number;
  readonly last: number;
}

/** A map as it is in its file. */
export interface MapFile {
  readonly version: 3;
  readonly file?: string;
  readonly sources: readonly string[];
  readonly sourcesContent?: readonly (string | null)[];
  readonly names: readonly string[];
  readonly mappings: string;
  readonly x_ksml?: { readonly ends: readonly number[]; readonly python: readonly PythonPiece[] };
}

export interface Segment {
  readonly line: number;
  readonly column: number;
  /** Null: nothing of the source is here. */
  readonly original: OriginalPlace | null;
}

export interface OriginalPlace {
  readonly source: number;
  readonly line: number;
  readonly column: number;
  readonly name: number | null;
  /** Of the extension; null: not known. */
  readonly end: { readonly line: number; readonly column: number } | null;
}

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const VALUES = new Map([...DIGITS].map((digit, value) => [digit, value]));

/** Numbers of one segment (base64 VLQ). */
function numbersOf(segment: string): number[] {
  const numbers: number[] = [];
  let value = 0;
  let shift = 0;
  for (const digit of segment) {
    const bits = VALUES.get(digit) ?? 0;
    value |= (bits & 31) << shift;
    shift += 5;
    if ((bits & 32) !== 0) continue;
    numbers.push((value & 1) === 1 ? -(value >>> 1) : value >>> 1);
    value = 0;
    shift = 0;
  }
  return numbers;
}

/** In the order of the generated text. */
export function segmentsOf(map: MapFile): Segment[] {
  const segments: Segment[] = [];
  const ends = map.x_ksml?.ends;
  let source = 0;
  let originalLine = 0;
  let originalColumn = 0;
  let name = 0;
  let mapped = 0;
  for (const [line, text] of map.mappings.split(";").entries()) {
    let column = 0;
    for (const part of text === "" ? [] : text.split(",")) {
      const [columnStep = 0, sourceStep, lineStep = 0, originalStep = 0, nameStep] =
        numbersOf(part);
      column += columnStep;
      if (sourceStep === undefined) {
        segments.push({ line, column, original: null });
        continue;
      }
      source += sourceStep;
      originalLine += lineStep;
      originalColumn += originalStep;
      if (nameStep !== undefined) name += nameStep;
      const endLine = ends?.[2 * mapped];
      const endColumn = ends?.[2 * mapped + 1];
      mapped++;
      const end =
        endLine === undefined || endColumn === undefined
          ? null
          : { line: endLine, column: endColumn };
      segments.push({
        line,
        column,
        original: {
          source,
          line: originalLine,
          column: originalColumn,
          name: nameStep === undefined ? null : name,
          end,
        },
      });
    }
  }
  return segments;
}

/** The last segment at or before a place; a piece goes on over line ends until the next one begins. */
export function segmentAt(
  segments: readonly Segment[],
  line: number,
  column: number,
): Segment | undefined {
  let low = 0;
  let high = segments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const segment = segments[middle] as Segment;
    if (segment.line < line || (segment.line === line && segment.column <= column))
      low = middle + 1;
    else high = middle;
  }
  return segments[low - 1];
}

function vlq(value: number): string {
  let rest = value < 0 ? (-value << 1) | 1 : value << 1;
  let text = "";
  do {
    const digit = rest & 31;
    rest >>>= 5;
    text += DIGITS.charAt(rest > 0 ? digit | 32 : digit);
  } while (rest > 0);
  return text;
}

/** The `mappings` text and the `ends` of segments in order. */
export function writeSegments(segments: readonly Segment[]): {
  readonly mappings: string;
  readonly ends: readonly number[];
} {
  const lines: string[][] = [];
  const ends: number[] = [];
  const last = { source: 0, line: 0, column: 0, name: 0 };
  let line = -1;
  let column = 0;
  for (const { line: at, column: from, original } of segments) {
    if (at !== line) column = 0;
    line = at;
    while (lines.length <= at) lines.push([]);
    let text = vlq(from - column);
    column = from;
    if (original !== null) {
      text +=
        vlq(original.source - last.source) +
        vlq(original.line - last.line) +
        vlq(original.column - last.column);
      last.source = original.source;
      last.line = original.line;
      last.column = original.column;
      if (original.name !== null) {
        text += vlq(original.name - last.name);
        last.name = original.name;
      }
      const end = original.end ?? original;
      ends.push(end.line, end.column);
    }
    lines[at]?.push(text);
  }
  return { mappings: lines.map((parts) => parts.join(",")).join(";"), ends };
}
