/**
 * A text that the author wrote, and places in it. Offsets are in UTF-16 code units from the start of the text;
 * lines and columns count from 1, columns in code points (the contract of the command line).
 */

export interface Span {
  readonly file: SourceFile;
  /** First code unit. */
  readonly start: number;
  /** One past the last code unit; never before `start`. */
  readonly end: number;
}

export interface Position {
  readonly line: number;
  readonly column: number;
}

export class SourceFile {
  /** As given on the command line; what diagnostics show. */
  readonly path: string;
  readonly text: string;
  readonly #lineStarts: readonly number[];

  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
    const starts = [0];
    for (let i = 0; i < text.length; i++) {
      const c = text.charCodeAt(i);
      if (c === 10 || (c === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
    }
    this.#lineStarts = starts;
  }

  span(start: number, end: number): Span {
    return { file: this, start, end };
  }

  get lineCount(): number {
    return this.#lineStarts.length;
  }

  /** Line (from 1) and column (from 1, in code points) of an offset. */
  position(offset: number): Position {
    const line = this.lineIndex(offset);
    const start = this.#lineStarts[line] ?? 0;
    let column = 1;
    for (let i = start; i < offset; i++) {
      const c = this.text.charCodeAt(i);
      if (c < 0xdc00 || c > 0xdfff) column++;
    }
    return { line: line + 1, column };
  }

  /** The line that an offset is on, from 0. */
  lineIndex(offset: number): number {
    let low = 0;
    let high = this.#lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Offset of the first code unit of a line (from 0). */
  lineStart(line: number): number {
    return this.#lineStarts[line] ?? this.text.length;
  }

  /** The text of a line (from 0), without its end. */
  lineText(line: number): string {
    return this.text.slice(this.lineStart(line), this.lineStart(line + 1)).replace(/[\r\n]+$/, "");
  }
}

/**
 * Where the characters of a text that was taken out of a file came from: block scalars lose their indentation, quoted
 * ones their escapes. Offsets in the text that lie between two pieces belong to the earlier one.
 */
export class TextOrigin {
  readonly file: SourceFile;
  /** Sorted by `at` (offset in the text); `offset` is the place in the file of that very character. */
  readonly #pieces: readonly { readonly at: number; readonly offset: number }[];

  constructor(
    file: SourceFile,
    pieces: readonly { readonly at: number; readonly offset: number }[],
  ) {
    this.file = file;
    this.#pieces = pieces;
  }

  /** A text that stands in the file as it is, from `offset` on. */
  static straight(file: SourceFile, offset: number): TextOrigin {
    return new TextOrigin(file, [{ at: 0, offset }]);
  }

  toFile(at: number): number {
    let low = 0;
    let high = this.#pieces.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#pieces[middle]?.at ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    const piece = this.#pieces[low];
    if (piece === undefined) return 0;
    return piece.offset + (at - piece.at);
  }

  span(start: number, end: number): Span {
    const from = this.toFile(start);
    return {
      file: this.file,
      start: from,
      end: end > start ? Math.max(from, this.toFile(end - 1) + 1) : from,
    };
  }
}
