/**
 * Keys of window stores and their changelogs (streams.md 4.2).
 *
 *   key bytes, i64 start of the window, i32 sequence number (0: no duplicates are kept)
 */
import { writeLong } from "../record-batch/batch-reader.ts";
import type { ByteSink } from "../record-batch/byte-sink.ts";
import { type ByteText, longAt, longKey } from "./byte-text.ts";

const SUFFIX = 12;
const NO_SEQUENCE = "\0\0\0\0";

export const windowKey = (key: ByteText, startMs: number): ByteText =>
  key + longKey(startMs) + NO_SEQUENCE;

/** What stands behind a key that is written already. */
export function writeWindow(sink: ByteSink, startMs: number): void {
  sink.reserve(SUFFIX);
  writeLong(sink.bytes, sink.at, startMs);
  const end = sink.at + SUFFIX;
  for (let at = sink.at + 8; at < end; at++) sink.bytes[at] = 0;
  sink.at = end;
}

export const startOf = (windowKey: ByteText): number =>
  longAt(windowKey, windowKey.length - SUFFIX);

export const keyOf = (windowKey: ByteText): ByteText => windowKey.slice(0, -SUFFIX);

/** Whether a window begins in [fromMs, toMs] and is of a key in [from, to]; null: of any. */
export function isWindowWithin(
  windowKey: ByteText,
  from: ByteText | null,
  to: ByteText | null,
  fromMs: number,
  toMs: number,
): boolean {
  const start = startOf(windowKey);
  if (start < fromMs || start > toMs) return false;
  const key = keyOf(windowKey);
  return (from === null || key >= from) && (to === null || key <= to);
}
