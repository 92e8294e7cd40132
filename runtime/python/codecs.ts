/** Text to bytes and back: `str.encode`, `bytes.decode`. */

import { PyBytes } from "./bytes.ts";
import { LookupError, PyError, UnicodeDecodeError, UnicodeEncodeError } from "./exceptions.ts";
import { keywordArguments } from "./functions.ts";
import type { Value } from "./value.ts";

type Codec = "utf-8" | "ascii" | "latin-1" | "utf-16" | "utf-16-le" | "utf-16-be" | "utf-8-sig";

const NAMES: Record<string, Codec> = {
  utf8: "utf-8",
  u8: "utf-8",
  utf: "utf-8",
  utf8sig: "utf-8-sig",
  ascii: "ascii",
  usascii: "ascii",
  latin1: "latin-1",
  latin: "latin-1",
  l1: "latin-1",
  iso88591: "latin-1",
  utf16: "utf-16",
  utf16le: "utf-16-le",
  utf16be: "utf-16-be",
};

function codecOf(encoding: Value): Codec {
  const name = String(encoding);
  const codec = NAMES[name.toLowerCase().replace(/[-_ ]/g, "")];
  if (codec === undefined) throw new PyError(LookupError(`unknown encoding: ${name}`));
  return codec;
}

/** @throws UnicodeEncodeError, LookupError */
export function strEncode(s: string, encoding: Value = "utf-8", errors: Value = "strict"): PyBytes {
  const [name, handler] = keywordArguments(
    [encoding, errors],
    ["encoding", "errors"],
    ["utf-8", "strict"],
  );
  const codec = codecOf(name as Value);
  if (codec === "ascii" || codec === "latin-1") {
    return encodeNarrow(s, codec, codec === "ascii" ? 128 : 256, handler as string);
  }
  if (codec === "utf-8" || codec === "utf-8-sig") {
    const bom = codec === "utf-8" ? "" : "\ufeff";
    return new PyBytes(
      Uint8Array.from(Buffer.from(bom + encodable(s, codec, handler as string), "utf8")),
    );
  }
  const bom = codec === "utf-16" ? "\ufeff" : "";
  const data = Buffer.from(bom + encodable(s, codec, handler as string), "utf16le");
  return new PyBytes(Uint8Array.from(codec === "utf-16-be" ? data.swap16() : data));
}

/** The text without lone surrogates. */
function encodable(s: string, codec: string, errors: string): string {
  if (s.isWellFormed()) return s;
  let result = "";
  let position = 0;
  for (const character of s) {
    const code = character.codePointAt(0) as number;
    if (code >= 0xd800 && code <= 0xdfff) {
      if (errors === "strict")
        throw encodeError(codec, s, code, position, "surrogates not allowed");
      result += replacement(code, errors);
    } else result += character;
    position++;
  }
  return result;
}

function replacement(code: number, errors: string): string {
  switch (errors) {
    case "ignore":
      return "";
    case "replace":
      return "?";
    case "xmlcharrefreplace":
      return `&#${code};`;
    case "backslashreplace":
      return escaped(code);
    default:
      throw new PyError(LookupError(`unknown error handler name '${errors}'`));
  }
}

function escaped(code: number): string {
  const hex = code.toString(16);
  if (code < 256) return `\\x${hex.padStart(2, "0")}`;
  return code < 65536 ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}

function encodeError(
  codec: string,
  s: string,
  code: number,
  position: number,
  reason: string,
): PyError {
  const exception = UnicodeEncodeError(codec, s, position, position + 1, reason);
  exception.text = `'${codec}' codec can't encode character '${escaped(code)}' in position ${position}: ${reason}`;
  return new PyError(exception);
}

function encodeNarrow(s: string, codec: string, limit: number, errors: string): PyBytes {
  let result = "";
  let position = 0;
  for (const character of s) {
    const code = character.codePointAt(0) as number;
    if (code < limit) result += character;
    else if (errors === "strict") {
      throw encodeNarrowError(codec, s, position, limit);
    } else result += replacement(code, errors);
    position++;
  }
  return new PyBytes(Uint8Array.from(Buffer.from(result, "latin1")));
}

