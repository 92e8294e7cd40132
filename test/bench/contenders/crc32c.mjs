// CRC32C, 16 bytes a step ("slicing by 16"). The table look-ups of one step do not wait for each other.
// Wants words: the range must start on a multiple of 4 of the ArrayBuffer for the fast loop; else it walks up to one.
const T = Array.from({ length: 16 }, () => new Int32Array(256));
for (let i = 0; i < 256; i++) {
  let c = i;
  for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0x82f63b78 : c >>> 1;
  T[0][i] = c;
}
for (let i = 0; i < 256; i++)
  for (let k = 1; k < 16; k++) T[k][i] = T[0][T[k - 1][i] & 255] ^ (T[k - 1][i] >>> 8);
const [T0, T1, T2, T3, T4, T5, T6, T7, T8, T9, TA, TB, TC, TD, TE, TF] = T;

let words = new Int32Array(0);

export function crc32c(bytes, start, end) {
  let c = -1,
    p = start;
  const base = bytes.byteOffset;
  while (p < end && ((base + p) & 3) !== 0) c = T0[(c ^ bytes[p++]) & 255] ^ (c >>> 8);
  if (end - p >= 16) {
    if (words.buffer !== bytes.buffer)
      words = new Int32Array(bytes.buffer, 0, bytes.buffer.byteLength >>> 2);
    const W = words;
    let i = (base + p) >>> 2;
    const n = i + ((end - p) >>> 4) * 4;
    for (; i < n; i += 4) {
      const a = c ^ W[i],
        b = W[i + 1],
        d = W[i + 2],
        e = W[i + 3];
      c =
        TF[a & 255] ^
        TE[(a >>> 8) & 255] ^
        TD[(a >>> 16) & 255] ^
        TC[a >>> 24] ^
        TB[b & 255] ^
        TA[(b >>> 8) & 255] ^
        T9[(b >>> 16) & 255] ^
        T8[b >>> 24] ^
        T7[d & 255] ^
        T6[(d >>> 8) & 255] ^
        T5[(d >>> 16) & 255] ^
        T4[d >>> 24] ^
        T3[e & 255] ^
        T2[(e >>> 8) & 255] ^
        T1[(e >>> 16) & 255] ^
        T0[e >>> 24];
    }
    p = n * 4 - base;
  }
  while (p < end) c = T0[(c ^ bytes[p++]) & 255] ^ (c >>> 8);
  return ~c >>> 0;
}
