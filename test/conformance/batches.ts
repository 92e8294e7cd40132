/** Record batches from plain records and back, for tests. */
import type { Header } from "../../runtime/engine/record.ts";
import type { FetchedBatch } from "../../runtime/kafka/port.ts";
import { BatchReader } from "../../runtime/record-batch/batch-reader.ts";
import { BatchWriter } from "../../runtime/record-batch/batch-writer.ts";

export interface PlainRecord {
  readonly key: string | null;
  readonly value: string | null;
  readonly timestamp?: number;
  readonly headers?: readonly Header[];
}

export interface GotRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly timestamp: number;
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: readonly (readonly [string, string | null])[];
}

export const SOME_TIME = 1_700_000_000_000;

export function batchOf(records: readonly PlainRecord[]): Buffer {
  const writer = new BatchWriter();
  for (const { key, value, timestamp, headers } of records) {
    writer.begin(timestamp ?? SOME_TIME);
    if (key === null) writer.nullKey();
    else writer.key(Buffer.from(key), 0, Buffer.byteLength(key));
    if (value === null) writer.nullValue();
    else writer.value(Buffer.from(value), 0, Buffer.byteLength(value));
    writer.end(headers ?? []);
  }
  const batch = writer.take();
  if (batch === null) throw new Error("a batch has at least one record");
  return batch;
}

/** Without those before the offset that was asked for, and with the log's time where it has one. */
export function recordsOf(fetched: FetchedBatch): GotRecord[] {
  const reader = new BatchReader();
  reader.open(fetched.batch);
  const records: GotRecord[] = [];
  while (reader.next()) {
    if (reader.offset < fetched.fromOffset) continue;
    const text = (start: number, end: number): string | null =>
      end < 0 ? null : reader.bytes.toString("utf8", start, end);
    records.push({
      topic: fetched.topic,
      partition: fetched.partition,
      offset: reader.offset,
      timestamp: fetched.logAppendTime ?? reader.timestamp,
      key: text(reader.keyStart, reader.keyEnd),
      value: text(reader.valueStart, reader.valueEnd),
      headers: reader
        .headers()
        .map(({ key, value }) => [key, value === null ? null : Buffer.from(value).toString()]),
    });
  }
  return records;
}
