/** Texts as JSON bytes, without a string in between where that can be. All return the offset behind. */
import { textOf } from "../../record-batch/buffer-text.ts";
import { encodable } from "../../record-batch/java-utf8.ts";

const SHORT_ESCAPES = new Map([
  [34, '\\"'],
  [92, "\\\\"],
  [8, "\\b"],
  [9, "\\t"],
  [10, "\\n"],
  [12, "\\f"],
  [13, "\\r"],
]);

/** The inside of a JSON string as KSML's writer has it: control characters escaped, all else as it is. */
export function escapeText(text: string): string {
  let out = "";
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c >= 32 && c !== 34 && c !== 92) continue;
    out += text.slice(from, i);
    out += SHORT_ESCAPES.get(c) ?? `\\u00${c.toString(16).toUpperCase().padStart(2, "0")}`;
    from = i + 1;
  }
  return from === 0 ? text : out + text.slice(from);
}

const SPACES = 0x20202020;
const QUOTES = 0x22222222;
const BACKSLASHES = 0x5c5c5c5c;
const ONES = 0x01010101;
const HIGH_BITS = 0x80808080;

/** By code unit: an ASCII character that stands in a JSON text as it is. */
const PLAIN = Uint8Array.from({ length: 128 }, (_, c) => (c < 32 || c === 34 || c === 92 ? 0 : 1));

/** Beyond this length the call into the engine costs less than a loop. */
const SHORT = 28;

/** A quoted text; there must be room for `textBytes(text)`, and for what a literal writes too much. */
export function writeText(bytes: Buffer, view: DataView, at: number, text: string): number {
  const length = text.length;
  if (length > SHORT) return writeLong(bytes, view, at, text);
  bytes[at] = 34;
  let p = at + 1;
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    const a = text.charCodeAt(i);
    const b = text.charCodeAt(i + 1);
    const c = text.charCodeAt(i + 2);
    const d = text.charCodeAt(i + 3);
    if ((a | b | c | d) > 127) return writeLong(bytes, view, at, text);
    if (
      ((PLAIN[a] as number) &
        (PLAIN[b] as number) &
        (PLAIN[c] as number) &
        (PLAIN[d] as number)) ===
      0
    )
      return writeEscaped(bytes, at, text);
    view.setInt32(p, a | (b << 8) | (c << 16) | (d << 24), true);
    p += 4;
  }
  for (; i < length; i++) {
    const c = text.charCodeAt(i);
    if (c > 127) return writeLong(bytes, view, at, text);
    if (PLAIN[c] === 0) return writeEscaped(bytes, at, text);
    bytes[p++] = c;
  }
  bytes[p] = 34;
  return p + 1;
}

/** First as it is, then a look at what was written, four bytes at a time. */
function writeLong(bytes: Buffer, view: DataView, at: number, text: string): number {
  const end = at + 1 + textOf(bytes).utf8Write(encodable(text), at + 1);
  view.setInt32(end, SPACES, true);
  let hit = 0;
  for (let p = at + 1; p < end; p += 4) {
    const four = view.getInt32(p, true);
    const quote = four ^ QUOTES;
    const back = four ^ BACKSLASHES;
    hit |= ((quote - ONES) & ~quote) | ((back - ONES) & ~back) | ((four - SPACES) & ~four);
  }
  if ((hit & HIGH_BITS) !== 0) return writeEscaped(bytes, at, text);
  bytes[at] = 34;
  bytes[end] = 34;
  return end + 1;
}

function writeEscaped(bytes: Buffer, at: number, text: string): number {
  const end = at + 1 + bytes.write(encodable(escapeText(text)), at + 1, "utf8");
  bytes[at] = 34;
  bytes[end] = 34;
  return end + 1;
}

/** Upper bound: a control character takes six bytes, any other UTF-16 unit at most three. */
export const textBytes = (text: string): number => text.length * 6 + 2;
