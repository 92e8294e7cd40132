/**
 * JSON bytes to Python's values, exactly (runtime.md 4.4): integers apart from floats, integers up to 64 bits, keys
 * sorted, the last of a repeated key. The keys of an object are predicted from the object before it at the same place.
 *
 * More than 400 lines: all of it moves one position in one buffer, and a record must not pay for handing these around.
 */
import { boxFloat, type Dict, type Value } from "../../python/value.ts";
import { CHUNK_BYTES, textOf, writeBytesOf } from "../../record-batch/buffer-text.ts";
import { viewOf } from "../../record-batch/byte-sink.ts";
import { decodeUtf8 } from "../../record-batch/java-utf8.ts";
import { readDecimal } from "./decimal-text.ts";
import { JsonError } from "./json-error.ts";
import { LOOKAHEAD, Place } from "./place.ts";
import { Shape } from "./shape.ts";

/** As deep as KSML's own parser goes. */
const MAX_DEPTH = 1000;
/** Places learnt by one decoder; what comes after is read without prediction. */
const MAX_PLACES = 20_000;

const POWERS = Array.from({ length: 16 }, (_, i) => 10 ** i);
const LONG_LIMIT = 1n << 63n;
const NULL = 0x6c6c756e;
const TRUE = 0x65757274;
const ALSE = 0x65736c61;

const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const MINUS = 45;
const POINT = 46;
const COLON = 58;
const OPEN_LIST = 91;
const BACKSLASH = 92;
const CLOSE_LIST = 93;
const OPEN = 123;
const CLOSE = 125;

/** One a stream and position (key, value): what it has learnt is of use for like records only. */
export class JsonDecoder {
  readonly #root = new Place(null, "");
  readonly #budget = { left: MAX_PLACES };
  #bytes: Buffer = Buffer.alloc(0);
  #view: DataView = new DataView(new ArrayBuffer(0));
  #text = "";
  #textStart = 0;
  #textEnd = 0;
  #start = 0;
  #end = 0;
  #at = 0;
  #depth = 0;
  readonly #stack: Value[] = new Array(64).fill(null);
  #top = 0;
  #spare: Buffer = Buffer.alloc(1024);

