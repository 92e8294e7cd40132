/**
 * Checks JSON text of which no values are made, and notes where things are: of the outermost object its entries, and of
 * objects inside that are not as KSML writes them (runtime.md 4.4; compact, keys sorted) that text. What KSML would write
 * in other characters is refused, as what is no JSON: the decoder is for that. So are keys that begin with `@`.
 *
 * Methods take the offset where something begins and give the one behind it, or -1.
 */
import type { Value } from "../../python/value.ts";
import { ByteSink } from "../../record-batch/byte-sink.ts";
import { decodeUtf8 } from "../../record-batch/java-utf8.ts";
import { JsonTokens } from "./json-tokens.ts";
import { FIELD, Layout, MOVED, MOVED_END, writeEntry, writeValue } from "./layout.ts";
import type { Literal } from "./literal.ts";
import { Place } from "./place.ts";

/** Deeper ones, and larger ones, are left to the decoder. */
const MAX_DEPTH = 100;
const MAX_BYTES = 1 << 16;
const MAX_PLACES = 20_000;

const NULL = 0x6c6c756e;
const TRUE = 0x65757274;
const ALSE = 0x65736c61;

const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const AT = 64;
const OPEN_LIST = 91;
const BACKSLASH = 92;
const CLOSE_LIST = 93;
const OPEN = 123;
const CLOSE = 125;

export class JsonScan extends JsonTokens {
  /** Of the entries of the outermost object, `FIELD` numbers each, and then of those that are open inside. */
  fields = new Int32Array(1 << 8);
  /** What was made of entries, by name; empty: nothing was. */
  readonly values: Value[] = [];
  /** The outermost object is as KSML writes it, but perhaps for the order of its keys. */
  isPlain = true;
  /** Also in their order. */
  isInPlace = true;
  /** How many objects were begun to read. */
  generation = 0;
  /** What is not in place, as KSML writes it. */
  readonly moved = new ByteSink(1 << 8);
  readonly #moves: boolean;
  readonly #budget = { left: MAX_PLACES };
  #depth = 0;
  #top = 0;
  /** Behind the object whose entries were read, or where reading them ended. */
  #at = 0;
  #stoppedAt: Place | null = null;
  /** Where the object or list that was read last was moved to; an end of 0: nowhere. */
  #movedFrom = 0;
  #movedTo = 0;
  #keyText = "";

  /** `moves`: objects are wanted as KSML writes them. */
  constructor(moves: boolean) {
    super();
    this.#moves = moves;
  }

  /**
   * The object in bytes [start, end), which is all that is there. Out: where its keys led; null: it is for the decoder. The
   * bytes must not change while others of the buffer are read.
   */
  object(root: Place, bytes: Buffer, start: number, end: number): Place | null {
    this.generation++;
    if (bytes[start] !== OPEN || end - start > MAX_BYTES) return null;
    this.open(bytes, start, end);
    // An item takes two bytes at least.
    const most = ((end - start) / 2 + 2) * FIELD;
    if (this.fields.length < most) this.fields = new Int32Array(most * 2);
    this.#top = 0;
    this.#movedTo = 0;
    this.#depth = 0;
    this.moved.at = 0;
    const last = this.#entries(root, this.start);
    if (last === null || this.#at !== this.end) return null;
    return this.isText ? last : null;
  }

