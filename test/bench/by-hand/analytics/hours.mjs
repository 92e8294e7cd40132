// The store of stage 2: an hour of each listener, in windows, with the set of what was heard. Keys are bytes in a table for
// each window, numbers in one array, so that those of an hour lie together.
import { grown, Keys } from "../../contenders/keys.mjs";
import { Batch, copy, writeLong } from "../../contenders/slab.mjs";
import { SCHEMA_IDS } from "../../stateful-inputs.mjs";
import { Cache, ENTRY_BYTES } from "../cache.mjs";
import { getDouble, putBytes, putDouble, putFrame, putLong, takeLong } from "../state.mjs";
import { Names } from "../texts.mjs";
import { RETENTION, SUFFIX, WindowsOnDisk } from "./windows-on-disk.mjs";

const FRAME = 5;

const CHANGELOG = "bench-listening_hours-changelog";
/** What the definition says. */
const CACHE_BYTES = 33_554_432;
/** Room of an hour in the cache beside its key and what was heard: numbers take ten bytes at most. */
const AROUND = ENTRY_BYTES + "picked_plays".length + SUFFIX;
const MOST = AROUND + FRAME + 7 * 10 + 8 + 1;
const NONE = Buffer.alloc(0);
const WINDOW = 3_600_000;
/** Names beyond which a list is not looked through. */
const FEW = 16;

/** Where the numbers of an hour are; of four kinds of events the counts. */
export const [EVENTS, COUNTS, SECONDS, LAST_AT, TIME, WIDTH] = [0, 1, 5, 6, 7, 8];
export const KINDS = 4;

class Window {
  constructor(start) {
    this.start = start;
    this.keys = new Keys();
    /** By the numbers of their keys, those of the hours; -1: it is gone. */
    this.hours = [];
    this.live = 0;
  }
}

export class Hours {
  constructor(disk, cacheBytes = CACHE_BYTES) {
    this.disk = disk === null ? null : new WindowsOnDisk(disk);
    this.log = new Batch();
    this.logged = 0;
    this.names = new Names();
    this.windows = new Map();
    this.last = new Window(Number.NaN);
    /** The latest start that the cache wrote. */
    this.observed = -1;
    this.size = 0;
    this.free = [];
    this.windowOf = [];
    this.keyOf = [];
    this.numbers = new Float64Array(1024 * WIDTH);
    /** Numbers of names, in the order in which they came; of many a set as well. */
    this.heard = [];
    /** Bytes that they take in a row. */
    this.heardBytes = new Int32Array(1024);
    this.heardSets = new Map();
    /** Hours with a name twice, which a member of another type became: the set is made when the row is read. */
    this.doubled = new Set();
    /** `LAST_AT` where no number is it, which is NaN then. */
    this.exactLastAt = new Map();
    this.cache = new Cache(cacheBytes, this);
  }

  async open() {
    if (this.disk === null) return;
    this.logged = await this.disk.open((start, key, row) => this.load(start, key, row));
  }

  load(start, key, row) {
    const window = this.windowAt(start, true);
    const n = this.made(window, window.keys.find(key, 0, key.length, true));
    const at = n * WIDTH;
    const r = { b: row, p: FRAME };
    for (let i = EVENTS; i < COUNTS + KINDS; i++) this.numbers[at + i] = takeLong(r);
    this.numbers[at + SECONDS] = getDouble(row, r.p);
    r.p += 8;
    const heard = [];
    for (let left = takeLong(r); left > 0; left--) {
      const length = takeLong(r);
      heard.push(this.names.ofBytes(row, r.p, r.p + length));
      r.p += length;
    }
    if (heard.length > 0) r.p++;
    this.setHeard(n, heard);
    this.setLastAt(n, takeLong(r));
  }

  /** As the store gives it: the number of the listener's hour at the record's time; -1: there is none. */
  get(r) {
    const n = this.find(r, false);
    if (n >= 0) this.read(n);
    return n;
  }

  read(n) {
    if (this.cache.has(n)) this.cache.touch(n);
    else this.cache.add(n, this.sizeOf(n));
  }

