// Record batches as a good Node developer writes them by hand: objects with views, one allocation per batch.
// Used by idiomatic.mjs, reference.mjs and compare.mjs.
import { crc32c } from "./crc32c.mjs";

export function decodeBatch(b) {
  let p = 61;
  const varint = () => {
    let value = 0,
      factor = 1,
      x;
    do {
      x = b[p++];
      value += (x & 127) * factor;
      factor *= 128;
    } while (x > 127);
    return value % 2 ? -(value + 1) / 2 : value / 2;
  };
  const bytes = () => {
    const n = varint();
    return n < 0 ? null : b.subarray(p, (p += n));
  };
  const base = Number(b.readBigInt64BE(27)),
    records = new Array(b.readInt32BE(57));
  for (let i = 0; i < records.length; i++) {
    varint();
    p++;
    const timestamp = base + varint();
    varint();
    const key = bytes(),
      value = bytes(),
      headers = [];
    for (let n = varint(); n > 0; n--) headers.push([bytes(), bytes()]);
    records[i] = { key, value, timestamp, headers };
  }
  return records;
}

const zigzag = (v) => (v < 0 ? -v * 2 - 1 : v * 2);
const varintSize = (v) => {
  let z = zigzag(v),
    n = 1;
  while (z > 127) {
    n++;
    z = Math.floor(z / 128);
  }
  return n;
};
const bytesSize = (b) => (b === null ? 1 : varintSize(b.length) + b.length);

export function encodeBatch(records) {
  const base = records[0].timestamp;
  let max = base,
    total = 61;
  const sizes = records.map((r, i) => {
    if (r.timestamp > max) max = r.timestamp;
    let n =
      1 +
      varintSize(r.timestamp - base) +
      varintSize(i) +
      bytesSize(r.key) +
      bytesSize(r.value) +
      varintSize(r.headers.length);
    for (const [k, v] of r.headers) n += bytesSize(k) + bytesSize(v);
    total += n + varintSize(n);
    return n;
  });
  const b = Buffer.allocUnsafe(total);
  let p = 61;
  const varint = (v) => {
    let z = zigzag(v);
    while (z > 127) {
      b[p++] = (z % 128) | 128;
      z = Math.floor(z / 128);
    }
    b[p++] = z;
  };
  const bytes = (x) => {
    if (x === null) return varint(-1);
    varint(x.length);
    b.set(x, p);
    p += x.length;
  };
  records.forEach((r, i) => {
    varint(sizes[i]);
    b[p++] = 0;
    varint(r.timestamp - base);
    varint(i);
    bytes(r.key);
    bytes(r.value);
    varint(r.headers.length);
    for (const [k, v] of r.headers) {
      bytes(k);
      bytes(v);
    }
  });
  b.writeBigInt64BE(0n, 0);
  b.writeInt32BE(total - 12, 8);
  b.writeInt32BE(-1, 12);
  b[16] = 2;
  b.writeInt16BE(0, 21);
  b.writeInt32BE(records.length - 1, 23);
  b.writeBigInt64BE(BigInt(base), 27);
  b.writeBigInt64BE(BigInt(max), 35);
  b.fill(255, 43, 57); // no producer id, epoch, sequence
  b.writeInt32BE(records.length, 57);
  b.writeUInt32BE(crc32c(b, 21, total), 17);
  return b;
}
