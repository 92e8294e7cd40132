/**
 * A record's text goes out in KSML's order, and but for that as it came in. Entries that a function may have changed are
 * written anew, in their places among the others.
 */
import type { Dict } from "../../python/value.ts";
import type { ByteSink } from "../../record-batch/byte-sink.ts";
import { JsonEncoder } from "./encoder.ts";
import type { JsonScan } from "./json-scan.ts";
import { copySpan, END, writeEntry } from "./layout.ts";
import { Literal } from "./literal.ts";
import type { RawJson } from "./raw-json.ts";
import type { Steps } from "./root-layout.ts";
import { escapeText } from "./write-text.ts";

/** Of each name, by its place among them. */
interface NameWriters {
  /** `,"name":` */
  readonly literals: readonly Literal[];
  readonly encoders: readonly JsonEncoder[];
}

const NO_WRITERS: NameWriters = { literals: [], encoders: [] };

const COMMA = 44;
const OPEN = 123;
const CLOSE = 125;

export class RawWriter {
  readonly #dropsMeta: boolean;
  /** By the names of a source: records of several may meet here. */
  readonly #known = new Map<readonly string[], NameWriters>();
  /** Of the record that came last. */
  #names: readonly string[] = [];
  #writers: NameWriters = NO_WRITERS;

  /** As the `JsonEncoder` of the place. */
  constructor(dropsMeta: boolean) {
    this.#dropsMeta = dropsMeta;
  }

  /**
   * Appends the record's JSON. `dict`: its value, the named entries.
   * @throws NotJson; what was appended until then is to be taken back
   */
  write(raw: RawJson, dict: Dict, sink: ByteSink): void {
    const length = raw.end - raw.start;
    if (raw.isInPlace && !raw.isChanged) {
      sink.reserve(length);
      raw.bytes.copy(sink.bytes, sink.at, raw.start, raw.end);
      sink.at += length;
      return;
    }
    const { layout } = raw;
    const steps = raw.isChanged ? layout.changed : layout.unchanged;
    if (layout.names !== this.#names) this.#use(layout.names);
    sink.reserve(length + steps.size + 16);
    const from = sink.at;
    this.#entries(raw, steps, dict, sink);
    if (sink.at === from) sink.at++;
    sink.bytes[from] = OPEN; // the comma of the first entry, or nothing
    sink.bytes[sink.at++] = CLOSE;
  }

  #entries(raw: RawJson, steps: Steps, dict: Dict, sink: ByteSink): void {
    const scan = raw.scanned();
    const { nameFields } = raw.layout;
    const room = raw.end - raw.start + steps.size + 16;
    if (scan.isPlain) {
      const { runs, runEnds } = steps;
      const { fields, view } = scan;
      let { at } = sink;
      for (let i = 0; i < runs.length; i++) {
        const f = runs[i] as number;
        if (f >= 0) {
          const end = fields[(runEnds[i] as number) + END] as number;
          const from = at;
          at = copySpan(sink.view, from, view, fields[f] as number, end);
          sink.bytes[from] = COMMA; // or what was before the first key
        } else {
          sink.at = at;
          this.#named(~f, nameFields[~f] as number, scan, dict, sink, room);
          at = sink.at;
        }
      }
      sink.at = at;
      return;
    }
    const { order, literals } = steps;
    for (let i = 0; i < order.length; i++) {
      const f = order[i] as number;
      if (f >= 0) copyEntry(scan, f, literals[i] as Literal, sink);
      else this.#named(~f, nameFields[~f] as number, scan, dict, sink, room);
    }
  }

  /** `field`: where its numbers are, -1 where the object has no such entry. */
  #named(
    slot: number,
    field: number,
    scan: JsonScan,
    dict: Dict,
    sink: ByteSink,
    room: number,
  ): void {
    const value = dict[this.#names[slot] as string];
    if (value === undefined) return;
    const literal = this.#writers.literals[slot] as Literal;
    const isSame = field >= 0 && value === scan.values[slot];
    if (isSame && (typeof value !== "object" || value === null)) {
      copyEntry(scan, field, literal, sink);
      return;
    }
    sink.at = literal.write(sink.view, sink.at);
    (this.#writers.encoders[slot] as JsonEncoder).encode(value, sink);
    sink.reserve(room);
  }

  #use(names: readonly string[]): void {
    let writers = this.#known.get(names);
    if (writers === undefined) {
      writers = {
        literals: names.map((name) => new Literal(`,"${escapeText(name)}":`)),
        encoders: names.map(() => new JsonEncoder(this.#dropsMeta)),
      };
      this.#known.set(names, writers);
    }
    this.#names = names;
    this.#writers = writers;
  }
}

function copyEntry(scan: JsonScan, f: number, literal: Literal, sink: ByteSink): void {
  const { fields, view, moved } = scan;
  sink.at = writeEntry(sink.view, sink.at, literal, fields, f, view, moved.view);
}
