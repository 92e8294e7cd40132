// JSON as a tape, for safe.mjs: an object is checked, its keys predicted as in json.mjs, and what remains is where each field's
// text lies. No code is made: a set of keys is an order of fields, and a field is copied with its key from where it came.
// Nested objects with other than sorted keys are noted, and put in order only when they are written: a record that is filtered
// out costs the check. What KSML would write in other bytes throws Unusual: exact.mjs does that record.
import { compareKeys, javaDouble, quote } from "./exact.mjs";
import { FALS, NULL, Text, TRUE, Unusual } from "./json.mjs";

const POWERS = Array.from({ length: 16 }, (_, i) => 10 ** i);
const SIMPLE = new Uint8Array(128);
for (const c of '"\\nrtbf') SIMPLE[c.charCodeAt(0)] = 1;
const LIST = -1,
  AFTER = 16;
export const OTHER = 0,
  INT = 1,
  FLOAT = 2; // kinds of number: an int below 2^53, a float, all else

/** A place in an object: after the keys on the path to it. Its literal, key and punctuation, is compared without a loop up to 16 bytes. */
class Place {
  constructor(parent, key, slot) {
    this.parent = parent;
    this.key = key;
    this.slot = slot;
    this.plain = false;
    this.next = null;
    this.others = [];
    this.shape = null;
    this.inside = null;
    this.length = 0;
    this.w0 = 0;
    this.w1 = 0;
    this.w2 = 0;
    this.w3 = 0;
    this.at1 = 0;
    this.at2 = 0;
    this.at3 = 0; // the last words overlap
    this.more = null;
  }
  path() {
    return this.parent === null ? [] : [...this.parent.path(), this.key];
  }
  set literal(bytes) {
    const n = (this.length = bytes.length),
      d = new DataView(Uint8Array.from(bytes).buffer),
      last = n - 4;
    this.at1 = Math.min(4, last);
    this.at2 = Math.min(8, last);
    this.at3 = Math.min(12, last);
    [this.w0, this.w1, this.w2, this.w3] = [0, this.at1, this.at2, this.at3].map((at) =>
      d.getInt32(at, true),
    );
    this.more = n > 16 ? Uint8Array.from(bytes.subarray(16)) : null;
  }
}

function matches(v, p, place) {
  return (
    v.getInt32(p, true) === place.w0 &&
    ((v.getInt32(p + place.at1, true) ^ place.w1) |
      (v.getInt32(p + place.at2, true) ^ place.w2) |
      (v.getInt32(p + place.at3, true) ^ place.w3)) ===
      0 &&
    (place.more === null || matchesMore(v, p + 16, place.more))
  );
}

function matchesMore(v, p, more) {
  for (let i = 0; i < more.length; i++) if (v.getUint8(p + i) !== more[i]) return false;
  return true;
}

/** What is known of one set of keys: the order of its fields, and which of those that a function uses it has. */
class Shape {
  constructor(path, used, id) {
    this.id = id;
    this.last = new Map(path.map((k, i) => [k, i]));
    this.keys = [...this.last.keys()].sort(compareKeys);
    this.sorted = this.keys.length === path.length && path.every((k, i) => k === this.keys[i]);
    this.order = Int32Array.from(this.keys, (k) => this.last.get(k) * 2);
    this.texts = this.keys.map((k) => new Text(`,${quote(k)}:`));
    this.has = used.map((k) => this.last.has(k));
    this.plan = null;
  }
}

/** The order of a shape's fields between those that a function sets. */
class Plan {
  constructor(shape, extra) {
    const keys = [...new Set([...shape.keys, ...extra.keys])].sort(compareKeys);
    this.order = Int32Array.from(keys, (k) =>
      extra.keys.includes(k) ? ~extra.keys.indexOf(k) : shape.last.get(k) * 2,
    );
    this.texts = keys.map((k) => new Text(`,${quote(k)}:`));
  }
}

const viewOf = (b) => new DataView(b.buffer, b.byteOffset, b.byteLength);

/** What a function sets: key -> (bytes, view, p, tape, x, y) => end. */
export class Extra {
  constructor(fields) {
    this.keys = Object.keys(fields);
    this.writers = Object.values(fields);
  }
}

