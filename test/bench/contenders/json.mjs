// Exact JSON with values. Bytes in: the keys of an object are predicted from the object before it at the same place, each
// with its punctuation, as one literal to compare. Bytes out: each set of keys has a shape that makes the object and writes it
// with sorted keys: by code made for it (generated.mjs) or without (slots.mjs). What is rare (keys like "1" or "__proto__",
// blanks at odd places) throws Unusual: the caller takes that record through exact.mjs.
import { boxed, F, javaDouble, quote } from "./exact.mjs";

export class Unusual extends Error {}
/** Reading past the end of the batch is unusual too: exact.mjs finds out what it means. */
export const isUnusual = (e) => e instanceof Unusual || e instanceof RangeError;

/** Reads the record's value as an object (tape.mjs, spans.mjs); false: it is unusual. */
export function scan(json, r) {
  try {
    json.object(r.value, r.valueEnd);
    return true;
  } catch (e) {
    if (isUnusual(e)) return false;
    throw e;
  }
}

export const WRITE = Symbol("write");
const POWERS = Array.from({ length: 16 }, (_, i) => 10 ** i);
const BIG = 1n << 63n;
export const NULL = 0x6c6c756e,
  TRUE = 0x65757274,
  FALS = 0x736c6166;

/** A place in an object: after the keys on the path to it. `next` is where the last object went. */
class Place {
  constructor(parent, key) {
    this.parent = parent;
    this.key = key;
    this.length = 0;
    this.words = new Int32Array(0);
    this.last = 0; // the literal, four bytes a time, the last four apart
    this.next = null;
    this.others = [];
    this.shape = null;
    this.inside = null;
    this.slot = -1;
    this.plain = false; // for spans.mjs
  }
  path() {
    return this.parent === null ? [] : [...this.parent.path(), this.key];
  }
  start() {
    return this.parent === null ? this : this.parent.start();
  }
  set literal(bytes) {
    const d = new DataView(Uint8Array.from(bytes).buffer);
    this.length = bytes.length;
    this.words = Int32Array.from({ length: bytes.length >> 2 }, (_, i) => d.getInt32(i * 4, true));
    this.last = d.getInt32(bytes.length - 4, true);
  }
}
export const start = () => new Place(null, "");

export class Parser {
  /** `shapes`: (keys in the order seen, outermost?) => { make(stack, base, top), with(extra) } */
  constructor(shapes) {
    this.shapes = shapes;
    this.root = null;
    this.b = Buffer.alloc(0);
    this.view = new DataView(new ArrayBuffer(0));
    this.s = "";
    this.at = 0;
    this.until = 0;
    this.p = 0;
    this.end = 0;
    this.stack = new Array(64).fill(null);
    this.top = 0;
    this.shape = null;
  }

  open(batch) {
    this.b = batch;
    this.view = new DataView(batch.buffer, batch.byteOffset, batch.length);
    this.at = this.until = 0;
  }

  /** The object in [from, to); its shape is left in `shape`. */
  object(root, from, to) {
    this.p = from;
    this.end = to;
    this.top = 0;
    this.root = root;
    if (to > this.until) {
      // one string for some records: a substring costs far less than decoding bytes
      this.at = from;
      this.until = Math.max(to, Math.min(from + 16384, this.b.length));
      this.s = this.b.latin1Slice(from, this.until);
    }
    if (this.b[from] !== 123) throw new Unusual();
    const o = this.dict(root);
    if (this.p !== to) throw new Unusual();
    return o;
  }

  dict(place) {
    const b = this.b,
      base = this.top;
    if (b[this.p + 1] === 125) this.p++; // empty
    for (;;) {
      const next = place.next,
        p = this.p;
      if (b[p] === 125) {
        this.p = p + 1;
        break;
      }
      if (next !== null && matches(this.view, p, next)) {
        this.p = p + next.length;
        place = next;
      } else place = branch(this, place, p) ?? this.learn(place, p);
      const v = this.value(place);
      this.stack[this.top++] = v;
    }
    const top = this.top,
      shape = (place.shape ??= this.shapes(place.path(), place.start() === this.root));
    this.top = base;
    this.shape = shape;
    return shape.make(this.stack, base, top);
  }

