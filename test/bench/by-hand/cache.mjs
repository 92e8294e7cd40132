// The record cache of a store (streams.md 5.14) whose rows have numbers: which of them are in it, how much room each takes,
// in which order they were used, and in which written. One line has both orders: each use adds a row at the end, and its
// place there; places that a row has left are passed over, and taken out when the line is full.
import { grown } from "../contenders/keys.mjs";

/** Room of all stores that have none of their own. */
export const SHARED = 10 * 1024 * 1024;
/** What Kafka Streams counts for an entry beside its contents. */
export const ENTRY_BYTES = 24 + 1 + 8 + 8 + 4;

/**
 * Of each row, side by side: its place by use (-1: it is not there), by its last write (-1: it is clean), its room, and
 * whether that is an upper bound only.
 */
const [USED, WRITTEN, SIZE, IS_BOUND, WIDTH] = [0, 1, 2, 3, 4];

export class Cache {
  /**
   * `rows`: whose cache it is. `sizeOf(n)`: room that what was written takes, exactly; `flush(n)`: writes the row to what is
   * below, and says whether there is one; `leave(n)`: the cache has it no more.
   */
  constructor(limit, rows) {
    this.limit = limit;
    this.rows = rows;
    this.places = new Int32Array(1024 * WIDTH).fill(-1);
    this.line = new Int32Array(4096);
    this.end = 0;
    /** Nobody stands before it. */
    this.first = 0;
    /** What was written before it is flushed. */
    this.flushed = 0;
    /** Only what was used since may have a bound. */
    this.settled = 0;
    this.bytes = 0;
  }

  has(n) {
    return n * WIDTH < this.places.length && this.places[n * WIDTH + USED] >= 0;
  }

  /** It was read, and it is there. */
  touch(n) {
    const at = n * WIDTH + USED;
    if (this.places[at] !== this.end - 1) this.places[at] = this.append(n);
  }

  /** It was read from below. Nothing is flushed by that. */
  add(n, size) {
    this.hold(n);
    const at = n * WIDTH;
    this.count(at, size);
    this.places[at + USED] = this.append(n);
    this.places[at + IS_BOUND] = 0;
    while (this.isExceeded) {
      const eldest = this.eldest();
      if (eldest < 0 || this.places[eldest * WIDTH + WRITTEN] >= 0) return;
      this.remove(eldest);
    }
  }

  /** `size`: an upper bound, which is settled when it could matter. */
  write(n, size) {
    this.hold(n);
    const { places } = this;
    const at = n * WIDTH;
    this.count(at, size);
    let place = this.end - 1;
    if (places[at + USED] !== place || place < Math.max(this.settled, this.flushed)) {
      place = this.append(n);
    }
    places[at + USED] = places[at + WRITTEN] = place;
    places[at + IS_BOUND] = 1;
    if (this.bytes > this.limit) this.evict();
  }

  hold(n) {
    const { length } = this.places;
    if (n * WIDTH >= length) this.places = grown(this.places, n * WIDTH * 2).fill(-1, length);
  }

  count(at, size) {
    const { places } = this;
    const before = places[at + USED] < 0 ? 0 : places[at + SIZE];
    if (size === before) return;
    this.bytes += size - before;
    places[at + SIZE] = size;
  }

  append(n) {
    if (this.end === this.line.length) this.closeUp();
    this.line[this.end] = n;
    return this.end++;
  }

  /** The places that rows have left are taken out. */
  closeUp() {
    const { line, places, flushed, settled } = this;
    let to = 0;
    for (let i = 0; i < this.end; i++) {
      if (i === flushed) this.flushed = to;
      if (i === settled) this.settled = to;
      const at = line[i] * WIDTH;
      const isUse = places[at + USED] === i;
      const isWrite = places[at + WRITTEN] === i;
      if (!isUse && !isWrite) continue;
      if (isUse) places[at + USED] = to;
      if (isWrite) places[at + WRITTEN] = to;
      line[to++] = line[i];
    }
    if (flushed === this.end) this.flushed = to;
    if (settled === this.end) this.settled = to;
    this.first = 0;
    this.end = to;
    if (to * 2 > line.length) this.line = grown(line, line.length * 2);
  }

  /** The one that was used longest ago; -1: there is none. */
  eldest() {
    for (const { line, places } = this; this.first < this.end; this.first++) {
      const n = line[this.first];
      if (places[n * WIDTH + USED] === this.first) return n;
    }
    return -1;
  }

  /** Nobody counts exactly while even the bounds leave room. */
  get isExceeded() {
    if (this.bytes <= this.limit) return false;
    const { line, places } = this;
    for (let i = this.settled; i < this.end; i++) {
      const at = line[i] * WIDTH;
      if (places[at + USED] !== i || places[at + IS_BOUND] === 0) continue;
      this.count(at, this.rows.sizeOf(line[i]));
      places[at + IS_BOUND] = 0;
    }
    this.settled = this.end;
    return this.bytes > this.limit;
  }

  evict() {
    while (this.isExceeded) {
      const n = this.eldest();
      if (n < 0) return;
      if (this.places[n * WIDTH + WRITTEN] >= 0) {
        this.flushRow(n);
        this.flush();
      }
      if (this.has(n)) this.remove(n);
    }
  }

  /** All that was written since the last time, in the order of the last writes. */
  flush() {
    const { line, places } = this;
    for (let i = this.flushed; i < this.end; i++) {
      if (places[line[i] * WIDTH + WRITTEN] === i) this.flushRow(line[i]);
    }
    this.flushed = this.end;
  }

  flushRow(n) {
    this.places[n * WIDTH + WRITTEN] = -1;
    if (!this.rows.flush(n)) this.remove(n);
  }

  remove(n) {
    this.count(n * WIDTH, 0);
    this.places[n * WIDTH + USED] = -1;
    this.rows.leave(n);
  }
}
