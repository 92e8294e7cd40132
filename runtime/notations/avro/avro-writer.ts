/**
 * Avro's binary encoding, written: what emitted encoders and the generic one are made of. A method takes exactly its own
 * type, in typed form or as Python code made it; anything else throws MISFIT, which says nothing more: who knows the
 * conversions finds out what it is.
 */
import { LONG_MAX, LONG_MIN } from "../../data-types/java-number.ts";
import { entriesOf } from "../../python/dict.ts";
import { PySet } from "../../python/set.ts";
import { PyTuple } from "../../python/tuple.ts";
import { type Dict, PyFloat, type Value } from "../../python/value.ts";
import type { ByteSink } from "../../record-batch/byte-sink.ts";
import { encodable } from "../../record-batch/java-utf8.ts";
import { digitsOf, parseDecimal, toTwosComplement } from "./decimal.ts";

/** Thrown for a value that is not quite of its type: one for all, since nobody looks at it. */
export const MISFIT = new Error("a value is left to the generic encoder");

/** Up to this length a loop is faster than a call into the engine. */
const SHORT = 40;

/** A field may be null against its type: where a writer's schema lacks it, or a function gave none. */
type Open<T> = T | null | undefined;

export class AvroWriter {
  /** Where bytes go: set before each value. */
  sink: ByteSink;

  constructor(sink: ByteSink) {
    this.sink = sink;
  }

  boolean(value: Open<boolean>): void {
    if (typeof value !== "boolean") throw MISFIT;
    this.sink.reserve(1);
    this.sink.bytes[this.sink.at++] = value ? 1 : 0;
  }

  int(value: Open<number>): void {
    if (typeof value !== "number" || value !== (value | 0)) throw MISFIT;
    this.sink.reserve(5);
    this.#varint(((value << 1) ^ (value >> 31)) >>> 0);
  }

  long(value: Open<number | bigint>): void {
    if (typeof value === "number" && value === (value | 0)) {
      this.sink.reserve(5);
      this.#varint(((value << 1) ^ (value >> 31)) >>> 0);
      return;
    }
    if (typeof value === "number") {
      if (!Number.isSafeInteger(value)) throw MISFIT;
    } else if (typeof value !== "bigint" || value < LONG_MIN || value > LONG_MAX) {
      throw MISFIT;
    }
    this.#largeLong(value);
  }