  learn(place, p) {
    const b = this.b,
      first = p;
    if (b[p++] !== (place.parent === null ? 123 : 44)) throw new Unusual();
    while (b[p] === 32) p++;
    if (b[p] !== 34) throw new Unusual();
    this.p = p + 1;
    const key = this.string();
    p = this.p;
    while (b[p] === 32) p++;
    if (b[p++] !== 58) throw new Unusual();
    while (b[p] === 32) p++;
    if (key === "__proto__" || /^(0|[1-9]\d*)$/.test(key)) throw new Unusual();
    let next = place.others.find((o) => o.key === key);
    if (next === undefined) place.others.push((next = new Place(place, key)));
    next.literal = b.subarray(first, p);
    place.next = next;
    this.p = p;
    return next;
  }

  value(place) {
    const c = this.b[this.p];
    if (c === 34) {
      this.p++;
      return this.string();
    }
    if ((c >= 48 && c <= 57) || c === 45) return this.number(c);
    if (c === 123) return this.dict((place.inside ??= start()));
    if (c === 91) return this.list((place.inside ??= start()));
    if (c === 116) return this.word(TRUE, 4, true);
    if (c === 110) return this.word(NULL, 4, null);
    if (c === 102 && this.b[this.p + 4] === 101) return this.word(FALS, 5, false);
    throw new Unusual();
  }

  word(four, length, v) {
    if (this.view.getInt32(this.p, true) !== four) throw new Unusual();
    this.p += length;
    return v;
  }

  list(place) {
    const b = this.b,
      a = [];
    if (b[++this.p] === 93) {
      this.p++;
      return a;
    }
    place.inside ??= start();
    for (;;) {
      while (b[this.p] === 32) this.p++;
      a.push(b[this.p] === 123 ? this.dict(place) : this.value(place));
      const c = b[this.p++];
      if (c === 93) return a;
      if (c !== 44) throw new Unusual();
    }
  }

  string() {
    const b = this.b,
      from = this.p;
    let p = from,
      c = b[p],
      bits = 0;
    while (c !== 34) {
      if (!(c >= 32) || c === 92) return this.escaped(p);
      bits |= c;
      c = b[++p];
    }
    this.p = p + 1;
    return bits < 128 ? this.s.substring(from - this.at, p - this.at) : b.utf8Slice(from, p);
  }

  escaped(p) {
    const b = this.b,
      from = this.p;
    while (b[p] !== 34) {
      if (!(b[p] >= 32) || p >= this.end) throw new Unusual();
      p += b[p] === 92 ? 2 : 1;
    }
    this.p = p + 1;
    return JSON.parse(b.utf8Slice(from - 1, p + 1));
  }

  number(c) {
    const b = this.b,
      from = this.p;
    let p = from,
      m = 0,
      places = 0;
    const minus = c === 45;
    if (minus) c = b[++p];
    const first = p;
    while (c >= 48 && c <= 57) {
      m = m * 10 + (c - 48);
      c = b[++p];
    }
    let digits = p - first;
    if (digits === 0 || (digits > 1 && b[first] === 48)) throw new Unusual();
    if (c === 46) {
      c = b[++p];
      const point = p;
      while (c >= 48 && c <= 57) {
        m = m * 10 + (c - 48);
        c = b[++p];
      }
      places = p - point;
      digits += places;
      if (places === 0) throw new Unusual();
    }
    if (c === 101 || c === 69) throw new Unusual();
    this.p = p;
    if (places === 0) {
      if (digits <= 15) return minus ? 0 - m : m;
      const n = BigInt(this.s.substring(from - this.at, p - this.at));
      if (n >= BIG || n < -BIG) throw new Unusual();
      const v = Number(n);
      return Number.isSafeInteger(v) ? v : n;
    }
    // At most 15 digits over a power of ten below 10^22: one correctly rounded division.
    const v =
      digits <= 15 ? m / POWERS[places] : Number(this.s.substring(first - this.at, p - this.at));
    return boxed(minus ? -v : v);
  }
}

export function matches(view, p, place) {
  const words = place.words,
    n = words.length;
  for (let i = 0; i < n; i++) if (view.getInt32(p + i * 4, true) !== words[i]) return false;
  return view.getInt32(p + place.length - 4, true) === place.last;
}

