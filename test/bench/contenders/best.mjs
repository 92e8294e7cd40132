// The fastest exact services we know how to write with values as JavaScript values: bytes -> object -> function -> bytes.
// Classes, not closures: every instance then runs the same optimised code.
import {
  add,
  enrich,
  F,
  GRACE,
  get,
  isHot,
  joiner,
  multiply,
  parse,
  toFloat,
  WINDOW,
  windowedKey,
  write,
} from "./exact.mjs";
import { generated } from "./generated.mjs";
import { isUnusual, Parser, start, Text, writeDouble, writeText, writeValue } from "./json.mjs";
import { grown, Keys } from "./keys.mjs";
import { Batch, copy, Reader, writeLong } from "./slab.mjs";

const NONE = Buffer.alloc(0);
const bound = (r) => (r.valueEnd - r.value) * 8 + 1024;
const exactly = (r) => parse(r.b.utf8Slice(r.value, r.valueEnd));

/** Value by value: `one(reader)`. */
export class Service {
  constructor(shapes) {
    this.reader = new Reader();
    this.out = new Batch();
    this.json = new Parser(shapes);
    this.root = start();
  }

  process(batch) {
    const r = this.reader;
    r.open(batch);
    this.json.open(batch);
    while (r.next()) this.one(r);
    const b = this.out.take();
    return b === null ? [] : [b];
  }

  /** A Map of exact.mjs, for what the fast code does not take. */
  emit(r, value) {
    const out = this.out,
      text = write(value);
    out.ensure(text.length * 3 + 1024);
    const p = out.begin(r.timestamp, r.b, r.key, r.keyEnd, text.length * 3);
    out.finish(p + out.b.utf8Write(text, p), r.b, r.headers, r.end);
  }

  object(r) {
    try {
      return this.json.object(this.root, r.value, r.valueEnd);
    } catch (e) {
      if (isUnusual(e)) return null;
      throw e;
    }
  }
}

const text = (v) => {
  if (typeof v !== "string") throw new TypeError("can only concatenate str to str");
  return v;
};
const ENRICHED = {
  temperature_f: (b, d, p, o, x) => writeDouble(b, p, x),
  label(b, d, p, o) {
    b[p] = 34;
    p = writeText(b, p + 1, text(o.device_id));
    b[p] = 64;
    p = writeText(b, p + 1, o.room === undefined ? "unknown" : text(o.room));
    b[p] = 34;
    return p + 1;
  },
};

class Sensors extends Service {
  one(r) {
    if (r.valueEnd <= r.value) return; // null, empty
    const o = this.object(r);
    if (o === null) {
      const v = exactly(r);
      if (isHot(v)) this.emit(r, enrich(v));
      return;
    }
    let t = o.temperature;
    if (t === undefined) return;
    if (typeof t !== "number") t = toFloat(t);
    if (!(t > 20)) return;
    const writer = this.json.shape.with(ENRICHED);
    const p = this.out.begin(r.timestamp, r.b, r.key, r.keyEnd, bound(r));
    this.out.finish(writer(this.out.b, this.out.view, p, o, t * 1.8 + 32), r.b, r.headers, r.end);
  }
}

const ENGAGEMENT = new Text('{"category":"engagement","event_id":"'),
  CONVERSION = new Text('{"category":"conversion","event_id":"');
const TYPE = new Text('","event_type":"'),
  PRODUCT = new Text('","product_id":'),
  TIMESTAMP = new Text(',"timestamp":'),
  VALUE = new Text(',"value":');
const DOUBLE = new DataView(new ArrayBuffer(8));

/** UTF-8 text into a JSON string, byte by byte while nothing needs an escape. */
export function putText(b, p, from, i, end) {
  const at = p,
    first = i;
  for (; i < end; i++) {
    const c = from[i];
    if (c < 32 || c === 34 || c === 92) return writeText(b, at, from.utf8Slice(first, end));
    b[p++] = c;
  }
  return p;
}

