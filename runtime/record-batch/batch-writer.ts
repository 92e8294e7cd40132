/**
 * Builds one record batch (layout: batch-reader.ts) in a slab of bytes. A value is written where it stays: how long its
 * length prefix and the record's will be is guessed from the record before, and the value moved only where that was wrong.
 *
 * A record: `begin`, then `key`, `nullKey` or `beginKey` … `endKey`, then `beginValue` … the serde writes to `sink` … `endValue`, or `nullValue`,
 * then `end` with the headers. `abort` takes back a record that could not be serialised.
 */
import type { Header } from "../engine/record.ts";
import { BATCH_HEADER, writeLong } from "./batch-reader.ts";
import { allocate, ByteSink, viewOf } from "./byte-sink.ts";
import { crc32c } from "./crc32c.ts";
import { encodable } from "./java-utf8.ts";
import { varintEnd, varintSize, writeVarint } from "./varint.ts";

const CRC_FROM = 21;
/** Length prefixes, timestamp and offset deltas, attributes: the most they take. */
const FRAME = 48;

export class BatchWriter {
  readonly sink: ByteSink;
  /** Records in the batch. */
  count = 0;
  #baseTimestamp = 0;
  #maxTimestamp = 0;
  /** Where the record begins, its length prefix included. */
  #recordStart = BATCH_HEADER;
  #keyStart = 0;
  #valueStart = 0;
  /** The last whole record: where it begins, its timestamp, and the largest one before it. */
  #lastStart = BATCH_HEADER;
  #lastTimestamp = 0;
  #maxBeforeLast = 0;
  /** Of the record in hand. */
  #timestamp = 0;
  /** Guesses, in bytes. */
  #lengthSize = 2;
  #valueSize = 2;
  readonly #spare: Buffer[] = [];

  constructor(capacity = 1 << 16) {
    this.sink = new ByteSink(capacity);
    this.sink.at = BATCH_HEADER;
  }

  /** Bytes of the batch as it stands. */
  get size(): number {
    return this.#recordStart;
  }

