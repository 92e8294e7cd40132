/** A table by texts does what Map does, whatever comes and goes. */
import { describe, expect, it } from "vitest";
import { TextTable } from "../../runtime/stores/text-table.ts";

function run(seed: number, keys: number, steps: number): void {
  const table = new TextTable<number>();
  const map = new Map<string, number>();
  let state = seed;
  const random = (below: number): number => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * below);
  };
  // Parts of a larger text, as keys of records are; the empty one and bytes beyond ASCII among them.
  const keyOf = (n: number): string =>
    n === 0 ? "" : `in a long text \xff\0${n}: ${"é".repeat(n % 20)}|`.slice(15, -1);
  for (let i = 0; i < steps; i++) {
    const key = keyOf(random(keys));
    // Grows for a while, then shrinks, and so on.
    const isGrowing = Math.floor(i / (keys * 3)) % 2 === 0;
    if (random(10) < (isGrowing ? 7 : 2)) {
      table.set(key, i);
      map.set(key, i);
    } else {
      table.delete(key);
      map.delete(key);
    }
    if (random(2000) === 0) {
      table.clear();
      map.clear();
    }
    const asked = keyOf(random(keys));
    if (table.get(asked) !== map.get(asked) || table.size !== map.size) {
      expect([asked, table.get(asked), table.size]).toEqual([asked, map.get(asked), map.size]);
    }
    if (i % 500 === 0) {
      expect([...table.keys()].sort()).toEqual([...map.keys()].sort());
      expect([...table.values()].sort()).toEqual([...map.values()].sort());
      for (const key of map.keys()) expect(table.get(key)).toBe(map.get(key));
    }
  }
}

describe("texts", () => {
  it.each([
    [1, 3],
    [2, 40],
    [3, 700],
  ])("come and go, seed %i, %i keys", (seed, keys) => run(seed, keys, 20_000));
});
