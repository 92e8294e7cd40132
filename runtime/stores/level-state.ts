/**
 * Entries on disk behind a table in memory (design.md 4, "State"): what is written waits in the table for the commit, what
 * is read stays there while there is room. All keys are in memory, so that one that is not there costs no look at the
 * disk, and so that the entries can be walked in order; values are, up to the room that the stores of a task share.
 */

import type { Header } from "../engine/record.ts";
import { InternalError } from "../errors/internal-error.ts";
import type { Dict } from "../python/value.ts";
import { writeLong } from "../record-batch/batch-reader.ts";
import type { ByteSink } from "../record-batch/byte-sink.ts";
import { type ByteText, longAt, ownText } from "./byte-text.ts";
import type { LevelDatabase, Write } from "./level-database.ts";
import { Recency } from "./recency.ts";
import { type Row, rowText, writeRow } from "./row.ts";
import { SortedKeys } from "./sorted-keys.ts";
import type { Entry, KeyedEntry, KeyValueState } from "./store.ts";
import type { StoredSchemas } from "./stored-schemas.ts";
import { TextTable } from "./text-table.ts";

/** Room for values that the persistent stores of a task share. */
export class WriteBackBudget {
  readonly limit: number;
  used = 0;
  constructor(limit = WRITE_BACK_BYTES) {
    this.limit = limit;
  }
}

const WRITE_BACK_BYTES = 64 * 1024 * 1024;
/** What an entry of the table costs beside its value, roughly. */
const SLOT_BYTES = 96;

const MAX_WALKS = 16;

/** A key whose value is in memory, or that was deleted and has to go from the disk. */
class Slot implements Entry, Write {
  readonly key: ByteText;
  value: Row;
  timestamp: number;
  /** Of the value, in bytes. */
  length: number;
  /** Written since the last commit. */
  isDirty = false;
  isGone = false;
  /** Among those whose values are in memory. */
  loadedAt = -1;
  known: Dict | null = null;

  constructor(key: ByteText, value: Row, timestamp: number) {
    this.key = key;
    this.value = value;
    this.timestamp = timestamp;
    this.length = value.length;
  }

  get isThere(): boolean {
    return this.loadedAt >= 0;
  }

  write(sink: ByteSink): boolean {
    if (!this.isGone) writeRow(this.value, sink);
    return !this.isGone;
  }

  /** As it is now, for who looks at it when it has changed. */
  snapshot(): Entry {
    return { value: this.value, timestamp: this.timestamp };
  }
}

/** On the disk its timestamp stands before the value. */
class TimedSlot extends Slot {
  override write(sink: ByteSink): boolean {
    if (!this.isGone) {
      sink.reserve(8);
      writeLong(sink.bytes, sink.at, this.timestamp);
      sink.at += 8;
    }
    return super.write(sink);
  }
}

const ON_DISK = new Slot("", "", -1);

/** By when their values were read or written. */
class ByLoad extends Recency<Slot> {
  protected place(slot: Slot): number {
    return slot.loadedAt;
  }

  protected stand(slot: Slot, place: number): void {
    slot.loadedAt = place;
  }
}

export interface LevelStateOptions {
  readonly keepsTimestamps: boolean;
  /** There is a changelog, from which what has to be thrown away comes back. */
  readonly canRestore: boolean;
  /** Null: no entry names one. */
  readonly schemas: StoredSchemas | null;
}

export class LevelState implements KeyValueState {
  readonly #database: LevelDatabase;
  readonly #keepsTimestamps: boolean;
  readonly #canRestore: boolean;
  readonly #budget: WriteBackBudget;
  /** Every key that is there. */
  readonly #slots = new TextTable<Slot>();
  /** Written since the last commit, with what was deleted, in that order. */
  #dirty: Slot[] = [];
  /** What counts as committed already may not be on the disk yet: nothing may be read from there in its place. */
  #isWriting = false;
  readonly #loaded = new ByLoad();
  readonly #order = new SortedKeys();
  #used = 0;
  /** Who walks sees the entries as they were when the walk began, for as long as nothing is committed. */
  readonly #walks = new Set<Map<ByteText, Entry | null>>();
  readonly #schemas: StoredSchemas | null;
  /** Names of those that the database has. */
  readonly #schemasThere = new Set<string>();
  #position: string | null = null;

