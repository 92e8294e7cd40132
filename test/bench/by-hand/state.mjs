// What both hand-written services with state are made of, beside the contenders' parts: Avro's binary encoding, and the
// database of what is persistent.
import { ClassicLevel } from "classic-level";

/** Zigzag, of any 64-bit integer. */
export function putLong(b, p, v) {
  if (!(v >= 0 && v <= Number.MAX_SAFE_INTEGER)) return putOddLong(b, p, BigInt(v));
  let z = Number(v) * 2;
  for (; z > 0xffffffff; z = Math.floor(z / 128)) b[p++] = (z % 128) | 128;
  for (; z > 127; z >>>= 7) b[p++] = (z & 127) | 128;
  b[p++] = z;
  return p;
}

function putOddLong(b, p, v) {
  let z = BigInt.asUintN(64, (v << 1n) ^ (v >> 63n));
  for (; z > 127n; z >>= 7n) b[p++] = Number(z & 127n) | 128;
  b[p++] = Number(z);
  return p;
}

/** What the reader is at: a number while that is safe, else a bigint. */
export function takeLong(r) {
  const { b, p } = r;
  let z = 0;
  let unit = 1;
  for (let at = p; at < p + 8; at++, unit *= 128) {
    const x = b[at];
    z += (x & 127) * unit;
    if (x > 127) continue;
    r.p = at + 1;
    if (z <= Number.MAX_SAFE_INTEGER) return z % 2 === 1 ? -(z + 1) / 2 : z / 2;
    break;
  }
  return takeOddLong(r, p);
}

function takeOddLong(r, p) {
  let z = 0n;
  let shift = 0n;
  for (;;) {
    const x = r.b[p++];
    z |= BigInt(x & 127) << shift;
    shift += 7n;
    if (x < 128) break;
  }
  r.p = p;
  const v = BigInt.asIntN(64, z & 1n ? -(z >> 1n) - 1n : z >> 1n);
  return Number.isSafeInteger(Number(v)) ? Number(v) : v;
}

const DOUBLE = new DataView(new ArrayBuffer(8));

export function putDouble(b, p, v) {
  DOUBLE.setFloat64(0, v, true);
  for (let i = 0; i < 8; i++) b[p++] = DOUBLE.getUint8(i);
  return p;
}

export function getDouble(b, p) {
  for (let i = 0; i < 8; i++) DOUBLE.setUint8(i, b[p + i]);
  return DOUBLE.getFloat64(0, true);
}

/** Magic byte and schema id of Confluent's framing. */
export function putFrame(b, p, id) {
  b[p++] = 0;
  b[p++] = id >>> 24;
  b[p++] = id >>> 16;
  b[p++] = id >>> 8;
  b[p++] = id;
  return p;
}

/** Steps over the frame of the record's value. */
export function takeFrame(r, id) {
  const { b, value } = r;
  if (b[value] !== 0 || b.readInt32BE(value + 1) !== id) throw new TypeError("another schema");
  r.p = value + 5;
}

/** A text as its bytes, behind their number. */
export function putBytes(b, p, from, start, end) {
  p = putLong(b, p, end - start);
  while (start < end) b[p++] = from[start++];
  return p;
}

/** Where a row lies on the disk. */
export function rowKey(bytes, from, to) {
  const key = Buffer.allocUnsafe(1 + to - from);
  key[0] = 100;
  key.set(bytes.subarray(from, to), 1);
  return key;
}

const POSITION = Buffer.from("p");
const ROWS = { gte: Buffer.from("d"), lt: Buffer.from("e") };

/** One store on the disk, its rows laid out as ours: "d" ‖ key → value; and "p" → how many records its changelog has. */
export class Disk {
  constructor(folder) {
    this.db = new ClassicLevel(folder, { keyEncoding: "buffer", valueEncoding: "buffer" });
    this.writes = [];
  }

  open() {
    return this.db.open();
  }

  /** Of those that were there when it was opened: [key as `rowKey` makes it, value]. */
  rows() {
    return this.db.iterator(ROWS);
  }

  async position() {
    return Number((await this.db.get(POSITION)) ?? 0);
  }

  /** Bytes that nobody changes any more. */
  put(key, value) {
    this.writes.push({ type: "put", key, value });
  }

  delete(key) {
    this.writes.push({ type: "del", key });
  }

  async commit(position) {
    if (this.writes.length === 0) return;
    if (position !== null) this.put(POSITION, Buffer.from(String(position)));
    const { writes } = this;
    this.writes = [];
    await this.db.batch(writes);
  }

  close() {
    return this.db.close();
  }
}
