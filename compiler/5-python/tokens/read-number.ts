/**
 * Number literals by CPython's rules (tokenizer.c, `tok_get_normal_mode`): digit groups, leading zeros, what may follow.
 */
import { RejectedSyntax } from "./token.ts";

const DIGITS = "[0-9](?:_?[0-9])*";
const DECIMAL = new RegExp(
  `(?:(?:${DIGITS}\\.(?:${DIGITS})?|\\.${DIGITS})(?:[eE][+-]?${DIGITS})?|${DIGITS}[eE][+-]?${DIGITS}|${DIGITS})[jJ]?`,
  "y",
);
const BASES = [
  { name: "hexadecimal", literal: /0[xX](?:_?[0-9a-fA-F])+/y, prefix: /0[xX]/y },
  { name: "octal", literal: /0[oO](?:_?[0-7])+/y, prefix: /0[oO]/y },
  { name: "binary", literal: /0[bB](?:_?[01])+/y, prefix: /0[bB]/y },
] as const;
/** A keyword may stand directly behind a number: `1if x else 2`. */
const KEYWORD_BEHIND = /and|else|for|if|in|is|not|or/y;
const WORD = /[\p{XID_Continue}_]/uy;
/** CPython refuses longer decimal integers (`sys.set_int_max_str_digits`). */
const MAX_DIGITS = 4300;

function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

/** The literal that starts at `at`, where a digit or `.` with a digit stands. */
export function readNumber(text: string, at: number): string {
  for (const base of BASES) {
    if (matchAt(base.prefix, text, at) === null) continue;
    const literal = matchAt(base.literal, text, at);
    if (literal === null) {
      const digit = text[at + 2] ?? "";
      const message = /[0-9]/.test(digit)
        ? `invalid digit '${digit}' in ${base.name} literal`
        : `invalid ${base.name} literal`;
      throw new RejectedSyntax(message, at, at + 2);
    }
    const next = text[at + literal.length] ?? "";
    if (/[0-9]/.test(next)) {
      throw new RejectedSyntax(
        `invalid digit '${next}' in ${base.name} literal`,
        at,
        at + literal.length + 1,
      );
    }
    checkEnd(text, at, literal, base.name);
    return literal;
  }
  const literal = matchAt(DECIMAL, text, at) ?? "";
  checkEnd(text, at, literal, "decimal");
  if (/^0[0-9_]*[1-9]/.test(literal) && /^[0-9_]+$/.test(literal)) {
    throw new RejectedSyntax(
      "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers",
      at,
      at + literal.length,
    );
  }
  if (/^[0-9_]+$/.test(literal) && literal.replaceAll("_", "").length > MAX_DIGITS) {
    throw new RejectedSyntax(
      `Exceeds the limit (${MAX_DIGITS} digits) for integer string conversion: value has ${literal.replaceAll("_", "").length} digits`,
      at,
      at + literal.length,
    );
  }
  return literal;
}

function checkEnd(text: string, at: number, literal: string, base: string): void {
  const end = at + literal.length;
  if (matchAt(WORD, text, end) === null || matchAt(KEYWORD_BEHIND, text, end) !== null) return;
  const name = /[jJ]$/.test(literal) ? "imaginary" : base;
  throw new RejectedSyntax(`invalid ${name} literal`, at, end);
}