  /** The number of the listener's hour at the record's time; -1: there is none. `isNew`: it is made. */
  find(r, isNew) {
    const { timestamp } = r;
    let window = this.last;
    if (!(timestamp >= window.start && timestamp < window.start + WINDOW)) {
      window = this.windowAt(timestamp - (timestamp % WINDOW), isNew);
      if (window === null) return -1;
    }
    const key = window.keys.find(r.b, r.key, r.keyEnd, isNew);
    if (key < 0) return -1;
    const n = key < window.hours.length ? window.hours[key] : -1;
    return n >= 0 || !isNew ? n : this.made(window, key);
  }

  windowAt(start, isNew) {
    let window = this.windows.get(start);
    if (window === undefined) {
      if (!isNew) return null;
      window = new Window(start);
      this.windows.set(start, window);
    }
    this.last = window;
    return window;
  }

  made(window, key) {
    const n = this.free.pop() ?? this.size++;
    if (this.numbers.length < this.size * WIDTH) {
      this.numbers = grown(this.numbers, this.size * WIDTH * 2);
      this.heardBytes = grown(this.heardBytes, this.size * 2);
    }
    this.numbers.fill(0, n * WIDTH, n * WIDTH + WIDTH);
    this.heard[n] = [];
    this.heardBytes[n] = 0;
    this.windowOf[n] = window;
    this.keyOf[n] = key;
    window.hours[key] = n;
    window.live++;
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
    this.heardBytes[n] += this.names.rowLength(name);
  }

  /** In place of what was heard before. */
  setHeard(n, heard) {
    this.heard[n] = heard;
    this.heardBytes[n] = heard.reduce((sum, name) => sum + this.names.rowLength(name), 0);
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
    this.cache.write(n, MOST + r.keyEnd - r.key + this.heardBytes[n]);
  }

  sizeOf(n) {
    const { starts } = this.windowOf[n].keys;
    const key = this.keyOf[n];
    return AROUND + starts[key + 1] - starts[key] + this.length(n);
  }

  /** Bytes of the row. */
  length(n) {
    const at = n * WIDTH;
    let length = FRAME + 8 + 1 + this.heardBytes[n] + longLength(this.lastAt(n));
    for (let i = EVENTS; i < COUNTS + KINDS; i++) length += longLength(this.numbers[at + i]);
    const { length: many } = this.heard[n];
    return many > 0 ? length + longLength(many) : length;
  }

  /** The cache writes it: to the changelog and the disk, where there are any. */
  flush(n) {
    const { start } = this.windowOf[n];
    if (start > this.observed) this.expire(start);
    if (this.disk !== null) this.save(n);
    return true;
  }

  /** What the cache has is given out, however old it is; what is below is not. */
  expire(observed) {
    this.observed = observed;
    for (const { start, hours } of this.windows.values()) {
      if (start > observed - RETENTION) continue;
      for (const n of hours) if (n >= 0 && !this.cache.has(n)) this.drop(n);
    }
  }

  /** The cache has it no more. */
  leave(n) {
    if (this.windowOf[n].start <= this.observed - RETENTION) this.drop(n);
  }

  drop(n) {
    const window = this.windowOf[n];
    window.hours[this.keyOf[n]] = -1;
    window.live--;
    if (window.live === 0) {
      this.windows.delete(window.start);
      if (this.last === window) this.last = new Window(Number.NaN);
    }
    this.setHeard(n, []);
    this.exactLastAt.delete(n);
    this.free.push(n);
  }

  /** What was flushed, for the changelog. */
  take() {
    this.logged += this.log.count;
    const written = this.log.take();
    return written === null ? [] : [[CHANGELOG, written]];
  }

  save(n) {
    const { log } = this;
    const { start, keys } = this.windowOf[n];
    const from = keys.starts[this.keyOf[n]];
    const to = keys.starts[this.keyOf[n] + 1];
    const bound = 128 + this.heardBytes[n];
    let p = log.open(this.numbers[n * WIDTH + TIME], to - from + SUFFIX, bound);
    const keyAt = p;
    p = copy(log.b, p, keys.bytes, from, to);
    writeLong(log.b, p, start);
    log.b.fill(0, p + 8, p + SUFFIX);
    const key = log.b.subarray(keyAt, p + SUFFIX);
    p = log.value(p + SUFFIX);
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

/** Of a long in Avro. */
function longLength(v) {
  if (v >= 0 && v < 64) return 1;
  return putLong(SCRATCH, 0, v);
}
const SCRATCH = Buffer.alloc(16);
