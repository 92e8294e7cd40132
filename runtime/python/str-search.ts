/** Methods of str that search, replace, split, join and pad. Places are code points. */

import { codePointLength, codePointsOf, fromUnits, hasSurrogates, toUnits } from "./code-points.ts";
import { overflowError, typeError, valueError } from "./exceptions.ts";
import { keywordArguments } from "./functions.ts";
import { toIndex, toSmallIndex } from "./int.ts";
import { iter } from "./iteration.ts";
import { sliceBounds } from "./slice.ts";
import { PyTuple } from "./tuple.ts";
import { typeName } from "./type-name.ts";
import { isDict, PyObject, type Value } from "./value.ts";

const WHITESPACE =
  "\\t-\\r\\x1c- \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const LEADING = new RegExp(`^[${WHITESPACE}]+`);
const TRAILING = new RegExp(`[${WHITESPACE}]+$`);
const RUN = new RegExp(`[${WHITESPACE}]+`, "g");
const SPACE = new RegExp(`[${WHITESPACE}]`);
const LINE_BREAKS = "\\n\\r\\v\\f\\x1c-\\x1e\\x85\\u2028\\u2029";
const LINE = new RegExp(`[^${LINE_BREAKS}]*(?:\\r\\n|[${LINE_BREAKS}]|$)`, "g");
const LINE_END = new RegExp(`(?:\\r\\n|[${LINE_BREAKS}])$`);

function requireStr(x: Value | undefined, text: (name: string) => string): string {
  if (typeof x === "string") return x;
  throw typeError(text(typeName(x)));
}

const mustBeStr = (name: string): string => `must be str, not ${name}`;

/** The searched part of the text in code units, or undefined where start lies behind the end. */
function part(s: string, start: Value, end: Value): readonly [number, number] | undefined {
  if (start === null && end === null) return [0, s.length];
  const length = codePointLength(s);
  const [from, to] = sliceBounds(start, end, null, length);
  if (start !== null && toSmallIndex(start) > length) return undefined;
  if (from > to) return undefined;
  return [toUnits(s, from), toUnits(s, to)];
}

export function strFind(s: string, sub: Value, start: Value = null, end: Value = null): number {
  const wanted = requireStr(sub, mustBeStr);
  const bounds = part(s, start, end);
  if (bounds === undefined) return -1;
  const at = s.slice(0, bounds[1]).indexOf(wanted, bounds[0]);
  return at < 0 ? -1 : hasSurrogates(s) ? fromUnits(s, at) : at;
}

export function strRfind(s: string, sub: Value, start: Value = null, end: Value = null): number {
  const wanted = requireStr(sub, mustBeStr);
  const bounds = part(s, start, end);
  if (bounds === undefined) return -1;
  const at = s.slice(0, bounds[1]).lastIndexOf(wanted);
  return at < bounds[0] ? -1 : hasSurrogates(s) ? fromUnits(s, at) : at;
}

export function strIndex(s: string, sub: Value, start: Value = null, end: Value = null): number {
  const at = strFind(s, sub, start, end);
  if (at < 0) throw valueError("substring not found");
  return at;
}

export function strRindex(s: string, sub: Value, start: Value = null, end: Value = null): number {
  const at = strRfind(s, sub, start, end);
  if (at < 0) throw valueError("substring not found");
  return at;
}

export function strCount(s: string, sub: Value, start: Value = null, end: Value = null): number {
  const wanted = requireStr(sub, mustBeStr);
  const bounds = part(s, start, end);
  if (bounds === undefined) return 0;
  const text = s.slice(bounds[0], bounds[1]);
  if (wanted === "") return codePointLength(text) + 1;
  return text.split(wanted).length - 1;
}

function affix(
  s: string,
  affixes: Value,
  start: Value,
  end: Value,
  method: string,
  test: (text: string, affix: string) => boolean,
): boolean {
  const bounds = part(s, start, end);
  const one = (x: Value, inTuple: boolean): boolean => {
    const wanted = requireStr(x, (name) =>
      inTuple
        ? `tuple for ${method} must only contain str, not ${name}`
        : `${method} first arg must be str or a tuple of str, not ${name}`,
    );
    return bounds !== undefined && test(s.slice(bounds[0], bounds[1]), wanted);
  };
  if (affixes instanceof PyTuple) return affixes.items.some((x) => one(x, true));
  return one(affixes, false);
}

export function strStartswith(
  s: string,
  prefix: Value,
  start: Value = null,
  end: Value = null,
): boolean {
  if (typeof prefix === "string" && start === null && end === null) return s.startsWith(prefix);
  return affix(s, prefix, start, end, "startswith", (text, one) => text.startsWith(one));
}

export function strEndswith(
  s: string,
  suffix: Value,
  start: Value = null,
  end: Value = null,
): boolean {
  if (typeof suffix === "string" && start === null && end === null) return s.endsWith(suffix);
  return affix(s, suffix, start, end, "endswith", (text, one) => text.endsWith(one));
}

