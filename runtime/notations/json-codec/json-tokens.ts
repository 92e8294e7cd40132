/**
 * Texts and numbers of JSON that stays text: found, and checked to be in the characters that KSML writes (runtime.md 4.4).
 * Methods take the offset where something begins and give the one behind it; -1 is for the decoder: it is in other
 * characters, or no JSON.
 */
import { isUtf8 } from "node:buffer";
import { textOf } from "../../record-batch/buffer-text.ts";
import { viewOf } from "../../record-batch/byte-sink.ts";
import { isShortestText } from "./decimal-text.ts";
import { javaDouble } from "./java-double.ts";
import { LOOKAHEAD } from "./place.ts";

/** Digits of integers that fit into 64 bits for certain. */
const MAX_DIGITS = 18;

const HIGH_BITS = 0x80808080;

const QUOTE = 34;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const NINE = 57;
const BACKSLASH = 92;

/** Characters behind a backslash that KSML writes so too. */
const ESCAPES = new Uint8Array(256);
for (const c of '"\\bfnrt') ESCAPES[c.charCodeAt(0)] = 1;

export class JsonTokens {
  /** What was given, or where it is the end of a buffer, a copy with room behind it. */
  bytes: Buffer = Buffer.alloc(0);
  view: DataView = new DataView(new ArrayBuffer(0));
  start = 0;
  end = 0;
  /** Some text has an escape. */
  hasEscapes = false;
  /** Has a high bit where some text has a character that is not ASCII. */
  #bits = 0;
  #spare: Buffer = Buffer.alloc(1024);

  /** Bytes [start, end) of a buffer that does not change while others of it are read. */
  open(bytes: Buffer, start: number, end: number): void {
    const length = end - start;
    if (end + LOOKAHEAD > bytes.length) {
      // The last records of a batch: compared in a copy with room behind it.
      if (this.#spare.length < length + LOOKAHEAD) {
        this.#spare = Buffer.alloc((length + LOOKAHEAD) * 2);
      }
      bytes.copy(this.#spare, 0, start, end);
      this.#spare[length] = 0;
      this.#use(this.#spare);
      this.start = 0;
      this.end = length;
    } else {
      this.#use(bytes);
      this.start = start;
      this.end = end;
    }
    this.#bits = 0;
    this.hasEscapes = false;
  }

  #use(bytes: Buffer): void {
    if (bytes === this.bytes) return;
    this.bytes = bytes;
    this.view = viewOf(bytes);
  }

  get isAscii(): boolean {
    return (this.#bits & HIGH_BITS) === 0;
  }

  /** Whether all texts are UTF-8. */
  get isText(): boolean {
    return this.isAscii || isUtf8(this.bytes.subarray(this.start, this.end));
  }

  behindBlanks(from: number): number {
    const { bytes, end } = this;
    let p = from;
    while (p < end) {
      const c = bytes[p];
      if (c !== 32 && c !== 10 && c !== 13 && c !== 9) break;
      p++;
    }
    return p;
  }

  /**
   * From the opening quote on, four bytes a time: the lowest bit of `hit` is in the first byte that is a quote, a backslash
   * or a control character.
   */
  text(from: number): number {
    const { view, bytes, end } = this;
    let p = from + 1;
    let bits = 0;
    while (p <= end) {
      const four = view.getInt32(p, true);
      const quote = four ^ 0x22222222;
      const back = four ^ 0x5c5c5c5c;
      let hit =
        (((quote - 0x01010101) & ~quote) |
          ((back - 0x01010101) & ~back) |
          ((four - 0x20202020) & ~four)) &
        HIGH_BITS;
      if (hit === 0) {
        bits |= four;
        p += 4;
        continue;
      }
      hit &= -hit;
      bits |= four & (hit - 1);
      p += (31 - Math.clz32(hit)) >> 3;
      if (bytes[p] === QUOTE) {
        this.#bits |= bits;
        return p + 1;
      }
      if (bytes[p] !== BACKSLASH || ESCAPES[bytes[p + 1] as number] === 0) return -1;
      this.hasEscapes = true;
      p += 2;
    }
    return -1;
  }

  number(from: number, first: number): number {
    const bytes = this.bytes;
    const start = first === MINUS ? from + 1 : from;
    let p = start;
    let c = bytes[p] as number;
    while (c >= ZERO && c <= NINE) c = bytes[++p] as number;
    const whole = p - start;
    if (whole === 0 || (bytes[start] === ZERO && whole > 1)) return -1;
    if (c === POINT) return this.#fraction(from, start, p);
    if (c === 101 || c === 69 || whole > MAX_DIGITS) return -1;
    return bytes[start] === ZERO && start > from ? -1 : p;
  }

  /** Up to fifteen digits are the shortest that read back as the same number, where no zero ends them. */
  #fraction(from: number, start: number, point: number): number {
    const bytes = this.bytes;
    let p = point + 1;
    let c = bytes[p] as number;
    while (c >= ZERO && c <= NINE) c = bytes[++p] as number;
    const places = p - point - 1;
    if (places === 0) return -1;
    if (c === 101 || c === 69) {
      p++;
      if (bytes[p] === MINUS) p++;
      c = bytes[p] as number;
      while (c >= ZERO && c <= NINE) c = bytes[++p] as number;
      return this.#isJava(from, p) ? p : -1;
    }
    const whole = point - start;
    if (whole > 7) return -1;
    if (places === 1) return p;
    if (bytes[p - 1] === ZERO) return -1;
    if (bytes[start] === ZERO && places > 3 && isTiny(bytes, point)) return -1;
    if (whole + places <= 15) return p;
    return isShortestText(bytes, start, point, p) || this.#isJava(from, p) ? p : -1;
  }

  #isJava(from: number, to: number): boolean {
    const text = textOf(this.bytes).latin1Slice(from, to);
    const value = Number(text);
    return Number.isFinite(value) && javaDouble(value) === text;
  }
}

/** Less than 0.001, which has an exponent in Java. */
function isTiny(bytes: Uint8Array, point: number): boolean {
  return bytes[point + 1] === ZERO && bytes[point + 2] === ZERO && bytes[point + 3] === ZERO;
}
