/** What every place that entries can lie in must do, whatever it is made of. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ByteText, writeBytes } from "../../runtime/stores/byte-text.ts";
import { KeptRow, rowText } from "../../runtime/stores/row.ts";
import type { RowKeeper } from "../../runtime/stores/row-keeper.ts";
import type { Entry, KeyValueState, StateStore } from "../../runtime/stores/store.ts";
import { windowKey } from "../../runtime/stores/window-key.ts";
import { heldBytes, LARGE, partOfLargeText } from "../support/held-bytes.ts";

export interface StoreCase<S extends StateStore> {
  readonly name: string;
  readonly isPersistent: boolean;
  readonly keepsTimestamps: boolean;
  /** The same place each time within one test. */
  make(): S;
}

export interface WindowCase extends StoreCase<StateStore> {
  readonly retentionMs: number;
}

function keptRow(text: string): KeptRow {
  const keeper: RowKeeper = {
    atMost: text.length,
    keep: () => null,
    copy: () => null,
    lend: () => null,
    write: (_kept, sink) => writeBytes(text, sink),
  };
  return new KeptRow(keeper, {}, text.length);
}

function textAt(store: StateStore, key: ByteText): ByteText | null {
  const entry = store.get(key);
  return entry === null ? null : rowText(entry.value);
}

