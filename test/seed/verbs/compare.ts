/** Whether what was found is what was wanted. */
/** Whether all of `wanted` is there; of a list in any order. */
export function contains(found: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    return Array.isArray(found) && wanted.every((each) => found.some((one) => contains(one, each)));
  }
  if (typeof wanted !== "object" || wanted === null) return found === wanted;
  return (
    typeof found === "object" &&
    found !== null &&
    Object.entries(wanted).every(([key, each]) =>
      contains((found as Record<string, unknown>)[key], each),
    )
  );
}

/** @throws Error that shows both, where they are not the same JSON */
export function same(what: string, wanted: unknown, found: unknown): void {
  const [left, right] = [wanted, found].map((each) => JSON.stringify(each, null, 1));
  if (left !== right) throw new Error(`${what}: wanted ${left}, found ${right}`);
}
