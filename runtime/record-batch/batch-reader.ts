/**
 * A cursor over the records of one record batch (magic 2, uncompressed): positions only, nothing is copied.
 *
 *   batch:  i64 baseOffset, i32 length, i32 leaderEpoch, i8 magic, u32 crc, i16 attributes, i32 lastOffsetDelta,
 *           i64 baseTimestamp, i64 maxTimestamp, i64 producerId, i16 producerEpoch, i32 baseSequence, i32 count, records
 *   record: varint length, i8 attributes, varlong timestampDelta, varint offsetDelta,
 *           varint keyLength (-1: null), key, varint valueLength (-1: null), value, varint headers, each varint key, varint value
 */
import { type Header, NO_HEADERS } from "../engine/record.ts";
import { decodeUtf8 } from "./java-utf8.ts";

export const BATCH_HEADER = 61;

export class BatchReader {
  bytes: Buffer = Buffer.alloc(0);
  /** Records that `next` has not given yet. */
  remaining = 0;
  baseOffset = 0;
  baseTimestamp = 0;
  /** Of the current record. A missing key or value has an end of -1. */
  timestamp = 0;
  offset = 0;
  keyStart = 0;
  keyEnd = 0;
  valueStart = 0;
  valueEnd = 0;
  headersStart = 0;
  recordEnd = 0;
  #at = 0;

  open(batch: Uint8Array): void {
    const bytes = Buffer.isBuffer(batch)
      ? batch
      : Buffer.from(batch.buffer, batch.byteOffset, batch.byteLength);
    this.bytes = bytes;
    this.#at = BATCH_HEADER;
    this.remaining = int32At(bytes, 57);
    this.baseOffset = readLong(bytes, 0);
    this.baseTimestamp = readLong(bytes, 27);
  }

  /** Moves to the next record; false behind the last one. */
  next(): boolean {
    if (this.remaining === 0) return false;
    this.remaining--;
    const length = this.#varint();
    const end = this.#at + length;
    this.recordEnd = end;
    this.#at++; // attributes, unused
    this.timestamp = this.baseTimestamp + this.#varint();
    this.offset = this.baseOffset + this.#varint();
    const keyLength = this.#varint();
    this.keyStart = this.#at;
    this.keyEnd = this.#endOf(keyLength);
    const valueLength = this.#varint();
    this.valueStart = this.#at;
    this.valueEnd = this.#endOf(valueLength);
    this.headersStart = this.#at;
    this.#at = end;
    return true;
  }

  /** Behind a key or value of that length. */
  #endOf(length: number): number {
    if (length < 0) return -1;
    this.#at += length;
    return this.#at;
  }

  /** Headers of the current record, in order, repeated keys included. Copies their bytes. */
  headers(): readonly Header[] {
    if (this.bytes[this.headersStart] === 0) return NO_HEADERS;
    this.#at = this.headersStart;
    const headers: Header[] = [];
    for (let left = this.#varint(); left > 0; left--) {
      const keyLength = this.#varint();
      const key = decodeUtf8(this.bytes, this.#at, this.#at + keyLength);
      this.#at += keyLength;
      const valueLength = this.#varint();
      const value =
        valueLength < 0
          ? null
          : new Uint8Array(this.bytes.subarray(this.#at, this.#at + valueLength));
      if (valueLength > 0) this.#at += valueLength;
      headers.push({ key, value });
    }
    this.#at = this.recordEnd;
    return headers;
  }

  /** Most take one byte or two. */
  #varint(): number {
    const { bytes } = this;
    const at = this.#at;
    const low = bytes[at] as number;
    if (low < 128) {
      this.#at = at + 1;
      return (low >>> 1) ^ -(low & 1);
    }
    const high = bytes[at + 1] as number;
    if (high < 128) {
      this.#at = at + 2;
      const z = (low & 127) | (high << 7);
      return (z >>> 1) ^ -(z & 1);
    }
    return this.#longVarint();
  }

  #longVarint(): number {
    const { bytes } = this;
    let z = 0;
    for (let shift = 0; ; shift += 7) {
      const x = bytes[this.#at++] as number;
      if (shift === 28) return this.#large(z, x);
      z |= (x & 127) << shift;
      if (x < 128) return (z >>> 1) ^ -(z & 1);
    }
  }

  /** More than four bytes: in BigInt, since a timestamp delta may need more than 32 bits. */
  #large(low: number, next: number): number {
    let z = BigInt(low);
    let shift = 28n;
    for (let x = next; ; x = this.bytes[this.#at++] as number) {
      z |= BigInt(x & 127) << shift;
      if (x < 128) return Number(z & 1n ? -(z >> 1n) - 1n : z >> 1n);
      shift += 7n;
    }
  }
}

export const readLong = (bytes: Uint8Array, at: number): number =>
  int32At(bytes, at) * 4294967296 + (int32At(bytes, at + 4) >>> 0);

/** Big-endian. The methods of Buffer cost more, and much more before V8 has compiled them: a batch asks for few numbers. */
const int32At = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] as number) << 24) |
  ((bytes[at + 1] as number) << 16) |
  ((bytes[at + 2] as number) << 8) |
  (bytes[at + 3] as number);

export function writeLong(bytes: Uint8Array, at: number, value: number): void {
  const high = Math.floor(value / 4294967296);
  const low = (value - high * 4294967296) | 0;
  bytes[at] = high >> 24;
  bytes[at + 1] = high >> 16;
  bytes[at + 2] = high >> 8;
  bytes[at + 3] = high;
  bytes[at + 4] = low >> 24;
  bytes[at + 5] = low >> 16;
  bytes[at + 6] = low >> 8;
  bytes[at + 7] = low;
}
