// JSON without values, for limit.mjs: an object is checked, its keys predicted as in json.mjs, and what comes out is where
// each field's text lies. A text that KSML would write in the same bytes is canonical and is copied as it stands; nested
// objects whose keys are not sorted are rewritten into `scratch`. All else throws Unusual: exact.mjs does that record.
import { compareKeys, javaDouble, quote } from "./exact.mjs";
import { literal } from "./generated.mjs";
import { branch, FALS, matches, NULL, start, TRUE, Unusual } from "./json.mjs";

const POWERS = Array.from({ length: 16 }, (_, i) => 10 ** i);
const SIMPLE = new Uint8Array(128);
for (const c of '"\\nrtbf') SIMPLE[c.charCodeAt(0)] = 1;

/** Generated: writes the fields of one set of keys, sorted, from their spans. */
class Shape {
  constructor(path) {
    this.last = new Map(path.map((k, i) => [k, i]));
    this.keys = [...this.last.keys()].sort(compareKeys);
    this.sorted = this.keys.length === path.length && path.every((k, i) => k === this.keys[i]);
    this.writers = new Map();
    this.write = this.with({});
  }
  with(extra) {
    let f = this.writers.get(extra);
    if (f === undefined) {
      const keys = [...new Set([...this.keys, ...Object.keys(extra)])].sort(compareKeys);
      const code = keys
        .map(
          (k, i) =>
            `${literal(`${i === 0 ? "{" : ","}${quote(k)}:`)}p=${
              Object.hasOwn(extra, k)
                ? `extra[${JSON.stringify(k)}](w,d,p,s,x,y)`
                : `s.copy(w,d,p,B+${this.last.get(k) * 2})`
            };`,
        )
        .join("");
      f = new Function(
        "extra",
        `return (w,d,p,s,B,x,y)=>{${code || literal("{")}w[p]=125;return p+1;}`,
      )(extra);
      this.writers.set(extra, f);
    }
    return f;
  }
}

export class Scanner {
  /** `slots`: keys of the outermost object whose span, and number, the caller wants. */
  constructor(slots = []) {
    this.b = Buffer.alloc(0);
    this.view = new DataView(new ArrayBuffer(0));
    this.p = 0;
    this.spans = new Int32Array(4096);
    this.top = 0;
    this.from = 0;
    this.to = 0; // the last value: in the batch, or in scratch when `from` is negative (~from)
    this.used = 0;
    this.scratch = null;
    this.scratchView = null;
    this.grow(1 << 16);
    this.slots = slots;
    this.root = start();
    this.shape = null;
    this.base = 0;
    this.outer = null;
    this.slotFrom = new Int32Array(8);
    this.slotTo = new Int32Array(8);
    this.numbers = new Float64Array(8);
    this.kinds = new Int32Array(8);
    this.number = 0;
    this.kind = 0; // 1 int below 2^53, 2 float, 0 anything else
  }

  grow(n) {
    this.scratch = Buffer.alloc(n);
    this.scratchView = new DataView(this.scratch.buffer, this.scratch.byteOffset, n);
  }

  open(batch) {
    this.b = batch;
    this.view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
  }

  object(from, to) {
    this.p = from;
    this.top = 0;
    this.used = 0;
    const need = (to - from) * 4 + 64;
    if (this.scratch.length < need) this.grow(need * 2);
    if (this.spans.length < need) this.spans = new Int32Array(need * 2);
    this.slotTo.fill(0);
    if (this.b[from] !== 123) throw new Unusual();
    this.dict(this.root, true);
    if (this.p !== to) throw new Unusual();
  }

  has(slot) {
    return this.slotTo[slot] !== 0;
  }

  dict(place, outermost) {
    const b = this.b,
      base = this.top,
      spans = this.spans,
      first = this.p;
    let inPlace = true;
    if (b[this.p + 1] === 125) this.p++; // empty
    for (;;) {
      const p = this.p,
        next = place.next;
      if (b[p] === 125) {
        this.p = p + 1;
        break;
      }
      if (next !== null && matches(this.view, p, next)) {
        this.p = p + next.length;
        place = next;
      } else place = branch(this, place, p) ?? this.learn(place, p, outermost);
      const at = this.top;
      this.top += 2;
      this.value(place);
      spans[at] = this.from;
      spans[at + 1] = this.to;
      if (this.from < 0 || !place.plain) inPlace = false;
      const slot = place.slot;
      if (slot >= 0) {
        this.slotFrom[slot] = this.from;
        this.slotTo[slot] = this.to;
        this.numbers[slot] = this.number;
        this.kinds[slot] = this.kind;
      }
    }
    this.top = base;
    const shape = (place.shape ??= new Shape(place.path()));
    this.kind = 0;
    if (outermost) {
      this.shape = shape;
      return;
    }
    if (inPlace && shape.sorted) {
      this.from = first;
      this.to = this.p;
      return;
    }
    const begin = this.used,
      end = shape.write(this.scratch, this.scratchView, begin, this, base);
    this.used = end;
    this.from = ~begin;
    this.to = end;
  }