export class Tape {
  /** `used`: keys of the outermost object that the function reads; `extra`: what it sets. */
  constructor(used, extra = null) {
    this.batch = this.b = Buffer.alloc(0);
    this.batchView = this.view = viewOf(this.b);
    this.p = 0;
    this.tail = Buffer.alloc(1024);
    this.tailView = viewOf(this.tail);
    this.first = 0; // where the object is, in b
    // Fields of the open objects: where each begins (~ its value, when its key is not as KSML writes it), where it ends (~ its node).
    this.fields = new Int32Array(4096);
    this.top = 0;
    // Nodes, one for each closed object that is not in order: where it begins, its shape, its fields; for a list: LIST, how many, items.
    this.nodes = new Int32Array(4096);
    this.size = 0;
    this.node = 0; // of the object or list just read, or 0: its text can stay
    this.used = used;
    this.extra = extra;
    this.root = new Place(null, "", -1);
    this.shape = null;
    this.shapes = [];
    this.from = new Int32Array(used.length);
    this.to = new Int32Array(used.length);
    this.numbers = new Float64Array(used.length);
    this.kinds = new Int32Array(used.length);
  }

  open(batch) {
    this.batch = this.b = batch;
    this.batchView = this.view = viewOf(batch);
  }

  object(from, to) {
    const need = (to - from) * 4 + 64;
    if (this.fields.length < need) {
      this.fields = new Int32Array(need * 2);
      this.nodes = new Int32Array(need * 2);
    }
    this.top = 0;
    this.size = 1;
    this.b = this.batch;
    this.view = this.batchView;
    if (to + AFTER > this.batch.length) {
      // the last records of a batch: one may read a little further
      if (this.tail.length < to - from + AFTER) {
        this.tail = Buffer.alloc((to - from + AFTER) * 2);
        this.tailView = viewOf(this.tail);
      }
      this.batch.copy(this.tail, 0, from, to);
      this.b = this.tail;
      this.view = this.tailView;
      to -= from;
      from = 0;
    }
    this.first = from;
    if (this.b[from] !== 123 || this.dict(this.root, from, true) !== to) throw new Unusual();
  }

  has(slot) {
    return this.shape.has[slot];
  }
  isText(slot) {
    return this.b[this.from[slot]] === 34;
  }

  dict(place, first, outermost) {
    const b = this.b,
      view = this.view,
      fields = this.fields,
      base = this.top;
    let top = base,
      p = b[first + 1] === 125 ? first + 1 : first,
      inPlace = true;
    for (;;) {
      if (b[p] === 125) break;
      const next = place.next;
      let q;
      if (next !== null && matches(view, p, next)) {
        place = next;
        q = p + next.length;
      } else {
        place = this.branch(place, p, outermost);
        q = this.p;
      }
      if (place.plain) fields[top] = p;
      else {
        fields[top] = ~q;
        inPlace = false;
      }
      const c = b[q];
      let to;
      if (c === 34) to = p = this.string(q);
      else if (c < 58 && c >= 45)
        to = p = place.slot < 0 ? this.number(q, c) : this.usedNumber(q, c, place.slot);
      else {
        this.top = top + 2;
        p = this.other(place, q, c);
        if (this.node === 0) to = p;
        else {
          to = ~this.node;
          inPlace = false;
        }
      }
      if (place.slot >= 0) {
        this.from[place.slot] = q;
        this.to[place.slot] = to;
        if (c >= 58 || c === 34) this.kinds[place.slot] = OTHER;
      }
      fields[top + 1] = to;
      top += 2;
    }
    this.top = base;
    const shape = (place.shape ??= this.learnShape(place));
    if (outermost) this.shape = shape;
    else if (inPlace && shape.sorted) this.node = 0;
    else {
      const nodes = this.nodes,
        order = shape.order,
        node = (this.node = this.size);
      let n = node + 2;
      nodes[node] = first;
      nodes[node + 1] = shape.id;
      for (let i = 0; i < order.length; i++, n += 2) {
        nodes[n] = fields[base + order[i]];
        nodes[n + 1] = fields[base + order[i] + 1];
      }
      this.size = n;
    }
    return p + 1;
  }

