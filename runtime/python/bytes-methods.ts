/** Methods of bytes and bytearray, built on those of str over one code unit a byte. */

import { bytesFrom, bytesOf, PyBytes, requireBytes } from "./bytes.ts";
import { typeError, valueError } from "./exceptions.ts";
import { toIndex, toSmallIndex } from "./int.ts";
import { iter } from "./iteration.ts";
import { strLower, strUpper } from "./str-case.ts";
import * as text from "./str-search.ts";
import { PyTuple } from "./tuple.ts";
import { typeName } from "./type-name.ts";
import { isDict, isInt, type Value } from "./value.ts";

export { bytesDecode } from "./codecs.ts";

function make(of: PyBytes, latin1: string): PyBytes {
  const made = bytesOf(latin1);
  return of.mutable ? new PyBytes(made.data, true) : made;
}

/** A part to search for: bytes, or one byte as an int. */
function partOf(x: Value): string {
  if (isInt(x)) {
    const byte = toIndex(x);
    if (byte < 0 || byte > 255) throw valueError("byte must be in range(0, 256)");
    return String.fromCharCode(Number(byte));
  }
  if (!(x instanceof PyBytes)) {
    throw typeError(`argument should be integer or bytes-like object, not '${typeName(x)}'`);
  }
  return x.latin1();
}

export function bytesHex(b: PyBytes, sep?: Value, bytesPerSep: Value = 1): string {
  const hex = Array.from(b.data, (byte) => byte.toString(16).padStart(2, "0"));
  if (sep === undefined || sep === null) return hex.join("");
  const separator = sep instanceof PyBytes ? sep.latin1() : (sep as string);
  const size = toSmallIndex(bytesPerSep);
  if (size === 0) return hex.join("");
  const groups: string[] = [];
  const step = Math.abs(size);
  if (size > 0) {
    for (let end = hex.length; end > 0; end -= step)
      groups.unshift(hex.slice(Math.max(0, end - step), end).join(""));
  } else
    for (let at = 0; at < hex.length; at += step) groups.push(hex.slice(at, at + step).join(""));
  return groups.join(separator);
}

/** `bytes.fromhex(text)` @throws ValueError */
export function bytesFromhex(hex: Value): PyBytes {
  if (typeof hex !== "string")
    throw typeError(`fromhex() argument must be str, not ${typeName(hex)}`);
  const bytes: number[] = [];
  let at = 0;
  while (at < hex.length) {
    if (/\s/.test(hex[at] as string)) {
      at++;
      continue;
    }
    for (let i = 0; i < 2; i++) {
      if (!/[0-9a-fA-F]/.test(hex[at + i] ?? "")) {
        throw valueError(`non-hexadecimal number found in fromhex() arg at position ${at + i}`);
      }
    }
    bytes.push(Number.parseInt(hex.slice(at, at + 2), 16));
    at += 2;
  }
  return new PyBytes(Uint8Array.from(bytes));
}

export function bytesFind(b: PyBytes, sub: Value, start: Value = null, end: Value = null): number {
  return text.strFind(b.latin1(), partOf(sub), start, end);
}

export function bytesRfind(b: PyBytes, sub: Value, start: Value = null, end: Value = null): number {
  return text.strRfind(b.latin1(), partOf(sub), start, end);
}

export function bytesIndex(b: PyBytes, sub: Value, start: Value = null, end: Value = null): number {
  const at = bytesFind(b, sub, start, end);
  if (at < 0) throw valueError("subsection not found");
  return at;
}

export function bytesCount(b: PyBytes, sub: Value, start: Value = null, end: Value = null): number {
  return text.strCount(b.latin1(), partOf(sub), start, end);
}

function affixes(x: Value, method: string): Value {
  if (x instanceof PyTuple) return new PyTuple(x.items.map((one) => requireBytes(one).latin1()));
  if (x instanceof PyBytes) return x.latin1();
  throw typeError(`${method} first arg must be bytes or a tuple of bytes, not ${typeName(x)}`);
}

export function bytesStartswith(
  b: PyBytes,
  prefix: Value,
  start: Value = null,
  end: Value = null,
): boolean {
  return text.strStartswith(b.latin1(), affixes(prefix, "startswith"), start, end);
}

export function bytesEndswith(
  b: PyBytes,
  suffix: Value,
  start: Value = null,
  end: Value = null,
): boolean {
  return text.strEndswith(b.latin1(), affixes(suffix, "endswith"), start, end);
}

export function bytesReplace(b: PyBytes, old: Value, by: Value, count: Value = -1): PyBytes {
  return make(
    b,
    text.strReplace(b.latin1(), requireBytes(old).latin1(), requireBytes(by).latin1(), count),
  );
}

export function bytesJoin(b: PyBytes, items: Value): PyBytes {
  let at = 0;
  const parts: string[] = [];
  for (const item of iter(items)) {
    if (!(item instanceof PyBytes)) {
      throw typeError(`sequence item ${at}: expected a bytes-like object, ${typeName(item)} found`);
    }
    parts.push(item.latin1());
    at++;
  }
  return make(b, parts.join(b.latin1()));
}

export function bytesSplit(b: PyBytes, sep: Value = null, maxsplit: Value = -1): PyBytes[] {
  let by = sep;
  let most = maxsplit;
  if (isDict(sep)) {
    by = sep.sep ?? null;
    most = sep.maxsplit ?? -1;
  }
  const pieces =
    by === null
      ? asciiSplit(b.latin1(), toSmallIndex(most))
      : text.strSplit(b.latin1(), requireBytes(by).latin1(), most);
  return pieces.map((piece) => make(b, piece));
}

/** Whitespace of bytes is ASCII's only. */
function asciiSplit(latin1: string, most: number): string[] {
  const pieces: string[] = [];
  let rest = latin1.replace(/^[\t-\r ]+/, "");
  while (rest !== "" && (most < 0 || pieces.length < most)) {
    const at = rest.search(/[\t-\r ]/);
    if (at < 0) break;
    pieces.push(rest.slice(0, at));
    rest = rest.slice(at).replace(/^[\t-\r ]+/, "");
  }
  if (rest !== "") pieces.push(rest);
  return pieces;
}

function stripChars(chars: Value): string {
  return chars === null ? "\t\n\v\f\r " : requireBytes(chars).latin1();
}

export function bytesStrip(b: PyBytes, chars: Value = null): PyBytes {
  return make(b, text.strStrip(b.latin1(), stripChars(chars)));
}

export function bytesLstrip(b: PyBytes, chars: Value = null): PyBytes {
  return make(b, text.strLstrip(b.latin1(), stripChars(chars)));
}

export function bytesRstrip(b: PyBytes, chars: Value = null): PyBytes {
  return make(b, text.strRstrip(b.latin1(), stripChars(chars)));
}

const ascii = (latin1: string, convert: (part: string) => string): string =>
  latin1.replace(/[\0-\x7f]+/g, convert);

export function bytesUpper(b: PyBytes): PyBytes {
  return make(b, ascii(b.latin1(), strUpper));
}

export function bytesLower(b: PyBytes): PyBytes {
  return make(b, ascii(b.latin1(), strLower));
}

export function bytearrayAppend(b: PyBytes, byte: Value): null {
  b.data = Uint8Array.from([...b.data, ...bytesFrom([byte], true)]);
  return null;
}

export function bytearrayExtend(b: PyBytes, items: Value): null {
  b.data = Uint8Array.from([...b.data, ...bytesFrom(items, true)]);
  return null;
}
