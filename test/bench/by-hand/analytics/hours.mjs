// The store of stage 2: an hour of each listener, in windows, with the set of what was heard. Keys are bytes in a table for
// each window, numbers in one array, so that those of an hour lie together.
import { grown, Keys } from "../../contenders/keys.mjs";
import { Batch, copy, writeLong } from "../../contenders/slab.mjs";
import { SCHEMA_IDS } from "../../stateful-inputs.mjs";
import { Dirty, putBytes, putDouble, putFrame, putLong } from "../state.mjs";
import { Names } from "../texts.mjs";
import { RETENTION, WindowsOnDisk } from "./windows-on-disk.mjs";

const NONE = Buffer.alloc(0);
const WINDOW = 3_600_000;
/** Hours that the cache has room for in any case. */
const MANY = 100_000;
/** Names beyond which a list is not looked through. */
const FEW = 16;

/** Where the numbers of an hour are; of four kinds of events the counts. */
export const [EVENTS, COUNTS, SECONDS, LAST_AT, TIME, WIDTH] = [0, 1, 5, 6, 7, 8];
export const KINDS = 4;

class Window {
  constructor(start) {
    this.start = start;
    this.keys = new Keys();
    /** By the numbers of their keys, those of the hours. */
    this.hours = [];
  }
}

export class Hours {
  constructor(disk) {
    this.disk = disk === null ? null : new WindowsOnDisk(disk);
    this.log = new Batch();
    this.logged = 0;
    this.names = new Names();
    this.windows = new Map();
    this.last = new Window(Number.NaN);
    this.newest = Number.NEGATIVE_INFINITY;
    this.size = 0;
    this.free = [];
    this.windowOf = [];
    this.keyOf = [];
    this.numbers = new Float64Array(1024 * WIDTH);
    /** Numbers of names, in the order in which they came; of many a set as well. */
    this.heard = [];
    this.heardSets = new Map();
    /** Hours with a name twice, which a member of another type became: the set is made when the row is read. */
    this.doubled = new Set();
    /** `LAST_AT` where no number is it, which is NaN then. */
    this.exactLastAt = new Map();
    /** Hours that were written since the last commit. */
    this.dirty = new Dirty();
  }

  /** The number of the listener's hour at the record's time; -1: there is none. `isNew`: it is made. */
  find(r, isNew) {
    const { timestamp } = r;
    let window = this.last;
    if (!(timestamp >= window.start && timestamp < window.start + WINDOW)) {
      window = this.windowAt(timestamp - (timestamp % WINDOW), isNew);
      if (window === null) return -1;
    }
    const n = window.keys.find(r.b, r.key, r.keyEnd, isNew);
    if (n < 0) return -1;
    return n < window.hours.length ? window.hours[n] : this.made(window, n);
  }

  windowAt(start, isNew) {
    let window = this.windows.get(start);
    if (window === undefined) {
      if (!isNew) return null;
      window = new Window(start);
      this.windows.set(start, window);
      if (start > this.newest) this.newest = start;
    }
    this.last = window;
    return window;
  }

  made(window, key) {
    const n = this.free.pop() ?? this.size++;
    if (this.numbers.length < this.size * WIDTH) {
      this.numbers = grown(this.numbers, this.size * WIDTH * 2);
    }
    this.numbers.fill(0, n * WIDTH, n * WIDTH + WIDTH);
    this.heard[n] = [];
    this.windowOf[n] = window;
    this.keyOf[n] = key;
    window.hours.push(n);
    return n;
  }

  /** Not one that only `countExactly` knows what to do with. */
  isUsual(n) {
    if (this.doubled.size > 0 && this.doubled.has(n)) return false;
    return !Number.isNaN(this.numbers[n * WIDTH + LAST_AT]);
  }

  hear(n, name) {
    const heard = this.heard[n];
    if (heard.length < FEW) {
      if (heard.includes(name)) return;
    } else {
      let set = this.heardSets.get(n);
      if (set === undefined) {
        set = new Set(heard);
        this.heardSets.set(n, set);
      }
      if (set.has(name)) return;
      set.add(name);
    }
    heard.push(name);
  }

  /** In place of what was heard before. */
  setHeard(n, heard) {
    this.heard[n] = heard;
    this.heardSets.delete(n);
    if (new Set(heard).size < heard.length) this.doubled.add(n);
    else this.doubled.delete(n);
  }

  setLastAt(n, lastAt) {
    const isExact = typeof lastAt === "bigint";
    this.numbers[n * WIDTH + LAST_AT] = isExact ? Number.NaN : lastAt;
    if (isExact) this.exactLastAt.set(n, lastAt);
    else this.exactLastAt.delete(n);
  }

  lastAt(n) {
    return this.exactLastAt.get(n) ?? this.numbers[n * WIDTH + LAST_AT];
  }

  /** The record changed it. */
  touch(n, r) {
    this.numbers[n * WIDTH + TIME] = r.timestamp;
    this.dirty.touch(n);
  }

  /** To the changelog and the disk, where there are any. */
  commit() {
    this.dirty.flush((n) => {
      if (this.disk !== null) this.save(n);
    });
    if (this.size - this.free.length > MANY) this.forget();
    this.logged += this.log.count;
    return this.log.take();
  }

  /** The cache gives out what is in it, however old that is. When there is much, it drops that. */
  forget() {
    for (const [start, { hours }] of this.windows) {
      if (start > this.newest - RETENTION) continue;
      this.windows.delete(start);
      for (const n of hours) {
        this.setHeard(n, []);
        this.setLastAt(n, 0);
        this.free.push(n);
      }
    }
    this.last = new Window(Number.NaN);
  }

  save(n) {
    const { log } = this;
    const { start, keys } = this.windowOf[n];
    const from = keys.starts[this.keyOf[n]];
    const to = keys.starts[this.keyOf[n] + 1];
    let bound = 128;
    for (const name of this.heard[n]) bound += this.names.jsonLength(name) + 8;
    let p = log.open(this.numbers[n * WIDTH + TIME], to - from + 12, bound);
    const keyAt = p;
    p = copy(log.b, p, keys.bytes, from, to);
    writeLong(log.b, p, start);
    log.b.fill(0, p + 8, p + 12);
    const key = log.b.subarray(keyAt, p + 12);
    p = log.value(p + 12);
    const end = this.put(log.b, p, n);
    this.disk.put(start, key, log.b.subarray(p, end));
    log.finish(end, NONE, 0, 0);
  }

  /** As Avro; out: its end. */
  put(b, p, n) {
    const { names, numbers } = this;
    const at = n * WIDTH;
    p = putLong(b, putFrame(b, p, SCHEMA_IDS.ListeningHour), numbers[at + EVENTS]);
    for (let i = 0; i < KINDS; i++) p = putLong(b, p, numbers[at + COUNTS + i]);
    p = putDouble(b, p, numbers[at + SECONDS]);
    const heard = this.heard[n];
    if (heard.length > 0) p = putLong(b, p, heard.length);
    for (const name of heard) {
      p = putBytes(b, p, names.bytes, names.starts[name], names.starts[name + 1]);
    }
    b[p] = 0;
    return putLong(b, p + 1, this.lastAt(n));
  }
}
