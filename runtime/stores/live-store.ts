/** A store of one task as operations and handles use it: typed keys and values over the layers of bytes. */
import type { RecordContext } from "../dsl/node.ts";
import { type Header, NO_HEADERS, type StreamRecord } from "../engine/record.ts";
import { DataException } from "../errors/ksml-exceptions.ts";
import type { Value } from "../python/value.ts";
import { ByteSink } from "../record-batch/byte-sink.ts";
import { type ByteText, textOf } from "./byte-text.ts";
import type { CacheLayer } from "./cache-layer.ts";
import { RecentRows } from "./recent-rows.ts";
import { KeptRow, type Row } from "./row.ts";
import type { RowKeeper } from "./row-keeper.ts";
import type { RowsAhead } from "./rows-ahead.ts";
import type { Entry, KeyedEntry, Layer } from "./store.ts";
import { pendingOf, type StoreCodec, type StoreCodecs } from "./store-codec.ts";
import { keyOf, startOf, writeWindow } from "./window-key.ts";

/** Of one process: nothing waits between writing to it and copying from it. */
const scratch = new ByteSink(1 << 12);

/** What an aggregation forwards when its cache is flushed; a null value is absent. */
export type FlushListener = (
  key: Value,
  value: Value,
  timestamp: number,
  headers: readonly Header[],
) => void | Promise<void>;

export class LiveStore {
  readonly name: string;
  readonly layer: Layer;
  readonly #cache: CacheLayer | null;
  readonly isPersistent: boolean;
  /** Of the input record. */
  readonly record: RecordContext;
  readonly #key: StoreCodec;
  readonly #value: StoreCodec;
  /** Null: values are bytes from the start. */
  readonly #keeper: RowKeeper | null;
  /** The key that was asked for last, a text; of a window with its start. NaN, which no start is: none was. */
  #lastKey = "";
  #lastStart: number | null = Number.NaN;
  #lastText: ByteText = "";

  constructor(
    name: string,
    layer: Layer,
    codecs: StoreCodecs,
    record: RecordContext,
    isPersistent: boolean,
    cache: CacheLayer | null,
  ) {
    this.name = name;
    this.layer = layer;
    this.#key = codecs.key;
    this.#value = codecs.value;
    this.record = record;
    this.isPersistent = isPersistent;
    this.#cache = cache;
    this.#keeper = codecs.value.keeper;
  }

  /** Changes are seen when the cache is flushed, not when they are put. */
  get isCached(): boolean {
    return this.#cache !== null;
  }

