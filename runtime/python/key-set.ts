/**
 * Members of a set, by Python's idea of equal keys (keys.ts), in the order in which they came. A few texts and ints stand
 * in an array, which is made, copied and searched in less time than a table takes to begin with; one more, or a member of
 * another kind, makes a table of it.
 */
import { KeyMap, numberKey } from "./keys.ts";
import type { Value } from "./value.ts";

/** So many members are searched one by one. */
const FEW = 8;

export class KeySet {
  /** Texts and ints; undefined: one that was deleted, so that a walk which is under way still is where it was. */
  #few: (Value | undefined)[] = [];
  #deleted = 0;
  #table: KeyMap<true> | null = null;

  constructor(members: Iterable<Value> = []) {
    for (const member of members) this.add(member);
  }

  /** Takes a list that is nobody else's, where it is just what an empty set would keep of it; false: it is left alone. */
  adopt(members: Value[]): boolean {
    if (members.length > FEW) return false;
    for (let i = 0; i < members.length; i++) {
      const member = members[i] as Value;
      if (typeof member !== "string" || members.indexOf(member) < i) return false;
    }
    this.#few = members;
    return true;
  }

  copy(): KeySet {
    const copy = new KeySet();
    if (this.#table === null) copy.#few = this.list();
    else for (const { key } of this.#table.entries.values()) copy.add(key);
    return copy;
  }

  get size(): number {
    return this.#table === null ? this.#few.length - this.#deleted : this.#table.size;
  }

  has(member: Value): boolean {
    return this.#table === null ? this.#find(member) >= 0 : this.#table.has(member);
  }

  /** A member that is there already stays as it is spelled. */
  add(member: Value): void {
    if (this.#table !== null) {
      this.#table.set(member, true);
    } else if (this.#find(member) < 0) {
      if (this.#few.length < FEW && isPlain(member)) this.#few.push(member);
      else this.#madeTable().set(member, true);
    }
  }

  /** Whether it was there. */
  delete(member: Value): boolean {
    if (this.#table !== null) return this.#table.delete(member);
    const at = this.#find(member);
    if (at < 0) return false;
    this.#few[at] = undefined;
    this.#deleted++;
    return true;
  }

  /** A walk that is under way goes on where it is, over what comes in their place. */
  clear(): void {
    this.#few.length = 0;
    this.#deleted = 0;
    this.#table = null;
  }

  /** As they are now. */
  list(): Value[] {
    if (this.#table !== null) return Array.from(this.#table.entries.values(), ({ key }) => key);
    const few = this.#deleted === 0 ? this.#few.slice() : this.#few.filter(isThere);
    return few as Value[];
  }

  /** Sees what is added and deleted on the way. */
  *[Symbol.iterator](): Generator<Value, undefined> {
    const few = this.#few;
    let at = 0;
    for (; few === this.#few && at < few.length; at++) {
      const member = few[at];
      if (member !== undefined) yield member;
    }
    for (const { key } of this.#table?.entries.values() ?? []) {
      if (!few.slice(0, at).includes(key)) yield key;
    }
    return undefined;
  }

  /** Where it stands among the few; -1: it does not. @throws TypeError unhashable */
  #find(member: Value): number {
    const key = typeof member === "string" ? member : numberKey(member);
    const few = this.#few;
    if (key !== undefined) for (let i = 0; i < few.length; i++) if (few[i] === key) return i;
    return -1;
  }

  #madeTable(): KeyMap<true> {
    const table = new KeyMap<true>();
    for (const member of this.list()) table.set(member, true);
    this.#few = [];
    this.#deleted = 0;
    this.#table = table;
    return table;
  }
}

/** What is spelled in one way only, and is equal to what `===` says. */
const isPlain = (member: Value): boolean => typeof member === "string" || Number.isInteger(member);

const isThere = (member: Value | undefined): boolean => member !== undefined;