export function strRemoveprefix(s: string, prefix: Value): string {
  const one = requireStr(prefix, (name) => `removeprefix() argument must be str, not ${name}`);
  return s.startsWith(one) ? s.slice(one.length) : s;
}

export function strRemovesuffix(s: string, suffix: Value): string {
  const one = requireStr(suffix, (name) => `removesuffix() argument must be str, not ${name}`);
  return one !== "" && s.endsWith(one) ? s.slice(0, -one.length) : s;
}

export function strReplace(s: string, old: Value, by: Value, count: Value = -1): string {
  const from = requireStr(old, (name) => `replace() argument 1 must be str, not ${name}`);
  const to = requireStr(by, (name) => `replace() argument 2 must be str, not ${name}`);
  const most = isDict(count) ? toSmallIndex((count.count ?? -1) as Value) : toSmallIndex(count);
  const pieces = from === "" ? ["", ...codePointsOf(s), ""] : s.split(from);
  if (from === "") pieces.pop();
  if (from === "") {
    const inserts = most < 0 ? pieces.length : Math.min(most, pieces.length);
    let result = "";
    pieces.push("");
    for (let i = 1; i < pieces.length; i++)
      result += (i <= inserts ? to : "") + (pieces[i] as string);
    return result;
  }
  if (most < 0 || most >= pieces.length - 1) return pieces.join(to);
  return [...pieces.slice(0, most), pieces.slice(most).join(from)].join(to);
}

export function strSplit(s: string, sep: Value = null, maxsplit: Value = -1): string[] {
  const [by, limit] = keywordArguments([sep, maxsplit], ["sep", "maxsplit"], [null, -1]);
  const most = toSmallIndex(limit);
  if (by === null) return splitSpace(s, most);
  const separator = requireStr(by, (name) => `must be str or None, not ${name}`);
  if (separator === "") throw valueError("empty separator");
  const pieces = s.split(separator);
  if (most < 0 || pieces.length - 1 <= most) return pieces;
  return [...pieces.slice(0, most), pieces.slice(most).join(separator)];
}

function splitSpace(s: string, most: number): string[] {
  if (most < 0) {
    const pieces = s.split(RUN);
    if (pieces[0] === "") pieces.shift();
    if (pieces.at(-1) === "") pieces.pop();
    return pieces;
  }
  const pieces: string[] = [];
  let rest = s.replace(LEADING, "");
  while (rest !== "" && pieces.length < most) {
    const at = rest.search(SPACE);
    if (at < 0) break;
    pieces.push(rest.slice(0, at));
    rest = rest.slice(at).replace(LEADING, "");
  }
  if (rest !== "") pieces.push(rest);
  return pieces;
}

export function strRsplit(s: string, sep: Value = null, maxsplit: Value = -1): string[] {
  const [by, limit] = keywordArguments([sep, maxsplit], ["sep", "maxsplit"], [null, -1]);
  const most = toSmallIndex(limit);
  if (most < 0) return strSplit(s, by);
  if (by === null) return rsplitSpace(s, most);
  const separator = requireStr(by, (name) => `must be str or None, not ${name}`);
  if (separator === "") throw valueError("empty separator");
  const pieces: string[] = [];
  let rest = s;
  while (pieces.length < most) {
    const at = rest.lastIndexOf(separator);
    if (at < 0) break;
    pieces.unshift(rest.slice(at + separator.length));
    rest = rest.slice(0, at);
  }
  return [rest, ...pieces];
}

function rsplitSpace(s: string, most: number): string[] {
  const pieces: string[] = [];
  let rest = s.replace(TRAILING, "");
  while (rest !== "" && pieces.length < most) {
    let at = rest.length - 1;
    while (at >= 0 && !SPACE.test(rest[at] as string)) at--;
    if (at < 0) break;
    pieces.unshift(rest.slice(at + 1));
    rest = rest.slice(0, at + 1).replace(TRAILING, "");
  }
  if (rest !== "") pieces.unshift(rest);
  return pieces;
}

export function strSplitlines(s: string, keepends: Value = false): string[] {
  const [keep] = keywordArguments([keepends], ["keepends"], [false]);
  const lines = s.match(LINE) ?? [];
  if (lines.at(-1) === "") lines.pop();
  if (keep !== false && keep !== 0) return lines;
  return lines.map((line) => line.replace(LINE_END, ""));
}

export function strPartition(s: string, sep: Value): PyTuple {
  const separator = separatorOf(sep);
  const at = s.indexOf(separator);
  return at < 0
    ? new PyTuple([s, "", ""])
    : new PyTuple([s.slice(0, at), separator, s.slice(at + separator.length)]);
}

