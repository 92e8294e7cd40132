/** Members of sets: the same as keys of a `KeyMap`, whether they are few or many, whatever is added and deleted. */
import { describe, expect, it } from "vitest";
import { KeySet } from "../../runtime/python/key-set.ts";
import { KeyMap } from "../../runtime/python/keys.ts";
import { PySet, setOf } from "../../runtime/python/set.ts";
import { PyTuple } from "../../runtime/python/tuple.ts";
import { PyFloat, type Value } from "../../runtime/python/value.ts";

/** Texts and ints. */
const PLAIN: readonly Value[] = [..."abcdefg", "", 0, 1, 2, -3];
/** Most are equal to one of those, or to another one here. */
const OTHERS: readonly Value[] = [
  ...[true, false, new PyFloat(1), new PyFloat(-0), new PyFloat(2), 0.5, Number.NaN, null],
  ...[2n ** 60n, new PyFloat(2 ** 60), new PyTuple([1]), new PyTuple([true])],
  new PySet([1], true),
];

/** Seeded: `next(n)` is one of 0..n-1. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >>> 8) % below;
  };
}

function expectSame(set: KeySet, table: KeyMap<true>): void {
  const wanted = Array.from(table.entries.values(), ({ key }) => key);
  expect(set.size).toBe(wanted.length);
  expect(set.list()).toEqual(wanted);
  expect([...set]).toEqual(wanted);
  expect(set.copy().list()).toEqual(wanted);
}

describe("members of a set", () => {
  it.each([
    ["texts and ints", PLAIN],
    ["of all kinds", [...PLAIN, ...OTHERS]],
  ])("are the keys of a table: %s", (_, members) => {
    const next = numbers(members.length);
    for (let run = 0; run < 300; run++) {
      const set = new KeySet();
      const table = new KeyMap<true>();
      for (let step = next(40); step > 0; step--) {
        const member = members[next(members.length)] as Value;
        expect(set.has(member)).toBe(table.has(member));
        if (next(3) > 0) {
          set.add(member);
          table.set(member, true);
        } else expect(set.delete(member)).toBe(table.delete(member));
      }
      expectSame(set, table);
    }
  });

  it("are compared with what is no member", () => {
    for (const set of [new KeySet(["a"]), new KeySet("abcdefghijk")]) {
      expect(() => set.has([])).toThrow("unhashable type: 'list'");
      expect(() => set.add({})).toThrow("unhashable type: 'dict'");
      expect(() => set.delete(setOf(1))).toThrow("unhashable type: 'set'");
    }
  });

  it.each<[title: string, members: Value[], isAdopted: boolean]>([
    ["none", [], true],
    ["a few texts", ["b", "a", ""], true],
    ["a text twice", ["a", "b", "a"], false],
    ["ints, which may be spelled in more ways", [1], false],
    ["what is no member", [[]], false],
    ["many", [..."abcdefghi"], false],
  ])("a list is adopted where nothing of it would be lost: %s", (_, members, isAdopted) => {
    const set = new KeySet();
    const wanted = [...members];
    expect(set.adopt(members)).toBe(isAdopted);
    expect(set.list()).toEqual(isAdopted ? wanted : []);
    set.add("a");
    set.add("another");
    const added = isAdopted ? [...wanted, "a", "another"] : ["a", "another"];
    expect(set.list()).toEqual([...new Set(added)]);
    expect(set.size).toBe(new Set(added).size);
  });

  it("a copy is not changed by its original", () => {
    const set = new KeySet(["a", "b"]);
    set.delete("a");
    const copy = set.copy();
    set.add("c");
    expect(copy.list()).toEqual(["b"]);
  });

  /** What a walk meets, of the letters from `a` on, where the set is changed at each of them. */
  function walked(letters: string, change: (set: KeySet, letter: string) => void): string {
    const set = new KeySet(letters);
    let met = "";
    for (const letter of set) {
      met += letter;
      if (met.length > 20) break;
      change(set, letter as string);
    }
    return met;
  }

  it.each(["abcd", "abcdef", "abcdefghi"])("are walked while they change: %s", (letters) => {
    expect(walked(letters, (set, letter) => set.delete(letter))).toBe(letters);
    const more = walked(letters, (set, letter) => {
      set.delete(letter);
      if (letter < "q") set.add(String.fromCharCode(letter.charCodeAt(0) + 16));
    });
    const added = letters.replace(/./g, (each) => String.fromCharCode(each.charCodeAt(0) + 16));
    expect(more).toBe(letters + added);
    expect(walked(letters, (set) => set.delete("d"))).toBe(letters.replace("d", ""));
  });

  it("are met once where they become many", () => {
    const met = walked("abcdef", (set, letter) => {
      if (letter === "c") for (const more of "uvwxyz") set.add(more);
    });
    expect(met).toBe("abcdefuvwxyz");
  });

  it("that are replaced by the same ones on a walk do not begin anew", () => {
    for (const letters of ["abcd", "abcdefghi"]) {
      const met = walked(letters, (set) => {
        set.clear();
        for (const letter of letters) set.add(letter);
      });
      expect(met).toBe(letters);
    }
  });
});
