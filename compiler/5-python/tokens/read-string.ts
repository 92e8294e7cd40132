/**
 * String literals: where they end, and of an f-string its text and fields (PEP 701, tokenizer.c `tok_get_fstring_mode`).
 * What KSML does to a literal of several lines is done here (runtime.md 1.4 and 1.5): it puts two blanks before each
 * line of `code`, four before those of `expression`, and takes blank lines out of `globalCode`.
 */
import type { PieceKind, TokenReader } from "./read-tokens.ts";
import {
  RejectedSyntax,
  type StringField,
  type StringLiteral,
  type StringPart,
  type Token,
} from "./token.ts";

const PREFIX = /(?:[rR][bBfF]?|[bBfF][rR]?|[uU])?(?="|')/y;
const MAX_FORMATTED_DEPTH = 150;
const MAX_SPEC_DEPTH = 3;
const ADDED_BLANKS: Readonly<Record<PieceKind, string>> = {
  globalCode: "",
  code: "  ",
  expression: "    ",
};

/** The prefix of a string literal that starts at `at`; null: none starts there. */
export function stringPrefix(text: string, at: number): string | null {
  PREFIX.lastIndex = at;
  return PREFIX.exec(text)?.[0] ?? null;
}

function asKsmlHandsOver(source: string, piece: PieceKind): string {
  const lines = source.replace(/\r\n?/g, "\n");
  if (!lines.includes("\n")) return lines;
  if (piece === "globalCode") return lines.replace(/\n(?:[ \t\f\v]*\n)+/g, "\n");
  return lines.replaceAll("\n", `\n${ADDED_BLANKS[piece]}`);
}

export function readString(reader: TokenReader, prefix: string): StringLiteral {
  const start = reader.at;
  const kinds = prefix.toLowerCase();
  const raw = kinds.includes("r");
  const bytes = kinds.includes("b");
  const formatted = kinds.includes("f");
  const quoteAt = start + prefix.length;
  const mark = reader.text[quoteAt] ?? "";
  const quote = reader.text.startsWith(mark.repeat(3), quoteAt) ? mark.repeat(3) : mark;
  reader.at = quoteAt + quote.length;
  if (formatted) {
    if (reader.formattedQuotes.length >= MAX_FORMATTED_DEPTH) {
      throw new RejectedSyntax("too many nested f-strings", start, reader.at, "python/too-deep");
    }
    reader.formattedQuotes.push(quote);
    const parts = readFormattedParts(reader, { quote, raw, start, specDepth: 0 });
    reader.formattedQuotes.pop();
    reader.at += quote.length;
    return { raw, bytes, formatted, parts };
  }
  const from = reader.at;
  while (!reader.text.startsWith(quote, reader.at)) {
    const c = reader.text[reader.at];
    if (c === undefined || (quote.length === 1 && (c === "\n" || c === "\r"))) {
      if (reader.formattedQuotes.at(-1) === quote) {
        throw new RejectedSyntax("f-string: expecting '}'", start, quoteAt + 1);
      }
      const kind = quote.length === 3 ? "triple-quoted string" : "string";
      throw new RejectedSyntax(`unterminated ${kind} literal`, start, start + prefix.length + 1);
    }
    reader.at += c === "\\" ? escapeLength(reader.text, reader.at) : 1;
  }
  const text = reader.text.slice(from, reader.at);
  const source = asKsmlHandsOver(text, reader.piece);
  const end = reader.at;
  reader.at += quote.length;
  if (source === "") return { raw, bytes, formatted, parts: [] };
  return {
    raw,
    bytes,
    formatted,
    parts: [{ kind: "text", source, doubled: false, start: from, end }],
  };
}

function escapeLength(text: string, at: number): number {
  return text.startsWith("\r\n", at + 1) ? 3 : 2;
}

interface Around {
  readonly quote: string;
  readonly raw: boolean;
  readonly start: number;
  /** 0: the text of the string; 1 and more: inside so many format specs. */
  readonly specDepth: number;
}

/** Reads up to the closing quote, or up to the `}` that ends a format spec; neither is consumed. */
function readFormattedParts(reader: TokenReader, around: Around): StringPart[] {
  const { quote, raw, specDepth } = around;
  const parts: StringPart[] = [];
  let from = reader.at;
  const flush = () => {
    if (reader.at === from) return;
    const source = asKsmlHandsOver(reader.text.slice(from, reader.at), reader.piece);
    if (source !== "") {
      parts.push({ kind: "text", source, doubled: specDepth === 0, start: from, end: reader.at });
    }
  };
  for (;;) {
    const c = reader.text[reader.at];
    if (reader.text.startsWith(quote, reader.at)) {
      if (specDepth > 0)
        throw new RejectedSyntax("f-string: expecting '}'", reader.at, reader.at + 1);
      flush();
      return parts;
    }
    if (specDepth > 0 && quote.length === 1 && (c === "\n" || c === "\r")) {
      // As in CPython 3.12.1: a line end ends the format spec, and is blank itself.
      flush();
      while (/\s/.test(reader.text[reader.at] ?? "")) reader.at++;
      return parts;
    }
    if (c === undefined || (quote.length === 1 && (c === "\n" || c === "\r"))) {
      const kind = quote.length === 3 ? "triple-quoted f-string" : "f-string";
      throw new RejectedSyntax(`unterminated ${kind} literal`, around.start, around.start + 1);
    }
    if (c === "\\") {
      reader.at += formattedEscapeLength(reader.text, reader.at, raw);
    } else if (c === "{") {
      if (specDepth === 0 && reader.text[reader.at + 1] === "{") {
        reader.at += 2;
        continue;
      }
      flush();
      parts.push(readField(reader, around));
      from = reader.at;
    } else if (c === "}") {
      if (specDepth > 0) {
        flush();
        return parts;
      }
      if (reader.text[reader.at + 1] !== "}") {
        throw new RejectedSyntax("f-string: single '}' is not allowed", reader.at, reader.at + 1);
      }
      reader.at += 2;
    } else reader.at++;
  }
}

function formattedEscapeLength(text: string, at: number, raw: boolean): number {
  const next = text[at + 1];
  if (next === "{" || next === "}") return 1;
  if (!raw && next === "N" && text[at + 2] === "{") {
    const close = text.indexOf("}", at);
    return close < 0 ? 3 : close + 1 - at;
  }
  return escapeLength(text, at);
}

/** `{expression [=] [!conversion] [:spec]}`, the place at its `{`. */
function readField(reader: TokenReader, around: Around): StringField {
  const start = reader.at;
  if (around.specDepth >= MAX_SPEC_DEPTH) {
    throw new RejectedSyntax("f-string: expressions nested too deeply", start, start + 1);
  }
  reader.open("{", start);
  reader.at++;
  const outer = reader.tokens;
  const tokens: Token[] = [];
  reader.tokens = tokens;
  const depth = reader.depth;
  while (!(reader.depth === depth && endsExpression(reader.text, reader.at))) {
    if (reader.at >= reader.text.length) {
      throw new RejectedSyntax("'{' was never closed", start, start + 1);
    }
    reader.readToken();
  }
  reader.tokens = outer;
  let shown: string | null = null;
  const last = tokens.at(-1);
  if (last?.text === "=" && last.kind === "operator") {
    tokens.pop();
    shown = asKsmlHandsOver(reader.text.slice(start + 1, reader.at), reader.piece);
  }
  if (tokens.length === 0) {
    const before = shown !== null ? "=" : (reader.text[reader.at] ?? "}");
    throw new RejectedSyntax(
      `f-string: valid expression required before '${before}'`,
      start,
      reader.at + 1,
    );
  }
  const conversion = readConversion(reader);
  let spec: readonly StringPart[] | null = null;
  if (reader.text[reader.at] === ":") {
    reader.at++;
    spec = readFormattedParts(reader, { ...around, specDepth: around.specDepth + 1 });
  }
  if (reader.text[reader.at] !== "}") {
    throw new RejectedSyntax("f-string: expecting '}'", reader.at, reader.at + 1);
  }
  reader.close("}", "{", reader.at);
  reader.at++;
  return { kind: "field", tokens, shown, conversion, spec, start, end: reader.at };
}

function endsExpression(text: string, at: number): boolean {
  const c = text[at];
  return c === "}" || c === ":" || (c === "!" && text[at + 1] !== "=");
}

function readConversion(reader: TokenReader): "s" | "r" | "a" | null {
  if (reader.text[reader.at] !== "!") return null;
  const at = reader.at + 1;
  const name = /^[\p{XID_Start}_]\p{XID_Continue}*/u.exec(reader.text.slice(at))?.[0] ?? "";
  if (name === "s" || name === "r" || name === "a") {
    reader.at = at + name.length;
    while (/[ \t\f\r\n]/.test(reader.text[reader.at] ?? "")) reader.at++;
    return name;
  }
  if (name === "") {
    const message = /^[:}]/.test(reader.text.slice(at))
      ? "f-string: missing conversion character"
      : "f-string: invalid conversion character";
    throw new RejectedSyntax(message, at - 1, at);
  }
  throw new RejectedSyntax(
    `f-string: invalid conversion character '${name}': expected 's', 'r', or 'a'`,
    at,
    at + name.length,
  );
}