  learnShape(place) {
    const shape = new Shape(place.path(), this.used, this.shapes.length);
    this.shapes.push(shape);
    return shape;
  }

  /** Another key seen here before, in the same punctuation, or a new one; it is the one predicted from now on. */
  branch(place, p, outermost) {
    for (const other of place.others) {
      if (other === place.next || !matches(this.view, p, other)) continue;
      this.p = p + other.length;
      return (place.next = other);
    }
    return this.learn(place, p, outermost);
  }

  learn(place, p, outermost) {
    const b = this.b,
      first = p;
    if (b[p++] !== (place.parent === null ? 123 : 44)) throw new Unusual();
    while (b[p] === 32) p++;
    if (b[p] !== 34) throw new Unusual();
    const open = p;
    p = this.string(p);
    const raw = b.utf8Slice(open, p),
      key = JSON.parse(raw);
    while (b[p] === 32) p++;
    if (b[p++] !== 58) throw new Unusual();
    while (b[p] === 32) p++;
    let next = place.others.find((o) => o.key === key);
    if (next === undefined)
      place.others.push((next = new Place(place, key, outermost ? this.used.indexOf(key) : -1)));
    next.literal = b.subarray(first, p);
    next.plain = raw === quote(key) && p - first === Buffer.byteLength(raw) + 2;
    place.next = next;
    this.p = p;
    return next;
  }

  /** All but text and numbers. */
  other(place, p, c) {
    this.node = 0;
    if (c === 123) return this.dict((place.inside ??= new Place(null, "", -1)), p, false);
    if (c === 91) return this.list((place.inside ??= new Place(null, "", -1)), p);
    const four = this.view.getInt32(p, true);
    if (four === TRUE || four === NULL) return p + 4;
    if (four === FALS && this.b[p + 4] === 101) return p + 5;
    throw new Unusual();
  }

  list(place, first) {
    const b = this.b,
      fields = this.fields,
      base = this.top;
    let p = first + 1,
      top = base,
      inPlace = true;
    if (b[p] === 93) return p + 1;
    for (;;) {
      const c = b[p];
      fields[top] = p;
      if (c === 34) p = fields[top + 1] = this.string(p);
      else if (c < 58 && c >= 45) p = fields[top + 1] = this.number(p, c);
      else {
        this.top = top + 2;
        p = c === 123 ? this.dict(place, p, false) : this.other(place, p, c);
        if (this.node !== 0) {
          inPlace = false;
          fields[top + 1] = ~this.node;
        } else fields[top + 1] = p;
      }
      top += 2;
      const after = b[p++];
      if (after === 93) break;
      if (after !== 44) throw new Unusual();
    }
    this.top = base;
    this.node = 0;
    if (inPlace) return p;
    const nodes = this.nodes,
      node = (this.node = this.size);
    nodes[node] = first;
    nodes[node + 1] = LIST;
    nodes[node + 2] = (top - base) >> 1;
    let n = node + 3;
    for (let i = base; i < top; i++) nodes[n++] = fields[i];
    this.size = n;
    return p;
  }

  /** Four bytes a time: the lowest bit of `hit` is in the first byte that is a quote, a backslash or below a blank. */
  string(p) {
    const v = this.view;
    for (p++; ; p += 4) {
      const four = v.getInt32(p, true),
        quote = four ^ 0x22222222,
        back = four ^ 0x5c5c5c5c;
      const hit =
        (((quote - 0x01010101) & ~quote) |
          ((back - 0x01010101) & ~back) |
          ((four - 0x20202020) & ~four)) &
        0x80808080;
      if (hit === 0) continue;
      p += (31 - Math.clz32(hit & -hit)) >> 3;
      const c = this.b[p];
      if (c === 34) return p + 1;
      if (c !== 92 || SIMPLE[this.b[p + 1] & 127] !== 1) throw new Unusual();
      p -= 2;
    }
  }

