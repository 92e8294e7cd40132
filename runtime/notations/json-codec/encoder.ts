/**
 * Python's values to JSON bytes as KSML writes them (runtime.md 4.4): compact, keys sorted, integers in full, floats in
 * Java's text, NaN and the infinities as strings. Takes what a JSON record can hold: dicts, lists, texts, numbers, bools
 * and None; anything else is for the caller to convert first.
 */
import { isMeta } from "../../data-types/sorted-shape.ts";
import { entriesOf, hasOddKeys } from "../../python/dict.ts";
import { PySet } from "../../python/set.ts";
import { PyTuple } from "../../python/tuple.ts";
import { type Dict, PyFloat, PyObject, type Value } from "../../python/value.ts";
import type { ByteSink } from "../../record-batch/byte-sink.ts";
import { encodable } from "../../record-batch/java-utf8.ts";
import { compareKeys } from "./key-order.ts";
import { writeDouble } from "./write-double.ts";
import { NUMBER_BYTES, writeAscii, writeInteger } from "./write-number.ts";
import { KeyPath, LITERAL_EXCESS } from "./write-plan.ts";
import { escapeText, textBytes, writeText } from "./write-text.ts";

/** A value that JSON cannot hold as it is: a tuple, a set, a key that is no text, an integer beyond 64 bits. */
export class NotJson extends Error {
  constructor() {
    super("not a JSON value");
    this.name = "NotJson";
  }
}

/** Always the same one: the trace of where it was thrown costs more than a record, and nobody sees it. */
const NOT_JSON = new NotJson();

const NULL = 0x6c6c756e;
const TRUE = 0x65757274;
const FALS = 0x736c6166;
const LONG_LIMIT = 1n << 63n;
const MAX_PATHS = 20_000;
/** Values of a dict of more keys are moved to a larger array on their way. */
const FEW_KEYS = 12;

/** One a stream and position: what it has learnt of keys is of use for like records only. */
export class JsonEncoder {
  readonly #root: KeyPath;
  readonly #dropsMeta: boolean;
  readonly #budget = { left: MAX_PATHS };
  #sink: ByteSink | null = null;
  #bytes: Buffer = Buffer.alloc(0);
  #view: DataView = new DataView(new ArrayBuffer(0));

  /** `dropsMeta`: values come straight from functions, and the entries that KSML adds to structs go at every depth. */
  constructor(dropsMeta = false) {
    this.#dropsMeta = dropsMeta;
    this.#root = new KeyPath(null, "", dropsMeta);
  }

  /**
   * Appends the text of a dict or list.
   * @throws NotJson; what was appended until then is to be taken back
   */
  encode(value: Value, sink: ByteSink): void {
    if (this.#bytes !== sink.bytes) {
      this.#sink = sink;
      this.#bytes = sink.bytes;
      this.#view = sink.view;
    }
    sink.at = this.#value(sink.at, value, this.#root);
  }

  /** Sees to it that `more` bytes and what a literal writes too much fit behind `at`. */
  #room(at: number, more: number): void {
    if (at + more + LITERAL_EXCESS > this.#bytes.length) this.#grow(at, more);
  }