  /**
   * The object or array in bytes [start, end). What a buffer holds must not change while the decoder is given parts of it.
   * @throws JsonError
   */
  decode(bytes: Buffer, start: number, end: number): Dict | Value[] {
    this.#open(bytes, start, end);
    this.#top = 0;
    this.#depth = 0;
    this.#blanks();
    const c = this.#bytes[this.#at];
    if (this.#at >= this.#end || (c !== OPEN && c !== OPEN_LIST)) {
      throw this.#error("Expected an object or an array");
    }
    const value = c === OPEN ? this.#dict(this.#root) : this.#list(this.#root);
    this.#blanks();
    if (this.#at !== this.#end) throw this.#error("Unexpected text after the value");
    return value;
  }

  /** Bytes as text of one character each → a buffer that holds them from 0 on, until the next call: to be decoded at once. */
  lend(text: string): Buffer {
    const { length } = text;
    this.#useSpare(length);
    writeBytesOf(text, this.#spare, 0);
    this.#text = text;
    this.#textStart = 0;
    this.#textEnd = length;
    return this.#spare;
  }

  #open(bytes: Buffer, start: number, end: number): void {
    if (end + LOOKAHEAD > bytes.length) {
      // The last records of a batch: compared in a copy with room behind it.
      const length = end - start;
      this.#useSpare(length);
      bytes.copy(this.#spare, 0, start, end);
      this.#textEnd = 0;
      this.#start = 0;
      this.#end = length;
    } else {
      this.#use(bytes);
      this.#start = start;
      this.#end = end;
    }
    this.#at = this.#start;
    if (this.#start < this.#textStart || this.#end > this.#textEnd) {
      this.#textStart = this.#start;
      this.#textEnd = Math.max(this.#end, Math.min(this.#start + CHUNK_BYTES, this.#bytes.length));
      this.#text = textOf(this.#bytes).latin1Slice(this.#textStart, this.#textEnd);
    }
  }

  /** For `length` bytes that are written to it next, with room behind them. */
  #useSpare(length: number): void {
    if (this.#spare.length < length + LOOKAHEAD)
      this.#spare = Buffer.alloc((length + LOOKAHEAD) * 2);
    this.#spare[length] = 0;
    this.#use(this.#spare);
  }

  #use(bytes: Buffer): void {
    if (bytes === this.#bytes) return;
    this.#bytes = bytes;
    this.#view = viewOf(bytes);
    this.#textEnd = 0;
  }

  #dict(start: Place): Dict {
    if (++this.#depth > MAX_DEPTH) throw this.#error("Nested too deeply");
    const base = this.#top;
    const stack = this.#stack;
    const bytes = this.#bytes;
    const view = this.#view;
    let top = base;
    let place = start;
    if (bytes[this.#at + 1] === CLOSE) this.#at++; // empty
    for (;;) {
      const at = this.#at;
      const next = place.next;
      if (next?.matches(view, at)) {
        this.#at = at + next.length;
        place = next;
      } else {
        if (bytes[at] === CLOSE) break;
        this.#top = top;
        const branch = this.#branch(place);
        if (branch === null) {
          if (bytes[this.#at] === CLOSE) break;
          return this.#freeDict(place, base);
        }
        place = branch;
      }
      const c = bytes[this.#at] as number;
      if (c === QUOTE) stack[top++] = this.#string();
      else if (c > SPACE && c < 58) stack[top++] = this.#number(c);
      else {
        this.#top = top;
        stack[top++] = this.#value(place);
      }
    }
    this.#at++;
    this.#depth--;
    this.#top = base;
    place.shape ??= new Shape(place.path());
    return place.shape.make(stack, base);
  }

  /** Where a key goes that was not predicted; null: the object ends (at `}`), or there are too many keys to remember. */
  #branch(place: Place): Place | null {
    const other = place.other(this.#view, this.#at);
    if (other !== null) {
      this.#at += other.length;
      return other;
    }
    const from = this.#at;
    const key = this.#key(place.depth === 0);
    if (key === null) return null;
    const learnt = place.learn(key, this.#bytes.subarray(from, this.#at), this.#budget);
    if (learnt !== null) return learnt;
    this.#at = from;
    return null;
  }

  /** From `{` (the first key) or `,` up to the value; null at the end of the object. Blanks anywhere. */
  #key(isFirst: boolean): string | null {
    this.#blanks();
    const c = this.#bytes[this.#at];
    if (c === CLOSE && !isFirst) return null;
    if (c !== (isFirst ? OPEN : COMMA))
      throw this.#error(isFirst ? "Expected an object" : "Expected `,` or `}`");
    this.#at++;
    this.#blanks();
    if (isFirst && this.#bytes[this.#at] === CLOSE) return null;
    if (this.#bytes[this.#at] !== QUOTE) throw this.#error("Expected a key in double quotes");
    const key = this.#string();
    this.#blanks();
    if (this.#bytes[this.#at] !== COLON) throw this.#error("Expected `:`");
    this.#at++;
    this.#blanks();
    return key;
  }

  /** The rest of an object of many free keys; the values of the keys up to `place` are on the stack from `base` on. */
  #freeDict(place: Place, base: number): Dict {
    const keys = place.path();
    this.#root.inside ??= new Place(null, "");
    const inside = this.#root.inside;
    for (;;) {
      const key = this.#key(keys.length === 0);
      if (key === null) break;
      keys.push(key);
      const free = new Place(null, key);
      free.inside = inside;
      const value = this.#value(free);
      this.#stack[this.#top++] = value;
    }
    this.#at++;
    this.#depth--;
    this.#top = base;
    return new Shape(keys).make(this.#stack, base);
  }

  #value(place: Place): Value {
    const c = this.#bytes[this.#at] as number;
    if (c === QUOTE) return this.#string();
    if ((c >= 48 && c <= 57) || c === MINUS) return this.#number(c);
    if (c === OPEN) {
      place.inside ??= new Place(null, "");
      return this.#dict(place.inside);
    }
    if (c === OPEN_LIST) {
      place.inside ??= new Place(null, "");
      return this.#list(place.inside);
    }
    return c <= SPACE ? this.#valueBehindBlanks(place) : this.#word(c);
  }

  /** There are more blanks behind the key than were predicted. */
  #valueBehindBlanks(place: Place): Value {
    const from = this.#at;
    this.#blanks();
    return this.#at > from ? this.#value(place) : this.#word(SPACE);
  }

  #word(first: number): Value {
    const at = this.#at;
    if (at + 4 <= this.#end) {
      const four = this.#view.getInt32(at, true);
      if (four === TRUE) {
        this.#at += 4;
        return true;
      }
      if (four === NULL) {
        this.#at += 4;
        return null;
      }
      if (first === 102 && at + 5 <= this.#end && this.#view.getInt32(at + 1, true) === ALSE) {
        this.#at += 5;
        return false;
      }
    }
    throw this.#error("Expected a value");
  }

  #list(place: Place): Value[] {
    if (++this.#depth > MAX_DEPTH) throw this.#error("Nested too deeply");
    const list: Value[] = [];
    this.#at++;
    this.#blanks();
    if (this.#bytes[this.#at] === CLOSE_LIST) this.#at++;
    else {
      for (;;) {
        list.push(this.#bytes[this.#at] === OPEN ? this.#dict(place) : this.#value(place));
        let c = this.#bytes[this.#at];
        if (c !== COMMA && c !== CLOSE_LIST) {
          this.#blanks();
          c = this.#bytes[this.#at];
        }
        this.#at++;
        if (c === CLOSE_LIST) break;
        if (c !== COMMA) throw this.#error("Expected `,` or `]`", this.#at - 1);
        this.#blanks();
      }
    }
    this.#depth--;
    return list;
  }

  /**
   * From the opening quote on, four bytes a time: the lowest bit of `hit` is in the first byte that is a quote, a backslash
   * or a control character.
   */
  #string(): string {
    const view = this.#view;
    const from = ++this.#at;
    let p = from;
    let bits = 0;
    let hit = 0;
    for (; ; p += 4) {
      const four = view.getInt32(p, true);
      const quote = four ^ 0x22222222;
      const back = four ^ 0x5c5c5c5c;
      hit =
        (((quote - 0x01010101) & ~quote) |
          ((back - 0x01010101) & ~back) |
          ((four - 0x20202020) & ~four)) &
        0x80808080;
      if (hit !== 0) {
        hit &= -hit;
        bits |= four & (hit - 1);
        break;
      }
      bits |= four;
      if (p > this.#end) throw this.#error("The text has no end", from - 1);
    }
    p += (31 - Math.clz32(hit)) >> 3;
    if (this.#bytes[p] !== QUOTE) return this.#escaped(p);
    if (p >= this.#end) throw this.#error("The text has no end", from - 1);
    this.#at = p + 1;
    return (bits & 0x80808080) === 0
      ? this.#text.substring(from - this.#textStart, p - this.#textStart)
      : decodeUtf8(this.#bytes, from, p);
  }

  #escaped(at: number): string {
    const bytes = this.#bytes;
    const from = this.#at;
    let p = at;
    while (bytes[p] !== QUOTE) {
      if (p >= this.#end) throw this.#error("The text has no end", from - 1);
      if (!((bytes[p] as number) >= 32)) throw this.#error("A control character in a text", p);
      p += bytes[p] === BACKSLASH ? 2 : 1;
    }
    if (p >= this.#end) throw this.#error("The text has no end", from - 1);
    this.#at = p + 1;
    try {
      return JSON.parse(decodeUtf8(bytes, from - 1, p + 1)) as string;
    } catch {
      throw this.#error("A wrong escape in a text", from - 1);
    }
  }

  #number(first: number): Value {
    const bytes = this.#bytes;
    const from = this.#at;
    let p = from;
    let c = first;
    let digits = 0;
    let places = 0;
    let m = 0;
    const isNegative = c === MINUS;
    if (isNegative) c = bytes[++p] as number;
    const start = p;
    while (c >= 48 && c <= 57) {
      m = m * 10 + (c - 48);
      c = bytes[++p] as number;
    }
    digits = p - start;
    if (digits === 0 || (digits > 1 && bytes[start] === 48))
      throw this.#error("A number that is none");
    if (c === POINT) {
      const point = ++p;
      c = bytes[p] as number;
      while (c >= 48 && c <= 57) {
        m = m * 10 + (c - 48);
        c = bytes[++p] as number;
      }
      places = p - point;
      if (places === 0) throw this.#error("A number that is none");
      digits += places;
    }
    if (c === 101 || c === 69) return this.#exponent(from, p);
    if (p > this.#end) throw this.#error("A number that is none");
    this.#at = p;
    if (places === 0) {
      if (digits <= 15) return isNegative ? 0 - m : m;
      return this.#large(from, p);
    }
    // At most 15 digits over a power of ten: one correctly rounded division.
    const size =
      digits <= 15 ? m / (POWERS[places] as number) : this.#longDecimal(start, p - places - 1, p);
    return boxFloat(isNegative ? -size : size);
  }

  #longDecimal(start: number, point: number, end: number): number {
    const size = readDecimal(this.#bytes, start, point, end);
    return Number.isNaN(size) ? Number(this.#part(start, end)) : size;
  }

  #exponent(from: number, at: number): Value {
    const bytes = this.#bytes;
    let p = at + 1;
    if (bytes[p] === 43 || bytes[p] === MINUS) p++;
    const digits = p;
    while ((bytes[p] as number) >= 48 && (bytes[p] as number) <= 57) p++;
    if (p === digits || p > this.#end) throw this.#error("A number that is none");
    this.#at = p;
    return boxFloat(Number(this.#part(from, p)));
  }

  #large(from: number, to: number): number | bigint {
    const n = BigInt(this.#part(from, to));
    if (n >= LONG_LIMIT || n < -LONG_LIMIT)
      throw this.#error("An integer of more than 64 bits", from);
    const value = Number(n);
    return Number.isSafeInteger(value) ? value : n;
  }

  #part(from: number, to: number): string {
    return this.#text.substring(from - this.#textStart, to - this.#textStart);
  }

  #blanks(): void {
    const bytes = this.#bytes;
    let p = this.#at;
    while (p < this.#end) {
      const c = bytes[p];
      if (c !== 32 && c !== 10 && c !== 13 && c !== 9) break;
      p++;
    }
    this.#at = p;
  }

  #error(message: string, at = this.#at): JsonError {
    return new JsonError(message, Math.min(at, this.#end) - this.#start);
  }
}