  begin(timestamp: number): void {
    const sink = this.sink;
    const start = this.#recordStart;
    sink.at = start;
    sink.reserve(FRAME);
    this.#timestamp = timestamp;
    if (this.count === 0) this.#baseTimestamp = timestamp;
    const bytes = sink.bytes;
    const body = start + this.#lengthSize;
    bytes[body] = 0; // attributes
    const p = writeVarint(bytes, body + 1, timestamp - this.#baseTimestamp);
    sink.at = writeVarint(bytes, p, this.count);
  }

  nullKey(): void {
    const sink = this.sink;
    sink.reserve(FRAME);
    sink.bytes[sink.at++] = 1;
  }

  /** A key from bytes [start, end). */
  key(from: Uint8Array, start: number, end: number): void {
    const sink = this.sink;
    sink.reserve(end - start + FRAME);
    sink.at = copyBytes(
      sink.bytes,
      writeVarint(sink.bytes, sink.at, end - start),
      from,
      start,
      end,
    );
  }

  /** A key that a serde writes to `sink`: short ones, with a length of one byte, stay where they are. `begin` made room. */
  beginKey(): void {
    this.#keyStart = this.sink.at++;
  }

  endKey(): void {
    const sink = this.sink;
    const length = sink.at - this.#keyStart - 1;
    if (length < 64) sink.bytes[this.#keyStart] = length << 1;
    else this.#moveKey(length);
  }

  #moveKey(length: number): void {
    const sink = this.sink;
    const start = this.#keyStart;
    const size = varintSize(length);
    sink.reserve(FRAME);
    sink.bytes.copyWithin(start + size, start + 1, sink.at);
    sink.at += size - 1;
    writeVarint(sink.bytes, start, length);
  }

  /** A key that turned out to be null after `beginKey`: nothing was written. */
  endNullKey(): void {
    this.sink.at = this.#keyStart;
    this.nullKey();
  }

  nullValue(): void {
    const sink = this.sink;
    sink.reserve(FRAME);
    sink.bytes[sink.at++] = 1;
  }

  beginValue(): void {
    const sink = this.sink;
    sink.reserve(FRAME);
    this.#valueStart = sink.at;
    sink.at += this.#valueSize;
  }

  endValue(): void {
    const sink = this.sink;
    const length = sink.at - this.#valueStart - this.#valueSize;
    const size = varintSize(length);
    if (size !== this.#valueSize) this.#moveValue(size);
    writeVarint(sink.bytes, this.#valueStart, length);
  }

  /** A value that turned out to be null after `beginValue`: nothing was written. */
  endNullValue(): void {
    this.sink.at = this.#valueStart;
    this.nullValue();
  }

  value(from: Uint8Array, start: number, end: number): void {
    this.key(from, start, end); // the same layout: length, then bytes
  }

  #moveValue(size: number): void {
    const sink = this.sink;
    sink.reserve(FRAME);
    sink.bytes.copyWithin(this.#valueStart + size, this.#valueStart + this.#valueSize, sink.at);
    sink.at += size - this.#valueSize;
    this.#valueSize = size;
  }

  end(headers: readonly Header[]): void {
    const sink = this.sink;
    sink.reserve(FRAME);
    if (headers.length === 0) sink.bytes[sink.at++] = 0;
    else this.#headers(headers);
    this.#finishRecord();
  }

  /** Its length, which was guessed, and what is remembered of it. */
  #finishRecord(): void {
    const sink = this.sink;
    const start = this.#recordStart;
    const length = sink.at - start - this.#lengthSize;
    if (varintSize(length) !== this.#lengthSize) this.#moveRecord(varintSize(length));
    writeVarint(sink.bytes, start, length);
    const timestamp = this.#timestamp;
    this.#maxBeforeLast = this.#maxTimestamp;
    if (this.count === 0 || timestamp > this.#maxTimestamp) this.#maxTimestamp = timestamp;
    this.#lastTimestamp = timestamp;
    this.#lastStart = start;
    this.#recordStart = sink.at;
    this.count++;
  }

  #moveRecord(size: number): void {
    const sink = this.sink;
    const start = this.#recordStart;
    sink.reserve(FRAME);
    sink.bytes.copyWithin(start + size, start + this.#lengthSize, sink.at);
    sink.at += size - this.#lengthSize;
    this.#lengthSize = size;
  }

  /** Forgets the record that was begun. */
  abort(): void {
    this.sink.at = this.#recordStart;
  }

  #headers(headers: readonly Header[]): void {
    const sink = this.sink;
    sink.at = writeVarint(sink.bytes, sink.at, headers.length);
    for (const { key, value } of headers) {
      const bytes = Buffer.from(encodable(key));
      this.key(bytes, 0, bytes.length);
      if (value === null) this.nullKey();
      else this.key(value, 0, value.length);
    }
    sink.reserve(FRAME);
  }

  /**
   * The finished batch (base offset 0, no producer), or null when it has no records. It keeps its memory: give that
   * back with `recycle` once the batch is written.
   */
  take(): Buffer | null {
    if (this.count === 0) return null;
    const sink = this.sink;
    const end = this.#recordStart;
    const { bytes, view } = sink;
    for (let at = 0; at < 43; at += 4) view.setInt32(at, 0);
    view.setInt32(8, end - 12);
    view.setInt32(12, -1); // leader epoch
    view.setInt8(16, 2); // magic
    view.setInt32(23, this.count - 1);
    writeLong(bytes, 27, this.#baseTimestamp);
    writeLong(bytes, 35, this.#maxTimestamp);
    for (let at = 43; at < 55; at += 4) view.setInt32(at, -1); // no producer
    view.setInt16(55, -1);
    view.setInt32(57, this.count);
    view.setUint32(17, crc32c(bytes, CRC_FROM, end));
    sink.bytes = this.#spare.pop() ?? allocate(bytes.length);
    sink.view = viewOf(sink.bytes);
    sink.at = this.#recordStart = BATCH_HEADER;
    this.count = 0;
    return bytes.subarray(0, end);
  }

  /**
   * The batch without its last record, which begins the next one: for a batch that this record made too big. Null where
   * it has one record only.
   */
  takeBeforeLast(): Buffer | null {
    if (this.count < 2) return null;
    const { bytes } = this.sink;
    const start = this.#lastStart;
    const end = this.#recordStart;
    // length, attributes, timestamp delta, offset delta; what follows does not depend on the batch
    const attributes = varintEnd(bytes, start);
    const rest = varintEnd(bytes, varintEnd(bytes, attributes + 1));
    const timestamp = this.#lastTimestamp;
    this.#recordStart = start;
    this.#maxTimestamp = this.#maxBeforeLast;
    this.count--;
    const batch = this.take();
    this.begin(timestamp);
    this.sink.reserve(end - rest + FRAME);
    this.sink.bytes.set(bytes.subarray(rest, end), this.sink.at);
    this.sink.at += end - rest;
    this.#finishRecord();
    return batch;
  }

  recycle(batch: Buffer): void {
    if (this.#spare.length >= 4 || batch.byteOffset !== 3) return;
    this.#spare.push(Buffer.from(batch.buffer as ArrayBuffer, 3, batch.buffer.byteLength - 7));
  }
}

/** `set` costs more than a loop for the few bytes of most keys. */
function copyBytes(
  to: Uint8Array,
  at: number,
  from: Uint8Array,
  start: number,
  end: number,
): number {
  let p = at;
  if (end - start > 64) {
    to.set(from.subarray(start, end), p);
    return p + end - start;
  }
  for (let i = start; i < end; i++) to[p++] = from[i] as number;
  return p;
}
