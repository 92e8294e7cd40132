// Texts in a key table (contenders/keys.mjs), found by their bytes or by a value of JavaScript, which a Map would take for
// longer: it has the texts all over the memory.
import { quote } from "../contenders/exact.mjs";
import { grown, Keys } from "../contenders/keys.mjs";
import { copySpan } from "../contenders/tape.mjs";
import { putLong } from "./state.mjs";
import { encodable } from "./unicode.mjs";

const NUMBER = Buffer.alloc(16);

export class Texts extends Keys {
  /** As `find` for the UTF-8 of the text; -1: it is not there. */
  findText(text) {
    const { length } = text;
    let h = 0x811c9dc5;
    for (let i = 0; i < length; i++) {
      const c = text.charCodeAt(i);
      if (c > 127) return this.findBytes(text);
      h = Math.imul(h ^ c, 0x01000193);
    }
    h ^= h >>> 15;
    const { slots, hashes } = this;
    const mask = slots.length - 1;
    for (let at = h & mask; slots[at] !== 0; at = (at + 1) & mask) {
      const n = slots[at] - 1;
      if (hashes[n] === h && this.isText(n, text)) return n;
    }
    return -1;
  }

  isText(n, text) {
    const { bytes, starts } = this;
    const start = starts[n];
    const { length } = text;
    if (starts[n + 1] - start !== length) return false;
    for (let i = 0; i < length; i++) if (bytes[start + i] !== text.charCodeAt(i)) return false;
    return true;
  }

  findBytes(text) {
    const bytes = Buffer.from(encodable(text));
    return this.find(bytes, 0, bytes.length, false);
  }
}

/** Texts that are written as JSON, which is made once. */
export class Names extends Texts {
  constructor() {
    super();
    this.jsonStarts = new Int32Array(1024);
    this.jsonBytes = 0;
    this.use(Buffer.alloc(1 << 16));
  }

  use(b) {
    this.json = b;
    this.view = new DataView(b.buffer, b.byteOffset, b.length);
  }

  /** The number of a text that UTF-8 can hold. */
  ofText(text) {
    const n = this.findText(text);
    if (n >= 0) return n;
    const bytes = Buffer.from(text);
    return this.ofBytes(bytes, 0, bytes.length);
  }

  ofBytes(b, from, to) {
    const { size } = this;
    const n = this.find(b, from, to, true);
    if (n === size) this.addJson(quote(b.utf8Slice(from, to)));
    return n;
  }

  addJson(text) {
    const bytes = Buffer.from(text);
    const end = this.jsonBytes + bytes.length;
    // What copies four bytes a time reads up to three behind.
    if (end + 4 > this.json.length) this.use(Buffer.concat([this.json, Buffer.alloc(end * 2)]));
    if (this.size >= this.jsonStarts.length)
      this.jsonStarts = grown(this.jsonStarts, this.size * 2);
    bytes.copy(this.json, this.jsonBytes);
    this.jsonBytes = this.jsonStarts[this.size] = end;
  }

  textOf(n) {
    return Buffer.from(this.bytes.subarray(this.starts[n], this.starts[n + 1])).toString();
  }

  /** As Avro has it: the bytes, behind their number. */
  rowLength(n) {
    const length = this.starts[n + 1] - this.starts[n];
    return length < 64 ? length + 1 : length + putLong(NUMBER, 0, length);
  }

  jsonLength(n) {
    return this.jsonStarts[n + 1] - this.jsonStarts[n];
  }

  /** The text as JSON; out: its end. Up to three more bytes are written. */
  putJson(view, p, n) {
    return copySpan(view, p, this.view, this.jsonStarts[n], this.jsonStarts[n + 1]);
  }
}
