/** One entry of a record cache: the last write of its key, or what was read from below. */
import type { RecordContext } from "../dsl/node.ts";
import type { Header } from "../engine/record.ts";
import type { ByteText } from "./byte-text.ts";
import { Recency } from "./recency.ts";
import type { Row } from "./row.ts";
import type { Entry } from "./store.ts";

export class Cached {
  readonly key: ByteText;
  /** Null: deleted. */
  value: Row | null;
  /** Beside the value, where a look-up has it at hand. */
  usedAt = -1;
  /** What is in the store below is older; -1: is the same. */
  writtenAt = -1;
  timestamp: number;
  /** Where it is in the store below, as far as that is known. */
  below: Entry | null = null;
  headers: readonly Header[];
  /** Room that it is counted for; maybe an upper bound while it is not settled. */
  size = 0;
  isSettled = true;
  /** It is being flushed: what its key gets now is another entry. */
  isHeld = false;
  /** Of the record that wrote it. */
  topic = "";
  partition = 0;
  offset = 0;
  /** Of the record, behind `timestamp`: mostly 0, while a second time would be a place in memory of its own. */
  #behind = 0;

  constructor(key: ByteText, value: Row | null, timestamp: number, headers: readonly Header[]) {
    this.key = key;
    this.value = value;
    this.timestamp = timestamp;
    this.headers = headers;
  }

  /** In the cache, that is: nothing else has taken its place. */
  get isThere(): boolean {
    return this.usedAt >= 0;
  }

  /** Of the record that wrote it. */
  get recordTimestamp(): number {
    return this.timestamp - this.#behind;
  }

  get isDirty(): boolean {
    return this.writtenAt >= 0;
  }

  /** Contents are those that `record` wrote. */
  from({ topic, partition, offset, timestamp }: RecordContext): void {
    if (this.topic !== topic) this.topic = topic;
    this.partition = partition;
    this.offset = offset;
    this.#behind = this.timestamp - timestamp;
    const { value } = this;
    const isKept = typeof value === "object" && value !== null;
    if (isKept) this.isSettled = false;
    this.size = this.#sizeWith(isKept ? value.atMost : (value?.length ?? 0));
  }

  settle(): void {
    this.isSettled = true;
    this.size = this.#sizeWith(this.value?.length ?? 0);
  }

  #sizeWith(valueBytes: number): number {
    const { key, topic, headers } = this;
    return ENTRY_BYTES + key.length + valueBytes + topic.length + sizeOf(headers);
  }
}

/** The dirty ones, by their writes. */
export class ByWrite extends Recency<Cached> {
  protected place(cached: Cached): number {
    return cached.writtenAt;
  }

  protected stand(cached: Cached, place: number): void {
    cached.writtenAt = place;
  }
}

/** What Kafka Streams counts for an entry beside its contents. */
const ENTRY_BYTES = 24 + 1 + 8 + 8 + 4;

function sizeOf(headers: readonly Header[]): number {
  let sum = 0;
  for (const { key, value } of headers) sum += key.length + (value?.length ?? 0);
  return sum;
}
