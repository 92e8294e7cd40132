// Texts that are not Unicode, as Java has them: malformed UTF-8 is read as U+FFFD, three bytes that stand for half a surrogate
// pair as one, and such a half is written as "?". Fast code takes texts that are Unicode: it asks where a byte is above 127.
import { isUtf8 } from "node:buffer";
import { decodeBatch, encodeBatch } from "../contenders/batch.mjs";
import { writeText } from "../contenders/json.mjs";
import { Reader } from "../contenders/slab.mjs";

const REPLACEMENT = Buffer.from("\ufffd").toString("latin1");

export const encodable = (text) =>
  text.isWellFormed() ? text : text.replaceAll(/\p{Surrogate}/gu, "?");

export function decode(b, from, to) {
  const text = b.utf8Slice(from, to);
  if (!text.includes("\ufffd")) return text;
  const bytes = b.latin1Slice(from, to).replaceAll(/\xed[\xa0-\xbf][\x80-\xbf]/g, REPLACEMENT);
  return Buffer.from(bytes, "latin1").toString();
}

export const isUnicode = (b, from, to) => isUtf8(b.subarray(from, to));

/** Texts of one character a byte: nothing has to be asked of them. */
export function isAscii(view, from, to) {
  let bits = 0;
  for (; from + 4 <= to; from += 4) bits |= view.getInt32(from, true);
  for (; from < to; from++) bits |= view.getUint8(from);
  return (bits & 0x80808080) === 0;
}

/** UTF-8 into a JSON string. Out: its end, which is no more than six bytes for each of the text away. */
export function putText(b, p, from, start, end) {
  const at = p;
  let bits = 0;
  for (let i = start; i < end; i++) {
    const c = from[i];
    if (c < 32 || c === 34 || c === 92) return writeText(b, at, decode(from, start, end));
    bits |= c;
    b[p++] = c;
  }
  if (bits < 128 || isUnicode(from, start, end)) return p;
  return writeText(b, at, decode(from, start, end));
}

/** Whether key and names of headers are Unicode. */
export function isRecordUnicode(r) {
  if (r.keyEnd >= 0 && !isUnicode(r.b, r.key, r.keyEnd)) return false;
  return decodeHeaders(r.b, r.headers, r.end).every(({ name }) => isUtf8(name));
}

/** The batch with such keys and names only. */
export function unicodeBatch(batch) {
  const text = (bytes) => bytes && Buffer.from(decode(bytes, 0, bytes.length));
  const records = decodeBatch(batch).map((record) => ({
    ...record,
    key: text(record.key),
    headers: record.headers.map(([name, value]) => [text(name), value]),
  }));
  return encodeBatch(records);
}

/** Room that they take in a cache: characters of the names, and bytes of the values. */
export function headersRoom(b) {
  let room = 0;
  for (const { name, valueBytes } of decodeHeaders(b, 0, b.length)) {
    room += name.toString().length + valueBytes;
  }
  return room;
}

function decodeHeaders(b, from, to) {
  const r = new Reader();
  r.b = b;
  r.p = from;
  const headers = [];
  for (let left = from < to ? r.varint() : 0; left > 0; left--) {
    const length = r.varint();
    const name = b.subarray(r.p, r.p + length);
    r.p += length;
    const valueBytes = Math.max(r.varint(), 0);
    r.p += valueBytes;
    headers.push({ name, valueBytes });
  }
  return headers;
}