  onFlush(listener: FlushListener): void {
    if (this.#cache === null) return;
    this.#cache.listener = (key, value, timestamp, headers) =>
      listener(this.key(key), value === null ? null : this.#valueOf(value), timestamp, headers);
  }

  /**
   * May be part of a larger text: who keeps it copies it.
   * @throws DataException when the key is null or does not fit
   */
  keyOf(key: Value): ByteText {
    if (key === this.#lastKey && this.#lastStart === null) return this.#lastText;
    const itself = this.#key.itself(key);
    if (itself !== null) return itself;
    this.#writeKey(key);
    return this.#remembered(key, null, textOf(scratch.bytes, 0, scratch.at));
  }

  /** A function mostly puts where it got just now: the same text is found without hashing it again. */
  #remembered(key: Value, start: number | null, text: ByteText): ByteText {
    if (typeof key === "string") {
      this.#lastKey = key;
      this.#lastStart = start;
      this.#lastText = text;
    }
    return text;
  }

  #writeKey(key: Value): void {
    scratch.at = 0;
    if (!this.#key.write(key, scratch)) throw new DataException("key cannot be null");
  }

  /** The key of a window, in one piece: texts that are put together cost more to look up. */
  protected windowKeyOf(key: Value, startMs: number): ByteText {
    if (key === this.#lastKey && startMs === this.#lastStart) return this.#lastText;
    return this.#remembered(key, startMs, this.textAt(key, startMs));
  }

  protected textAt(key: Value, startMs: number): ByteText {
    return this.windowText(key, startMs);
  }

  protected windowText(key: Value, startMs: number): ByteText {
    this.#writeKey(key);
    writeWindow(scratch, startMs);
    return textOf(scratch.bytes, 0, scratch.at);
  }

  /**
   * Records that are processed next, at `offsets`, which stay as they are until then: their rows are looked up together,
   * where the store is asked for such.
   */
  foresee(records: readonly StreamRecord[], offsets: readonly number[], count: number): void {
    const { ahead } = this;
    if (!this.#key.isText || ahead?.begin() !== true) return;
    this.textsAhead(records, count, ahead.texts);
    ahead.lookUp(offsets, count);
  }

  protected get ahead(): RowsAhead | null {
    return this.#cache?.ahead ?? null;
  }

  /** Whoever asks for a key beyond ASCII asks for other bytes than are looked up here, and finds them. */
  protected textsAhead(records: readonly StreamRecord[], count: number, texts: ByteText[]): void {
    for (let i = 0; i < count; i++) {
      const { key } = records[i] as StreamRecord;
      texts[i] = typeof key === "string" ? key : "";
    }
  }

  entry(key: ByteText): Entry | null {
    return this.layer.get(key);
  }

  /** In the dynamic form, and nobody else's. */
  value(entry: Entry): Value {
    return this.#valueOf(entry.value);
  }

  /** The same for who changes nothing: a dict that the store has too holds nothing that can be changed. */
  protected lent({ value: row }: Entry): Value {
    return typeof row === "string" ? this.#read(row) : row.keeper.lend(row.kept);
  }

  #valueOf(row: Row): Value {
    return typeof row === "string" ? this.#read(row) : row.keeper.copy(row.kept);
  }

  /** Keys or values name the schema that wrote them. */
  get hasSchemas(): boolean {
    return this.#key.hasSchemas || this.#value.hasSchemas;
  }

  /** Resolves when the schemas that they name are known; undefined: they are. */
  pending(key: ByteText | null, value: ByteText | null): Promise<void> | undefined {
    return pendingOf({ key: this.#key, value: this.#value }, key, value);
  }

  /**
   * A row of a topic as this store itself would write it, so that it is found by its key, however that was written.
   * What names schemas is as it is. @throws DataException when it cannot be read
   */
  asWritten(key: ByteText, value: ByteText | null): readonly [ByteText, ByteText | null] {
    const readKey = this.key(key);
    const readValue = value === null ? null : this.#read(value);
    return [
      readKey === null || this.#key.hasSchemas ? key : this.keyOf(readKey),
      this.#value.hasSchemas ? value : this.#bytesOf(readValue),
    ];
  }

  #bytesOf(value: Value): ByteText | null {
    scratch.at = 0;
    return this.#value.write(value, scratch) ? textOf(scratch.bytes, 0, scratch.at) : null;
  }

  /** A value that an operation is about to convert, and then to put: sets survive in it. */
  holdable(value: Value): Value {
    return this.#value.holdable(value);
  }

  /** What a value would be read back as that is converted, and not put. */
  asRead(value: Value): Value {
    return this.#value.asRead(value);
  }

  #read(value: ByteText): Value {
    return this.#value.read(value);
  }

  valueOf(key: ByteText): Value {
    const entry = this.layer.get(key);
    return entry === null ? null : this.value(entry);
  }

  /** As `valueOf`, of which the caller changes nothing. Stays as it is whatever becomes of the row. */
  peek(key: ByteText): Value {
    const entry = this.layer.get(key);
    return entry === null ? null : this.lent(entry);
  }

  key(key: ByteText): Value {
    return this.#key.read(key);
  }

  /** Null deletes. @throws DataException when the value does not fit */
  put(
    key: ByteText,
    value: Value,
    timestamp: number,
    headers: readonly Header[] = NO_HEADERS,
  ): void | Promise<void> {
    return this.putRow(key, this.keep(value) ?? this.#bytesOf(value), timestamp, headers);
  }

  /** The value as its row, where it is one that comes back just like that, with no byte written; null: it may be none. */
  keep(value: Value): KeptRow | null {
    const keeper = this.#keeper;
    if (keeper === null) return null;
    const kept = keeper.keep(value);
    return kept === null ? null : new KeptRow(keeper, kept, keeper.atMost);
  }

  putRow(
    key: ByteText,
    row: Row | null,
    timestamp: number,
    headers: readonly Header[],
  ): void | Promise<void> {
    return this.layer.put(key, row, timestamp, headers);
  }
}

/** A global table: its rows are looked up far more often than they change. */
export class LiveTable extends LiveStore {
  readonly #recent: RecentRows;

  constructor(
    name: string,
    layer: Layer,
    codecs: StoreCodecs,
    record: RecordContext,
    isPersistent: boolean,
  ) {
    super(name, layer, codecs, record, isPersistent, null);
    this.#recent = new RecentRows(codecs.value.hasSchemas);
  }

  override value(entry: Entry): Value {
    const known = this.#recent.get(entry);
    if (known !== undefined) return known;
    const value = super.value(entry);
    this.#recent.add(entry, value);
    return value;
  }

  protected override lent(entry: Entry): Value {
    return this.#recent.lend(entry) ?? this.value(entry);
  }
}

export interface WindowEntry {
  readonly key: ByteText;
  readonly startMs: number;
  readonly entry: Entry;
}

export class LiveWindowStore extends LiveStore {
  readonly #windowSizeMs: number;
  /** Of the window that was asked for last. */
  #start = 0;
  /** Looked up for them. */
  #records: readonly StreamRecord[] = [];

  constructor(windowSizeMs: number, ...args: ConstructorParameters<typeof LiveStore>) {
    super(...args);
    this.#windowSizeMs = windowSizeMs;
  }

  /** Of the window that holds a time. */
  startAt(timestamp: number): number {
    const start = this.#start;
    // The remainder of such numbers costs more than to ask first.
    if (timestamp >= start && timestamp < start + this.#windowSizeMs) return start;
    this.#start = timestamp - (timestamp % this.#windowSizeMs);
    return this.#start;
  }

  protected override textsAhead(
    records: readonly StreamRecord[],
    count: number,
    texts: ByteText[],
  ): void {
    this.#records = records;
    for (let i = 0; i < count; i++) {
      const { key, timestamp } = records[i] as StreamRecord;
      texts[i] = typeof key === "string" ? this.windowText(key, this.startAt(timestamp)) : "";
    }
  }

  protected override textAt(key: Value, startMs: number): ByteText {
    const { ahead } = this;
    const i = ahead === null ? -1 : ahead.placeOf(this.record.offset);
    const record = this.#records[i];
    const isIt =
      typeof key === "string" && record?.key === key && this.startAt(record.timestamp) === startMs;
    return isIt ? (ahead?.texts[i] as ByteText) : this.windowText(key, startMs);
  }

  at(key: Value, startMs: number): ByteText {
    return this.windowKeyOf(key, startMs);
  }

  /** Windows that begin in [fromMs, toMs], of keys in [from, to] (null: of all), in the order of the store. */
  *fetch(
    from: ByteText | null,
    to: ByteText | null,
    fromMs: number,
    toMs: number,
  ): Generator<WindowEntry, undefined> {
    for (const found of this.layer.fetch(from, to, fromMs, toMs)) yield windowEntry(found);
    return undefined;
  }

  *all(): Generator<WindowEntry, undefined> {
    for (const found of this.layer.entries()) yield windowEntry(found);
    return undefined;
  }
}

const windowEntry = ([key, entry]: KeyedEntry): WindowEntry => ({
  key: keyOf(key),
  startMs: startOf(key),
  entry,
});