/** Avro needs no values at all: the five fields go from bytes to bytes. */
class Categorize extends Service {
  one(r) {
    const b = r.b;
    r.p = r.value + 5; // the reader's own varints
    const idLength = r.varint(),
      id = r.p;
    r.p += idLength;
    const at = r.p;
    while (b[r.p++] > 127);
    const typeLength = r.varint(),
      type = r.p;
    const c = b[type];
    const wanted =
      c === 118 ? "view" : c === 99 ? "click" : c === 112 ? "purchase" : c === 115 ? "search" : "";
    let known = typeLength === wanted.length && typeLength > 0;
    for (let i = 0; known && i < typeLength; i++) known = b[type + i] === wanted.charCodeAt(i);
    if (!known) {
      r.p = r.end;
      return;
    }
    r.p = type + typeLength;
    const absent = r.varint() === 0,
      productLength = absent ? 0 : r.varint(),
      product = r.p;
    for (let i = 0; i < 8; i++) DOUBLE.setUint8(i, b[product + productLength + i]);

    const out = this.out;
    let p = out.begin(r.timestamp, b, r.key, r.keyEnd, bound(r));
    const w = out.b,
      d = out.view;
    p = putText(
      w,
      (c === 118 || c === 99 ? ENGAGEMENT : CONVERSION).put(d, p),
      b,
      id,
      id + idLength,
    );
    p = TYPE.put(d, p);
    for (let i = 0; i < typeLength; i++) w[p++] = b[type + i];
    p = PRODUCT.put(d, p);
    if (absent) p = writeValue(w, d, p, null);
    else {
      w[p] = 34;
      p = putText(w, p + 1, b, product, product + productLength);
      w[p++] = 34;
    }
    p = TIMESTAMP.put(d, p);
    p = writeValue(w, d, p, longAt(b, at));
    p = writeDouble(w, VALUE.put(d, p), DOUBLE.getFloat64(0, true));
    w[p++] = 125;
    out.finish(p, b, r.headers, r.end);
    r.p = r.end;
  }
}

function longAt(b, p) {
  let v = 0,
    unit = 1,
    x;
  const from = p;
  do {
    x = b[p++];
    v += (x & 127) * unit;
    unit *= 128;
  } while (x > 127);
  if (v <= Number.MAX_SAFE_INTEGER) return v % 2 ? -(v + 1) / 2 : v / 2;
  let z = 0n;
  for (let i = p - 1; i >= from; i--) z = (z << 7n) | BigInt(b[i] & 127);
  const n = z & 1n ? -(z >> 1n) - 1n : z >> 1n;
  return Number.isSafeInteger(Number(n)) ? Number(n) : n;
}

/** State beside its keys: one number and one timestamp each. */
export class Rows {
  constructor() {
    this.keys = new Keys();
    this.value = new Float64Array(1024);
    this.time = new Float64Array(1024).fill(-1);
  }
  row(b, from, to) {
    const n = this.keys.find(b, from, to, true);
    if (n >= this.value.length) {
      this.value = grown(this.value, n * 2);
      const t = new Float64Array(n * 2).fill(-1);
      t.set(this.time);
      this.time = t;
    }
    return n;
  }
}

class Count {
  constructor() {
    this.reader = new Reader();
    this.out = new Batch();
    this.log = new Batch();
    this.rows = new Rows();
  }

  process(batch) {
    const r = this.reader,
      rows = this.rows,
      out = this.out,
      log = this.log;
    r.open(batch);
    while (r.next()) {
      if (r.keyEnd < 0 || r.valueEnd < 0) continue;
      const n = rows.row(r.b, r.key, r.keyEnd),
        count = ++rows.value[n];
      const time = (rows.time[n] = Math.max(rows.time[n], r.timestamp));
      let p = out.begin(time, r.b, r.key, r.keyEnd, 8);
      writeLong(out.b, p, count);
      out.finish(p + 8, r.b, r.headers, r.end);
      p = log.begin(time, r.b, r.key, r.keyEnd, 8);
      writeLong(log.b, p, count);
      log.finish(p + 8, NONE, 0, 0);
    }
    return out.count === 0 ? [] : [out.take(), log.take()];
  }
}

export function putDouble(d, p, v) {
  d.setFloat64(p, v);
  return p + 8;
}

/** What all keys of a window share: the text around the key. */
class Window {
  constructor(start) {
    const [head, tail] = windowedKey("?", start).split("?");
    this.rows = new Rows();
    this.head = new Text(head);
    this.tail = new Text(tail);
    this.start = start;
  }
}

export class Windows extends Service {
  constructor(shapes) {
    super(shapes);
    this.log = new Batch();
    this.windows = new Map();
    this.observed = -1;
    this.last = null;
    this.lastStart = -1;
  }

  process(batch) {
    const [out] = super.process(batch);
    return out === undefined ? [] : [out, this.log.take()];
  }

  window(start) {
    if (start === this.lastStart) return this.last;
    let w = this.windows.get(start);
    if (w === undefined) {
      for (const s of this.windows.keys())
        if (s + WINDOW <= this.observed - GRACE) this.windows.delete(s);
      this.windows.set(start, (w = new Window(start)));
    }
    this.lastStart = start;
    return (this.last = w);
  }

  /** The aggregate after this record. */
  add(sum, r) {
    if (r.valueEnd <= r.value) return sum;
    const o = this.object(r);
    if (o === null) return add(sum, exactly(r));
    const amount = o.amount;
    return amount === undefined
      ? sum + 0
      : sum + (typeof amount === "number" ? amount : toFloat(amount));
  }