export function storeSuite(cases: readonly StoreCase<KeyValueState>[]): void {
  describe.each(cases)("entries $name", ({ isPersistent, keepsTimestamps, make }) => {
    let store: KeyValueState;
    beforeEach(async () => {
      store = make();
      expect(await store.open()).toBeNull();
    });
    afterEach(() => store.close());

    const valueAt = (key: string): string | null => textAt(store, key);
    const all = (): string[] => [...store.entries()].map(([key, { value }]) => `${key}=${value}`);

    it("gives what was put last, and nothing that was deleted", () => {
      expect(valueAt("a")).toBeNull();
      store.put("a", "1", 5);
      store.put("a", "2", 7);
      expect(valueAt("a")).toBe("2");
      expect(store.get("a")?.timestamp).toBe(keepsTimestamps ? 7 : -1);
      store.put("a", null, 8);
      store.put("b", null, 8);
      expect(valueAt("a")).toBeNull();
      expect(store.count).toBe(0);
    });

    it("walks its entries by unsigned bytes", () => {
      for (const key of ["b", "\xff", "a", "\x00", "ab"]) store.put(key, "v", 1);
      expect(all()).toEqual(["\x00=v", "a=v", "ab=v", "b=v", "\xff=v"]);
      store.put("aa", "w", 1);
      store.put("b", null, 1);
      expect(all()).toEqual(["\x00=v", "a=v", "aa=w", "ab=v", "\xff=v"]);
      expect([...store.range("a", "b")].map(([key]) => key)).toEqual(["a", "aa", "ab"]);
    });

    it("walks the entries of the start: on disk as they were, in memory as they have become", () => {
      for (const key of ["a", "b", "c", "d"]) store.put(key, "old", 1);
      const walk = store.entries();
      const change = (): void => {
        store.put("b", null, 1);
        store.put("d", "new", 1);
        store.put("e", "new", 1);
      };
      change();
      const seen: string[] = [];
      for (const [key, { value }] of walk) {
        seen.push(`${key}=${value}`);
        store.put("c", null, 1);
      }
      expect(seen).toEqual(
        isPersistent ? ["a=old", "b=old", "c=old", "d=old"] : ["a=old", "d=new"],
      );
      expect(all()).toEqual(["a=old", "d=new", "e=new"]);
    });

    it("walks once by a key that came, went and came back between walks", () => {
      store.put("a", "1", 1);
      expect(all()).toEqual(["a=1"]);
      store.put("b", "2", 1);
      store.put("b", null, 1);
      store.put("c", "3", 1);
      expect(all()).toEqual(["a=1", "c=3"]);
      store.put("b", "4", 1);
      expect(all()).toEqual(["a=1", "b=4", "c=3"]);
      store.put("c", null, 1);
      const walk = store.entries();
      store.put("c", "5", 1);
      expect([...walk].map(([key]) => key)).toEqual(["a", "b"]);
    });

    it("holds any bytes, the empty ones too", () => {
      const every = String.fromCharCode(...Array.from({ length: 256 }, (_, i) => i));
      store.put("", "", 1);
      store.put(every, every, 1);
      expect(valueAt("")).toBe("");
      expect(valueAt(every)).toBe(every);
    });

    it("forgets everything when it is cleared", async () => {
      store.put("a", "1", 1);
      await store.commit(7);
      await store.clear();
      expect(all()).toEqual([]);
      store.put("b", "2", 1);
      expect(all()).toEqual(["b=2"]);
    });

    it("keeps what was committed, with its position, and nothing else", async () => {
      store.put("a", "1", 3);
      store.put("gone", "x", 3);
      await store.commit(41);
      store.put("b", "2", 4);
      store.put("gone", null, 4);
      await store.commit(42);
      store.put("c", "3", 5);
      store.put("a", null, 5);
      await store.close();
      store = make();
      expect(await store.open()).toBe(isPersistent ? 42 : null);
      expect(all()).toEqual(isPersistent ? ["a=1", "b=2"] : []);
      if (isPersistent) expect(store.get("b")?.timestamp).toBe(keepsTimestamps ? 4 : -1);
    });

    it("commits what became of a key since the last time", async () => {
      for (const key of ["back", "changed", "gone"]) store.put(key, "old", 1);
      await store.commit(1);
      await store.close();
      store = make();
      await store.open();
      for (const key of ["back", "changed", "gone", "short"]) store.put(key, "new", 2);
      for (const key of ["back", "gone", "short"]) store.put(key, null, 3);
      store.put("back", "again", 4);
      store.put("long", "x".repeat(5000), 4);
      await store.commit(2);
      store.put("changed", "newer", 5);
      await store.commit(3);
      await store.close();
      store = make();
      expect(await store.open()).toBe(isPersistent ? 3 : null);
      const left = ["back=again", "changed=newer", `long=${"x".repeat(5000)}`];
      expect(all()).toEqual(isPersistent ? left : []);
    });

    it("puts where an entry is, as long as it is there", async () => {
      store.put("a", "1", 1);
      store.put("b", "1", 1);
      const [a, b] = [store.get("a") as Entry, store.get("b") as Entry];
      expect(store.putAt(a, "22", 2)).toBe(true);
      expect(valueAt("a")).toBe("22");
      expect(store.get("a")?.timestamp).toBe(keepsTimestamps ? 2 : -1);
      await store.commit(1);
      store.put("a", "333", 3, [], a);
      store.put("b", null, 3, [], b);
      store.put("c", "new", 3, [], b);
      expect(all()).toEqual(["a=333", "c=new"]);
      expect([b.isThere, store.putAt(b, "2", 3)]).toEqual([false, false]);
      await store.commit(2);
      await store.close();
      expect(store.putAt(a, "4", 4)).toBe(false);
      store = make();
      await store.open();
      expect(store.putAt(a, "4", 4)).toBe(false);
      expect(all()).toEqual(isPersistent ? ["a=333", "c=new"] : []);
    });

    it("holds rows that are values like the bytes that they stand for", async () => {
      store.put("a", keptRow("one"), 3);
      expect(valueAt("a")).toBe("one");
      const walk = store.entries();
      const before = store.bytes;
      store.put("a", keptRow("longer"), 4);
      expect(store.bytes).toBe(before + "longer".length - "one".length);
      expect(Array.from(walk, ([, { value }]) => rowText(value))).toEqual([
        isPersistent ? "one" : "longer",
      ]);
      await store.commit(5);
      await store.close();
      store = make();
      await store.open();
      expect(all()).toEqual(isPersistent ? ["a=longer"] : []);
    });

    it("keeps no text alive that a key is part of", async () => {
      const keys = Array.from({ length: 40 }, (_, i) => `a key of some length ${i}`);
      const held = (act: (key: ByteText) => void): number =>
        heldBytes(() => {
          for (const key of keys) act(partOfLargeText(key));
        });
      expect(held((key) => store.put(key, "1", 1))).toBeLessThan(LARGE);
      await store.commit(1);
      if (isPersistent) {
        await store.close();
        store = make();
        await store.open();
      }
      expect(held((key) => store.get(key))).toBeLessThan(LARGE);
      all();
      expect(held((key) => store.put(key, null, 1))).toBeLessThan(LARGE);
    });

    it("gives what was put last while that is on its way to the disk", async () => {
      const keys = Array.from({ length: 300 }, (_, i) => `k${i}`);
      for (const round of ["before", "after"]) {
        for (const key of keys) store.put(key, `${round} ${"v".repeat(100)}`, 1);
        const onItsWay = [store.commit(1), store.relieve()];
        expect(keys.filter((key) => !valueAt(key)?.startsWith(round))).toEqual([]);
        await Promise.all(onItsWay);
        expect(keys.filter((key) => !valueAt(key)?.startsWith(round))).toEqual([]);
      }
    });

    it("gives its room back", async () => {
      for (let i = 0; i < 1000; i++) store.put(`k${i}`, "v".repeat(1000), 1);
      expect(store.bytes).toBeGreaterThan(1_000_000);
      while (store.isOverfull) await store.relieve();
      for (let i = 0; i < 1000; i += 100) expect(valueAt(`k${i}`)).toBe("v".repeat(1000));
      expect(store.count).toBe(1000);
      for (let i = 0; i < 1000; i += 2) store.put(`k${i}`, "shorter", 2);
      for (let i = 0; i < 1000; i++) store.put(`k${i}`, null, 3);
      expect(store.count).toBe(0);
      expect(store.bytes).toBe(0);
    });
  });
}

