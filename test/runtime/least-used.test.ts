/** The entry of a cache that was used longest ago is the one that a list of all uses says. */
import { describe, expect, it } from "vitest";
import { Cached } from "../../runtime/stores/cached.ts";
import { LeastUsed } from "../../runtime/stores/least-used.ts";
import { TextTable } from "../../runtime/stores/text-table.ts";

function run(seed: number, keys: number, latest: number): void {
  const entries = new TextTable<Cached>();
  const used = new LeastUsed(entries, latest);
  /** In the order of their last use. */
  const expected = new Map<string, Cached>();
  let state = seed;
  const random = (below: number): number => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * below);
  };
  const drop = (cached: Cached): void => {
    entries.delete(cached.key);
    used.drop(cached);
    expected.delete(cached.key);
  };
  for (let i = 0; i < 20_000; i++) {
    const key = `key ${random(keys)}`;
    const cached = entries.get(key) ?? new Cached(key, "", 0, []);
    // Few things go for a while, then many, and so on.
    const isFull = Math.floor(i / (keys * 3)) % 2 === 1;
    if (cached.isThere && random(8) === 0) drop(cached);
    else {
      entries.set(key, cached);
      used.touch(cached);
      expected.delete(key);
      expected.set(key, cached);
    }
    if (random(isFull ? 1 : 20) === 0) {
      const [eldest = null] = expected.values();
      expect(used.eldest).toBe(eldest);
      if (eldest !== null && random(4) > 0) drop(eldest);
    }
    if (random(5000) === 0) {
      used.dropAll();
      entries.clear();
      for (const one of expected.values()) expect(one.isThere).toBe(false);
      expected.clear();
      expect(used.eldest).toBeNull();
    }
  }
}

describe("entries", () => {
  it.each([
    [1, 3, 2 ** 30],
    [2, 40, 2 ** 30],
    [3, 500, 2 ** 30],
    [4, 40, 100],
    [5, 500, 1000],
  ])("are used and go, seed %i, %i keys, numbers up to %i", run);
});
