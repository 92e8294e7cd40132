/**
 * The words of a piece of Python, as CPython 3.12's tokenizer makes them. Offsets are code units of the piece.
 * An f-string is one token here; its fields carry the tokens of their expressions.
 */

export type TokenKind =
  | "name"
  | "keyword"
  | "number"
  | "string"
  | "operator"
  | "newline"
  | "indent"
  | "dedent"
  | "end";

export interface Token {
  readonly kind: TokenKind;
  /** As written; a name in NFKC. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Of a string token. */
  readonly literal?: StringLiteral;
}

export interface StringLiteral {
  readonly raw: boolean;
  readonly bytes: boolean;
  readonly formatted: boolean;
  readonly parts: readonly StringPart[];
}

export type StringPart = StringText | StringField;

export interface StringText {
  readonly kind: "text";
  /** Escapes and doubled braces as written, line ends as `\n`, KSML's blanks applied. */
  readonly source: string;
  /** `{{` and `}}` stand for one brace: in the text of an f-string, but not in a format spec. */
  readonly doubled: boolean;
  readonly start: number;
  readonly end: number;
}

export interface StringField {
  readonly kind: "field";
  readonly tokens: readonly Token[];
  /** `{x = }`: the text that is shown before the value. */
  readonly shown: string | null;
  readonly conversion: "s" | "r" | "a" | null;
  readonly spec: readonly StringPart[] | null;
  readonly start: number;
  readonly end: number;
}

export interface SourceComment {
  /** Without `#` and one blank. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Nothing but blanks before it on its line. */
  readonly ownLine: boolean;
}

export type RejectionCode = "python/syntax" | "python/too-deep" | "python/not-built-yet";

/** A piece that CPython would not accept. Thrown inside this stage only, where nothing can be read any further. */
export class RejectedSyntax extends Error {
  readonly code: RejectionCode;
  readonly start: number;
  readonly end: number;

  constructor(message: string, start: number, end: number, code: RejectionCode = "python/syntax") {
    super(message);
    this.code = code;
    this.start = start;
    this.end = end;
  }
}

export const KEYWORDS: ReadonlySet<string> = new Set(
  (
    "False None True and as assert async await break class continue def del elif else except finally for from " +
    "global if import in is lambda nonlocal not or pass raise return try while with yield"
  ).split(" "),
);