  /** Notes the entries of an object from the top of `fields` on. Null: it was not read to its end. */
  #entries(start: Place, from: number): Place | null {
    const { bytes, view, end, fields } = this;
    let top = this.#top;
    let place = start;
    let isInPlace = true;
    let at = bytes[from + 1] === CLOSE ? from + 1 : from;
    while (at < end) {
      const next = place.next;
      if (next?.matches(view, at)) place = next;
      else {
        if (bytes[at] === CLOSE) break;
        const branch = this.#branch(place, at);
        if (branch === null) {
          this.#stoppedAt = isInPlace && place.isSorted ? place : null;
          this.#at = at;
          return null;
        }
        if (branch === place) {
          isInPlace = false; // blanks before the end
          at = this.#at;
          break;
        }
        place = branch;
      }
      let first = at + place.length;
      let c = bytes[first] as number;
      if (c <= SPACE) {
        first = this.behindBlanks(first); // more than were predicted
        c = bytes[first] as number;
        isInPlace = false;
      } else if (!place.isPlain) isInPlace = false;
      fields[top] = at;
      fields[top + 1] = first;
      fields[top + MOVED_END] = 0;
      if (c === QUOTE) at = this.text(first);
      else if (c < COLON) at = this.number(first, c);
      else {
        this.#top = top + FIELD;
        at = this.#value(place, first);
        if (this.#movedTo !== 0) {
          isInPlace = false;
          this.#noteMoved(top);
        }
      }
      if (at < 0) {
        this.#stoppedAt = null;
        return null;
      }
      fields[top + 2] = at;
      top += FIELD;
    }
    if (at >= end) {
      this.#stoppedAt = null;
      return null;
    }
    this.#at = at + 1;
    this.isPlain = isInPlace;
    this.isInPlace = isInPlace && place.isSorted;
    return place;
  }

