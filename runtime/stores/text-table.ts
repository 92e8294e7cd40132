/**
 * A map by texts that are new ones each time, as the keys of records are. Map hashes each of them outside of JavaScript,
 * and looks at the text of every key on a chain; here hashes stand in the table itself, and the text of a key is looked at
 * when it is almost certainly the one. Takes no more memory than Map does.
 */
import { randomInt } from "node:crypto";
import type { ByteText } from "./byte-text.ts";

/** Of the process: nobody outside knows which keys meet. */
const SEED = randomInt(2 ** 32) | 0;
const FEWEST_SLOTS = 8;

export class TextTable<T> {
  /** Open addressing, two numbers a slot: hash, and which entry, from 1; 0: it is free. A power of two of slots. */
  #slots = new Int32Array(FEWEST_SLOTS * 2);
  /** Key and value of each entry, side by side. */
  readonly #entries: (ByteText | T)[] = [];

  get size(): number {
    return this.#entries.length >>> 1;
  }

  get(key: ByteText): T | undefined {
    const slot = this.#find(key, hashOf(key));
    if (slot < 0) return undefined;
    return this.#entries[(this.#slots[slot + 1] as number) * 2 - 1] as T;
  }

  /**
   * The same of the first `count` keys, into `found`: step by step for all of them, so that what they wait for in memory
   * comes at the same time.
   */
  getAll(keys: readonly ByteText[], count: number, found: (T | undefined)[]): void {
    const slots = this.#slots;
    const entries = this.#entries;
    if (hashes.length < count) hashes = new Int32Array(count * 2);
    for (let i = 0; i < count; i++) hashes[i] = hashOf(keys[i] as ByteText);
    const mask = slots.length - 1;
    for (let i = 0; i < count; i++) {
      const hash = hashes[i] as number;
      let slot = (hash << 1) & mask;
      while (slots[slot + 1] !== 0 && slots[slot] !== hash) slot = (slot + 2) & mask;
      hashes[i] = slots[slot + 1] as number;
    }
    for (let i = 0; i < count; i++) {
      const number = hashes[i] as number;
      const isIt = number !== 0 && entries[number * 2 - 2] === keys[i];
      found[i] = isIt ? (entries[number * 2 - 1] as T) : undefined;
    }
  }

  /** A key that is there already stays the text that it is. */
  set(key: ByteText, value: T): void {
    const hash = hashOf(key);
    const slot = this.#find(key, hash);
    if (slot >= 0) {
      this.#entries[(this.#slots[slot + 1] as number) * 2 - 1] = value;
      return;
    }
    // At most three quarters are taken: a key that is not there is known after a few steps.
    const { length } = this.#slots;
    if (this.#entries.length * 4 >= length * 3) this.#resize(length * 2);
    this.#entries.push(key, value);
    this.#take(hash, this.size);
  }

  delete(key: ByteText): void {
    const slot = this.#find(key, hashOf(key));
    if (slot < 0) return;
    const number = this.#slots[slot + 1] as number;
    this.#free(slot);
    const value = this.#entries.pop() as T;
    const last = this.#entries.pop() as ByteText;
    if (number <= this.size) this.#move(last, value, number);
    const { length } = this.#slots;
    if (this.#entries.length * 8 < length && length > FEWEST_SLOTS * 2) this.#resize(length / 2);
  }

  clear(): void {
    this.#slots = new Int32Array(FEWEST_SLOTS * 2);
    this.#entries.length = 0;
  }

  /** In no order; nothing is added or deleted on the way. */
  *keys(): Generator<ByteText, undefined> {
    for (let i = 0; i < this.#entries.length; i += 2) yield this.#entries[i] as ByteText;
    return undefined;
  }

  /** In no order. */
  values(): T[] {
    const values: T[] = new Array(this.size);
    for (let i = 0; i < values.length; i++) values[i] = this.#entries[i * 2 + 1] as T;
    return values;
  }

  /** Where in `#slots`; -1: it is not there. */
  #find(key: ByteText, hash: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = (hash << 1) & mask; ; slot = (slot + 2) & mask) {
      const number = slots[slot + 1] as number;
      if (number === 0) return -1;
      if (slots[slot] === hash && this.#entries[number * 2 - 2] === key) return slot;
    }
  }

  #take(hash: number, number: number): void {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = (hash << 1) & mask;
    while (slots[slot + 1] !== 0) slot = (slot + 2) & mask;
    slots[slot] = hash;
    slots[slot + 1] = number;
  }

  /** What stands behind it moves up as far as it may, so that nothing is left behind that searches would pass. */
  #free(slot: number): void {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let free = slot;
    for (let next = (slot + 2) & mask; slots[next + 1] !== 0; next = (next + 2) & mask) {
      const home = ((slots[next] as number) << 1) & mask;
      if (((next - home) & mask) < ((next - free) & mask)) continue;
      slots[free] = slots[next] as number;
      slots[free + 1] = slots[next + 1] as number;
      free = next;
    }
    slots[free + 1] = 0;
  }

  /** The entry that was the last one, to the place of one that is gone. */
  #move(key: ByteText, value: T, number: number): void {
    const slots = this.#slots;
    const mask = slots.length - 1;
    const last = this.size + 1;
    let slot = (hashOf(key) << 1) & mask;
    while (slots[slot + 1] !== last) slot = (slot + 2) & mask;
    slots[slot + 1] = number;
    this.#entries[number * 2 - 2] = key;
    this.#entries[number * 2 - 1] = value;
  }

  #resize(length: number): void {
    const before = this.#slots;
    this.#slots = new Int32Array(length);
    for (let slot = 0; slot < before.length; slot += 2) {
      const number = before[slot + 1] as number;
      if (number !== 0) this.#take(before[slot] as number, number);
    }
  }
}

/** Of keys that are looked for together, then their entries' numbers. */
let hashes = new Int32Array(32);

/** FNV-1a. */
function hashOf(key: ByteText): number {
  let hash = SEED;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return hash ^ (hash >>> 15);
}
