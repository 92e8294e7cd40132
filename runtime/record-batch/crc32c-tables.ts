/** CRC-32C (Castagnoli) in JavaScript, sixteen bytes a step from tables. */

const TABLES = makeTables();

function makeTables(): Int32Array {
  const tables = new Int32Array(16 * 256);
  for (let n = 0; n < 256; n++) {
    let c = n;
    for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0x82f63b78 : c >>> 1;
    tables[n] = c;
  }
  for (let n = 0; n < 256; n++) {
    for (let t = 1; t < 16; t++) {
      const before = tables[(t - 1) * 256 + n] as number;
      tables[t * 256 + n] = (before >>> 8) ^ (tables[before & 255] as number);
    }
  }
  return tables;
}

const part = (n: number): Int32Array => TABLES.subarray(n * 256, n * 256 + 256);
// Sixteen bindings: an index computed for each look-up costs a quarter of the speed.
const T0 = part(0);
const T1 = part(1);
const T2 = part(2);
const T3 = part(3);
const T4 = part(4);
const T5 = part(5);
const T6 = part(6);
const T7 = part(7);
const T8 = part(8);
const T9 = part(9);
const TA = part(10);
const TB = part(11);
const TC = part(12);
const TD = part(13);
const TE = part(14);
const TF = part(15);

let words = new Int32Array(0);

/** The checksum of bytes [start, end), unsigned. Fast where most of the range lies on whole words of its memory. */
export function crc32cByTables(bytes: Uint8Array, start: number, end: number): number {
  let c = -1;
  let p = start;
  const base = bytes.byteOffset;
  while (p < end && ((base + p) & 3) !== 0) c = oneByte(c, bytes[p++] as number);
  if (end - p >= 16) {
    if (words.buffer !== bytes.buffer) {
      words = new Int32Array(bytes.buffer as ArrayBuffer, 0, bytes.buffer.byteLength >>> 2);
    }
    const from = (base + p) >>> 2;
    const until = from + ((end - p) >>> 4) * 4;
    c = steps(c, words, from, until);
    p = until * 4 - base;
  }
  while (p < end) c = oneByte(c, bytes[p++] as number);
  return ~c >>> 0;
}

function oneByte(c: number, byte: number): number {
  return (T0[(c ^ byte) & 255] as number) ^ (c >>> 8);
}

/** The look-ups of one step do not wait for each other. */
function steps(crc: number, w: Int32Array, from: number, until: number): number {
  let c = crc;
  for (let i = from; i < until; i += 4) {
    const a = c ^ (w[i] as number);
    const b = w[i + 1] as number;
    const d = w[i + 2] as number;
    const e = w[i + 3] as number;
    c =
      (TF[a & 255] as number) ^
      (TE[(a >>> 8) & 255] as number) ^
      (TD[(a >>> 16) & 255] as number) ^
      (TC[a >>> 24] as number) ^
      (TB[b & 255] as number) ^
      (TA[(b >>> 8) & 255] as number) ^
      (T9[(b >>> 16) & 255] as number) ^
      (T8[b >>> 24] as number) ^
      (T7[d & 255] as number) ^
      (T6[(d >>> 8) & 255] as number) ^
      (T5[(d >>> 16) & 255] as number) ^
      (T4[d >>> 24] as number) ^
      (T3[e & 255] as number) ^
      (T2[(e >>> 8) & 255] as number) ^
      (T1[(e >>> 16) & 255] as number) ^
      (T0[e >>> 24] as number);
  }
  return c;
}
