// Record batches (magic 2, uncompressed) straight from and into bytes, for best.mjs and limit.mjs.
// batch: i64 baseOffset, i32 length, i32 leaderEpoch, i8 magic, u32 crc, i16 attributes, i32 lastOffsetDelta,
//        i64 baseTimestamp, i64 maxTimestamp, i64 producerId, i16 producerEpoch, i32 baseSequence, i32 count, records
// record: varint length, i8 attributes, varlong timestampDelta, varint offsetDelta, key, value, headers
import { crc32c } from "./crc32c.mjs";

const HEADER = 61,
  CRC_FROM = 21;

/** A cursor over the records of one batch: positions only, nothing is copied. A missing key or value has end -1. */
export class Reader {
  constructor() {
    this.b = Buffer.alloc(0);
    this.p = 0;
    this.left = 0;
    this.base = 0;
    this.delta = 0;
    this.key = 0;
    this.keyEnd = 0;
    this.value = 0;
    this.valueEnd = 0;
    this.headers = 0;
    this.end = 0;
  }

  open(batch) {
    this.b = batch;
    this.p = HEADER;
    this.left = batch.readInt32BE(57);
    this.base = batch.readInt32BE(27) * 4294967296 + batch.readUInt32BE(31);
  }

  next() {
    if (this.left-- === 0) return false;
    const length = this.varint();
    this.end = this.p + length;
    this.p++; // attributes
    this.delta = this.varint();
    this.varint(); // offset delta
    const k = this.varint();
    this.key = this.p;
    if (k < 0) this.keyEnd = -1;
    else this.p = this.keyEnd = this.p + k;
    const v = this.varint();
    this.value = this.p;
    if (v < 0) this.valueEnd = -1;
    else this.p = this.valueEnd = this.p + v;
    this.headers = this.p; // count and headers, up to end
    this.p = this.end;
    return true;
  }

  get timestamp() {
    return this.base + this.delta;
  }

  varint() {
    const b = this.b;
    let z = b[this.p++];
    if (z < 128) return (z >>> 1) ^ -(z & 1);
    z &= 127;
    for (let shift = 7; ; shift += 7) {
      const x = b[this.p++];
      if (shift === 28) return this.long(z, x);
      z |= (x & 127) << shift;
      if (x < 128) return (z >>> 1) ^ -(z & 1);
    }
  }

  // Rare: more than four bytes. In BigInt, since a timestamp delta may need more than 32 bits.
  long(low, x) {
    let z = BigInt(low),
      shift = 28n;
    for (;;) {
      z |= BigInt(x & 127) << shift;
      if (x < 128) return Number(z & 1n ? -(z >> 1n) - 1n : z >> 1n);
      x = this.b[this.p++];
      shift += 7n;
    }
  }
}

function varint(b, p, v) {
  if (v >= 0 && v < 64) {
    b[p] = v << 1;
    return p + 1;
  }
  if (v < -1073741824 || v > 1073741823) return varlong(b, p, v);
  let z = (v << 1) ^ (v >> 31);
  while (z > 127) {
    b[p++] = (z & 127) | 128;
    z >>>= 7;
  }
  b[p] = z;
  return p + 1;
}

function varlong(b, p, v) {
  let z = BigInt.asUintN(64, (BigInt(v) << 1n) ^ (BigInt(v) >> 63n));
  while (z > 127n) {
    b[p++] = Number(z & 127n) | 128;
    z >>= 7n;
  }
  b[p] = Number(z);
  return p + 1;
}

function size(v) {
  // of a varint
  if (v < -1073741824 || v > 1073741823) return varlong(SCRATCH, 0, v);
  const z = ((v << 1) ^ (v >> 31)) >>> 0;
  return z < 128 ? 1 : z < 16384 ? 2 : z < 2097152 ? 3 : z < 268435456 ? 4 : 5;
}
const SCRATCH = new Uint8Array(10);

export function copy(to, p, from, start, end) {
  if (end - start > 64) {
    to.set(from.subarray(start, end), p);
    return p + end - start;
  }
  while (start < end) to[p++] = from[start++];
  return p;
}

/**
 * Builds one batch in a slab. A value is written where it will stay: `begin` guesses how long the two length prefixes
 * will be (as long as in the record before), `finish` fills them in and moves the value only if the guess was wrong.
 * What `take` returns lives until the next batch is begun; one who sends it later swaps in another slab.
 */
