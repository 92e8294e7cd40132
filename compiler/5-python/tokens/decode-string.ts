/**
 * Text between quotes -> the characters or bytes that it stands for (CPython `string_parser.c`).
 * Unknown escapes stay as they are (a warning there); wrong `\x`, `\u`, `\U` are errors.
 */
import { RejectedSyntax, type StringText } from "./token.ts";
import { characterNamed } from "./unicode-names.ts";

const SIMPLE: Readonly<Record<string, string>> = {
  "\n": "",
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};
const ESCAPE =
  /\\(?:([0-7]{1,3})|x([0-9a-fA-F]{0,2})|u([0-9a-fA-F]{0,4})|U([0-9a-fA-F]{0,8})|N(\{[^}]*\}?)?|([\s\S]))/g;
const HEX_DIGITS = { x: 2, u: 4, U: 8 } as const;
const TRUNCATED = { x: "\\xXX", u: "\\uXXXX", U: "\\UXXXXXXXX" } as const;

export function decodeText(part: StringText, raw: boolean): string {
  const withBraces = (text: string) =>
    part.doubled ? text.replace(/\{\{|\}\}/g, (two) => two.charAt(0)) : text;
  if (raw || !part.source.includes("\\")) return withBraces(part.source);
  let result = "";
  let from = 0;
  for (const match of part.source.matchAll(ESCAPE)) {
    result += withBraces(part.source.slice(from, match.index)) + decodeEscape(match, part);
    from = match.index + match[0].length;
    // `\{` and `\}`: the backslash stays, the brace belongs to what follows.
    if (match[6] === "{" || match[6] === "}") from--;
  }
  return result + withBraces(part.source.slice(from));
}

function decodeEscape(match: RegExpMatchArray, part: StringText): string {
  const [whole, octal, x, u, U, named, simple] = match;
  if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
  if (simple !== undefined) {
    if (simple === "{" || simple === "}") return "\\";
    return SIMPLE[simple] ?? whole;
  }
  for (const [kind, digits] of [
    ["x", x],
    ["u", u],
    ["U", U],
  ] as const) {
    if (digits === undefined) continue;
    if (digits.length < HEX_DIGITS[kind])
      throw unicodeError(match, part, `truncated ${TRUNCATED[kind]} escape`);
    const point = Number.parseInt(digits, 16);
    if (point > 0x10ffff) throw unicodeError(match, part, "illegal Unicode character");
    return String.fromCodePoint(point);
  }
  if (named === undefined || !named.endsWith("}") || named.length < 3) {
    throw unicodeError(match, part, "malformed \\N character escape");
  }
  const character = characterNamed(named.slice(1, -1));
  if (character === null) {
    throw new RejectedSyntax(
      `the character name \`${named.slice(1, -1)}\``,
      part.start,
      part.end,
      "python/not-built-yet",
    );
  }
  return character;
}

function unicodeError(match: RegExpMatchArray, part: StringText, reason: string): RejectedSyntax {
  const at = match.index ?? 0;
  const last = at + match[0].length - 1;
  return new RejectedSyntax(
    `(unicode error) 'unicodeescape' codec can't decode bytes in position ${at}-${last}: ${reason}`,
    part.start,
    part.end,
  );
}

export function decodeBytes(part: StringText, raw: boolean): Uint8Array {
  if (/[^\0-\x7f]/.test(part.source)) {
    throw new RejectedSyntax(
      "bytes can only contain ASCII literal characters",
      part.start,
      part.end,
    );
  }
  if (raw) return latin1(part.source);
  const text = part.source.replace(
    /\\(?:([0-7]{1,3})|x([0-9a-fA-F]{0,2})|([\s\S]))/g,
    (whole: string, octal?: string, hex?: string, simple?: string) => {
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 255);
      if (hex !== undefined) {
        if (hex.length < 2) {
          const at = part.source.indexOf(whole);
          throw new RejectedSyntax(
            `(value error) invalid \\x escape at position ${at}`,
            part.start,
            part.end,
          );
        }
        return String.fromCharCode(Number.parseInt(hex, 16));
      }
      return SIMPLE[simple ?? ""] ?? whole;
    },
  );
  return latin1(text);
}

function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (c) => c.charCodeAt(0));
}