  one(r) {
    if (r.keyEnd < 0) return;
    const at = r.timestamp,
      start = Math.floor(at / WINDOW) * WINDOW;
    if (at > this.observed) this.observed = at;
    if (start + WINDOW <= this.observed - GRACE) {
      this.add(0, r);
      return;
    } // a bad value fails, late or not
    const w = this.window(start),
      rows = w.rows,
      n = rows.row(r.b, r.key, r.keyEnd);
    const sum = (rows.value[n] = this.add(rows.value[n], r)),
      time = (rows.time[n] = Math.max(rows.time[n], at));
    const b = r.b,
      length = r.keyEnd - r.key,
      out = this.out,
      log = this.log;
    let p = this.key(w, r, time, length);
    out.finish(putDouble(out.view, out.value(p), sum), b, r.headers, r.end);
    p = copy(log.b, log.open(time, length + 12, 8), b, r.key, r.keyEnd);
    writeLong(log.b, p, w.start);
    log.view.setInt32(p + 8, 0);
    log.finish(putDouble(log.view, log.value(p + 12), sum), NONE, 0, 0);
  }

  /** The windowed key as JSON. Its length comes first: known when no character of the key needs an escape. */
  key(w, r, time, length) {
    const out = this.out,
      start = out.open(time, w.head.length + length + w.tail.length, length * 6 + 64);
    const from = w.head.put(out.view, start),
      end = putText(out.b, from, r.b, r.key, r.keyEnd);
    if (end === from + length) return w.tail.put(out.view, end);
    const key = Buffer.from(windowedKey(r.b.utf8Slice(r.key, r.keyEnd), w.start));
    return copy(out.b, out.open(time, key.length, 8), key, 0, key.length);
  }
}

const JOINED = {
  customer: (b, d, p, o, x) => copy(b, p, x.name, 0, x.name.length),
  total: (b, d, p, o, x, y) => writeValue(b, d, p, y),
};

/** A row keeps what the joiner reads: the name as JSON text, the discount; and the row as it came, for odd stream values. */
export class Join extends Service {
  constructor(shapes) {
    super(shapes);
    this.keys = new Keys();
    this.rows = [];
    this.tableJson = new Parser(shapes);
    this.tableRoot = start();
    this.scratch = new Batch(4096);
  }

  process(batch, source) {
    if (source !== 1) return super.process(batch);
    const r = this.reader;
    r.open(batch);
    this.tableJson.open(batch);
    while (r.next()) {
      if (r.keyEnd < 0) continue;
      const n = this.keys.find(r.b, r.key, r.keyEnd, true);
      this.rows[n] = r.valueEnd <= r.value ? undefined : this.row(r);
    }
    return [];
  }

  row(r) {
    const raw = Buffer.from(r.b.subarray(r.value, r.valueEnd)),
      scratch = this.scratch;
    try {
      const { name = null, discount = 1 } = this.tableJson.object(
        this.tableRoot,
        r.value,
        r.valueEnd,
      );
      scratch.ensure(raw.length * 8 + 64);
      const end = writeValue(scratch.b, scratch.view, 0, name);
      return { name: Uint8Array.prototype.slice.call(scratch.b, 0, end), discount, raw };
    } catch (e) {
      if (!isUnusual(e)) throw e;
      const v = parse(raw.toString());
      return {
        name: Uint8Array.from(Buffer.from(write(get(v, "name")))),
        discount: get(v, "discount", 1),
        raw,
      };
    }
  }

  one(r) {
    if (r.keyEnd < 0) return;
    const n = this.keys.find(r.b, r.key, r.keyEnd, false),
      row = n < 0 ? undefined : this.rows[n];
    const o = r.valueEnd <= r.value ? null : this.object(r); // parsed even without a row: a bad value fails
    if (row === undefined) return;
    if (o === null || o.amount === undefined)
      return this.emit(r, joiner(exactly(r), parse(row.raw.toString())));
    const total = product(o.amount, row.discount),
      writer = this.json.shape.with(JOINED);
    const p = this.out.begin(r.timestamp, r.b, r.key, r.keyEnd, bound(r) + row.name.length);
    this.out.finish(writer(this.out.b, this.out.view, p, o, row, total), r.b, r.headers, r.end);
  }
}

/** a * b of Python: two floats of which one is not integral, or an int and a float; else the general way. */
export function product(a, b) {
  const x = a instanceof F ? a.v : a,
    y = b instanceof F ? b.v : b;
  if (typeof x !== "number" || typeof y !== "number") return multiply(a, b);
  const v = x * y;
  if (typeof a === "number" && typeof b === "number" && Number.isInteger(a) && Number.isInteger(b))
    return Number.isSafeInteger(v) && v !== 0 ? v : multiply(a, b);
  return Number.isInteger(v) ? new F(v) : v;
}

const SCENARIOS = {
  json200: Sensors,
  json1k: Sensors,
  avro: Categorize,
  count: Count,
  window: Windows,
  join: Join,
};
/** `shapes`: how objects are made and written. */
export const create = (scenario, { shapes = generated } = {}) => new SCENARIOS[scenario](shapes);
