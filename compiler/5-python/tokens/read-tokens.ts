/**
 * Text of a piece of Python -> tokens and comments, by the rules of CPython 3.12's tokenizer (tokenizer.c).
 * What now holds: brackets match, indentation is consistent, every literal is well formed.
 * @throws {RejectedSyntax} where CPython's tokenizer would raise.
 */
import { readNumber } from "./read-number.ts";
import { readString, stringPrefix } from "./read-string.ts";
import {
  KEYWORDS,
  RejectedSyntax,
  type SourceComment,
  type Token,
  type TokenKind,
} from "./token.ts";

/** How KSML hands the piece to Python (python.md 1): it changes what a literal of several lines holds. */
export type PieceKind = "globalCode" | "code" | "expression";

export interface TokenList {
  readonly tokens: readonly Token[];
  readonly comments: readonly SourceComment[];
}

const MAX_BRACKETS = 200;
const MAX_INDENTS = 100;
const NAME = /[\p{XID_Start}_][\p{XID_Continue}]*/uy;
const OPERATOR =
  /\*\*=|\/\/=|>>=|<<=|\.\.\.|\*\*|\/\/|>>|<<|<=|>=|==|!=|->|:=|\+=|-=|\*=|\/=|%=|&=|\|=|\^=|@=|[-+*/%@&|^~<>()[\]{},:.;=!]/y;
const CLOSES: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };

export function readTokens(text: string, piece: PieceKind): TokenList {
  const reader = new TokenReader(text, piece);
  reader.readAll();
  return { tokens: reader.tokens, comments: reader.comments };
}

