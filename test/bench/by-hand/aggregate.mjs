// aggregate.yaml by hand: JSON as spans (contenders/tape.mjs), keys as bytes in a table (keys.mjs), sums in columns, batches
// in slabs (slab.mjs). What is rare goes through exact.mjs. Between the stages the records are a batch, as on the topic.
import { boxed, exactly, item, toFloat, write } from "../contenders/exact.mjs";
import { scan, Text, writeInt } from "../contenders/json.mjs";
import { grown, Keys } from "../contenders/keys.mjs";
import { Batch, copy, Reader } from "../contenders/slab.mjs";
import { Extra, INT, Tape } from "../contenders/tape.mjs";
import { Dirty, Disk, rowKey } from "./state.mjs";

const CHANGELOG = "bench-add_up_2_aggregate-changelog";
const NONE = Buffer.alloc(0);
const SECTION = 0;
const CENTS = 0;
const HEAD = new Text('{"cents":');
const MIDDLE = new Text(',"passages":');

/** `a + b` of Python numbers. */
function plus(a, b) {
  if (!Number.isInteger(a) && typeof a !== "bigint") return boxed(toFloat(a) + toFloat(b));
  if (!Number.isInteger(b) && typeof b !== "bigint") return boxed(toFloat(a) + toFloat(b));
  const sum = BigInt(a) + BigInt(b);
  return Number.isSafeInteger(Number(sum)) ? Number(sum) : sum;
}

export class Aggregate {
  constructor({ folder }) {
    this.reader = new Reader();
    this.sections = new Tape(["section"], new Extra({}));
    this.bySection = new Batch();
    this.values = new Tape(["cents"]);
    this.keys = new Keys();
    this.passages = new Float64Array(1024);
    this.cents = new Float64Array(1024);
    this.time = new Float64Array(1024).fill(-1);
    /** Sums that are no safe integers. */
    this.exact = new Map();
    this.dirty = new Dirty();
    this.log = new Batch();
    this.out = new Batch();
    this.logged = 0;
    this.disk = folder === null ? null : new Disk(`${folder}/add_up_2_aggregate`);
  }

  async open() {
    await this.disk?.open();
  }

  process(_topic, batch) {
    const sorted = this.sort(batch);
    if (sorted === null) return [];
    this.addUp(sorted);
    return [["passages_by_section", sorted]];
  }

  sort(batch) {
    const { reader: r, sections: s, bySection: out } = this;
    r.open(batch);
    s.open(batch);
    while (r.next()) {
      if (!scan(s, r) || !s.has(SECTION) || !isPlain(s)) {
        this.sortExactly(r);
        continue;
      }
      const p = out.begin(
        r.timestamp,
        s.b,
        s.from[SECTION] + 1,
        s.to[SECTION] - 1,
        (r.valueEnd - r.value) * 2 + 64,
      );
      out.finish(s.write(out.b, out.view, p), r.b, r.headers, r.end);
    }
    return out.take();
  }

  sortExactly(r) {
    const value = exactly(r);
    const key = Buffer.from(item(value, "section"));
    const text = Buffer.from(write(value));
    const p = this.bySection.begin(r.timestamp, key, 0, key.length, text.length);
    this.bySection.finish(copy(this.bySection.b, p, text, 0, text.length), r.b, r.headers, r.end);
  }

  addUp(batch) {
    const { reader: r, values: s } = this;
    r.open(batch);
    s.open(batch);
    while (r.next()) {
      if (r.keyEnd < 0 || r.valueEnd < 0) continue;
      const n = this.row(r);
      if (r.timestamp > this.time[n]) this.time[n] = r.timestamp;
      this.passages[n]++;
      this.dirty.touch(n);
      const isUsual = scan(s, r) && s.has(CENTS) && s.kinds[CENTS] === INT;
      const sum = isUsual ? this.cents[n] + s.numbers[CENTS] : 0;
      if (!isUsual || !Number.isSafeInteger(sum) || this.exact.has(n)) {
        const before = this.exact.get(n) ?? this.cents[n];
        this.exact.set(n, plus(before, item(exactly(r), "cents")));
      } else this.cents[n] = sum;
    }
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
      p = out.begin(time[n], keys.bytes, from, to, 128);
      out.finish(this.put(out.b, out.view, p, n), NONE, 0, 0);
    });
    this.logged += log.count;
    const batches = [
      [CHANGELOG, log.take()],
      ["section_tolls", out.take()],
    ];
    await disk?.commit(this.logged);
    return batches.filter(([, batch]) => batch !== null);
  }

  async close() {
    await this.disk?.close();
  }
}

/** The section is text that needs no escape, so that its bytes are the key. */
function isPlain(s) {
  if (s.to[SECTION] < 0 || !s.isText(SECTION)) return false;
  for (let p = s.from[SECTION] + 1; p < s.to[SECTION] - 1; p++) if (s.b[p] === 92) return false;
  return true;
}
