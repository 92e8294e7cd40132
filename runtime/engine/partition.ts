/** Which partition a record goes to: as Java's producer places it (streams.md 3.1, 3.2). */

/** Kafka's murmur2 of bytes [start, end), as a signed 32-bit number. */
export function murmur2(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  let hash = 0x9747b28c ^ length;
  const blocks = start + (length & ~3);
  let i = start;
  for (; i < blocks; i += 4) {
    let k =
      (bytes[i] as number) |
      ((bytes[i + 1] as number) << 8) |
      ((bytes[i + 2] as number) << 16) |
      ((bytes[i + 3] as number) << 24);
    k = Math.imul(k, 0x5bd1e995);
    k ^= k >>> 24;
    hash = Math.imul(hash, 0x5bd1e995) ^ Math.imul(k, 0x5bd1e995);
  }
  const rest = end - i;
  if (rest > 0) {
    if (rest === 3) hash ^= (bytes[i + 2] as number) << 16;
    if (rest >= 2) hash ^= (bytes[i + 1] as number) << 8;
    hash = Math.imul(hash ^ (bytes[i] as number), 0x5bd1e995);
  }
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0x5bd1e995);
  return hash ^ (hash >>> 15);
}

/** The partition of a key that is there; an empty one is hashed too. */
export function partitionOf(
  key: Uint8Array,
  start: number,
  end: number,
  numPartitions: number,
): number {
  return numPartitions === 1 ? 0 : (murmur2(key, start, end) & 0x7fffffff) % numPartitions;
}