/** A run of characters that do not fit is reported at once. */
function encodeNarrowError(codec: string, s: string, position: number, limit: number): PyError {
  const codes = [...s].map((character) => character.codePointAt(0) as number);
  let end = position;
  while (end < codes.length && (codes[end] as number) >= limit) end++;
  const reason = `ordinal not in range(${limit})`;
  if (end === position + 1)
    return encodeError(codec, s, codes[position] as number, position, reason);
  const exception = UnicodeEncodeError(codec, s, position, end, reason);
  exception.text = `'${codec}' codec can't encode characters in position ${position}-${end - 1}: ${reason}`;
  return new PyError(exception);
}

/** @throws UnicodeDecodeError, LookupError */
export function bytesDecode(
  b: PyBytes,
  encoding: Value = "utf-8",
  errors: Value = "strict",
): string {
  const [name, handler] = keywordArguments(
    [encoding, errors],
    ["encoding", "errors"],
    ["utf-8", "strict"],
  );
  const codec = codecOf(name as Value);
  const data = Buffer.from(b.data);
  switch (codec) {
    case "latin-1":
      return data.toString("latin1");
    case "ascii":
      return decodeAscii(b, handler as string);
    case "utf-8":
    case "utf-8-sig": {
      const text = decodeUtf8(b, handler as string);
      return codec === "utf-8-sig" && text.startsWith("\ufeff") ? text.slice(1) : text;
    }
    default: {
      const big =
        codec === "utf-16-be" || (codec === "utf-16" && data[0] === 0xfe && data[1] === 0xff);
      const text = (big ? data.swap16() : data).toString("utf16le");
      return codec === "utf-16" && text.startsWith("\ufeff") ? text.slice(1) : text;
    }
  }
}

function decodeAscii(b: PyBytes, errors: string): string {
  let result = "";
  b.data.forEach((byte, at) => {
    if (byte < 128) result += String.fromCharCode(byte);
    else if (errors === "replace") result += "\ufffd";
    else if (errors !== "ignore")
      throw decodeError("ascii", b, at, at + 1, "ordinal not in range(128)");
  });
  return result;
}

function decodeError(
  codec: string,
  b: PyBytes,
  start: number,
  end: number,
  reason: string,
): PyError {
  const exception = UnicodeDecodeError(codec, b, start, end, reason);
  const byte = (b.data[start] as number).toString(16).padStart(2, "0");
  exception.text =
    end === start + 1
      ? `'${codec}' codec can't decode byte 0x${byte} in position ${start}: ${reason}`
      : `'${codec}' codec can't decode bytes in position ${start}-${end - 1}: ${reason}`;
  return new PyError(exception);
}

function decodeUtf8(b: PyBytes, errors: string): string {
  const { data } = b;
  let result = "";
  let at = 0;
  let good = 0;
  const flush = (): void => {
    result += Buffer.from(data.subarray(good, at)).toString("utf8");
  };
  while (at < data.length) {
    const step = sequenceAt(data, at);
    if (step.reason === undefined) {
      at += step.length;
      continue;
    }
    flush();
    if (errors === "strict") throw decodeError("utf-8", b, at, at + step.length, step.reason);
    if (errors === "replace") result += "\ufffd";
    else if (errors === "backslashreplace") {
      for (const byte of data.subarray(at, at + step.length)) result += escaped(byte);
    } else if (errors !== "ignore") {
      throw new PyError(LookupError(`unknown error handler name '${errors}'`));
    }
    at += step.length;
    good = at;
  }
  flush();
  return result;
}

/** The sequence at a place: how long it is, and why it is none. */
function sequenceAt(data: Uint8Array, at: number): { length: number; reason?: string } {
  const first = data[at] as number;
  if (first < 0x80) return { length: 1 };
  if (first < 0xc2 || first > 0xf4) return { length: 1, reason: "invalid start byte" };
  const wanted = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  for (let i = 1; i < wanted; i++) {
    const byte = data[at + i];
    if (byte === undefined) return { length: i, reason: "unexpected end of data" };
    const low = i === 1 ? (first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80) : 0x80;
    const high = i === 1 ? (first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf) : 0xbf;
    if (byte < low || byte > high) return { length: i, reason: "invalid continuation byte" };
  }
  return { length: wanted };
}
