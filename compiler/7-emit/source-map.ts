/**
 * Writes the `mappings` of a source map, version 3. In: segments in the order of the generated text. Out: base64 VLQ
 * text (https://tc39.es/ecma426/, section "Mappings structure"). All positions count from 0, columns in UTF-16 units.
 */
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

export interface Segment {
  readonly line: number;
  readonly column: number;
  /** Null: from here on the text comes from nowhere. */
  readonly original: {
    readonly source: number;
    readonly line: number;
    readonly column: number;
    readonly endLine: number;
    readonly endColumn: number;
    readonly name: number | null;
  } | null;
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

export function encodeMappings(segments: readonly Segment[]): string {
  let mappings = "";
  let line = 0;
  let column = 0;
  let source = 0;
  let originalLine = 0;
  let originalColumn = 0;
  let name = 0;
  let firstOfLine = true;
  for (const segment of segments) {
    while (line < segment.line) {
      mappings += ";";
      line++;
      column = 0;
      firstOfLine = true;
    }
    if (!firstOfLine) mappings += ",";
    firstOfLine = false;
    mappings += vlq(segment.column - column);
    column = segment.column;
    const { original } = segment;
    if (original === null) continue;
    mappings += vlq(original.source - source);
    mappings += vlq(original.line - originalLine);
    mappings += vlq(original.column - originalColumn);
    source = original.source;
    originalLine = original.line;
    originalColumn = original.column;
    if (original.name !== null) {
      mappings += vlq(original.name - name);
      name = original.name;
    }
  }
  return mappings;
}

/** The ends of the mapped segments in their order, line and column in turn: standard maps only know where things start. */
export function segmentEnds(segments: readonly Segment[]): number[] {
  return segments.flatMap(({ original }) =>
    original === null ? [] : [original.endLine, original.endColumn],
  );
}
