// Stage 2: an hour of each listener, in windows, with the set of what was heard.
import { Text, writeDouble, writeInt } from "../../contenders/json.mjs";
import { Keys } from "../../contenders/keys.mjs";
import { Batch, copy, Reader, writeLong } from "../../contenders/slab.mjs";
import { Tape } from "../../contenders/tape.mjs";
import { SCHEMA_IDS } from "../../stateful-inputs.mjs";
import { Dirty, putBytes, putDouble, putFrame, putLong } from "../state.mjs";
import { FINISHES, LIKES, SKIPS, STARTS, whatOf } from "./events.mjs";
import { checkPlain } from "./plain-text.mjs";

const NONE = Buffer.alloc(0);
const WINDOW = 3_600_000;
const RETENTION = 90_000_000;
const SEGMENT = RETENTION / 2;

class Hour {
  constructor(key, start) {
    this.key = key;
    this.start = start;
    this.counts = [0, 0, 0, 0];
    this.events = 0;
    this.seconds = 0;
    this.lastAt = 0;
    /** Numbers of episodes, in the order in which they came. */
    this.heard = new Set();
    /** Of the record that changed it last. */
    this.time = 0;
  }
}

/** The windows of one hour. */
class Window {
  constructor() {
    this.keys = new Keys();
    this.hours = [];
  }
}

const [IN_AT, IN_WHAT, IN_EPISODE, IN_SECONDS] = [0, 1, 2, 3];
const DIFFERENT = new Text('{"different_episodes":');
const EVENTS = new Text(',"events":');
const FINISH_COUNT = new Text(',"finish_count":');
const HEARD = new Text(',"heard":[');
const LAST_AT = new Text('],"last_at":');
const LIKE_COUNT = new Text(',"like_count":');
const SECONDS = new Text(',"seconds":');
const SKIP_COUNT = new Text(',"skip_count":');
const START_COUNT = new Text(',"start_count":');

export class Count {
  constructor(disk) {
    this.reader = new Reader();
    this.json = new Tape(["at", "what", "episode", "seconds"]);
    this.out = new Batch();
    this.log = new Batch();
    this.disk = disk;
    this.logged = 0;
    this.names = new Keys();
    this.windows = new Map();
    this.newest = -1;
    /** All hours that were written since the last commit, by a number of their own. */
    this.dirty = new Dirty();
    this.hours = [];
  }

  process(batch) {
    const r = this.reader;
    r.open(batch);
    this.json.open(batch);
    while (r.next()) this.one(r);
    return this.out.take();
  }

  hour(r) {
    const start = r.timestamp - (r.timestamp % WINDOW);
    let window = this.windows.get(start);
    if (window === undefined) {
      window = new Window();
      this.windows.set(start, window);
      this.newest = Math.max(this.newest, start);
      for (const old of this.windows.keys())
        if (old <= this.newest - RETENTION) this.windows.delete(old);
    }
    const n = window.keys.find(r.b, r.key, r.keyEnd, true);
    if (n < window.hours.length) return window.hours[n];
    const hour = new Hour(Buffer.from(r.b.subarray(r.key, r.keyEnd)), start);
    hour.number = this.hours.length;
    this.hours.push(hour);
    window.hours.push(hour);
    return hour;
  }

  one(r) {
    const s = this.json;
    s.object(r.value, r.valueEnd);
    const hour = this.hour(r);
    hour.events++;
    hour.counts[whatOf(s.b, s.from[IN_WHAT] + 1, s.to[IN_WHAT] - 1)]++;
    hour.seconds += s.numbers[IN_SECONDS];
    if (s.isText(IN_EPISODE) && s.to[IN_EPISODE] - s.from[IN_EPISODE] > 2) {
      checkPlain(s.b, s.from[IN_EPISODE], s.to[IN_EPISODE]);
      hour.heard.add(this.names.find(s.b, s.from[IN_EPISODE] + 1, s.to[IN_EPISODE] - 1, true));
    }
    if (s.numbers[IN_AT] > hour.lastAt) hour.lastAt = s.numbers[IN_AT];
    hour.time = r.timestamp;
    this.dirty.touch(hour.number);
    this.write(r, hour);
  }

  write(r, { counts, events, seconds, lastAt, heard }) {
    const { out, names } = this;
    let p = out.begin(r.timestamp, r.b, r.key, r.keyEnd, 320 + heard.size * 64);
    const { b: w, view } = out;
    p = writeInt(w, DIFFERENT.put(view, p), heard.size);
    p = writeInt(w, EVENTS.put(view, p), events);
    p = writeInt(w, FINISH_COUNT.put(view, p), counts[FINISHES]);
    p = HEARD.put(view, p);
    for (const n of heard) {
      w[p] = 34;
      p = copy(w, p + 1, names.bytes, names.starts[n], names.starts[n + 1]);
      w[p] = 34;
      w[p + 1] = 44;
      p += 2;
    }
    if (heard.size > 0) p--;
    p = writeInt(w, LAST_AT.put(view, p), lastAt);
    p = writeInt(w, LIKE_COUNT.put(view, p), counts[LIKES]);
    p = writeDouble(w, SECONDS.put(view, p), seconds);
    p = writeInt(w, SKIP_COUNT.put(view, p), counts[SKIPS]);
    p = writeInt(w, START_COUNT.put(view, p), counts[STARTS]);
    w[p] = 125;
    out.finish(p + 1, r.b, r.headers, r.end);
  }

  /** To the changelog and the disk, where there are any. */
  commit() {
    const { log, disk } = this;
    this.dirty.flush((number) => {
      if (disk === null) return;
      const hour = this.hours[number];
      const { key, start } = hour;
      let p = log.open(hour.time, key.length + 12, 320 + hour.heard.size * 64);
      const keyAt = p;
      p = copy(log.b, p, key, 0, key.length);
      writeLong(log.b, p, start);
      log.b.fill(0, p + 8, p + 12);
      const at = Buffer.allocUnsafe(9 + key.length + 12);
      at[0] = 100;
      writeLong(at, 1, Math.trunc(start / SEGMENT));
      at.set(log.b.subarray(keyAt, p + 12), 9);
      p = log.value(p + 12);
      const end = this.putHour(log.b, p, hour);
      disk.put(at, Buffer.from(log.b.subarray(p, end)));
      log.finish(end, NONE, 0, 0);
    });
    this.logged += log.count;
    return log.take();
  }

  putHour(b, p, { counts, events, seconds, lastAt, heard }) {
    const { names } = this;
    p = putLong(b, putFrame(b, p, SCHEMA_IDS.ListeningHour), events);
    p = putLong(b, p, counts[STARTS]);
    p = putLong(b, p, counts[FINISHES]);
    p = putLong(b, p, counts[SKIPS]);
    p = putLong(b, p, counts[LIKES]);
    p = putDouble(b, p, seconds);
    if (heard.size > 0) p = putLong(b, p, heard.size);
    for (const n of heard) p = putBytes(b, p, names.bytes, names.starts[n], names.starts[n + 1]);
    b[p] = 0;
    return putLong(b, p + 1, lastAt);
  }
}
