/** Headers of a record ↔ the list of dicts that functions see (runtime.md 6.4; design.md 7, V7). */
import { string } from "../data-types/data-type.ts";
import { directInt, sequenceItems } from "../data-types/natural.ts";
import { printValue } from "../data-types/print-format.ts";
import { toType } from "../data-types/to-type.ts";
import { type Header, NO_HEADERS } from "../engine/record.ts";
import { DataException } from "../errors/ksml-exceptions.ts";
import { dictSize } from "../python/dict.ts";
import { isDict, PyFloat, type Value } from "../python/value.ts";
import { encodable } from "../record-batch/java-utf8.ts";

export function headersToPython(headers: readonly Header[]): Value[] {
  return headers.map(({ key, value }) => ({ key, value: headerValue(value) }));
}

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** Text where every character is printable, else a list of ints. */
function headerValue(value: Uint8Array | null): Value {
  if (value === null) return null;
  const text = utf8.decode(value);
  return isPrintable(text) ? text : Array.from(value);
}

/** No ISO control character, nothing of the Unicode block "Specials": that catches bytes that are no UTF-8. */
function isPrintable(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c < 32 || (c >= 127 && c < 160) || c >= 0xfff0) return false;
  }
  return true;
}

/** @throws DataException for a shape that is no list of headers */
export function headersFromPython(headers: Value | undefined): readonly Header[] {
  if (headers === null || headers === undefined) return NO_HEADERS;
  const items = sequenceItems(headers, false);
  if (items === undefined) {
    throw new DataException(`Invalid Kafka Headers type: ${printValue(headers)}`);
  }
  return items.map(headerFromPython);
}

function headerFromPython(header: Value): Header {
  if (!isDict(header)) throw new DataException(`Invalid Kafka Header type: ${printValue(header)}`);
  const { key, value } = header;
  if (dictSize(header) !== 2 || key === undefined || value === undefined) {
    throw new DataException(`Invalid Kafka Header: ${printValue(header)}`);
  }
  if (key === null) {
    throw new DataException(`Invalid Kafka Header key type: ${printValue(key)}`);
  }
  return { key: toType(key, string, false) as string, value: headerBytes(value) };
}

function headerBytes(value: Value): Uint8Array | null {
  if (value === null) return null;
  if (typeof value === "string") return Buffer.from(encodable(value));
  const items = sequenceItems(value, false);
  if (items === undefined) {
    throw new DataException(`Unsupported Kafka Header value type: ${printValue(value)}`);
  }
  return Uint8Array.from(items, (item) => {
    const byte = item instanceof PyFloat ? directInt(item.value) : item;
    if (typeof byte !== "number" || !Number.isInteger(byte) || byte < -128 || byte > 255) {
      throw new DataException(`Can not convert binary header: ${printValue(value)}`);
    }
    return byte & 255;
  });
}
