// KSML's values exactly, plainly written: what reference.mjs computes with, and what the fast contenders fall back to.
// int: number while safe, else bigint. float: number, boxed as F when integral. dict: Map. None: null.
export class F {
  constructor(v) {
    this.v = v;
  }
}
export const boxed = (v) => (Number.isInteger(v) ? new F(v) : v);
const canonical = (n) => (n >= -9007199254740991n && n <= 9007199254740991n ? Number(n) : n);

/** JSON text to a value; strict grammar. */
export function parse(s) {
  let p = 0;
  const fail = () => {
    throw new SyntaxError(`JSON at ${p}`);
  };
  const blank = () => {
    while (s[p] === " " || s[p] === "\n" || s[p] === "\r" || s[p] === "\t") p++;
  };
  const take = (regexp) => {
    regexp.lastIndex = p;
    const m = regexp.exec(s);
    if (m === null) fail();
    p = regexp.lastIndex;
    return m;
  };
  const string = () => JSON.parse(take(/"(?:[^"\\\x00-\x1f]|\\.)*"/y)[0]);
  const list = (close, item) => {
    p++;
    blank();
    if (s[p] === close) {
      p++;
      return;
    }
    for (;;) {
      item();
      blank();
      if (s[p] === close) {
        p++;
        return;
      }
      if (s[p++] !== ",") fail();
      blank();
    }
  };
  const value = () => {
    blank();
    if (s[p] === '"') return string();
    if (s[p] === "{") {
      const o = new Map();
      list("}", () => {
        const k = string();
        blank();
        if (s[p++] !== ":") fail();
        o.set(k, value());
      });
      return o;
    }
    if (s[p] === "[") {
      const a = [];
      list("]", () => a.push(value()));
      return a;
    }
    for (const [word, v] of [
      ["true", true],
      ["false", false],
      ["null", null],
    ])
      if (s.startsWith(word, p)) {
        p += word.length;
        return v;
      }
    const m = take(/-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y);
    if (m[1] !== undefined || m[2] !== undefined) return boxed(Number(m[0]));
    const n = BigInt(m[0]);
    if (BigInt.asIntN(64, n) !== n) fail();
    return canonical(n);
  };
  const v = value();
  blank();
  if (p !== s.length || v === null || typeof v !== "object" || v instanceof F) fail();
  return v;
}

/** The value of a record. */
export const exactly = (r) => parse(r.b.utf8Slice(r.value, r.valueEnd));

/** Java's Double.toString. */
export function javaDouble(v) {
  if (!Number.isFinite(v)) return Number.isNaN(v) ? "NaN" : v < 0 ? "-Infinity" : "Infinity";
  if (v === 0) return Object.is(v, -0) ? "-0.0" : "0.0";
  const a = Math.abs(v);
  if (a >= 1e-3 && a < 1e7) return Number.isInteger(v) ? `${v}.0` : String(v);
  let [digits, exponent] = v.toExponential().split("e");
  // Java takes at least two digits, and then the nearest: 4.9E-324, not 5.0E-324.
  if (!digits.includes(".")) {
    const two = v.toExponential(1);
    if (Number(two) === v) [digits, exponent] = two.split("e");
    else digits += ".0";
  }
  return `${digits}E${Number(exponent)}`;
}

const SHORT = { 34: '\\"', 92: "\\\\", 8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r" };
const escape = (c) =>
  SHORT[c.charCodeAt(0)] ?? `\\u00${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
export const quote = (s) => `"${s.replace(/["\\\x00-\x1f]/g, escape)}"`;

/** Sorted by UTF-16 code units, empty first, keys with @ last. */
export function compareKeys(a, b) {
  const x = a[0] === "@",
    y = b[0] === "@";
  return x !== y ? (x ? 1 : -1) : a < b ? -1 : a > b ? 1 : 0;
}

const double = (v) => (Number.isFinite(v) ? javaDouble(v) : `"${javaDouble(v)}"`);
export function write(v) {
  if (v === null) return "null";
  if (typeof v === "string") return quote(v);
  if (typeof v === "number") return Number.isInteger(v) ? String(v === 0 ? 0 : v) : double(v);
  if (v instanceof F) return double(v.v);
  if (v instanceof Map)
    return `{${[...v.keys()]
      .sort(compareKeys)
      .map((k) => `${quote(k)}:${write(v.get(k))}`)
      .join(",")}}`;
  if (Array.isArray(v)) return `[${v.map(write).join(",")}]`;
  return String(v);
}

/** float(x) for a Python number. */
export function toFloat(v) {
  if (typeof v === "number") return v;
  if (v instanceof F) return v.v;
  if (typeof v === "bigint" || typeof v === "boolean") return Number(v);
  throw new TypeError("unsupported operand type(s)");
}

export function multiply(a, b) {
  const int = (x) => typeof x === "bigint" || typeof x === "boolean" || Number.isInteger(x);
  if (int(a) && int(b)) return canonical(BigInt(a) * BigInt(b));
  return boxed(toFloat(a) * toFloat(b));
}

export function concat(...parts) {
  for (const s of parts)
    if (typeof s !== "string") throw new TypeError("can only concatenate str to str");
  return parts.join("");
}

// The functions of the scenarios, on Maps.
export const get = (o, k, otherwise = null) => {
  if (!(o instanceof Map)) throw new TypeError("no attribute get");
  return o.has(k) ? o.get(k) : otherwise;
};
export const item = (o, k) => {
  if (!o.has(k)) throw new RangeError(`KeyError: ${k}`);
  return o.get(k);
};

export const isHot = (value) => value !== null && toFloat(get(value, "temperature", 0)) > 20;
export function enrich(value) {
  value.set("temperature_f", boxed(toFloat(item(value, "temperature")) * 1.8 + 32));
  value.set("label", concat(item(value, "device_id"), "@", get(value, "room", "unknown")));
  return value;
}

export const WINDOW = 10000,
  GRACE = 5000;
const instant = (ms) => new Date(ms).toISOString().replace(".000Z", "Z");
export const windowedKey = (key, start) =>
  `{"end":${start + WINDOW},"endTime":"${instant(start + WINDOW)}","key":${quote(key)},"start":${start},"startTime":"${instant(start)}"}`;
export const add = (aggregate, value) =>
  value === null ? aggregate : aggregate + toFloat(get(value, "amount", 0));

export function joiner(value1, value2) {
  value1.set("customer", get(value2, "name"));
  value1.set("total", multiply(item(value1, "amount"), get(value2, "discount", 1)));
  return value1;
}