export function windowSuite(cases: readonly WindowCase[]): void {
  describe.each(cases)("windows $name", ({ isPersistent, retentionMs, make }) => {
    let store: StateStore;
    beforeEach(async () => {
      store = make();
      await store.open();
    });
    afterEach(() => store.close());

    const put = (key: string, startMs: number, value: string | null): void =>
      store.put(windowKey(key, startMs), value, startMs);
    const at = (key: string, startMs: number): string | null =>
      textAt(store, windowKey(key, startMs));
    const values = (found: ReturnType<StateStore["fetch"]>): string[] =>
      [...found].map(([, { value }]) => rowText(value));

    it("keeps a window apart from the next", () => {
      put("k", 1000, "a");
      put("k", 2000, "b");
      put("l", 1000, "c");
      put("k", 1000, null);
      expect([at("k", 1000), at("k", 2000), at("l", 1000), at("l", 2000)]).toEqual([
        null,
        "b",
        "c",
        null,
      ]);
    });

    it("fetches one key in the order of time, both ends included, whatever else is there", () => {
      for (const start of [3000, 1000, 2000, 120_000, 60_000]) {
        put("k", start, `k${start}`);
        put("kk", start, `kk${start}`);
      }
      expect(values(store.fetch("k", "k", 1000, 3000))).toEqual(["k1000", "k2000", "k3000"]);
      expect(values(store.fetch("k", "k", 2000, 120_000))).toEqual([
        "k2000",
        "k3000",
        "k60000",
        "k120000",
      ]);
      expect(values(store.fetch("m", "m", 0, 200_000))).toEqual([]);
    });

    it("fetches several keys in the order of the store", () => {
      put("b", 1000, "b1");
      put("a", 2000, "a2");
      put("a", 1000, "a1");
      put("c", 1000, "c1");
      const inTime = ["a1", "b1", "c1", "a2"];
      const byKey = ["a1", "a2", "b1", "c1"];
      expect(values(store.fetch(null, null, 0, 5000))).toEqual(isPersistent ? byKey : inTime);
      expect(values(store.entries())).toEqual(isPersistent ? byKey : inTime);
      expect(values(store.fetch("a", "b", 0, 1500))).toEqual(["a1", "b1"]);
    });

    it("reads nothing that is older than its retention", () => {
      put("k", 1000, "old");
      put("k", 1000 + retentionMs, "edge");
      expect(at("k", 1000)).toBeNull();
      expect(values(store.fetch("k", "k", 0, 10 * retentionMs))).toEqual(["edge"]);
      put("k", 1001, "late, and not too late");
      expect(at("k", 1001)).toBe("late, and not too late");
      put("k", 1000, "too late to be read");
      expect(at("k", 1000)).toBeNull();
    });

    it("lets go of what is too old", () => {
      for (let i = 0; i < 100; i++) put("k", i * retentionMs, "v");
      expect(store.count).toBeLessThan(6);
    });
  });
}
