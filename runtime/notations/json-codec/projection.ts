/**
 * JSON objects of which only some entries are wanted as values. In: a payload. Out: it as `RawJson`, where it is an object
 * that KSML would write with the same texts and numbers; null is for the decoder: anything else, and what is no JSON.
 */
import { InternalError } from "../../errors/internal-error.ts";
import { boxFloat, type Dict, type Value } from "../../python/value.ts";
import { BufferText, textOf } from "../../record-batch/buffer-text.ts";
import { decodeUtf8 } from "../../record-batch/java-utf8.ts";
import { RarerTries } from "../../record-batch/rarer-tries.ts";
import { readDecimal } from "./decimal-text.ts";
import { JsonDecoder } from "./decoder.ts";
import { JsonScan } from "./json-scan.ts";
import { END, VALUE } from "./layout.ts";
import { Place } from "./place.ts";
import { RawJson, type Rescanner } from "./raw-json.ts";
import { RootLayout } from "./root-layout.ts";

/** Payloads that may be read in one go, beside the one in hand and the next one: of as many is known what was scanned. */
export const READ_AHEAD = 16;

const POWERS = Array.from({ length: 16 }, (_, i) => 10 ** i);

const QUOTE = 34;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const NINE = 57;
const OPEN_LIST = 91;
const OPEN = 123;

/** What is wanted of objects. */
export interface NamedEntries {
  readonly names: ReadonlySet<string>;
  /** The object goes to a topic as a whole. */
  readonly isWritten: boolean;
}

/** One a stream: what it has learnt is of use for like records only. */
export class JsonProjection implements Rescanner {
  /** Sorted. */
  readonly #names: readonly string[];
  /** Of the payloads that were read last, in turn; one where none is written. */
  readonly #scans: readonly JsonScan[];
  #turn = 0;
  /** Of the payload that was read last. */
  #scan: JsonScan;
  /** For those that are older. */
  readonly #again: JsonScan;
  readonly #root = new Place(null, "");
  readonly #layouts = new Map<Place, RootLayout>();
  readonly #decoders: readonly JsonDecoder[];
  #lastPlace: Place | null = null;
  #lastLayout: RootLayout | null = null;
  readonly #text: BufferText;
  readonly #isWritten: boolean;
  /** Of the values of the payload that was read last. */
  #wantedBytes = 0;
  /** Where payloads are better decoded most are not tried any more. */
  readonly #tries = new RarerTries();

  constructor({ names, isWritten }: NamedEntries, text = new BufferText()) {
    this.#text = text;
    this.#isWritten = isWritten;
    this.#names = [...names].sort();
    this.#again = new JsonScan(isWritten);
    this.#scan = this.#again;
    this.#scans = Array.from({ length: isWritten ? READ_AHEAD + 2 : 1 }, () => {
      const scan = new JsonScan(isWritten);
      scan.values.push(...this.#names.map(() => null));
      return scan;
    });
    this.#decoders = this.#names.map(() => new JsonDecoder());
  }

  /** Bytes [start, end) of a buffer that does not change while payloads of it are read, nor while the result is used. */
  project(bytes: Buffer, start: number, end: number): RawJson | null {
    if (!this.#tries.isDue) return null;
    const scan = this.#scans[this.#turn] as JsonScan;
    this.#turn = this.#turn + 1 < this.#scans.length ? this.#turn + 1 : 0;
    this.#scan = scan;
    const last = scan.object(this.#root, bytes, start, end);
    if (last === null) {
      this.#tries.didNotPay();
      return null;
    }
    const layout = last === this.#lastPlace ? (this.#lastLayout as RootLayout) : this.#layout(last);
    const dict = this.#dict(layout, bytes, start);
    // Where most of the text becomes values and none of it is written, the decoder is faster: it goes through it once.
    if (!this.#isWritten && this.#wantedBytes * 2 > end - start - layout.keyBytes)
      this.#tries.didNotPay();
    else this.#tries.paid();
    return new RawJson(bytes, start, end, layout, dict, false, scan, this);
  }

  rescan({ bytes, start, end }: RawJson): JsonScan {
    if (this.#again.object(this.#root, bytes, start, end) === null) {
      throw new InternalError("a JSON object is not what it was");
    }
    return this.#again;
  }

  #layout(place: Place): RootLayout {
    let layout = this.#layouts.get(place);
    if (layout === undefined) {
      layout = new RootLayout(this.#names, place.path());
      this.#layouts.set(place, layout);
    }
    this.#lastPlace = place;
    this.#lastLayout = layout;
    return layout;
  }

  /** The named entries. `bytes`: what was scanned lies in it, at `start`. */
  #dict(layout: RootLayout, bytes: Buffer, start: number): Dict {
    const { present, presentFields } = layout;
    const { fields, values } = this.#scan;
    const by = start - this.#scan.start;
    let wantedBytes = 0;
    for (let i = 0; i < present.length; i++) {
      const f = presentFields[i] as number;
      const from = (fields[f + VALUE] as number) + by;
      const to = (fields[f + END] as number) + by;
      const slot = present[i] as number;
      values[slot] = this.#value(slot, from, to, bytes);
      wantedBytes += to - from;
    }
    this.#wantedBytes = wantedBytes;
    return layout.make(values);
  }

  #value(slot: number, from: number, to: number, bytes: Buffer): Value {
    switch (bytes[from]) {
      case QUOTE:
        return this.#string(bytes, from + 1, to - 1);
      case 110:
        return null;
      case 116:
        return true;
      case 102:
        return false;
      case OPEN:
      case OPEN_LIST:
        return (this.#decoders[slot] as JsonDecoder).decode(bytes, from, to);
      default:
        return number(bytes, from, to);
    }
  }

  #string(bytes: Buffer, from: number, to: number): string {
    const text = this.#scan.isAscii
      ? this.#text.ascii(bytes, from, to)
      : decodeUtf8(bytes, from, to);
    return this.#scan.hasEscapes && text.includes("\\") ? JSON.parse(`"${text}"`) : text;
  }
}

/** Of text that was checked. */
function number(bytes: Buffer, from: number, to: number): Value {
  const isNegative = bytes[from] === MINUS;
  // At most 15 digits over a power of ten: one correctly rounded division.
  if (to - from <= 15) {
    let m = 0;
    let point = to - 1;
    let p = isNegative ? from + 1 : from;
    for (; p < to; p++) {
      const c = bytes[p] as number;
      if (c >= ZERO && c <= NINE) m = m * 10 + (c - ZERO);
      else if (c === POINT) point = p;
      else break; // an exponent
    }
    if (p === to) {
      if (point === to - 1) return isNegative ? 0 - m : m;
      const size = m / (POWERS[to - 1 - point] as number);
      return boxFloat(isNegative ? -size : size);
    }
  }
  const start = isNegative ? from + 1 : from;
  let point = start;
  while (point < to && bytes[point] !== POINT) point++;
  if (point < to) {
    const size = readDecimal(bytes, start, point, to);
    if (!Number.isNaN(size)) return boxFloat(isNegative ? -size : size);
  }
  const text = textOf(bytes).latin1Slice(from, to);
  const value = Number(text);
  if (text.includes(".")) return boxFloat(value);
  return Number.isSafeInteger(value) ? value : BigInt(text);
}