  #largeLong(value: number | bigint): void {
    this.sink.reserve(10);
    if (typeof value === "number" && Math.abs(value) < 0x10000000000000) {
      this.#largeVarint(value >= 0 ? value * 2 : value * -2 - 1);
      return;
    }
    const long = BigInt(value);
    let rest = BigInt.asUintN(64, (long << 1n) ^ (long >> 63n));
    const { bytes } = this.sink;
    for (; rest > 127n; rest >>= 7n) bytes[this.sink.at++] = Number(rest & 127n) | 128;
    bytes[this.sink.at++] = Number(rest);
  }

  /** A number from 2^32 up to 2^53: its lowest 28 bits, and what is above them. */
  #largeVarint(value: number): void {
    const high = Math.floor(value / 0x10000000);
    const low = value - high * 0x10000000;
    const { sink } = this;
    const { bytes, at } = sink;
    bytes[at] = low | 128;
    bytes[at + 1] = (low >>> 7) | 128;
    bytes[at + 2] = (low >>> 14) | 128;
    bytes[at + 3] = (low >>> 21) | 128;
    sink.at = at + 4;
    this.#varint(high);
  }

  /** A number of 32 bits. */
  #varint(value: number): void {
    const { sink } = this;
    const { bytes } = sink;
    let { at } = sink;
    let rest = value;
    for (; rest > 127; rest >>>= 7) bytes[at++] = rest | 128;
    bytes[at++] = rest;
    sink.at = at;
  }

  float(value: Open<number | PyFloat>): void {
    const float = floatOf(value);
    if (float === undefined || isTooLarge(float)) throw MISFIT;
    this.sink.reserve(4);
    this.sink.view.setFloat32(this.sink.at, float, true);
    this.sink.at += 4;
  }

  double(value: Open<number | PyFloat>): void {
    const float = floatOf(value);
    if (float === undefined) throw MISFIT;
    this.sink.reserve(8);
    this.sink.view.setFloat64(this.sink.at, float, true);
    this.sink.at += 8;
  }

  string(value: Open<string>): void {
    if (typeof value !== "string") throw MISFIT;
    const { length } = value;
    const { sink } = this;
    sink.reserve(length * 3 + 5);
    if (length <= SHORT) {
      // Sixty-three is the longest text whose length takes one byte.
      const { bytes } = sink;
      const start = sink.at + 1;
      let i = 0;
      for (; i < length; i++) {
        const c = value.charCodeAt(i);
        if (c > 127) break;
        bytes[start + i] = c;
      }
      if (i === length) {
        bytes[sink.at] = length << 1;
        sink.at = start + length;
        return;
      }
    }
    const text = encodable(value);
    this.#varint(Buffer.byteLength(text) * 2);
    sink.at += sink.bytes.write(text, sink.at, "utf8");
  }

  bytes(value: Open<readonly number[]>): void {
    if (!Array.isArray(value)) throw MISFIT;
    this.long(value.length);
    this.fixed(value, value.length);
  }

  fixed(value: Open<readonly number[]>, size: number): void {
    if (!Array.isArray(value) || value.length !== size) throw MISFIT;
    this.sink.reserve(size);
    const { bytes } = this.sink;
    for (const byte of value) {
      if (byte !== (byte & 255)) throw MISFIT;
      bytes[this.sink.at++] = byte;
    }
  }

  /** The digits of a decimal, which has room for them. */
  decimal(value: Open<string>, precision: number, scale: number): void {
    const decimal = typeof value === "string" ? parseDecimal(value) : null;
    if (decimal === null || decimal.scale > scale) throw MISFIT;
    const unscaled = decimal.unscaled * 10n ** BigInt(scale - decimal.scale);
    if (digitsOf(unscaled) > precision) throw MISFIT;
    const bytes = toTwosComplement(unscaled);
    this.long(bytes.length);
    this.sink.reserve(bytes.length);
    this.sink.bytes.set(bytes, this.sink.at);
    this.sink.at += bytes.length;
  }

  uuid(value: Open<string>): void {
    if (typeof value !== "string" || !UUID.test(value)) throw MISFIT;
    this.string(value);
  }

  /** A time of day: from 0 up to, not including, `limit`. */
  timeOfDay(value: Open<number | bigint>, limit: number): void {
    if (typeof value !== "number" || !(value >= 0 && value < limit)) throw MISFIT;
    this.long(value);
  }

  symbol(value: Open<string>, symbols: readonly string[]): void {
    const index = symbols.indexOf(value as string);
    if (index < 0) throw MISFIT;
    this.int(index);
  }

  branch(index: number): void {
    this.int(index);
  }

  /** A null, which takes no bytes. */
  nothing(value: Open<null>): void {
    if (value !== null) throw MISFIT;
  }

  /** A struct that has to be there. */
  present<T>(value: T): NonNullable<T> {
    if (value === null || value === undefined) throw MISFIT;
    return value;
  }

  /** A value of a union whose member only the generic encoder finds. */
  other(): never {
    throw MISFIT;
  }

  /** The branch of a union `[null, …]` of two; what is there comes behind it. */
  nullOr<T>(value: T): value is NonNullable<T> {
    const isThere = value !== null && value !== undefined;
    this.int(isThere ? 1 : 0);
    return isThere;
  }

  /** The branch of a union `[…, null]` of two. */
  orNull<T>(value: T): value is NonNullable<T> {
    const isThere = value !== null && value !== undefined;
    this.int(isThere ? 0 : 1);
    return isThere;
  }

  array<T>(given: Open<readonly T[]>, item: (output: AvroWriter, value: T) => void): void {
    const items = listed(given as unknown as Value | undefined);
    if (items === undefined) throw MISFIT;
    if (items.length > 0) {
      this.long(items.length);
      for (let i = 0; i < items.length; i++) item(this, items[i] as unknown as T);
    }
    this.long(0);
  }

  map<T>(
    dict: Open<Readonly<Record<string, T>>>,
    item: (output: AvroWriter, value: T) => void,
  ): void {
    if (typeof dict !== "object" || dict === null) throw MISFIT;
    const entries = entriesOf(dict as unknown as Dict);
    if (entries.length > 0) {
      this.long(entries.length);
      for (const [key, value] of entries) {
        this.string(key as string);
        item(this, value as Value as T);
      }
    }
    this.long(0);
  }
}

/** Ints are floats where one is wanted; those that no float is exactly are left to the conversions. */
export function floatOf(value: Value | undefined): number | undefined {
  if (typeof value === "number") return value;
  return value instanceof PyFloat ? value.value : undefined;
}

/** For a float of four bytes. */
export const isTooLarge = (float: number): boolean =>
  Number.isFinite(float) && !Number.isFinite(Math.fround(float));

/** What an array is written from; undefined: only the conversions know whether it is one. */
export function listed(value: Value | undefined): readonly Value[] | undefined {
  if (Array.isArray(value)) return value;
  if (value instanceof PyTuple) return value.items;
  return value instanceof PySet ? value.list() : undefined;
}

const UUID = /^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/;