export function strRpartition(s: string, sep: Value): PyTuple {
  const separator = separatorOf(sep);
  const at = s.lastIndexOf(separator);
  return at < 0
    ? new PyTuple(["", "", s])
    : new PyTuple([s.slice(0, at), separator, s.slice(at + separator.length)]);
}

function separatorOf(sep: Value): string {
  const separator = requireStr(sep, mustBeStr);
  if (separator === "") throw valueError("empty separator");
  return separator;
}

export function strJoin(separator: string, items: Value): string {
  let source: Iterable<Value>;
  if (Array.isArray(items)) source = items;
  else {
    if (
      typeof items !== "string" &&
      !isDict(items) &&
      !(items instanceof PyObject && items.pyIter)
    ) {
      throw typeError("can only join an iterable");
    }
    source = iter(items);
  }
  const texts: string[] = [];
  for (const item of source) {
    if (typeof item !== "string") {
      throw typeError(
        `sequence item ${texts.length}: expected str instance, ${typeName(item)} found`,
      );
    }
    texts.push(item);
  }
  return texts.join(separator);
}

function stripSet(chars: Value, method: string): Set<string> {
  return new Set(requireStr(chars, () => `${method} arg must be None or str`));
}

export function strStrip(s: string, chars: Value = null): string {
  if (chars === null) return s.replace(LEADING, "").replace(TRAILING, "");
  const set = stripSet(chars, "strip");
  return stripRight(stripLeft(s, set), set);
}

export function strLstrip(s: string, chars: Value = null): string {
  return chars === null ? s.replace(LEADING, "") : stripLeft(s, stripSet(chars, "lstrip"));
}

export function strRstrip(s: string, chars: Value = null): string {
  return chars === null ? s.replace(TRAILING, "") : stripRight(s, stripSet(chars, "rstrip"));
}

function stripLeft(s: string, set: Set<string>): string {
  let at = 0;
  for (const character of s) {
    if (!set.has(character)) break;
    at += character.length;
  }
  return s.slice(at);
}

function stripRight(s: string, set: Set<string>): string {
  const characters = codePointsOf(s);
  while (characters.length > 0 && set.has(characters.at(-1) as string)) characters.pop();
  return characters.join("");
}

function fillOf(fill: Value): string {
  if (typeof fill !== "string") {
    throw typeError(`The fill character must be a unicode character, not ${typeName(fill)}`);
  }
  if (codePointLength(fill) !== 1) {
    throw typeError("The fill character must be exactly one character long");
  }
  return fill;
}

export function strLjust(s: string, width: Value, fill: Value = " "): string {
  return s + fillOf(fill).repeat(Math.max(0, toSmallIndex(width) - codePointLength(s)));
}

export function strRjust(s: string, width: Value, fill: Value = " "): string {
  return fillOf(fill).repeat(Math.max(0, toSmallIndex(width) - codePointLength(s))) + s;
}

export function strCenter(s: string, width: Value, fill: Value = " "): string {
  const total = toSmallIndex(width);
  const missing = total - codePointLength(s);
  const character = fillOf(fill);
  if (missing <= 0) return s;
  const left = Math.floor(missing / 2) + (missing & total & 1);
  return character.repeat(left) + s + character.repeat(missing - left);
}

export function strZfill(s: string, width: Value): string {
  const missing = toSmallIndex(width) - codePointLength(s);
  if (missing <= 0) return s;
  const sign = s.startsWith("+") || s.startsWith("-") ? (s[0] as string) : "";
  return sign + "0".repeat(missing) + s.slice(sign.length);
}

export function strExpandtabs(s: string, tabsize: Value = 8): string {
  const [size] = keywordArguments([tabsize], ["tabsize"], [8]);
  const width = toSmallIndex(size);
  let column = 0;
  let result = "";
  for (const character of s) {
    if (character === "\t") {
      const spaces = width > 0 ? width - (column % width) : 0;
      result += " ".repeat(spaces);
      column += spaces;
    } else {
      result += character;
      column = character === "\n" || character === "\r" ? 0 : column + 1;
    }
  }
  return result;
}

/** `ord(c)` @throws TypeError */
export function ord(x: Value): number {
  if (typeof x === "string") {
    const length = codePointLength(x);
    if (length === 1) return x.codePointAt(0) as number;
    throw typeError(`ord() expected a character, but string of length ${length} found`);
  }
  if (x instanceof PyObject && x.pyTypeName?.().startsWith("byte") && x.pyLen?.() === 1) {
    return Number(x.pyGetItem?.(0));
  }
  throw typeError(`ord() expected string of length 1, but ${typeName(x)} found`);
}

/** `chr(i)` @throws ValueError */
export function chr(x: Value): string {
  const code = toIndex(x);
  if (code >= 2 ** 31 || code < -(2 ** 31)) {
    throw overflowError("Python int too large to convert to C int");
  }
  if (code < 0 || code > 0x10ffff) throw valueError("chr() arg not in range(0x110000)");
  return String.fromCodePoint(Number(code));
}
