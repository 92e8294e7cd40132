// The store of aggregate.yaml: keys as bytes in a table, sums in columns; and what a commit makes of it.
import { item, parse, toFloat, write } from "../contenders/exact.mjs";
import { Text, writeInt } from "../contenders/json.mjs";
import { grown, Keys } from "../contenders/keys.mjs";
import { Batch } from "../contenders/slab.mjs";
import { Cache, ENTRY_BYTES, SHARED } from "./cache.mjs";
import { natural } from "./conversions.mjs";
import { fail, isDict, isFloat, plus } from "./python.mjs";
import { anyValue } from "./stage.mjs";
import { Disk, rowKey } from "./state.mjs";
import { encodable, headersRoom } from "./unicode.mjs";

const CHANGELOG = "bench-add_up_2_aggregate-changelog";
const TOPIC_BYTES = "passages_by_section".length;
/** Of a row with two numbers at most. */
const ROW_BYTES = 64;
const NONE = Buffer.alloc(0);
const HEAD = new Text('{"cents":');
const MIDDLE = new Text(',"passages":');

export class Sums {
  constructor(folder, cacheBytes = SHARED) {
    this.keys = new Keys();
    this.passages = new Float64Array(1024);
    this.cents = new Float64Array(1024);
    this.time = new Float64Array(1024).fill(-1);
    /** Sums that are no safe integers. */
    this.exact = new Map();
    /** Of rows whose last record had some. */
    this.headers = new Map();
    this.cache = new Cache(cacheBytes, this);
    this.log = new Batch();
    this.out = new Batch();
    this.logged = 0;
    this.scratch = new Batch(1 << 12);
    this.disk = folder === null ? null : new Disk(`${folder}/add_up_2_aggregate`);
  }

  async open() {
    if (this.disk === null) return;
    await this.disk.open();
    this.logged = await this.disk.position();
    for await (const [key, value] of this.disk.rows()) this.load(key, value);
  }

  load(key, value) {
    const n = this.numbered(key, 1, key.length);
    const row = parse(value.toString());
    const cents = row.get("cents");
    if (Number.isSafeInteger(cents)) this.cents[n] = cents;
    else this.exact.set(n, cents);
    this.passages[n] = row.get("passages");
  }

  /** `cents`: an int that is a safe number; else undefined, and the record is looked at. */
  add(r, cents) {
    if (cents === undefined) {
      const value = anyValue(r);
      this.addExactly(r, () => centsOf(value));
      return;
    }
    const n = this.row(r);
    const sum = this.cents[n] + cents;
    if (!Number.isSafeInteger(sum) || this.exact.has(n)) {
      this.addExactly(r, () => cents);
      return;
    }
    // What is in the cache is used once more when it is written.
    if (!this.cache.has(n)) this.read(n);
    this.cents[n] = sum;
    this.touch(n, r);
  }

  /** The row is read before anything can fail. */
  addExactly(r, cents) {
    const known = this.keys.find(r.b, r.key, r.keyEnd, false);
    if (known >= 0) this.read(known);
    const before = known < 0 ? 0 : (this.exact.get(known) ?? this.cents[known]);
    const sum = stored(plus(before, cents()));
    const n = this.row(r);
    this.exact.set(n, sum);
    this.touch(n, r);
  }

  read(n) {
    if (this.cache.has(n)) this.cache.touch(n);
    else if (this.passages[n] > 0) this.cache.add(n, this.sizeOf(n));
  }

  touch(n, r) {
    if (r.timestamp > this.time[n]) this.time[n] = r.timestamp;
    this.passages[n]++;
    if (r.end - r.headers > 1) this.headers.set(n, Buffer.from(r.b.subarray(r.headers, r.end)));
    else if (this.headers.size > 0) this.headers.delete(n);
    const isUsual = this.exact.size === 0 || !this.exact.has(n);
    this.cache.write(n, isUsual ? this.around(n) + ROW_BYTES : this.sizeOf(n));
  }

  /** Room in the cache beside that of the row. */
  around(n) {
    const { starts } = this.keys;
    const headers = this.headers.size === 0 ? undefined : this.headers.get(n);
    const around = ENTRY_BYTES + TOPIC_BYTES + starts[n + 1] - starts[n];
    return headers === undefined ? around : around + headersRoom(headers);
  }

  sizeOf(n) {
    const { scratch } = this;
    scratch.ensure(this.bound(n));
    return this.around(n) + this.put(scratch.b, scratch.view, 0, n);
  }

  /** A row on disk, and one in memory in its place, keeps no timestamp. */
  leave(n) {
    this.time[n] = -1;
    this.headers.delete(n);
  }

  row(r) {
    return this.numbered(r.b, r.key, r.keyEnd);
  }

  numbered(b, from, to) {
    const n = this.keys.find(b, from, to, true);
    if (n >= this.time.length) {
      const { length } = this.time;
      this.passages = grown(this.passages, n * 2);
      this.cents = grown(this.cents, n * 2);
      this.time = grown(this.time, n * 2).fill(-1, length);
    }
    return n;
  }

  /** Most bytes that a row takes, and what is written over behind it. */
  bound(n) {
    const sum = this.exact.get(n);
    return 128 + (typeof sum === "string" ? sum.length * 6 : 0);
  }

  /** The aggregate as JSON; returns its end. */
  put(b, view, p, n) {
    const exact = this.exact.get(n);
    p = HEAD.put(view, p);
    if (exact === undefined) p = writeInt(b, p, this.cents[n]);
    else p += b.utf8Write(encodable(write(exact)), p);
    p = writeInt(b, MIDDLE.put(view, p), this.passages[n]);
    b[p] = 125;
    return p + 1;
  }

  /** The cache writes it: to the changelog, to what comes next, and to the disk. */
  flush(n) {
    const { log, out, disk, keys, time } = this;
    const from = keys.starts[n];
    const to = keys.starts[n + 1];
    const bound = this.bound(n);
    let p = log.begin(time[n], keys.bytes, from, to, bound);
    const end = this.put(log.b, log.view, p, n);
    if (disk !== null) disk.put(rowKey(keys.bytes, from, to), Buffer.from(log.b.subarray(p, end)));
    log.finish(end, NONE, 0, 0);
    const headers = this.headers.get(n) ?? NONE;
    p = out.begin(time[n], keys.bytes, from, to, bound + headers.length);
    out.finish(this.put(out.b, out.view, p, n), headers, 0, headers.length);
    return true;
  }

  /** What was flushed, for the topics. */
  take() {
    const { log, out } = this;
    if (log.count === 0) return [];
    this.logged += log.count;
    return [
      [CHANGELOG, log.take()],
      ["section_tolls", out.take()],
    ];
  }

  async commit() {
    this.cache.flush();
    const written = this.take();
    await this.disk?.commit(this.logged);
    return written;
  }
}

function centsOf(value) {
  return isDict(value) ? item(value, "cents") : fail("not subscriptable");
}

/** A sum as the store gives it back: JSON has no infinity, but the text, and texts are Unicode. */
function stored(sum) {
  if (typeof sum === "string") return encodable(sum);
  if (isFloat(sum) && !Number.isFinite(toFloat(sum))) return String(toFloat(sum));
  return natural(sum, false);
}
