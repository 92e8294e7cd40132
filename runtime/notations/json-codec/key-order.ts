/**
 * KSML's order of keys: empty first, then by UTF-16 code units, those that begin with `@` last (runtime.md 0). It decides
 * the bytes of JSON, and so of JSON keys and their partition.
 */
export function compareKeys(a: string, b: string): number {
  const metaA = a.charCodeAt(0) === 64;
  const metaB = b.charCodeAt(0) === 64;
  if (metaA !== metaB) return metaA ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}