  /** A number that KSML writes in these bytes; no value is made of it. */
  number(p, c) {
    const b = this.b,
      from = p,
      first = c === 45 ? p + 1 : p;
    p = this.digits(first);
    const whole = p - first;
    c = b[p];
    if (whole === 0 || (b[first] === 48 && (whole > 1 || (c !== 46 && first > from))))
      throw new Unusual();
    if (c === 46) {
      const point = p + 1;
      p = this.digits(point);
      c = b[p];
      const places = p - point;
      if (places === 0 || whole > 7 || (b[p - 1] === 48 && places > 1)) throw new Unusual();
      if (whole + places > 15 || (b[first] === 48 && b[point] === 48 && places > 1)) {
        // long, or below 0.1
        const s = b.latin1Slice(from, p);
        if (javaDouble(Number(s)) !== s) throw new Unusual();
      }
    } else if (whole > 18) throw new Unusual();
    if (c === 101 || c === 69) throw new Unusual();
    return p;
  }

  /** As in `string`: the lowest bit is in the first byte that is no digit. */
  digits(p) {
    const v = this.view;
    for (; ; p += 4) {
      const four = v.getInt32(p, true) ^ 0x30303030,
        hit = ((four + 0x76767676) | four) & 0x80808080;
      if (hit !== 0) return p + ((31 - Math.clz32(hit & -hit)) >> 3);
    }
  }

  usedNumber(from, c, slot) {
    const b = this.b,
      p = this.number(from, c);
    let i = from,
      m = 0,
      places = 0;
    if (c === 45) i++;
    for (; i < p; i++) {
      const x = b[i];
      if (x === 46) places = p - i - 1;
      else m = m * 10 + (x - 48);
    }
    if (places > 0) {
      this.kinds[slot] = FLOAT;
      m =
        p - from <= 16 ? m / POWERS[places] : Number(b.latin1Slice(c === 45 ? from + 1 : from, p));
    } else this.kinds[slot] = m <= 9007199254740991 ? INT : OTHER;
    this.numbers[slot] = c === 45 ? -m : m;
    return p;
  }

  /** The outermost object with the fields of `extra`; `x` and `y` are for these. */
  write(w, d, p, x, y) {
    const extra = this.extra,
      plan = (this.shape.plan ??= new Plan(this.shape, extra)),
      order = plan.order,
      fields = this.fields,
      first = p;
    for (let i = 0; i < order.length; i++) {
      const at = order[i];
      if (at >= 0) p = this.field(w, d, p, plan.texts[i], fields[at], fields[at + 1]);
      else p = extra.writers[~at](w, d, plan.texts[i].put(d, p), this, x, y);
    }
    if (p === first) p++;
    w[first] = 123;
    w[p] = 125;
    return p + 1;
  }

  field(w, d, p, text, from, to) {
    if (to < 0) {
      const node = ~to;
      if (from < 0) p = text.put(d, p);
      else {
        const q = p;
        p = copySpan(d, p, this.view, from, this.nodes[node]);
        w[q] = 44;
      }
      return this.put(w, d, p, node);
    }
    if (from < 0) return copySpan(d, text.put(d, p), this.view, ~from, to);
    const q = p;
    p = copySpan(d, p, this.view, from, to);
    w[q] = 44;
    return p;
  }

  put(w, d, p, node) {
    const nodes = this.nodes,
      first = p,
      id = nodes[node + 1];
    if (id === LIST) {
      let n = node + 3;
      for (let i = nodes[node + 2]; i > 0; i--, n += 2) {
        w[p++] = 44;
        const to = nodes[n + 1];
        p = to < 0 ? this.put(w, d, p, ~to) : copySpan(d, p, this.view, nodes[n], to);
      }
      w[first] = 91;
      w[p] = 93;
      return p + 1;
    }
    const texts = this.shapes[id].texts;
    let n = node + 2;
    for (let i = 0; i < texts.length; i++, n += 2)
      p = this.field(w, d, p, texts[i], nodes[n], nodes[n + 1]);
    if (p === first) p++;
    w[first] = 123;
    w[p] = 125;
    return p + 1;
  }
}

/** Four bytes a time; the last store may write up to three too many, which what follows writes over. */
export function copySpan(d, p, v, from, to) {
  const end = p + to - from;
  for (; from < to; from += 4, p += 4) d.setInt32(p, v.getInt32(from, true), true);
  return end;
}