  #noteMoved(field: number): void {
    this.fields[field + MOVED] = this.#movedFrom;
    this.fields[field + MOVED_END] = this.#movedTo;
    this.#movedTo = 0;
  }

  /**
   * Where a key goes that was not predicted; it is from now on. `place` itself: the object ends, at `#at`. Null: the key is
   * not for us, or there are too many to remember.
   */
  #branch(place: Place, at: number): Place | null {
    const other = place.other(this.view, at);
    if (other !== null) return other;
    const isFirst = place.depth === 0;
    const before = this.behindBlanks(at);
    if (!isFirst && this.bytes[before] === CLOSE) {
      this.#at = before;
      return place;
    }
    const to = this.#key(before, isFirst);
    if (isFirst && to < 0) return this.#emptyEnd(place, before);
    if (to < 0 || !isPlainKey(this.#keyText)) return null;
    return place.learn(this.#keyText, this.bytes.subarray(at, to), this.#budget);
  }

  /** `{ }` */
  #emptyEnd(place: Place, at: number): Place | null {
    const end = this.behindBlanks(at + 1);
    if (this.bytes[at] !== OPEN || this.bytes[end] !== CLOSE) return null;
    this.#at = end;
    return place;
  }

  /** From `{` or `,` up to the value; `#keyText` is the key. */
  #key(from: number, isFirst: boolean): number {
    const { bytes } = this;
    if (bytes[from] !== (isFirst ? OPEN : COMMA)) return -1;
    const open = this.behindBlanks(from + 1);
    if (bytes[open] !== QUOTE || bytes[open + 1] === AT) return -1;
    const close = this.text(open);
    if (close < 0) return -1;
    this.#keyText = decodeUtf8(bytes, open + 1, close - 1);
    const colon = this.behindBlanks(close);
    return bytes[colon] === COLON ? this.behindBlanks(colon + 1) : -1;
  }

  /** All but texts and numbers as well. `place`: of the key, or of the list. */
  #value(place: Place, at: number): number {
    const c = this.bytes[at] as number;
    if (c === QUOTE) return this.text(at);
    if (c < COLON) return this.number(at, c);
    if (c === OPEN) {
      place.inside ??= new Place(null, "");
      return this.#dict(place.inside, at);
    }
    if (c === OPEN_LIST) {
      place.inside ??= new Place(null, "");
      return this.#list(place.inside, at);
    }
    const four = this.view.getInt32(at, true);
    if (four === TRUE || four === NULL) return at + 4;
    return c === 102 && this.view.getInt32(at + 1, true) === ALSE ? at + 5 : -1;
  }

  #dict(start: Place, from: number): number {
    if (++this.#depth > MAX_DEPTH) return -1;
    const base = this.#top;
    const place = this.#entries(start, from);
    this.#top = base;
    this.#movedTo = 0;
    if (place === null) return this.#freeDict(this.#stoppedAt, this.#at);
    this.#depth--;
    if (this.#moves && !this.isInPlace) this.#moveDict(place, base, this.#at - from);
    return this.#at;
  }

  /** The rest of an object of many free keys, behind that of `place`, in order; null: what was read is not. */
  #freeDict(place: Place | null, from: number): number {
    if (place === null) return -1;
    place.inside ??= new Place(null, "");
    const inside = place.inside;
    let isFirst = place.depth === 0;
    let before = place.key;
    let at = from;
    while (at < this.end) {
      if (this.bytes[at] === CLOSE && !isFirst) {
        this.#depth--;
        return at + 1;
      }
      const to = this.#key(at, isFirst);
      const key = this.#keyText;
      if (to !== at + Buffer.byteLength(key) + 4 || (!isFirst && key <= before)) return -1;
      if (key.includes("\\")) return -1; // it is in the order of what it stands for
      isFirst = false;
      before = key;
      at = this.#value(inside, to);
      if (at < 0 || this.#movedTo !== 0) return -1;
    }
    return -1;
  }

  /** Items are noted as entries are. */
  #list(place: Place, from: number): number {
    if (++this.#depth > MAX_DEPTH) return -1;
    const { bytes, end, fields } = this;
    const base = this.#top;
    let top = base;
    let isInPlace = true;
    let at = this.behindBlanks(from + 1);
    if (at > from + 1) isInPlace = false;
    let c = bytes[at];
    if (c !== CLOSE_LIST) {
      for (;;) {
        this.#top = top + FIELD;
        fields[top + 1] = at;
        at = c === OPEN ? this.#dict(place, at) : this.#value(place, at);
        if (at < 0 || at >= end) return -1;
        fields[top + 2] = at;
        fields[top + MOVED_END] = 0;
        if (this.#movedTo !== 0) {
          isInPlace = false;
          this.#noteMoved(top);
        }
        top += FIELD;
        c = bytes[at];
        if (c !== COMMA && c !== CLOSE_LIST) {
          at = this.behindBlanks(at);
          isInPlace = false;
          c = bytes[at];
        }
        if (c === CLOSE_LIST) break;
        if (c !== COMMA) return -1;
        at++;
        c = bytes[at] as number;
        if (c <= SPACE) {
          at = this.behindBlanks(at);
          isInPlace = false;
          c = bytes[at];
        }
      }
    }
    this.#top = base;
    this.#depth--;
    this.#movedTo = 0;
    if (this.#moves && !isInPlace) this.#moveList(base, top, at + 1 - from);
    return at + 1;
  }

  /** `length`: bytes that the object takes, and will at most. */
  #moveDict(place: Place, base: number, length: number): void {
    const { moved, fields, view } = this;
    place.layout ??= new Layout(place.path());
    const { places, literals } = place.layout;
    moved.reserve(length + 8);
    const from = moved.at;
    let at = from;
    for (let i = 0; i < places.length; i++) {
      const f = base + (places[i] as number) * FIELD;
      at = writeEntry(moved.view, at, literals[i] as Literal, fields, f, view, moved.view);
    }
    this.#moveEnd(from, at, OPEN, CLOSE);
  }

  #moveList(base: number, top: number, length: number): void {
    const { moved, fields, view } = this;
    moved.reserve(length + 8);
    const from = moved.at;
    let at = from;
    for (let f = base; f < top; f += FIELD) {
      moved.bytes[at++] = COMMA;
      at = writeValue(moved.view, at, fields, f, view, moved.view);
    }
    this.#moveEnd(from, at, OPEN_LIST, CLOSE_LIST);
  }

  /** What is written from `from` on gets its brackets, the first one in the place of a comma. */
  #moveEnd(from: number, at: number, open: number, close: number): void {
    const { moved } = this;
    const end = at === from ? at + 1 : at;
    moved.bytes[from] = open;
    moved.bytes[end] = close;
    moved.at = end + 1;
    this.#movedFrom = from;
    this.#movedTo = end + 1;
  }
}

/** A key that is predicted is not looked at again: in ASCII, and nothing escaped. */
function isPlainKey(key: string): boolean {
  for (let i = 0; i < key.length; i++) {
    const c = key.charCodeAt(i);
    if (c > 127 || c === BACKSLASH) return false;
  }
  return true;
}
