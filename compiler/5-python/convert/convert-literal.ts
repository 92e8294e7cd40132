/** Literals: exact numbers, decoded text and bytes, f-strings with their fields parsed. */

import { decodeBytes, decodeText } from "../tokens/decode-string.ts";
import { RejectedSyntax, type StringField, type StringPart, type Token } from "../tokens/token.ts";
import type { Expression, FormattedPart } from "../tree.ts";
import type { Conversion } from "./conversion.ts";
import { parseExpressionTokens } from "./parse-tokens.ts";
import type { Word } from "./parser-input.ts";

export function convertNumber(c: Conversion, token: Token): Expression {
  const span = c.spanOf(token.start, token.end);
  const digits = token.text.replaceAll("_", "");
  if (/^0[xob]/i.test(digits) || /^\d+$/.test(digits)) {
    const value = BigInt(/^0+$/.test(digits) ? "0" : digits);
    const small = Number(value);
    return {
      kind: "int",
      value: Number.isSafeInteger(small) ? small : value,
      source: token.text,
      span,
    };
  }
  if (/[jJ]$/.test(digits)) {
    c.refuse("python/complex", span);
    return { kind: "float", value: 0, source: token.text, span };
  }
  return { kind: "float", value: Number(digits), source: token.text, span };
}

/** One or several neighbouring string literals. */
export function convertStrings(c: Conversion, word: Word): Expression {
  const span = c.spanOf(word.start, word.end);
  const literals = word.tokens
    .map((token) => token.literal)
    .filter((literal) => literal !== undefined);
  const bytes = literals.filter((literal) => literal.bytes).length;
  if (bytes > 0) {
    if (bytes < literals.length) {
      throw new RejectedSyntax("cannot mix bytes and nonbytes literals", word.start, word.end);
    }
    const pieces = literals.flatMap((l) =>
      l.parts.flatMap((part) => (part.kind === "text" ? [...decodeBytes(part, l.raw)] : [])),
    );
    return { kind: "bytes", value: Uint8Array.from(pieces), span };
  }
  const parts = mergeTexts(literals.flatMap((l) => convertParts(c, l.parts, l.raw)));
  if (literals.some((l) => l.formatted)) return { kind: "formatted", parts, span };
  const text = parts[0];
  return { kind: "string", value: text?.kind === "text" ? text.value : "", span };
}

function convertParts(c: Conversion, parts: readonly StringPart[], raw: boolean): FormattedPart[] {
  return parts.flatMap((part): FormattedPart[] =>
    part.kind === "text"
      ? [{ kind: "text", value: decodeText(part, raw) }]
      : convertField(c, part, raw),
  );
}

function convertField(c: Conversion, field: StringField, raw: boolean): FormattedPart[] {
  const value = parseExpressionTokens(c, field.tokens, "f-string: ");
  const spec = field.spec === null ? null : mergeTexts(convertParts(c, field.spec, raw));
  const conversion = field.conversion ?? (field.shown !== null && spec === null ? "r" : null);
  const converted: FormattedPart = { kind: "field", value, conversion, spec };
  return field.shown === null ? [converted] : [{ kind: "text", value: field.shown }, converted];
}

function mergeTexts(parts: readonly FormattedPart[]): FormattedPart[] {
  const merged: FormattedPart[] = [];
  for (const part of parts) {
    const last = merged.at(-1);
    if (part.kind === "text" && last?.kind === "text") {
      merged[merged.length - 1] = { kind: "text", value: last.value + part.value };
    } else if (part.kind === "field" || part.value !== "") merged.push(part);
  }
  return merged;
}
