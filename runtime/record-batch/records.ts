/** Record batches as plain values: for adapters of clients that take messages, and for tests. Not for the hot path. */
import type { Header } from "../engine/record.ts";
import { BatchReader } from "./batch-reader.ts";
import { BatchWriter } from "./batch-writer.ts";

export interface PlainRecord {
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly headers: readonly Header[];
}

export interface StoredRecord extends PlainRecord {
  readonly offset: number;
}

/** Copies: the records may be kept. */
export function decodeRecords(batch: Uint8Array): StoredRecord[] {
  const reader = new BatchReader();
  reader.open(batch);
  const records: StoredRecord[] = [];
  while (reader.next()) {
    const slice = (start: number, end: number): Uint8Array | null =>
      end < 0 ? null : new Uint8Array(reader.bytes.subarray(start, end));
    records.push({
      key: slice(reader.keyStart, reader.keyEnd),
      value: slice(reader.valueStart, reader.valueEnd),
      timestamp: reader.timestamp,
      headers: reader.headers(),
      offset: reader.offset,
    });
  }
  return records;
}

/** One batch of at least one record; offsets are counted from 0. */
export function encodeRecords(records: readonly PlainRecord[]): Buffer {
  const writer = new BatchWriter(1 << 12);
  for (const record of records) writePlainRecord(writer, record);
  const batch = writer.take();
  if (batch === null) throw new RangeError("a record batch has at least one record");
  return batch;
}

export function writePlainRecord(
  writer: BatchWriter,
  { key, value, timestamp, headers }: PlainRecord,
): void {
  writer.begin(timestamp);
  if (key === null) writer.nullKey();
  else writer.key(key, 0, key.length);
  if (value === null) writer.nullValue();
  else writer.value(value, 0, value.length);
  writer.end(headers);
}
