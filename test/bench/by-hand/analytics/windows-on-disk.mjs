// A window store on the disk: segments of time, of which whole ones go when they are too old.
import { writeLong } from "../../contenders/slab.mjs";

export const RETENTION = 90_000_000;
const SEGMENT = RETENTION / 2;
const PREFIX = 9;
/** Of a key: the start of the window, and a number that is 0. */
export const SUFFIX = 12;
const segmentOf = (ms) => Math.trunc(ms / SEGMENT);

export class WindowsOnDisk {
  constructor(disk) {
    this.disk = disk;
    /** The latest start of what was put. */
    this.observed = -1;
    /** Keys of the rows that are there, by segments. */
    this.rows = new Map();
  }

  /** `key`: with the start in it. */
  put(start, key, row) {
    if (start > this.observed) {
      this.observed = start;
      this.expire();
    }
    const segment = segmentOf(start);
    if (segment < segmentOf(this.observed - RETENTION)) return;
    const at = Buffer.allocUnsafe(PREFIX + key.length);
    at[0] = 100;
    writeLong(at, 1, segment);
    at.set(key, PREFIX);
    this.disk.put(at, Buffer.from(row));
    this.keep(segment, at);
  }

  keep(segment, at) {
    const rows = this.rows.get(segment) ?? new Map();
    this.rows.set(segment, rows.set(at.latin1Slice(), at));
  }

  expire() {
    const oldest = segmentOf(this.observed - RETENTION);
    for (const [segment, rows] of this.rows) {
      if (segment >= oldest) continue;
      for (const at of rows.values()) this.disk.delete(at);
      this.rows.delete(segment);
    }
  }

  /** Rows that are there come as `load(start, key, row)`, the start no more in the key. Out: how many the changelog has. */
  async open(load) {
    await this.disk.open();
    for await (const [at, row] of this.disk.rows()) {
      const end = at.length - SUFFIX;
      const start = Number(at.readBigInt64BE(end));
      this.keep(segmentOf(start), at);
      load(start, at.subarray(PREFIX, end), row);
    }
    return this.disk.position();
  }

  commit(position) {
    return this.disk.commit(position);
  }

  close() {
    return this.disk.close();
  }
}
