/** bytes and bytearray made in Python. (KSML's own bytes are lists of ints.) */

import { isIndex, itemError } from "./access.ts";
import { indexError, typeError, valueError } from "./exceptions.ts";
import { toIndex, toSmallIndex } from "./int.ts";
import { iter } from "./iteration.ts";
import { ordered } from "./ordered.ts";
import { PySlice, selectItems, sliceBounds } from "./slice.ts";
import { typeName } from "./type-name.ts";
import { type BinaryOperator, isInt, type OrderOperator, PyObject, type Value } from "./value.ts";

export class PyBytes extends PyObject {
  data: Uint8Array;
  readonly mutable: boolean;
  constructor(data: Uint8Array, mutable = false) {
    super();
    this.data = data;
    this.mutable = mutable;
  }
  get length(): number {
    return this.data.length;
  }
  [Symbol.iterator](): Iterator<number> {
    return this.data[Symbol.iterator]();
  }
  /** The bytes as code units, for the methods that text has too. */
  latin1(): string {
    return Buffer.from(this.data.buffer, this.data.byteOffset, this.data.length).toString("latin1");
  }
  override pyTypeName(): string {
    return this.mutable ? "bytearray" : "bytes";
  }
  override pyKey(): string {
    if (this.mutable) throw typeError("unhashable type: 'bytearray'");
    return `b${this.latin1()}`;
  }
  override pyEquals(other: Value): boolean | undefined {
    return other instanceof PyBytes ? Buffer.compare(this.data, other.data) === 0 : undefined;
  }
  override pyCompare(other: Value, operator: OrderOperator): boolean | undefined {
    if (!(other instanceof PyBytes)) return undefined;
    return ordered(Buffer.compare(this.data, other.data), 0, operator);
  }
  override pyTruthy(): boolean {
    return this.data.length > 0;
  }
  override pyLen(): number {
    return this.data.length;
  }
  override pyIter(): Iterable<Value> {
    return this.data;
  }
  override pyContains(item: Value): boolean {
    if (item instanceof PyBytes) return this.latin1().includes(item.latin1());
    if (isInt(item)) return this.data.includes(byteOf(item, "byte must be in range(0, 256)"));
    throw typeError(`a bytes-like object is required, not '${typeName(item)}'`);
  }
  override pyGetItem(index: Value): Value {
    if (index instanceof PySlice) {
      return new PyBytes(
        Uint8Array.from(selectItems([...this.data], index.bounds(this.length))),
        this.mutable,
      );
    }
    if (!isIndex(index)) throw itemError(this, index, "[]");
    const at = toSmallIndex(index);
    const found = this.data[at < 0 ? at + this.length : at];
    if (found === undefined) {
      throw indexError(this.mutable ? "bytearray index out of range" : "index out of range");
    }
    return found;
  }
  override pySetItem(index: Value, value: Value): void {
    if (!this.mutable) throw itemError(this, index, "[]=");
    if (index instanceof PySlice) {
      const [start, stop] = sliceBounds(index.start, index.stop, index.step, this.length);
      const rest = this.data.slice(Math.max(start, stop));
      this.data = Uint8Array.from([...this.data.slice(0, start), ...bytesFrom(value), ...rest]);
      return;
    }
    const at = toSmallIndex(index);
    const place = at < 0 ? at + this.length : at;
    if (place < 0 || place >= this.length) throw indexError("bytearray index out of range");
    this.data[place] = byteOf(value, "byte must be in range(0, 256)");
  }
  override pyBinary(operator: BinaryOperator, other: Value, reflected: boolean): Value | undefined {
    if (operator === "+" && !reflected) {
      if (!(other instanceof PyBytes)) {
        throw typeError(`can't concat ${typeName(other)} to ${this.pyTypeName()}`);
      }
      return new PyBytes(Buffer.concat([this.data, other.data]), this.mutable);
    }
    if (operator === "*") {
      if (!isInt(other)) {
        throw typeError(`can't multiply sequence by non-int of type '${typeName(other)}'`);
      }
      const times = Math.max(0, toSmallIndex(other));
      return new PyBytes(
        Buffer.concat(Array.from({ length: times }, () => this.data)),
        this.mutable,
      );
    }
    return undefined;
  }
  override pyInPlace(operator: BinaryOperator, other: Value): Value | undefined {
    if (!this.mutable || operator !== "+") return undefined;
    this.data = Buffer.concat([this.data, Uint8Array.from(bytesFrom(other))]);
    return this;
  }
  override pyRepr(): string {
    const text = reprBytes(this.data);
    return this.mutable ? `bytearray(${text})` : text;
  }
}

const ESCAPES: Record<number, string> = { 9: "\\t", 10: "\\n", 13: "\\r", 92: "\\\\" };

function reprBytes(data: Uint8Array): string {
  const quote = data.includes(39) && !data.includes(34) ? '"' : "'";
  let text = `b${quote}`;
  for (const byte of data) {
    const character = String.fromCharCode(byte);
    if (character === quote) text += `\\${quote}`;
    else if (ESCAPES[byte] !== undefined) text += ESCAPES[byte];
    else if (byte >= 32 && byte < 127) text += character;
    else text += `\\x${byte.toString(16).padStart(2, "0")}`;
  }
  return text + quote;
}

function byteOf(x: Value, text: string): number {
  const byte = toIndex(x);
  if (byte < 0 || byte > 255) throw valueError(text);
  return Number(byte);
}

/** A bytes literal; its text has one code unit a byte. */
export function bytesOf(latin1: string): PyBytes {
  return new PyBytes(Uint8Array.from(Buffer.from(latin1, "latin1")));
}

/** The bytes in bytes, or in an iterable of ints. @throws TypeError, ValueError */
export function bytesFrom(x: Value, mutable = false): Uint8Array {
  if (x instanceof PyBytes) return x.data.slice();
  const name = mutable ? "byte" : "bytes";
  if (typeof x === "string") throw typeError("string argument without an encoding");
  const items: number[] = [];
  let source: Iterable<Value>;
  try {
    source = iter(x);
  } catch {
    throw typeError(`cannot convert '${typeName(x)}' object to ${mutable ? "bytearray" : "bytes"}`);
  }
  for (const item of source) items.push(byteOf(item, `${name} must be in range(0, 256)`));
  return Uint8Array.from(items);
}

/** The bytes of a bytes-like argument. @throws TypeError */
export function requireBytes(x: Value | undefined): PyBytes {
  if (x instanceof PyBytes) return x;
  throw typeError(`a bytes-like object is required, not '${typeName(x)}'`);
}
