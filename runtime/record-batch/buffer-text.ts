/**
 * Texts out of a buffer that holds many of them: one decoding for some records, of which each text is a part. Decoding
 * bytes one text at a time costs several times as much. What reads the same records shares one.
 */

import { viewOf } from "./byte-sink.ts";
import { decodeUtf8 } from "./java-utf8.ts";

/** Decoded at once. Larger texts are allocated outside of the young generation, and cost more than they save. */
export const CHUNK_BYTES = 16384;

/** Of four bytes; none is set in ASCII. */
const HIGH_BITS = 0x80808080;

/** Up to this length a loop is faster than a call into the engine. */
const SHORT = 28;

interface TextBytes {
  latin1Slice(start: number, end: number): string;
  latin1Write(text: string, offset: number): number;
  utf8Write(text: string, offset: number): number;
}

/** Faster than `toString`, and not in the types of Node. */
export const textOf = (bytes: Buffer): TextBytes => bytes as unknown as TextBytes;

/** Text of one character a byte → its bytes, from `at` on; there is room for them. */
export function writeBytesOf(text: string, bytes: Buffer, at: number): void {
  const { length } = text;
  if (length > SHORT) textOf(bytes).latin1Write(text, at);
  else for (let i = 0; i < length; i++) bytes[at + i] = text.charCodeAt(i);
}

export class BufferText {
  #bytes: Buffer = Buffer.alloc(0);
  #lent: Buffer = Buffer.alloc(0);
  #text = "";
  #start = 0;
  #end = 0;
  #view: DataView = new DataView(new ArrayBuffer(0));

  /** ASCII bytes [start, end). What a buffer holds must not change while texts are taken from it. */
  ascii(bytes: Buffer, start: number, end: number): string {
    if (bytes !== this.#bytes || start < this.#start || end > this.#end)
      this.#decode(bytes, start, end);
    return this.#text.substring(start - this.#start, end - this.#start);
  }

  /** UTF-8 bytes [start, end); malformed ones become U+FFFD. Else as above. */
  utf8(bytes: Buffer, start: number, end: number): string {
    if (bytes !== this.#bytes || start < this.#start || end > this.#end)
      this.#decode(bytes, start, end);
    const view = this.#view;
    let bits = 0;
    let i = start;
    for (; i + 4 <= end; i += 4) bits |= view.getInt32(i);
    for (; i < end; i++) bits |= view.getInt8(i) << 24;
    return (bits & HIGH_BITS) === 0
      ? this.#text.substring(start - this.#start, end - this.#start)
      : decodeUtf8(bytes, start, end);
  }

  /**
   * Bytes that are kept as text of one character each → a buffer that holds them from 0 on, until the next call: texts are
   * taken from it at once.
   */
  lend(text: string): Buffer {
    if (this.#lent.length < text.length) this.#lent = Buffer.alloc(text.length * 2 + 256);
    writeBytesOf(text, this.#lent, 0);
    if (this.#bytes !== this.#lent) {
      this.#bytes = this.#lent;
      this.#view = viewOf(this.#lent);
    }
    this.#start = 0;
    this.#end = text.length;
    this.#text = text;
    return this.#lent;
  }

  #decode(bytes: Buffer, start: number, end: number): void {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#view = viewOf(bytes);
    }
    this.#start = start;
    this.#end = Math.max(end, Math.min(start + CHUNK_BYTES, bytes.length));
    this.#text = textOf(bytes).latin1Slice(start, this.#end);
  }
}