  #grow(at: number, more: number): void {
    const sink = this.#sink as ByteSink;
    sink.at = at;
    sink.reserve(more + LITERAL_EXCESS);
    this.#bytes = sink.bytes;
    this.#view = sink.view;
  }

  #value(at: number, value: Value, start: KeyPath): number {
    if (typeof value === "string") {
      this.#room(at, textBytes(value));
      return writeText(this.#bytes, this.#view, at, value);
    }
    this.#room(at, NUMBER_BYTES);
    if (typeof value === "number") {
      return Number.isInteger(value)
        ? writeInteger(this.#bytes, this.#view, at, value)
        : writeDouble(this.#bytes, this.#view, at, value);
    }
    if (value === null) {
      this.#view.setInt32(at, NULL, true);
      return at + 4;
    }
    if (value === true) {
      this.#view.setInt32(at, TRUE, true);
      return at + 4;
    }
    if (value === false) {
      this.#view.setInt32(at, FALS, true);
      this.#bytes[at + 4] = 101;
      return at + 5;
    }
    if (typeof value === "bigint") {
      if (value >= LONG_LIMIT || value < -LONG_LIMIT) throw NOT_JSON;
      return writeAscii(this.#bytes, at, String(value));
    }
    if (typeof value !== "object") throw NOT_JSON;
    if (Array.isArray(value)) return this.#list(at, value, start);
    if (value instanceof PyFloat) return writeDouble(this.#bytes, this.#view, at, value.value);
    if (value instanceof PyObject) return this.#list(at, this.#itemsOf(value), start);
    return this.#dict(at, value, start);
  }

  /** In a dict that comes straight from a function there are tuples and sets, which are lists outside (runtime.md 3.2). */
  #itemsOf(value: PyObject): readonly Value[] {
    if (this.#dropsMeta) {
      if (value instanceof PyTuple) return value.items;
      if (value instanceof PySet) return value.list();
    }
    throw NOT_JSON;
  }

  #list(from: number, list: readonly Value[], start: KeyPath): number {
    let at = from;
    this.#bytes[at++] = 91;
    for (let i = 0; i < list.length; i++) {
      const item = list[i] as Value;
      if (i > 0) this.#bytes[at++] = 44; // in the room of what a literal writes too much
      if (typeof item === "string") {
        this.#room(at, textBytes(item));
        at = writeText(this.#bytes, this.#view, at, item);
      } else at = this.#value(at, item, start);
    }
    this.#room(at, 1);
    this.#bytes[at] = 93;
    return at + 1;
  }

  #dict(from: number, dict: Dict, start: KeyPath): number {
    if (hasOddKeys(dict)) return this.#freeDict(from, dict);
    // A new one, since writing objects into an old one costs more than it does.
    const values: Value[] = new Array(FEW_KEYS);
    let count = 0;
    let path = start;
    for (const key in dict) {
      const next = path.next;
      if (next !== null && next.key === key) path = next;
      else {
        const branch: KeyPath | null = path.branch(key, this.#budget);
        if (branch === null) return this.#freeDict(from, dict);
        path = branch;
      }
      values[count++] = dict[key] as Value;
    }
    const { order, words, stride, lengths, inside, size } = path.plan;
    // Room for all but texts and what is nested, which see to themselves.
    this.#room(from, size);
    let bytes = this.#bytes;
    let view = this.#view;
    let limit = bytes.length - size - LITERAL_EXCESS;
    let at = from;
    let word = 0;
    for (let i = 0; i < order.length; i++) {
      const value = values[order[i] as number] as Value;
      view.setFloat64(at, words[word] as number, true);
      view.setFloat64(at + 8, words[word + 1] as number, true);
      for (let w = 2; w < stride; w++) view.setFloat64(at + w * 8, words[word + w] as number, true);
      word += stride;
      at += lengths[i] as number;
      if (typeof value === "string") {
        if (at + textBytes(value) > limit) {
          this.#room(at, textBytes(value) + size);
          bytes = this.#bytes;
          view = this.#view;
          limit = bytes.length - size - LITERAL_EXCESS;
        }
        at = writeText(bytes, view, at, value);
      } else if (typeof value === "number") {
        at = Number.isInteger(value)
          ? writeInteger(bytes, view, at, value)
          : writeDouble(bytes, view, at, value);
      } else if (value === null) {
        view.setInt32(at, NULL, true);
        at += 4;
      } else if (value instanceof PyFloat) {
        at = writeDouble(bytes, view, at, value.value);
      } else {
        at = this.#value(at, value, inside[i] as KeyPath);
        this.#room(at, size);
        bytes = this.#bytes;
        view = this.#view;
        limit = bytes.length - size - LITERAL_EXCESS;
      }
    }
    if (at === from) at++;
    this.#room(at, 1);
    this.#bytes[from] = 123; // the comma of the first key, or nothing
    this.#bytes[at] = 125;
    return at + 1;
  }

  /** Without what is known of keys: odd keys, or too many different ones. */
  #freeDict(from: number, dict: Dict): number {
    const entries: [string, Value][] = [];
    for (const [key, value] of entriesOf(dict)) {
      if (typeof key !== "string") throw NOT_JSON;
      if (!this.#dropsMeta || !isMeta(key)) entries.push([key, value]);
    }
    entries.sort((a, b) => compareKeys(a[0], b[0]));
    const inside = new KeyPath(null, "", this.#dropsMeta);
    let at = from;
    for (const [key, value] of entries) {
      const text = Buffer.from(encodable(`,"${escapeText(key)}":`));
      this.#room(at, text.length);
      text.copy(this.#bytes, at);
      at = this.#value(at + text.length, value, inside);
    }
    if (entries.length === 0) at++;
    this.#room(at, 1);
    this.#bytes[from] = 123;
    this.#bytes[at] = 125;
    return at + 1;
  }
}
