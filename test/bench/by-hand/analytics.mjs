// examples/podcast-insights by hand: Avro from bytes to bytes, JSON as spans, windows as columns of objects with small sets of
// numbers, names as bytes in key tables. Between the stages the records are batches, as on the topics. It takes what the
// stages before it write; a text that needs an escape is not provided for, and said.
import { Text, writeDouble, writeInt } from "../contenders/json.mjs";
import { Keys } from "../contenders/keys.mjs";
import { Batch, copy, Reader, writeLong } from "../contenders/slab.mjs";
import { Extra, Tape } from "../contenders/tape.mjs";
import { SCHEMA_IDS } from "../stateful-inputs.mjs";
import { Dirty, Disk, putBytes, putFrame, putLong } from "./state.mjs";

const NONE = Buffer.alloc(0);
const WINDOW = 3_600_000;
const RETENTION = 90_000_000;
const SEGMENT = RETENTION / 2;
const CHANGELOG = "bench-listening_hours-changelog";
const DOUBLE = new DataView(new ArrayBuffer(8));

const STARTS = 0;
const FINISHES = 1;
const SKIPS = 2;
const LIKES = 3;
const WHATS = ["start", "finish", "skip", "like"].map((what) => Buffer.from(what));

/** Which of the four an event is; -1: none. */
function whatOf(b, from, to) {
  const c = b[from];
  const n =
    c === 115
      ? b[from + 1] === 116
        ? STARTS
        : SKIPS
      : c === 102
        ? FINISHES
        : c === 108
          ? LIKES
          : -1;
  if (n < 0) return -1;
  const name = WHATS[n];
  if (to - from !== name.length) return -1;
  for (let i = 0; i < name.length; i++) if (b[from + i] !== name[i]) return -1;
  return n;
}

/** Text that JSON writes as its bytes. */
function putPlain(w, p, b, from, to) {
  for (; from < to; from++) {
    const c = b[from];
    if (c < 32 || c === 34 || c === 92) throw new RangeError("a text needs escapes");
    w[p++] = c;
  }
  return p;
}

/** A JSON text that holds no escape: its bytes. */
function checkPlain(b, from, to) {
  for (; from < to; from++) if (b[from] === 92) throw new RangeError("a text has escapes");
}

function putDouble(b, p, v) {
  DOUBLE.setFloat64(0, v, true);
  for (let i = 0; i < 8; i++) b[p++] = DOUBLE.getUint8(i);
  return p;
}

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

const AT = new Text('{"at":');
const EPISODE = new Text(',"episode":');
const MOODS = [
  new Text(',"mood":"trial","seconds":'),
  new Text(',"mood":"interest","seconds":'),
  new Text(',"mood":"trial","seconds":'),
  new Text(',"mood":"interest","seconds":'),
];
const WHAT = new Text(',"what":"');
const NULL = new Text("null");

/** Stage 1. */
class Pick {
  constructor() {
    this.reader = new Reader();
    this.out = new Batch();
  }

  process(batch) {
    const r = this.reader;
    r.open(batch);
    while (r.next()) this.one(r);
    return this.out.take();
  }

