/** Avro's binary encoding, read: what emitted decoders and the generic one are made of. */
import { canonicalInt } from "../../data-types/java-number.ts";
import { setKey } from "../../python/dict.ts";
import { boxFloat, type Dict, type PyFloat, type Value } from "../../python/value.ts";
import { BufferText } from "../../record-batch/buffer-text.ts";
import { viewOf } from "../../record-batch/byte-sink.ts";
import { compareKeys } from "../json-codec/key-order.ts";
import { AvroError } from "./avro-codec.ts";
import { decimalText } from "./decimal.ts";

/** Elements of arrays may take no bytes at all; so many are taken for real. */
const MAX_ITEMS = 1 << 24;

/** Over one payload after the other: `open` it, read, `close` it. All methods throw AvroError. */
export class AvroReader {
  #bytes: Buffer = Buffer.alloc(0);
  #view: DataView = viewOf(this.#bytes);
  #at = 0;
  #end = 0;
  readonly #text: BufferText;

  constructor(text = new BufferText()) {
    this.#text = text;
  }

  /** Bytes [start, end). The buffer must not change while texts are taken from it. */
  open(bytes: Buffer, start: number, end: number): void {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#view = viewOf(bytes);
    }
    this.#at = start;
    this.#end = end;
  }

  /** Bytes as text of one character each → a buffer that holds them from 0 on, until the next call: to be read at once. */
  lend(text: string): Buffer {
    return this.#text.lend(text);
  }

  /** To be called behind the value. What follows it is not looked at, as in the reference. */
  close(): void {
    if (this.#at > this.#end) throw truncated();
  }

  boolean(): boolean {
    const byte = this.#bytes[this.#take(1)];
    if (byte === 0 || byte === 1) return byte === 1;
    throw new AvroError(`a boolean is the byte 0 or 1, not ${byte}`);
  }

  int(): number {
    const value = this.long();
    if (typeof value === "number" && value === (value | 0)) return value;
    throw new AvroError(`${value} is no int`);
  }

  /** Zigzag, seven bits a byte, the lowest ones first. A number while it is safe, else a bigint. */
  long(): number | bigint {
    const bytes = this.#bytes;
    let byte = bytes[this.#at++] as number;
    if (byte < 128) return (byte >>> 1) ^ -(byte & 1);
    let low = byte & 127;
    byte = bytes[this.#at++] as number;
    low |= (byte & 127) << 7;
    if (byte < 128) return (low >>> 1) ^ -(low & 1);
    byte = bytes[this.#at++] as number;
    low |= (byte & 127) << 14;
    if (byte < 128) return (low >>> 1) ^ -(low & 1);
    byte = bytes[this.#at++] as number;
    low |= (byte & 127) << 21;
    if (byte < 128) return (low >>> 1) ^ -(low & 1);
    return this.#largeLong(low);
  }

  /** `low`: the first 28 bits. Up to seven bytes, as most times have, are a number for certain. */
  #largeLong(low: number): number | bigint {
    const bytes = this.#bytes;
    let byte = bytes[this.#at++] as number;
    let middle = byte & 127;
    if (!(byte < 128)) {
      byte = bytes[this.#at++] as number;
      middle |= (byte & 127) << 7;
      if (!(byte < 128)) {
        byte = bytes[this.#at++] as number;
        middle |= (byte & 127) << 14;
        if (!(byte < 128)) return this.#hugeLong(low, middle);
      }
    }
    if (this.#at > this.#end) throw truncated();
    const half = middle * 0x8000000 + (low >>> 1);
    return (low & 1) === 0 ? half : -half - 1;
  }

  /** `middle`: the next 21 bits. */
  #hugeLong(low: number, middle: number): number | bigint {
    let rest = 0;
    for (let shift = 0; ; shift += 7) {
      if (shift === 21 || this.#at >= this.#end) throw truncated();
      const byte = this.#bytes[this.#at++] as number;
      rest |= (byte & 127) << shift;
      if (byte < 128) break;
    }
    const isNegative = (low & 1) === 1;
    if (rest < 32) {
      const half = rest * 0x1000000000000 + middle * 0x8000000 + (low >>> 1);
      const value = isNegative ? -half - 1 : half;
      return Number.isSafeInteger(value) ? value : BigInt(value);
    }
    const half = (BigInt(rest) << 48n) | (BigInt(middle) << 27n) | BigInt(low >>> 1);
    return canonicalInt(BigInt.asIntN(64, isNegative ? -half - 1n : half));
  }

  float(): number {
    return this.#view.getFloat32(this.#take(4), true);
  }

  double(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }

  /** In a union, where ints may stand beside it. */
  boxedFloat(): number | PyFloat {
    return boxFloat(this.float());
  }

  boxedDouble(): number | PyFloat {
    return boxFloat(this.double());
  }

  string(): string {
    const length = this.#length();
    const start = this.#at;
    this.#at = start + length;
    return this.#text.utf8(this.#bytes, start, this.#at);
  }

  /** As Python sees bytes: ints 0..255. */
  bytes(): number[] {
    return this.fixed(this.#length());
  }

  fixed(size: number): number[] {
    const start = this.#take(size);
    return Array.from(this.#bytes.subarray(start, start + size));
  }

  /** A decimal that stands in bytes, as its digits: `12.50`. */
  decimal(scale: number): string {
    const size = this.#length();
    const start = this.#take(size);
    return decimalText(this.#bytes.subarray(start, start + size), scale);
  }

  symbol(symbols: readonly string[]): string {
    const symbol = symbols[this.int()];
    if (symbol === undefined) throw new AvroError(`the enum has no such symbol`);
    return symbol;
  }

  /** Which member of a union of so many follows. */
  branch(count: number): number {
    const index = this.int();
    if (index >= 0 && index < count) return index;
    throw new AvroError(`the union has no member ${index}`);
  }

  array<T>(item: (input: AvroReader) => T): T[] {
    let count = this.#block();
    const items = this.#few(count, item);
    if (items.length > 0) count = this.#block();
    for (; count > 0; count = this.#block()) {
      if (items.length + count > MAX_ITEMS) throw truncated();
      for (let i = 0; i < count; i++) items.push(this.#item(item));
    }
    return items;
  }

  /** One to three: an array that is filled one by one has room for seventeen from the first one on. */
  #few<T>(count: number, item: (input: AvroReader) => T): T[] {
    if (count === 1) return [this.#item(item)];
    if (count === 2) return [this.#item(item), this.#item(item)];
    if (count === 3) return [this.#item(item), this.#item(item), this.#item(item)];
    return [];
  }

  #item<T>(item: (input: AvroReader) => T): T {
    const value = item(this);
    if (this.#at > this.#end) throw truncated();
    return value;
  }

  /** Keys sorted, as dicts of KSML are; of equal ones the last counts. */
  map<T>(value: (input: AvroReader) => T): { [key: string]: T } {
    const entries: [string, Value][] = [];
    for (let count = this.#block(); count > 0; count = this.#block()) {
      for (let i = 0; i < count; i++) {
        entries.push([this.string(), value(this) as Value]);
        if (this.#at > this.#end) throw truncated();
      }
    }
    entries.sort(([a], [b]) => compareKeys(a, b));
    const dict: Dict = {};
    for (const [key, each] of entries) setKey(dict, key, each);
    return dict as { [key: string]: T };
  }

  /** How many items the next block of an array or map has; 0: that was all. A negative count has the block's size behind it. */
  #block(): number {
    if (this.#at >= this.#end) throw truncated();
    const count = Number(this.long());
    if (count >= 0) return count;
    this.long();
    return -count;
  }

  #length(): number {
    const length = this.long();
    if (typeof length === "number" && length >= 0 && length <= this.#end - this.#at) return length;
    throw truncated();
  }

  #take(size: number): number {
    const start = this.#at;
    if (size > this.#end - start) throw truncated();
    this.#at = start + size;
    return start;
  }
}

const truncated = (): AvroError => new AvroError("the bytes end before the value does");