export class Batch {
  constructor(bytes = 1 << 20) {
    this.use(Batch.allocate(bytes));
    this.reset();
    this.lengthSize = 2;
    this.valueSize = 2;
    this.mark = 0;
    this.keyAt = 0;
    this.at = 0;
  }

  // Three bytes into the ArrayBuffer, so that what the CRC covers starts on a word.
  static allocate(bytes) {
    return Buffer.from(new ArrayBuffer(bytes + 4), 3, bytes);
  }

  use(b) {
    this.b = b;
    this.view = new DataView(b.buffer, b.byteOffset, b.length);
  }

  reset() {
    this.p = HEADER;
    this.count = 0;
    this.base = 0;
    this.max = 0;
  }

  ensure(bytes) {
    if (this.p + bytes <= this.b.length) return;
    const bigger = Batch.allocate((this.p + bytes) * 2);
    this.b.copy(bigger, 0, 0, this.p);
    this.use(bigger);
  }

  /** Up to the key, whose length is given; returns where it goes. `bound`: most bytes the value may take. */
  open(timestamp, keyLength, bound) {
    this.ensure(bound + keyLength + 64);
    if (this.count === 0) this.base = this.max = timestamp;
    else if (timestamp > this.max) this.max = timestamp;
    const b = this.b,
      p = (this.mark = this.p + this.lengthSize);
    b[p] = 0;
    return varint(b, varint(b, varint(b, p + 1, timestamp - this.base), this.count), keyLength);
  }

  /** The key ends at `p`; returns where the value goes. */
  value(p) {
    this.at = p;
    return p + this.valueSize;
  }

  /** Both, with a key from bytes (end -1: null). */
  begin(timestamp, from, key, keyEnd, bound) {
    if (keyEnd < 0) return this.value(this.open(timestamp, -1, bound));
    const p = this.open(timestamp, keyEnd - key, bound);
    return this.value(copy(this.b, p, from, key, keyEnd));
  }

  /** The value ends at `end`; headers are raw bytes, count included (none: empty range). */
  finish(end, from, headers, headersEnd) {
    const b = this.b;
    const length = end - this.at - this.valueSize,
      need = size(length);
    if (need !== this.valueSize) {
      b.copyWithin(this.at + need, this.at + this.valueSize, end);
      end += need - this.valueSize;
      this.valueSize = need;
    }
    varint(b, this.at, length);
    this.close(end, from, headers, headersEnd);
  }

  finishNull(from, headers, headersEnd) {
    this.b[this.at] = 1;
    this.close(this.at + 1, from, headers, headersEnd);
  }

  close(end, from, headers, headersEnd) {
    const b = this.b;
    if (headersEnd - headers <= 1) b[end++] = 0;
    else end = copy(b, end, from, headers, headersEnd);
    const length = end - this.mark,
      need = size(length);
    if (need !== this.lengthSize) {
      b.copyWithin(this.p + need, this.mark, end);
      end += need - this.lengthSize;
      this.lengthSize = need;
    }
    varint(b, this.p, length);
    this.p = end;
    this.count++;
  }

  /** The finished batch, or null when it has no records; the slab starts afresh. */
  take() {
    if (this.count === 0) return null;
    const b = this.b,
      end = this.p;
    b.fill(0, 0, HEADER);
    b.writeInt32BE(end - 12, 8);
    b.writeInt32BE(-1, 12);
    b[16] = 2;
    b.writeInt32BE(this.count - 1, 23);
    writeLong(b, 27, this.base);
    writeLong(b, 35, this.max);
    b.fill(255, 43, 57); // no producer id, epoch, sequence
    b.writeInt32BE(this.count, 57);
    b.writeUInt32BE(crc32c(b, CRC_FROM, end), 17);
    this.reset();
    return b.subarray(0, end);
  }
}

export function writeLong(b, p, v) {
  const high = Math.floor(v / 4294967296),
    low = (v - high * 4294967296) | 0;
  b[p] = high >> 24;
  b[p + 1] = high >> 16;
  b[p + 2] = high >> 8;
  b[p + 3] = high;
  b[p + 4] = low >> 24;
  b[p + 5] = low >> 16;
  b[p + 6] = low >> 8;
  b[p + 7] = low;
}
