// Parts of records that only exact code gets right, or that fail: JSON with blanks, escapes, keys in any order, twice or not
// at all, and any value for a field; headers, missing keys and values, far and late timestamps; texts that are not Unicode.

/** Three bytes each, whose places are taken by malformed ones: JavaScript has no texts for them. */
const MALFORMED = new Map([
  ["\ue000", [0xed, 0xa0, 0xbd]], // half of a surrogate pair
  ["\ue001", [0xff, 0x61, 0xc3]], // none, and the first of two
  ["\ue002", [0xf0, 0x9f, 0x98]], // three of four
  ["\ue003", [0xc0, 0x80, 0x80]], // longer than it has to be
]);

/** UTF-8, malformed where the text says so. */
export const bytesOf = (text) => malformed(Buffer.from(text));

export function malformed(bytes) {
  for (const [placeholder, wrong] of MALFORMED) {
    for (let at = 0; ; ) {
      at = bytes.indexOf(placeholder, at);
      if (at < 0) break;
      bytes.set(wrong, at);
    }
  }
  return bytes;
}

const LIST = '[1, "a", 2.0, null]';
const BROKEN = ["", "{", "nul", '{"a":1}x', "1 2"];

/** Values of other types than the fields have, and numbers at the limits. */
const VALUES = [
  ..."0 1 -1 5 12 -0 1.0 -0.0 2.5 -7.25 1e2 1E+3 0.1 1e16 1e-7 4.9E-324 1e400 1e308 123456789.123".split(
    " ",
  ),
  ..."9007199254740991 9007199254740993 -9007199254740993 9223372036854775807 -9223372036854775808".split(
    " ",
  ),
  "9223372036854775808",
  ..."true false null [] {}".split(" "),
  LIST,
  '{"b": 1.0, "a": [true, 1.50], "@type": "x"}',
  '{"@schema":1}',
  '[{"z":1,"a":{"@type":"y","k":-0.0}}]',
];

const TEXTS = [
  "",
  "a",
  "12",
  "-3",
  "+4",
  " 5 ",
  "1e3",
  "0x1p3",
  "true",
  "NaN",
  "é",
  "日本語 で",
  "😀",
  "\\u00e9\\u65e5",
  "\\ud83d\\ude00",
  '\\"quoted\\" and \\\\',
  "\\n\\t\\u0001\\u001f\\b\\f\\r",
  "\\/slash",
  "it's",
  "del\u007f, nel\u0085, zwsp\u200b",
  "a text of more than a hundred bytes, of which no part is long enough to be a text of its own, nor short enough for a loop",
  "@type",
  "\\ud83d alone, \\ude00\\ud83d turned",
  "\\ude00",
  "\ufffd",
  "cut \ue000\ue000",
  "\ue001",
  "é\ue002",
  "\ue003, and more behind it",
];

const NAMES = [
  "extra",
  "@type",
  "@schema",
  "@x",
  "",
  "1",
  "42",
  "__proto__",
  "constructor",
  "é",
  "\\u0065xtra",
  "z z",
  "\\udc00",
  "\ue000",
  "a\ue002",
];

const KEYS = ["", "é", "日本語", "😀", 'a"b\\c\n', "k\ue000", "\ue001", "k\ufffd", "\ue002 key"];

const plain = (entries) => `{${entries.map(([name, value]) => `"${name}":${value}`).join(",")}}`;

export class OddValues {
  constructor(random) {
    this.r = random;
  }

  chance(p) {
    return this.r.next() < p;
  }

  text() {
    return `"${this.r.pick(TEXTS)}"`;
  }

  /** Any JSON. */
  any() {
    return this.chance(0.4) ? this.text() : this.r.pick(VALUES);
  }

  /** Of a field that nobody asks for: mostly a new one. */
  name() {
    return this.chance(0.7) ? `new-${this.r.int(1e6)}` : this.r.pick(NAMES);
  }

  blank() {
    return this.chance(0.1) ? this.r.pick([" ", "  ", "\n", "\t ", "\r\n"]) : "";
  }

  /** A dict of fields, as JSON text of the values: each may be missing, another, or there twice. */
  dict(fields, oddity) {
    if (oddity === 0) return plain(Object.entries(fields));
    const entries = [];
    for (const [name, value] of Object.entries(fields)) {
      if (this.chance(oddity / 2)) continue;
      if (this.chance(oddity / 6)) entries.push([name, this.any()]);
      entries.push([name, this.chance(oddity) ? this.any() : value]);
    }
    while (this.chance(0.2)) entries.push([this.name(), this.any()]);
    if (this.chance(0.3)) this.shuffle(entries);
    const isLoose = this.chance(0.2);
    const blank = () => (isLoose ? this.blank() : "");
    const texts = entries.map(
      ([name, value]) => `${blank()}"${name}"${blank()}:${blank()}${value}${blank()}`,
    );
    return `${blank()}{${texts.join(",")}${blank()}}${blank()}`;
  }

  shuffle(list) {
    for (let i = list.length - 1; i > 0; i--) {
      const j = this.r.int(i + 1);
      [list[i], list[j]] = [list[j], list[i]];
    }
  }

  /** The value of a record: mostly a dict; else null, empty, another JSON, or none at all. */
  json(fields, oddity) {
    if (oddity === 0 || this.chance(0.9)) return bytesOf(this.dict(fields, oddity));
    if (this.chance(0.2)) return null;
    const text = this.chance(0.2) ? this.r.pick(BROKEN) : this.chance(0.5) ? LIST : this.any();
    return bytesOf(text);
  }

  key(usual) {
    if (this.chance(0.03)) return null;
    return this.chance(0.1) ? bytesOf(this.r.pick(KEYS)) : usual;
  }

  headers() {
    if (this.chance(0.9)) return [];
    return Array.from({ length: 1 + this.r.int(3) }, (_, i) => [
      bytesOf(this.r.pick([`h${i}`, `h${i}`, "é", "h\ue000", "\ue001"])),
      bytesOf(this.r.pick(["", "v", "é", "\ue001"])),
    ]);
  }

  /** Near `ms`, or hours before or after it, or far away. */
  time(ms) {
    if (this.chance(0.8)) return ms;
    const hours = this.r.pick([-1, 1, -2, 3, -30, 12]);
    return this.chance(0.97) ? ms + hours * 3_600_000 : this.r.pick([0, 1, ms * 2]);
  }
}
