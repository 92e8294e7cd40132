/** The iteration order of Java's hash collections, which decides orders that people see (streams.md 1.12, 9.2). */

/** Java's `String.hashCode`: 32 bits, over UTF-16 units. */
function hashCode(text: string): number {
  let h = 0;
  for (let i = 0; i < text.length; i++) h = (Math.imul(31, h) + text.charCodeAt(i)) | 0;
  return h;
}

/** Names as a `HashMap` or `HashSet` gives them that was filled in this order, one by one. */
export function inHashOrder(names: readonly string[]): string[] {
  let capacity = 16;
  while (names.length > capacity * 0.75) capacity *= 2;
  return byBucket(names, capacity);
}

/** Names as a `HashSet` gives them that was built as a copy of a collection. */
export function inCopiedHashOrder(names: readonly string[]): string[] {
  let capacity = 16;
  while (capacity < Math.floor(names.length / 0.75) + 1) capacity *= 2;
  return byBucket(names, capacity);
}

/** Equal buckets keep the order of insertion; `sort` is stable. */
function byBucket(names: readonly string[], capacity: number): string[] {
  const bucket = (name: string): number => {
    const h = hashCode(name);
    return (h ^ (h >>> 16)) & (capacity - 1);
  };
  return [...names].sort((a, b) => bucket(a) - bucket(b));
}
