/**
 * Bytes as JavaScript strings of one character a byte: what stores keep keys and values as. Maps find them without a
 * copy, `<` orders them as unsigned bytes (streams.md 4.4), nobody can change them, and they are as small as the bytes.
 */
import { writeBytesOf } from "../record-batch/buffer-text.ts";
import type { ByteSink } from "../record-batch/byte-sink.ts";

export type ByteText = string;

interface Latin1 {
  latin1Slice(start: number, end: number): string;
}

/** Faster than `toString` and `write`, and not in the types of Node. */
const latin1 = (bytes: Buffer): Latin1 => bytes as unknown as Latin1;

export const textOf = (bytes: Buffer, start: number, end: number): ByteText =>
  latin1(bytes).latin1Slice(start, end);

export const bytesOf = (text: ByteText): Buffer => Buffer.from(text, "latin1");

/** Whether a text's UTF-8 bytes are the text itself. */
export function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}

/** Whether it has one character a byte. */
export function isLatin1(text: string): text is ByteText {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 255) return false;
  return true;
}

/** For who keeps it: a short part of a long text would keep all of that alive. */
export const ownText = (text: ByteText): ByteText =>
  text.length < LEAST_PART ? text : copyOf(text);

function copyOf(text: ByteText): ByteText {
  const { length } = text;
  if (length > scratch.length) return textOf(bytesOf(text), 0, length);
  writeBytesOf(text, scratch, 0);
  return textOf(scratch, 0, length);
}

/** Of keys, mostly. */
const scratch = Buffer.alloc(256);

/** Shorter parts are copies in V8 (`SlicedString::kMinLength`). */
export const LEAST_PART = 13;

export function writeBytes(text: ByteText, sink: ByteSink): void {
  sink.reserve(text.length);
  writeBytesOf(text, sink.bytes, sink.at);
  sink.at += text.length;
}

/** Eight bytes, big-endian, signed; of a safe integer. */
export function longKey(value: number): ByteText {
  const high = Math.floor(value / 4294967296);
  const low = value - high * 4294967296;
  return String.fromCharCode(
    (high >>> 24) & 255,
    (high >>> 16) & 255,
    (high >>> 8) & 255,
    high & 255,
    (low >>> 24) & 255,
    (low >>> 16) & 255,
    (low >>> 8) & 255,
    low & 255,
  );
}

/** The other way round, from eight characters at `at`. */
export function longAt(key: ByteText, at: number): number {
  return (wordAt(key, at) | 0) * 4294967296 + (wordAt(key, at + 4) >>> 0);
}

const wordAt = (key: ByteText, at: number): number =>
  (key.charCodeAt(at) << 24) |
  (key.charCodeAt(at + 1) << 16) |
  (key.charCodeAt(at + 2) << 8) |
  key.charCodeAt(at + 3);
