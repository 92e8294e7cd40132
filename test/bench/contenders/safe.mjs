// The fastest exact services without code made at run time: the bar for what must run under --disallow-code-generation-from-strings.
// What the definition says is code written ahead: the fields that a function reads and sets. All else of a value stays text
// (tape.mjs); a record whose text is not what KSML would write goes through exact.mjs. avro and count are best.mjs's.

import { create as best, Join, product, Service, Windows } from "./best.mjs";
import { add, enrich, exactly, isHot, joiner, parse } from "./exact.mjs";
import { scan, writeDouble, writeValue } from "./json.mjs";
import { grown } from "./keys.mjs";
import { copy } from "./slab.mjs";
import { SLOTS } from "./slots.mjs";
import { copySpan, Extra, FLOAT, INT, OTHER, Tape } from "./tape.mjs";

const bound = (r) => (r.valueEnd - r.value) * 2 + 1024;

const TEMPERATURE = 0,
  DEVICE = 1,
  ROOM = 2;
const ENRICHED = new Extra({
  temperature_f: (w, d, p, s, x) => writeDouble(w, p, x),
  label(w, d, p, s) {
    p = copySpan(d, p, s.view, s.from[DEVICE], s.to[DEVICE] - 1);
    w[p++] = 64;
    if (s.has(ROOM)) return copySpan(d, p, s.view, s.from[ROOM] + 1, s.to[ROOM]);
    for (let i = 0; i < 8; i++) w[p++] = 'unknown"'.charCodeAt(i);
    return p;
  },
});

class Sensors extends Service {
  constructor() {
    super();
    this.json = new Tape(["temperature", "device_id", "room"], ENRICHED);
  }

  one(r) {
    if (r.valueEnd <= r.value) return;
    const s = this.json;
    if (!scan(s, r)) return this.exactly(r);
    if (!s.has(TEMPERATURE)) return;
    if (s.kinds[TEMPERATURE] === OTHER) return this.exactly(r);
    const t = s.numbers[TEMPERATURE];
    if (!(t > 20)) return;
    if (!s.has(DEVICE) || !s.isText(DEVICE) || (s.has(ROOM) && !s.isText(ROOM)))
      return this.exactly(r);
    const out = this.out,
      p = out.begin(r.timestamp, r.b, r.key, r.keyEnd, bound(r));
    out.finish(s.write(out.b, out.view, p, t * 1.8 + 32), r.b, r.headers, r.end);
  }

  exactly(r) {
    const v = exactly(r);
    if (isHot(v)) this.emit(r, enrich(v));
  }
}

class Window extends Windows {
  constructor() {
    super();
    this.json = new Tape(["amount"]);
  }

  add(sum, r) {
    if (r.valueEnd <= r.value) return sum;
    const s = this.json;
    if (!scan(s, r) || (s.has(0) && s.kinds[0] === OTHER)) return add(sum, exactly(r));
    return s.has(0) ? sum + s.numbers[0] : sum + 0;
  }
}

const NAME = 0,
  DISCOUNT = 1,
  AMOUNT = 0;
const NO_ROW = 0,
  EXACT = 1,
  USUAL = 2;

/** The rows as columns; the text of a row is in one slab, its name a part of it. */
class Table {
  constructor() {
    this.json = new Tape(["name", "discount"]);
    this.state = new Uint8Array(1024);
    this.at = new Int32Array(1024);
    this.to = new Int32Array(1024);
    this.name = new Int32Array(1024);
    this.nameTo = new Int32Array(1024);
    this.discount = new Float64Array(1024);
    this.kind = new Uint8Array(1024);
    this.use(Buffer.alloc(1 << 16));
    this.used = 0;
    this.live = 0;
    this.n = 0;
    this.float = false; // the row and the kind of the product that are being written
  }

  use(b) {
    this.b = b;
    this.view = new DataView(b.buffer, b.byteOffset, b.length);
  }