/** Another key seen here before, in the same punctuation; it is the one predicted from now on. */
export function branch(parser, place, p) {
  for (const other of place.others) {
    if (other === place.next || !matches(parser.view, p, other)) continue;
    parser.p = p + other.length;
    return (place.next = other);
  }
  return null;
}

export function writeValue(b, d, p, v) {
  if (typeof v === "string") {
    b[p] = 34;
    p = writeText(b, p + 1, v);
    b[p] = 34;
    return p + 1;
  }
  if (typeof v === "number") return Number.isInteger(v) ? writeInt(b, p, v) : writeDouble(b, p, v);
  if (v === null) {
    d.setInt32(p, NULL, true);
    return p + 4;
  }
  if (v === true) {
    d.setInt32(p, TRUE, true);
    return p + 4;
  }
  if (v === false) {
    d.setInt32(p, FALS, true);
    b[p + 4] = 101;
    return p + 5;
  }
  if (v instanceof F) return writeDouble(b, p, v.v);
  if (typeof v === "bigint") return ascii(b, p, String(v));
  if (!Array.isArray(v)) return v[WRITE](b, d, p);
  b[p++] = 91;
  for (let i = 0; i < v.length; i++) {
    if (i > 0) b[p++] = 44;
    p = writeValue(b, d, p, v[i]);
  }
  b[p] = 93;
  return p + 1;
}

/** The inside of a JSON string. */
export function writeText(b, p, s) {
  const from = p,
    n = s.length;
  for (let i = 0; i < n; i++) {
    const c = s.charCodeAt(i);
    if (c < 32 || c > 127 || c === 34 || c === 92)
      return from + b.utf8Write(quote(s).slice(1, -1), from);
    b[p++] = c;
  }
  return p;
}

export function ascii(b, p, s) {
  for (let i = 0; i < s.length; i++) b[p++] = s.charCodeAt(i);
  return p;
}

export function writeInt(b, p, n) {
  if (n < 0) {
    b[p++] = 45;
    n = -n;
  }
  if (n < 1e9) return digits(b, p, n | 0);
  const high = Math.floor(n / 1e9);
  return padded(b, writeInt(b, p, high), n - high * 1e9, 9);
}

function digits(b, p, n) {
  const size =
    n < 10
      ? 1
      : n < 100
        ? 2
        : n < 1000
          ? 3
          : n < 10000
            ? 4
            : n < 100000
              ? 5
              : n < 1e6
                ? 6
                : n < 1e7
                  ? 7
                  : n < 1e8
                    ? 8
                    : 9;
  return padded(b, p, n, size);
}

function padded(b, p, n, size) {
  n |= 0;
  for (let i = p + size - 1; i >= p; i--) {
    const q = (n / 10) | 0;
    b[i] = 48 + n - q * 10;
    n = q;
  }
  return p + size;
}

/** A float in Java's text. Up to four places without making a string: r / 10^k === v means its digits are those of r. */
export function writeDouble(b, p, v) {
  const a = v < 0 ? -v : v;
  if (a >= 1e-3 && a < 1e7) {
    let r = Math.round(a * 100),
      size = 2,
      unit = 100;
    if (r / 100 !== a) {
      r = Math.round(a * 10000);
      size = 4;
      unit = 10000;
    }
    if (size === 2 || r / 10000 === a) {
      if (v < 0) b[p++] = 45;
      const whole = Math.floor(r / unit);
      p = digits(b, p, whole);
      b[p] = 46;
      p = padded(b, p + 1, r - whole * unit, size);
      while (size-- > 1 && b[p - 1] === 48) p--;
      return p;
    }
    return ascii(b, p, String(v));
  }
  const text = javaDouble(v);
  return Number.isFinite(v) ? ascii(b, p, text) : ascii(b, p, `"${text}"`);
}

/** A text that is put often: four bytes a time, the last store may write up to three too many. */
export class Text {
  constructor(s) {
    const b = Buffer.from(`${s}\0\0\0`);
    this.length = b.length - 3;
    this.words = Int32Array.from({ length: (this.length + 3) >> 2 }, (_, i) =>
      b.readInt32LE(i * 4),
    );
  }
  put(d, p) {
    const words = this.words;
    for (let i = 0; i < words.length; i++) d.setInt32(p + i * 4, words[i], true);
    return p + this.length;
  }
}