  learn(place, p, outermost) {
    const b = this.b,
      first = p;
    if (b[p++] !== (place.parent === null ? 123 : 44)) throw new Unusual();
    while (b[p] === 32) p++;
    if (b[p] !== 34) throw new Unusual();
    const open = (this.p = p);
    this.string();
    const raw = b.utf8Slice(open, this.p),
      key = JSON.parse(raw);
    p = this.p;
    while (b[p] === 32) p++;
    if (b[p++] !== 58) throw new Unusual();
    while (b[p] === 32) p++;
    let next = place.others.find((o) => o.key === key);
    if (next === undefined) {
      place.others.push((next = new place.constructor(place, key)));
      next.slot = outermost ? this.slots.indexOf(key) : -1;
    }
    next.literal = b.subarray(first, p);
    next.plain = raw === quote(key) && p - first === Buffer.byteLength(raw) + 2;
    place.next = next;
    this.p = p;
    return next;
  }

  value(place) {
    const b = this.b,
      c = b[this.p];
    if (c === 34) this.string();
    else if ((c >= 48 && c <= 57) || c === 45) this.digits(c);
    else if (c === 123) this.dict((place.inside ??= start()), false);
    else if (c === 91) this.list((place.inside ??= start()));
    else if (c === 116) this.word(TRUE, 4);
    else if (c === 110) this.word(NULL, 4);
    else if (c === 102 && b[this.p + 4] === 101) this.word(FALS, 5);
    else throw new Unusual();
  }

  word(word, length) {
    if (this.view.getInt32(this.p, true) !== word) throw new Unusual();
    this.from = this.p;
    this.to = this.p += length;
    this.kind = 0;
  }

  list(place) {
    const b = this.b,
      first = this.p,
      base = this.top;
    let inPlace = true;
    if (b[++this.p] === 93) {
      this.from = first;
      this.to = ++this.p;
      this.kind = 0;
      return;
    }
    place.inside ??= start();
    for (;;) {
      if (b[this.p] === 123) this.dict(place, false);
      else this.value(place);
      if (this.from < 0) inPlace = false;
      this.spans[this.top++] = this.from;
      this.spans[this.top++] = this.to;
      const c = b[this.p++];
      if (c === 93) break;
      if (c !== 44) throw new Unusual();
    }
    const last = this.top;
    this.top = base;
    this.kind = 0;
    if (inPlace) {
      this.from = first;
      this.to = this.p;
      return;
    }
    const w = this.scratch,
      begin = this.used;
    let q = begin;
    for (let i = base; i < last; i += 2) {
      w[q] = i === base ? 91 : 44;
      q = this.copy(w, this.scratchView, q + 1, i);
    }
    w[q++] = 93;
    this.used = q;
    this.from = ~begin;
    this.to = q;
  }

  string() {
    const b = this.b;
    let p = this.p + 1,
      c = b[p];
    while (c !== 34) {
      if (!(c >= 32)) throw new Unusual();
      if (c === 92 && SIMPLE[b[++p] & 127] !== 1) throw new Unusual();
      c = b[++p];
    }
    this.from = this.p;
    this.to = this.p = p + 1;
    this.kind = 0;
  }

  digits(c) {
    const b = this.b,
      from = this.p;
    let p = from,
      m = 0;
    const minus = c === 45;
    if (minus) c = b[++p];
    const first = p;
    while (c >= 48 && c <= 57) {
      m = m * 10 + (c - 48);
      c = b[++p];
    }
    const whole = p - first;
    if (whole === 0 || (whole > 1 && b[first] === 48)) throw new Unusual();
    if (c !== 46) {
      if (whole > 18 || c === 101 || c === 69 || (minus && m === 0)) throw new Unusual();
      this.kind = whole <= 15 ? 1 : 0;
    } else {
      c = b[++p];
      const point = p;
      while (c >= 48 && c <= 57) {
        m = m * 10 + (c - 48);
        c = b[++p];
      }
      const places = p - point;
      if (places === 0 || c === 101 || c === 69) throw new Unusual();
      this.kind = 2;
      if (whole + places > 15) {
        m = Number(b.latin1Slice(first, p));
        if (javaDouble(m) !== b.latin1Slice(first, p)) throw new Unusual();
      } else {
        m /= POWERS[places];
        if (m >= 1e7 || (m < 1e-3 && m !== 0) || (places > 1 && b[p - 1] === 48))
          throw new Unusual();
      }
    }
    this.number = minus ? -m : m;
    this.from = from;
    this.to = this.p = p;
  }

  /** The span at spans[i] to w[p]. */
  copy(w, d, p, i) {
    const from = this.spans[i],
      to = this.spans[i + 1];
    return from < 0
      ? copyBytes(w, d, p, this.scratch, this.scratchView, ~from, to)
      : copyBytes(w, d, p, this.b, this.view, from, to);
  }
}

/** Short texts: four bytes a time, then the rest. */
export function copyBytes(w, d, p, b, v, from, to) {
  if (to - from > 96) {
    w.set(b.subarray(from, to), p);
    return p + to - from;
  }
  for (const last = to - 4; from <= last; from += 4, p += 4)
    d.setInt32(p, v.getInt32(from, true), true);
  while (from < to) w[p++] = b[from++];
  return p;
}
