/** Bytes for who copies them at once: always in the same memory, and mostly in the same Buffer objects. */
import { ByteSink } from "../record-batch/byte-sink.ts";

/** Larger ones are rare enough to make a Buffer for each. */
const MAX_KEPT = 512;

export class Scratch {
  readonly #sink = new ByteSink(1 << 10);
  /** What `#views` show. */
  #bytes = this.#sink.bytes;
  /** By length. */
  #views: Buffer[] = [];

  begin(): ByteSink {
    this.#sink.at = 0;
    return this.#sink;
  }

  /** What was written since; good until the next `begin`. */
  written(): Buffer {
    const { bytes, at } = this.#sink;
    if (at > MAX_KEPT) return bytes.subarray(0, at);
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#views = [];
    }
    this.#views[at] ??= bytes.subarray(0, at);
    return this.#views[at];
  }
}