export class TokenReader {
  readonly text: string;
  readonly piece: PieceKind;
  at = 0;
  tokens: Token[] = [];
  readonly comments: SourceComment[] = [];
  /** Quotes of the f-strings around the place, innermost last. */
  readonly formattedQuotes: string[] = [];
  readonly #brackets: { readonly text: string; readonly start: number }[] = [];
  readonly #indents: { readonly column: number; readonly altColumn: number }[] = [
    { column: 0, altColumn: 0 },
  ];

  constructor(text: string, piece: PieceKind) {
    this.text = text;
    this.piece = piece;
  }

  get depth(): number {
    return this.#brackets.length;
  }

  readAll(): void {
    const nul = this.text.indexOf("\0");
    if (nul >= 0)
      throw new RejectedSyntax("source code string cannot contain null bytes", nul, nul + 1);
    if (this.text.startsWith("\ufeff")) this.at = 1;
    const joined = this.piece === "expression";
    let lineStart = !joined;
    while (this.at < this.text.length) {
      if (lineStart && this.depth === 0) {
        if (!this.#readIndentation()) continue;
        lineStart = false;
      }
      if (this.#isLineEnd(this.at)) {
        const start = this.at;
        this.#skipLineEnd();
        if (this.depth === 0 && !joined) {
          this.#add("newline", start, this.at);
          lineStart = true;
        }
        continue;
      }
      this.readToken();
    }
    const open = this.#brackets.at(-1);
    if (open !== undefined)
      throw new RejectedSyntax(`'${open.text}' was never closed`, open.start, open.start + 1);
    const end = this.text.length;
    const last = this.tokens.at(-1);
    if (last !== undefined && last.kind !== "newline" && last.kind !== "dedent")
      this.#add("newline", end, end);
    for (let i = 1; i < this.#indents.length; i++) this.#add("dedent", end, end);
    this.#add("end", end, end);
  }

  /** One token, comment or run of blanks at `at`; line ends only where they mean nothing. */
  readToken(): void {
    const { text } = this;
    const start = this.at;
    const c = text[start] ?? "";
    if (c === " " || c === "\t" || c === "\f") {
      this.at++;
      return;
    }
    if (this.#isLineEnd(start)) {
      this.#skipLineEnd();
      return;
    }
    if (c === "#") {
      this.#readComment();
      return;
    }
    if (c === "\\") {
      this.#readContinuation();
      return;
    }
    if (/[0-9]/.test(c) || (c === "." && /[0-9]/.test(text[start + 1] ?? ""))) {
      this.at = start + readNumber(text, start).length;
      this.#add("number", start, this.at);
      return;
    }
    const prefix = stringPrefix(text, start);
    if (prefix !== null) {
      const literal = readString(this, prefix);
      this.tokens.push({
        kind: "string",
        text: text.slice(start, this.at),
        start,
        end: this.at,
        literal,
      });
      return;
    }
    NAME.lastIndex = start;
    const name = NAME.exec(text)?.[0];
    if (name !== undefined) {
      this.at = start + name.length;
      this.tokens.push({
        kind: KEYWORDS.has(name) ? "keyword" : "name",
        text: name.normalize("NFKC"),
        start,
        end: this.at,
      });
      return;
    }
    this.#readOperator();
  }

  #readOperator(): void {
    const start = this.at;
    OPERATOR.lastIndex = start;
    const operator = OPERATOR.exec(this.text)?.[0];
    if (operator === undefined) throw this.#badCharacter();
    this.at = start + operator.length;
    if (operator === "(" || operator === "[" || operator === "{") {
      if (this.depth >= MAX_BRACKETS) {
        throw new RejectedSyntax("too many nested parentheses", start, this.at, "python/too-deep");
      }
      this.#brackets.push({ text: operator, start });
    }
    const opener = CLOSES[operator];
    if (opener !== undefined) this.close(operator, opener, start);
    this.#add("operator", start, this.at);
  }

  open(text: string, start: number): void {
    this.#brackets.push({ text, start });
  }

  close(operator: string, opener: string, start: number): void {
    const open = this.#brackets.pop();
    if (open === undefined) throw new RejectedSyntax(`unmatched '${operator}'`, start, start + 1);
    if (open.text !== opener) {
      throw new RejectedSyntax(
        `closing parenthesis '${operator}' does not match opening parenthesis '${open.text}'`,
        start,
        start + 1,
      );
    }
  }

  #badCharacter(): RejectedSyntax {
    const start = this.at;
    const point = this.text.codePointAt(start) ?? 0;
    const character = String.fromCodePoint(point);
    const end = start + character.length;
    if (point < 128 && point >= 32) return new RejectedSyntax("invalid syntax", start, end);
    const hex = point.toString(16).toUpperCase().padStart(4, "0");
    return /[\p{C}\p{Z}]/u.test(character)
      ? new RejectedSyntax(`invalid non-printable character U+${hex}`, start, end)
      : new RejectedSyntax(`invalid character '${character}' (U+${hex})`, start, end);
  }

  #readComment(): void {
    const start = this.at;
    while (this.at < this.text.length && !this.#isLineEnd(this.at)) this.at++;
    const lineStart =
      Math.max(this.text.lastIndexOf("\n", start), this.text.lastIndexOf("\r", start)) + 1;
    this.comments.push({
      text: this.text
        .slice(start + 1, this.at)
        .replace(/^ /, "")
        .trimEnd(),
      start,
      end: this.at,
      ownLine: /^\s*$/.test(this.text.slice(lineStart, start)),
    });
  }

  #readContinuation(): void {
    const start = this.at;
    if (!this.#isLineEnd(start + 1)) {
      const message =
        start + 1 >= this.text.length
          ? "unexpected EOF while parsing"
          : "unexpected character after line continuation character";
      throw new RejectedSyntax(message, start, start + 1);
    }
    this.at = start + 1;
    this.#skipLineEnd();
    if (this.at >= this.text.length) {
      throw new RejectedSyntax("unexpected EOF while parsing", start, start + 1);
    }
  }

  /** Blanks at the start of a line. False: the line holds nothing and was skipped. */
  #readIndentation(): boolean {
    let column = 0;
    let altColumn = 0;
    for (; this.at < this.text.length; this.at++) {
      const c = this.text[this.at];
      if (c === " ") {
        column++;
        altColumn++;
      } else if (c === "\t") {
        column = (Math.floor(column / 8) + 1) * 8;
        altColumn++;
      } else if (c === "\f") {
        column = 0;
        altColumn = 0;
      } else break;
    }
    if (this.at >= this.text.length) return false;
    if (this.text[this.at] === "#") this.#readComment();
    if (this.#isLineEnd(this.at)) {
      this.#skipLineEnd();
      return false;
    }
    if (this.at >= this.text.length) return false;
    this.#applyIndentation(column, altColumn);
    return true;
  }

  #applyIndentation(column: number, altColumn: number): void {
    const { at } = this;
    const inconsistent = () =>
      new RejectedSyntax("inconsistent use of tabs and spaces in indentation", at, at + 1);
    let top = this.#indents.at(-1) ?? { column: 0, altColumn: 0 };
    if (column > top.column) {
      if (altColumn <= top.altColumn) throw inconsistent();
      if (this.#indents.length >= MAX_INDENTS) {
        throw new RejectedSyntax("too many levels of indentation", at, at + 1, "python/too-deep");
      }
      this.#indents.push({ column, altColumn });
      this.#add("indent", at, at);
      return;
    }
    while (column < top.column) {
      this.#indents.pop();
      top = this.#indents.at(-1) ?? { column: 0, altColumn: 0 };
      this.#add("dedent", at, at);
    }
    if (column !== top.column) {
      throw new RejectedSyntax("unindent does not match any outer indentation level", at, at + 1);
    }
    if (altColumn !== top.altColumn) throw inconsistent();
  }

  #isLineEnd(at: number): boolean {
    const c = this.text[at];
    return c === "\n" || c === "\r";
  }

  #skipLineEnd(): void {
    this.at += this.text.startsWith("\r\n", this.at) ? 2 : 1;
  }

  #add(kind: TokenKind, start: number, end: number): void {
    this.tokens.push({ kind, text: this.text.slice(start, end), start, end });
  }
}
