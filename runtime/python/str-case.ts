/** Methods of str about case and character classes. Unicode's full mappings, as in CPython. */

import { isPrintable } from "./repr.ts";

export function strUpper(s: string): string {
  return s.toUpperCase();
}

export function strLower(s: string): string {
  return s.toLowerCase();
}

/** Title-case forms that are no capital followed by small letters. */
const TITLE: Record<string, string> = { ŉ: "ʼN" };
for (const [upper, title, lower] of ["ǄǅǆǇ", "ǇǈǉǇ", "ǊǋǌǊ", "ǱǲǳǱ"].map((four) => [...four])) {
  for (const one of [upper, title, lower]) TITLE[one as string] = title as string;
}

function titleCharacter(character: string): string {
  const known = TITLE[character];
  if (known !== undefined) return known;
  const code = character.codePointAt(0) as number;
  if (code < 128) return character.toUpperCase();
  if (code >= 0x10d0 && code <= 0x10ff) return character; // Georgian: no title case
  if (isIotaSubscript(code)) return iotaTitle(character);
  const [first = "", ...rest] = character.toUpperCase();
  return first + rest.join("").toLowerCase();
}

/** Greek letters with iota subscript, whose capital in JavaScript is two letters. */
function isIotaSubscript(code: number): boolean {
  if (code >= 0x1f80 && code <= 0x1faf) return true;
  return [
    0x1fb2, 0x1fb3, 0x1fb4, 0x1fb7, 0x1fbc, 0x1fc2, 0x1fc3, 0x1fc4, 0x1fc7, 0x1fcc, 0x1ff2, 0x1ff3,
    0x1ff4, 0x1ff7, 0x1ffc,
  ].includes(code);
}

function iotaTitle(character: string): string {
  const parts = character.normalize("NFD");
  const [base = "", ...marks] = parts;
  return (base.toUpperCase() + marks.join("")).normalize("NFC");
}

export function strCapitalize(s: string): string {
  const [first, ...rest] = s;
  if (first === undefined) return "";
  return titleCharacter(first) + lowerAfter(first, rest.join(""));
}

/** Lower case of the rest of a word; what stands before decides on the final sigma. */
function lowerAfter(before: string, rest: string): string {
  return rest.includes("Σ")
    ? (before + rest).toLowerCase().slice(before.toLowerCase().length)
    : rest.toLowerCase();
}

const CASED = /[\p{Lowercase}\p{Uppercase}\p{Lt}]/u;

export function strTitle(s: string): string {
  let result = "";
  let inWord = false;
  const lower = s.includes("Σ") ? [...s.toLowerCase()] : undefined;
  let index = 0;
  for (const character of s) {
    if (!inWord) result += titleCharacter(character);
    else result += character === "Σ" ? (lower?.[index] ?? "σ") : character.toLowerCase();
    inWord = CASED.test(character);
    index++;
  }
  return result;
}

export function strSwapcase(s: string): string {
  let result = "";
  const lower = s.includes("Σ") ? [...s.toLowerCase()] : undefined;
  let index = 0;
  for (const character of s) {
    if (/\p{Uppercase}/u.test(character)) {
      result += character === "Σ" ? (lower?.[index] ?? "σ") : character.toLowerCase();
    } else if (/\p{Lowercase}/u.test(character)) result += character.toUpperCase();
    else result += character;
    index++;
  }
  return result;
}

export function strCasefold(s: string): string {
  let result = "";
  for (const character of s) {
    const code = character.codePointAt(0) as number;
    if (code < 128) result += character.toLowerCase();
    else if (code === 0x131 || (code >= 0x13a0 && code <= 0x13f5)) result += character;
    else if ((code >= 0x13f8 && code <= 0x13fd) || (code >= 0xab70 && code <= 0xabbf)) {
      result += character.toUpperCase(); // Cherokee folds to its capitals
    } else result += [...character.toUpperCase()].map((one) => one.toLowerCase()).join("");
  }
  return result;
}

const all =
  (pattern: RegExp) =>
  (s: string): boolean =>
    pattern.test(s);

export const strIsalpha = all(/^\p{L}+$/u);
export const strIsdecimal = all(/^\p{Nd}+$/u);

const SPACES = "\\t-\\r\\x1c- \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const SPACE = new RegExp(`^[${SPACES}]+$`);
export const strIsspace = all(SPACE);
export const strIsascii = all(/^[\0-\x7f]*$/);
export const strIsidentifier = all(/^[\p{XID_Start}_]\p{XID_Continue}*$/u);

const DIGITS =
  "\\p{Nd}²³¹\\u1369-\\u1371\\u19da⁰⁴-⁹₀-₉①-⑨⑴-⑼⒈-⒐⓪⓵-⓽⓿❶-❾➀-➈➊-➒\\u{10a40}-\\u{10a43}\\u{10e60}-\\u{10e68}\\u{11052}-\\u{1105a}\\u{1f100}-\\u{1f10a}";
/** Ideographs that stand for numbers. */
const NUMERALS =
  "\\p{N}㐅㒃㠪㭍一七万三九二五亖亿什仟仨伍佰億兆兩八六十千卄卅卌参參叁叄四壱壹幺廾廿弌弍弎弐拾捌柒漆玖百肆萬貮貳贰阡陆陌陸零\\uf96b\\uf973\\uf978\\uf9b2\\uf9d1\\uf9d3\\uf9fd\\u{20001}\\u{20064}\\u{200e2}\\u{20121}\\u{2092a}\\u{20983}\\u{2098c}\\u{2099c}\\u{20aea}\\u{20afd}\\u{20b19}\\u{22390}\\u{22998}\\u{23b1b}\\u{2626d}\\u{2f890}";

export const strIsdigit = all(new RegExp(`^[${DIGITS}]+$`, "u"));
export const strIsnumeric = all(new RegExp(`^[${NUMERALS}]+$`, "u"));
export const strIsalnum = all(new RegExp(`^[\\p{L}${NUMERALS}]+$`, "u"));

export function strIslower(s: string): boolean {
  return /\p{Lowercase}/u.test(s) && !/[\p{Uppercase}\p{Lt}]/u.test(s);
}

export function strIsupper(s: string): boolean {
  return /\p{Uppercase}/u.test(s) && !/[\p{Lowercase}\p{Lt}]/u.test(s);
}

export function strIstitle(s: string): boolean {
  let seen = false;
  let inWord = false;
  for (const character of s) {
    if (/[\p{Uppercase}\p{Lt}]/u.test(character)) {
      if (inWord) return false;
      inWord = true;
      seen = true;
    } else if (/\p{Lowercase}/u.test(character)) {
      if (!inWord) return false;
      seen = true;
    } else inWord = false;
  }
  return seen;
}

export function strIsprintable(s: string): boolean {
  for (const character of s) if (!isPrintable(character)) return false;
  return true;
}
