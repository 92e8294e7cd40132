// The store of aggregate.yaml: keys as bytes in a table, sums in columns; and what a commit makes of it.
import { item, toFloat, write } from "../contenders/exact.mjs";
import { Text, writeInt } from "../contenders/json.mjs";
import { grown, Keys } from "../contenders/keys.mjs";
import { Batch } from "../contenders/slab.mjs";
import { natural } from "./conversions.mjs";
import { fail, isDict, isFloat, plus } from "./python.mjs";
import { anyValue } from "./stage.mjs";
import { Dirty, Disk, rowKey } from "./state.mjs";

const CHANGELOG = "bench-add_up_2_aggregate-changelog";
const NONE = Buffer.alloc(0);
const HEAD = new Text('{"cents":');
const MIDDLE = new Text(',"passages":');

export class Sums {
  constructor(folder) {
    this.keys = new Keys();
    this.passages = new Float64Array(1024);
    this.cents = new Float64Array(1024);
    this.time = new Float64Array(1024).fill(-1);
    /** Sums that are no safe integers. */
    this.exact = new Map();
    /** Of rows whose last record had some. */
    this.headers = new Map();
    this.dirty = new Dirty();
    this.log = new Batch();
    this.out = new Batch();
    this.logged = 0;
    this.disk = folder === null ? null : new Disk(`${folder}/add_up_2_aggregate`);
  }

  /** `cents`: an int that is a safe number; else undefined, and the record is looked at. */
  add(r, cents) {
    if (cents === undefined) {
      this.addExactly(r, centsOf(r));
      return;
    }
    const n = this.row(r);
    const sum = this.cents[n] + cents;
    if (!Number.isSafeInteger(sum) || this.exact.has(n)) {
      this.addExactly(r, cents);
      return;
    }
    this.cents[n] = sum;
    this.touch(n, r);
  }

  addExactly(r, cents) {
    const known = this.keys.find(r.b, r.key, r.keyEnd, false);
    const before = known < 0 ? 0 : (this.exact.get(known) ?? this.cents[known]);
    const sum = stored(plus(before, cents));
    const n = this.row(r);
    this.exact.set(n, sum);
    this.touch(n, r);
  }

  touch(n, r) {
    if (r.timestamp > this.time[n]) this.time[n] = r.timestamp;
    this.passages[n]++;
    this.dirty.touch(n);
    if (r.end - r.headers > 1) this.headers.set(n, Buffer.from(r.b.subarray(r.headers, r.end)));
    else if (this.headers.size > 0) this.headers.delete(n);
  }

  row(r) {
    const n = this.keys.find(r.b, r.key, r.keyEnd, true);
    if (n >= this.time.length) {
      const { length } = this.time;
      this.passages = grown(this.passages, n * 2);
      this.cents = grown(this.cents, n * 2);
      this.time = grown(this.time, n * 2).fill(-1, length);
    }
    return n;
  }

  /** The aggregate as JSON; returns its end. */
  put(b, view, p, n) {
    const exact = this.exact.get(n);
    p = HEAD.put(view, p);
    if (exact === undefined) p = writeInt(b, p, this.cents[n]);
    else p += b.utf8Write(write(exact), p);
    p = writeInt(b, MIDDLE.put(view, p), this.passages[n]);
    b[p] = 125;
    return p + 1;
  }

  async commit() {
    const { log, out, disk, keys, time } = this;
    this.dirty.flush((n) => {
      const from = keys.starts[n];
      const to = keys.starts[n + 1];
      let p = log.begin(time[n], keys.bytes, from, to, 128);
      const end = this.put(log.b, log.view, p, n);
      if (disk !== null) {
        // A plain store on disk keeps no timestamps.
        const value = Buffer.from(log.b.subarray(p, end));
        disk.put(rowKey(keys.bytes, from, to), value);
      }
      log.finish(end, NONE, 0, 0);
      const headers = this.headers.get(n) ?? NONE;
      p = out.begin(time[n], keys.bytes, from, to, 128 + headers.length);
      out.finish(this.put(out.b, out.view, p, n), headers, 0, headers.length);
    });
    this.logged += log.count;
    const batches = [
      [CHANGELOG, log.take()],
      ["section_tolls", out.take()],
    ];
    await disk?.commit(this.logged);
    return batches.filter(([, batch]) => batch !== null);
  }
}

function centsOf(r) {
  const value = anyValue(r);
  return isDict(value) ? item(value, "cents") : fail("not subscriptable");
}

/** A sum as the store gives it back: JSON has no infinity, but the text. */
function stored(sum) {
  if (isFloat(sum) && !Number.isFinite(toFloat(sum))) return String(toFloat(sum));
  return natural(sum, false);
}