  constructor(database: LevelDatabase, options: LevelStateOptions, budget: WriteBackBudget) {
    this.#database = database;
    this.#keepsTimestamps = options.keepsTimestamps;
    this.#canRestore = options.canRestore;
    this.#schemas = options.schemas;
    this.#budget = budget;
  }

  get count(): number {
    return this.#slots.size;
  }

  get bytes(): number {
    return this.#used;
  }

  async open(): Promise<number | null> {
    await this.#database.open(this.#canRestore);
    for await (const keys of this.#database.keys()) {
      for (const key of keys) this.#slots.set(key, ON_DISK);
    }
    for await (const names of this.#database.schemas()) {
      for (const name of names) {
        this.#schemasThere.add(name);
        await this.#schemas?.fetch(name);
      }
    }
    this.#position = await this.#database.position();
    return this.#position === null ? null : Number(this.#position);
  }

  /** What the last commit said of the position; null: none did. */
  get position(): string | null {
    return this.#position;
  }

  get(key: ByteText): Slot | null {
    const slot = this.#slots.get(key);
    if (slot === undefined) return null;
    return slot === ON_DISK ? this.#read(key) : slot;
  }

  #read(key: ByteText): Slot | null {
    const bytes = this.#database.get(key);
    if (bytes === undefined) return null;
    const slot = this.#keepsTimestamps
      ? this.#slot(key, bytes.slice(8), longAt(bytes, 0))
      : this.#slot(key, bytes, -1);
    this.#slots.set(slot.key, slot);
    this.#load(slot);
    return slot;
  }

  #slot(key: ByteText, row: Row, timestamp: number): Slot {
    const own = ownText(key);
    return this.#keepsTimestamps ? new TimedSlot(own, row, timestamp) : new Slot(own, row, -1);
  }

  #load(slot: Slot): void {
    this.#loaded.touch(slot);
    this.#use(slot.length + SLOT_BYTES);
  }

  #unload(slot: Slot): void {
    this.#loaded.drop(slot);
    this.#use(-(slot.length + SLOT_BYTES));
  }

  #use(bytes: number): void {
    this.#used += bytes;
    this.#budget.used += bytes;
  }

  put(
    key: ByteText,
    value: Row | null,
    timestamp: number,
    _headers?: readonly Header[],
    place: Entry | null = null,
  ): void {
    if (place !== null && value !== null && this.putAt(place, value, timestamp)) return;
    if (this.#walks.size > 0) this.#keepForWalks(key);
    const before = this.#slots.get(key);
    if (value === null) {
      if (before !== undefined) this.#delete(key, before);
    } else if (before === undefined || before === ON_DISK) {
      const slot = this.#slot(key, value, timestamp);
      this.#slots.set(slot.key, slot);
      this.#load(slot);
      if (before === undefined) this.#order.add(slot.key);
      this.#soil(slot);
    } else this.#replace(before, value, timestamp);
  }

  putAt(place: Entry, value: Row, timestamp: number): boolean {
    if (!(place instanceof Slot && place.isThere)) return false;
    if (this.#walks.size > 0) this.#keepForWalks(place.key);
    this.#replace(place, value, timestamp);
    return true;
  }

  #replace(slot: Slot, value: Row, timestamp: number): void {
    const { length } = value;
    this.#use(length - slot.length);
    slot.value = value;
    slot.known = null;
    slot.length = length;
    if (this.#keepsTimestamps) slot.timestamp = timestamp;
    this.#loaded.touch(slot);
    this.#soil(slot);
  }

  #delete(key: ByteText, before: Slot): void {
    let gone = before;
    if (before === ON_DISK) gone = this.#slot(key, "", -1);
    else this.#unload(before);
    gone.isGone = true;
    gone.value = "";
    this.#slots.delete(key);
    this.#order.delete(key);
    this.#soil(gone);
  }

  #soil(slot: Slot): void {
    if (slot.isDirty) return;
    slot.isDirty = true;
    this.#dirty.push(slot);
  }

  #keepForWalks(key: ByteText): void {
    for (const changed of this.#walks) if (!changed.has(key)) changed.set(key, this.#now(key));
  }

  #now(key: ByteText): Entry | null {
    const slot = this.get(key);
    return slot === null ? null : slot.snapshot();
  }

  keys(): Iterable<ByteText> {
    return this.#slots.keys();
  }

  orderOf(key: ByteText): string {
    return key;
  }

  entries(): Iterable<KeyedEntry> {
    return this.range(null, null);
  }

  range(from: ByteText | null, to: ByteText | null): Iterable<KeyedEntry> {
    const changed = new Map<ByteText, Entry | null>();
    // Who left a walk in the middle does not say so, and its record is over before many others begin.
    if (this.#walks.size >= MAX_WALKS) this.#walks.clear();
    this.#walks.add(changed);
    return this.#walk(this.#order.range(this.#slots.keys(), from, to), changed);
  }

  *#walk(
    keys: Iterable<ByteText>,
    changed: Map<ByteText, Entry | null>,
  ): Generator<KeyedEntry, undefined> {
    try {
      for (const key of keys) {
        const before = changed.get(key);
        const entry = before === undefined ? this.#now(key) : before;
        if (entry !== null) yield [key, entry];
      }
    } finally {
      this.#walks.delete(changed);
    }
    return undefined;
  }

  fetch(): never {
    throw new InternalError("a store of keys and values has no windows");
  }

  commit(position: number | null): Promise<void> {
    return this.commitAt(position === null ? null : String(position));
  }

  /** The same, for who has more than one number to say of it. */
  async commitAt(position: string | null): Promise<void> {
    const isNews = position !== null && position !== this.#position;
    if (this.#dirty.length === 0 && !isNews) return;
    const dirty = this.#dirty;
    this.#dirty = [];
    for (const slot of dirty) slot.isDirty = false;
    const schemas = this.#newSchemas(dirty);
    this.#isWriting = true;
    try {
      await this.#database.write(dirty, position, schemas);
    } catch (error) {
      for (const slot of dirty) slot.isDirty = true;
      this.#dirty = dirty.concat(this.#dirty);
      throw error;
    } finally {
      this.#isWriting = false;
    }
    for (const name of schemas) this.#schemasThere.add(name);
    if (position !== null) this.#position = position;
    this.#dropClean();
  }

  #newSchemas(slots: readonly Slot[]): ReadonlySet<string> {
    const found = new Set<string>();
    if (this.#schemas === null) return found;
    for (const slot of slots) {
      if (slot.isGone) continue;
      for (const name of this.#schemas.in(slot.key, rowText(slot.value))) {
        if (!this.#schemasThere.has(name)) found.add(name);
      }
    }
    return found;
  }

  get isOverfull(): boolean {
    return this.#budget.used > this.#budget.limit;
  }

  async relieve(): Promise<void> {
    // The commit does it at its end.
    if (this.#isWriting) return;
    this.#dropClean();
    // Ahead of the position on the disk, which stays: what comes after it is restored or processed once more.
    if (this.isOverfull && this.#dirty.length > 0) await this.commit(null);
  }

  /** Values go that are on the disk as they are, down to half of the room. */
  #dropClean(): void {
    if (!this.isOverfull) return;
    for (const slot of this.#loaded.list()) {
      if (this.#budget.used * 2 <= this.#budget.limit) return;
      if (slot.isDirty) continue;
      this.#unload(slot);
      this.#slots.set(slot.key, ON_DISK);
    }
  }

  async clear(): Promise<void> {
    this.#forget();
    await this.#database.clear();
  }

  async close(): Promise<void> {
    this.#forget();
    await this.#database.close();
  }

  #forget(): void {
    this.#slots.clear();
    this.#walks.clear();
    this.#dirty = [];
    this.#loaded.take();
    this.#order.clear();
    this.#schemasThere.clear();
    this.#position = null;
    this.#use(-this.#used);
  }
}
