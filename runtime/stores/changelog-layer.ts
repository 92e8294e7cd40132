/** Writes what is put to the changelog too, at once, whatever waits for the disk (streams.md 4.1). */
import type { RecordContext } from "../dsl/node.ts";
import type { Header } from "../engine/record.ts";
import { DataException } from "../errors/ksml-exceptions.ts";
import type { ByteText } from "./byte-text.ts";
import type { Row } from "./row.ts";
import type { Entry, KeyedEntry, Layer } from "./store.ts";

/** A partition of a changelog topic. */
export type ChangelogWriter = (key: ByteText, value: Row | null, timestamp: number) => void;

export class ChangelogLayer implements Layer {
  readonly #below: Layer;
  readonly #log: ChangelogWriter;
  readonly #record: RecordContext;
  readonly #isTimestamped: boolean;

  /** `isTimestamped`: entries have timestamps of their own, whether the store below keeps them or not. */
  constructor(below: Layer, log: ChangelogWriter, record: RecordContext, isTimestamped: boolean) {
    this.#below = below;
    this.#log = log;
    this.#record = record;
    this.#isTimestamped = isTimestamped;
  }

  get count(): number {
    return this.#below.count;
  }

  get(key: ByteText): Entry | null {
    return this.#below.get(key);
  }

  put(
    key: ByteText,
    value: Row | null,
    timestamp: number,
    headers: readonly Header[],
    place: Entry | null = null,
  ): void | Promise<void> {
    const at = this.#isTimestamped && value !== null ? timestamp : this.#record.timestamp;
    // What is below learns from it how long a row is that was kept as a value.
    if (at >= 0) this.#log(key, value, at);
    const done = this.#below.put(key, value, timestamp, headers, place);
    if (at < 0) throw new DataException(`Invalid timestamp: ${at}. It should not be negative`);
    return done;
  }

  entries(): Iterable<KeyedEntry> {
    return this.#below.entries();
  }

  fetch(
    from: ByteText | null,
    to: ByteText | null,
    fromMs: number,
    toMs: number,
  ): Iterable<KeyedEntry> {
    return this.#below.fetch(from, to, fromMs, toMs);
  }
}