  put(n, r) {
    if (n >= this.state.length)
      for (const c of ["state", "at", "to", "name", "nameTo", "discount", "kind"])
        this[c] = grown(this[c], n * 2);
    this.live -= this.to[n] - this.at[n];
    this.state[n] = NO_ROW;
    this.at[n] = this.to[n] = 0;
    const length = r.valueEnd - r.value,
      t = this.json;
    if (length <= 0) return;
    if (this.used + length + 8 > this.b.length) this.compact(length);
    const from = (this.at[n] = this.used),
      to = (this.to[n] = this.used = copy(this.b, from, r.b, r.value, r.valueEnd));
    this.live += length;
    if (!scan(t, r)) {
      parse(this.text(n));
      this.state[n] = EXACT;
      return;
    }
    const discounted = t.has(DISCOUNT);
    this.state[n] =
      t.has(NAME) && t.to[NAME] > 0 && (!discounted || t.kinds[DISCOUNT] !== OTHER) ? USUAL : EXACT;
    const by = from - t.first;
    this.name[n] = t.from[NAME] + by;
    this.nameTo[n] = t.to[NAME] + by;
    this.discount[n] = discounted ? t.numbers[DISCOUNT] : 1;
    this.kind[n] = discounted ? t.kinds[DISCOUNT] : INT;
  }

  /** Rows that are gone leave gaps. */
  compact(more) {
    const from = this.b;
    this.use(Buffer.alloc((this.live + more + 8) * 2));
    this.used = 0;
    for (let n = 0; n < this.at.length; n++) {
      const at = this.at[n],
        by = this.used - at;
      if (this.to[n] === at) continue;
      this.used = copy(this.b, this.used, from, at, this.to[n]);
      this.at[n] += by;
      this.to[n] += by;
      this.name[n] += by;
      this.nameTo[n] += by;
    }
  }

  text(n) {
    return this.b.utf8Slice(this.at[n], this.to[n]);
  }
}

const JOINED = new Extra({
  customer: (w, d, p, s, x) => copySpan(d, p, x.view, x.name[x.n], x.nameTo[x.n]),
  total: (w, d, p, s, x, y) => (x.float ? writeDouble(w, p, y) : writeValue(w, d, p, y)),
});

class Joined extends Join {
  constructor() {
    super();
    this.json = new Tape(["amount"], JOINED);
    this.table = new Table();
  }

  process(batch, source) {
    if (source !== 1) return super.process(batch, source);
    const r = this.reader;
    r.open(batch);
    this.table.json.open(batch);
    while (r.next())
      if (r.keyEnd >= 0) this.table.put(this.keys.find(r.b, r.key, r.keyEnd, true), r);
    return [];
  }

  one(r) {
    if (r.keyEnd < 0) return;
    const n = this.keys.find(r.b, r.key, r.keyEnd, false),
      t = this.table,
      s = this.json,
      state = n < 0 ? NO_ROW : t.state[n];
    const usual = r.valueEnd > r.value && scan(s, r) && s.has(AMOUNT) && s.kinds[AMOUNT] !== OTHER;
    if (state === NO_ROW) {
      if (!usual && r.valueEnd > r.value) exactly(r);
      return;
    }
    if (!usual || state !== USUAL) return this.emit(r, joiner(exactly(r), parse(t.text(n))));
    t.n = n;
    t.float = s.kinds[AMOUNT] === FLOAT || t.kind[n] === FLOAT;
    const amount = s.numbers[AMOUNT],
      total = t.float ? amount * t.discount[n] : product(amount, t.discount[n]);
    const out = this.out,
      p = out.begin(r.timestamp, r.b, r.key, r.keyEnd, bound(r) + t.nameTo[n] - t.name[n]);
    out.finish(s.write(out.b, out.view, p, t, total), r.b, r.headers, r.end);
  }
}

const SCENARIOS = { json200: Sensors, json1k: Sensors, window: Window, join: Joined };
/** `values`: fields as JavaScript values (slots.mjs), as a function needs that looks at fields which it does not name. */
export const create = (scenario, { values = false } = {}) =>
  SCENARIOS[scenario] === undefined || values
    ? best(scenario, { shapes: SLOTS[scenario] })
    : new SCENARIOS[scenario]();