  one(r) {
    const { b } = r;
    const { out } = this;
    r.p = r.value + 5;
    const at = r.varint();
    const whatLength = r.varint();
    const what = r.p;
    const n = whatOf(b, what, what + whatLength);
    if (n < 0) {
      r.p = r.end;
      return;
    }
    r.p = what + whatLength;
    const isThere = r.varint() === 1;
    const episodeLength = isThere ? r.varint() : 0;
    const episode = r.p;
    for (let i = 0; i < 8; i++) DOUBLE.setUint8(i, b[episode + episodeLength + i]);
    let p = out.begin(r.timestamp, b, r.key, r.keyEnd, episodeLength + 160);
    const { b: w, view } = out;
    p = EPISODE.put(view, writeInt(w, AT.put(view, p), at));
    if (isThere) {
      w[p] = 34;
      p = putPlain(w, p + 1, b, episode, episode + episodeLength);
      w[p++] = 34;
    } else p = NULL.put(view, p);
    p = writeDouble(w, MOODS[n].put(view, p), DOUBLE.getFloat64(0, true));
    p = copy(w, WHAT.put(view, p), b, what, what + whatLength);
    w[p] = 34;
    w[p + 1] = 125;
    out.finish(p + 2, b, r.headers, r.end);
    r.p = r.end;
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

/** Stage 2. */
class Count {
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

/** Genres of episodes, and how often each came, from most to fewest. */
class Genres {
  constructor(table) {
    this.keys = new Keys();
    this.ofEpisode = [];
    this.names = new Keys();
    this.order = [];
    this.counts = [];
    const r = new Reader();
    for (const { batch } of table) {
      r.open(batch);
      while (r.next()) {
        const n = this.keys.find(r.b, r.key, r.keyEnd, true);
        r.p = r.value + 5;
        const length = r.varint();
        this.ofEpisode[n] = this.names.find(r.b, r.p, r.p + length, true);
        r.p = r.end;
      }
    }
  }

  /** Of the first twenty names in a JSON list. */
  count(b, p, end) {
    this.order.length = 0;
    let left = 20;
    for (p++; p < end && b[p] === 34 && left > 0; left--) {
      const from = ++p;
      while (b[p] !== 34) p++;
      checkPlain(b, from, p);
      const n = this.keys.find(b, from, p, false);
      p += 2;
      if (n >= 0) this.add(this.ofEpisode[n]);
    }
    // Few: put in order by insertion, equal ones stay as they came.
    const { order, counts } = this;
    for (let i = 1; i < order.length; i++)
      for (let j = i; j > 0 && counts[order[j]] > counts[order[j - 1]]; j--)
        [order[j], order[j - 1]] = [order[j - 1], order[j]];
  }

  add(genre) {
    if (this.order.includes(genre)) this.counts[genre]++;
    else {
      this.counts[genre] = 1;
      this.order.push(genre);
    }
  }
}

const ADDED = new Extra({
  genres(w, _view, p, _tape, { order, counts, names }) {
    w[p++] = 91;
    for (let i = 0; i < order.length && i < 2; i++) {
      const n = order[i];
      if (i > 0) w[p++] = 44;
      w[p] = 91;
      w[p + 1] = 34;
      p = copy(w, p + 2, names.bytes, names.starts[n], names.starts[n + 1]);
      w[p] = 34;
      w[p + 1] = 44;
      p = writeInt(w, p + 2, counts[n]);
      w[p++] = 93;
    }
    w[p] = 93;
    return p + 1;
  },
});

/** Stage 3. */
class AddGenres {
  constructor(table) {
    this.reader = new Reader();
    this.json = new Tape(["heard"], ADDED);
    this.plain = new Tape([], new Extra({}));
    this.out = new Batch();
    this.genres = new Genres(table);
  }

  process(batch) {
    const r = this.reader;
    r.open(batch);
    this.json.open(batch);
    this.plain.open(batch);
    while (r.next()) this.one(r);
    return this.out.take();
  }

  one(r) {
    const { json, out, genres } = this;
    json.object(r.value, r.valueEnd);
    const isEmpty = json.to[0] - json.from[0] === 2;
    let s = json;
    if (isEmpty) {
      s = this.plain;
      s.object(r.value, r.valueEnd);
    } else genres.count(json.b, json.from[0], json.to[0]);
    const p = out.begin(r.timestamp, r.b, r.key, r.keyEnd, (r.valueEnd - r.value) * 2 + 160);
    out.finish(s.write(out.b, out.view, p, genres), r.b, r.headers, r.end);
  }
}

const [LAST, EVENT, START, FINISH, SKIP, LIKE, SECOND, OTHERS, GENRE] = [0, 1, 2, 3, 4, 5, 6, 7, 8];

/** Stage 4, and the subscribers that it looks up. */
class Insights {
  constructor(disk) {
    this.reader = new Reader();
    this.json = new Tape([
      "last_at",
      "events",
      "start_count",
      "finish_count",
      "skip_count",
      "like_count",
      "seconds",
      "different_episodes",
      "genres",
    ]);
    this.subscription = new Tape(["plan", "months"]);
    this.keys = new Keys();
    /** As Avro has them, and the frame before it: what the store keeps. */
    this.subscribers = [];
    this.dirty = new Dirty();
    this.scratch = Buffer.alloc(1024);
    this.disk = disk;
    this.out = new Batch();
  }

  subscribe(batch) {
    const { reader: r, subscription: s, scratch } = this;
    r.open(batch);
    s.open(batch);
    while (r.next()) {
      s.object(r.value, r.valueEnd);
      checkPlain(s.b, s.from[0], s.to[0]);
      const n = this.keys.find(r.b, r.key, r.keyEnd, true);
      let p = putBytes(
        scratch,
        putFrame(scratch, 0, SCHEMA_IDS.Subscriber),
        s.b,
        s.from[0] + 1,
        s.to[0] - 1,
      );
      p = putLong(scratch, p, s.numbers[1]);
      this.subscribers[n] = Buffer.from(scratch.subarray(0, p));
      this.dirty.touch(n);
    }
  }

  process(batch) {
    const r = this.reader;
    r.open(batch);
    this.json.open(batch);
    while (r.next()) this.one(r);
    return this.out.take();
  }

  one(r) {
    const { json: s, out } = this;
    s.object(r.value, r.valueEnd);
    const { numbers } = s;
    const found = this.keys.find(r.b, r.key, r.keyEnd, false);
    let p = out.begin(r.timestamp, r.b, r.key, r.keyEnd, r.valueEnd - r.value + 256);
    const w = out.b;
    p = putBytes(w, putFrame(w, p, SCHEMA_IDS.Insight), r.b, r.key, r.keyEnd);
    p = putLong(w, p, numbers[LAST]);
    p = putLong(w, p, numbers[EVENT]);
    p = putLong(w, p, numbers[START]);
    p = putLong(w, p, numbers[FINISH]);
    p = putLong(w, p, numbers[SKIP]);
    p = putLong(w, p, numbers[LIKE]);
    p = putLong(w, p, numbers[OTHERS]);
    p = putDouble(w, p, numbers[SECOND]);
    p = putRate(w, p, numbers[FINISH], numbers[START]);
    p = putRate(w, p, numbers[LIKE], numbers[FINISH]);
    if (found < 0) w[p++] = w[p++] = 0;
    else p = this.putSubscriber(w, p, this.subscribers[found]);
    if (!s.has(GENRE)) w[p++] = 0;
    else p = putGenres(w, p, s.b, s.from[GENRE], s.to[GENRE]);
    out.finish(p, r.b, r.headers, r.end);
  }

  /** Plan and months, each behind the branch of its union. */
  putSubscriber(w, p, bytes) {
    w[p++] = 2;
    let end = 5;
    while (bytes[end] > 127) end++;
    end += 1 + (bytes[end] >> 1);
    p = copy(w, p, bytes, 5, end);
    w[p++] = 2;
    return copy(w, p, bytes, end, bytes.length);
  }

  commit() {
    const { keys } = this;
    this.dirty.flush((n) => {
      if (this.disk === null) return;
      const key = Buffer.allocUnsafe(1 + keys.starts[n + 1] - keys.starts[n]);
      key[0] = 100;
      key.set(keys.bytes.subarray(keys.starts[n], keys.starts[n + 1]), 1);
      this.disk.put(key, this.subscribers[n]);
    });
  }
}

/** A share, where there is something to divide by. */
function putRate(w, p, part, whole) {
  if (!(whole > 0)) {
    w[p] = 0;
    return p + 1;
  }
  w[p] = 2;
  return putDouble(w, p + 1, part / whole);
}

/** `[["history",2],["crime",1]]`, as an earlier stage wrote it. */
function putGenres(w, p, b, at, end) {
  w[p++] = 2;
  if (end - at > 2) {
    let pairs = 0;
    for (let i = at + 1; i < end - 1; i++) if (b[i] === 91) pairs++;
    p = putLong(w, p, pairs);
    for (at += 1; b[at] === 91; at++) {
      const from = at + 2;
      at = from;
      while (b[at] !== 34) at++;
      checkPlain(b, from, at);
      p = putBytes(w, p, b, from, at);
      let count = 0;
      for (at += 2; b[at] !== 93; at++) count = count * 10 + b[at] - 48;
      p = putLong(w, p, count);
      at++;
    }
  }
  w[p] = 0;
  return p + 1;
}

export class Analytics {
  constructor({ folder, table }) {
    this.hours = folder === null ? null : new Disk(`${folder}/listening_hours`);
    this.subscribers = folder === null ? null : new Disk(`${folder}/subscribers`);
    this.pick = new Pick();
    this.count = new Count(this.hours);
    this.genres = new AddGenres(table);
    this.insights = new Insights(this.subscribers);
  }

  async open() {
    await this.hours?.open();
    await this.subscribers?.open();
  }

  process(topic, batch) {
    if (topic === "subscriptions") {
      this.insights.subscribe(batch);
      return [];
    }
    const picked = this.pick.process(batch);
    if (picked === null) return [];
    const counted = this.count.process(picked);
    const withGenres = this.genres.process(counted);
    return [
      ["picked_plays", picked],
      ["counted_hours", counted],
      ["hours_with_genres", withGenres],
      ["insights", this.insights.process(withGenres)],
    ];
  }

  async commit() {
    const log = this.count.commit();
    this.insights.commit();
    await this.hours?.commit(this.count.logged);
    await this.subscribers?.commit(null);
    return log === null ? [] : [[CHANGELOG, log]];
  }

  async close() {
    await this.hours?.close();
    await this.subscribers?.close();
  }
}
