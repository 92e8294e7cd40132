/**
 * Records of one generator's round -> record batches, under the rules of all producers: none is larger than `batch.size`
 * unless one record is, and no more than `buffer.memory` goes at once. Order in a partition stays.
 */
import { BatchWriter } from "../record-batch/batch-writer.ts";
import { type PlainRecord, writePlainRecord } from "../record-batch/records.ts";
import type { SendingSettings } from "./kafka-settings.ts";

export interface PlacedRecord {
  readonly partition: number;
  readonly record: PlainRecord;
}

export interface RecordGroup {
  readonly partition: number;
  readonly batch: Buffer;
  /** Which of the records it holds, in the order of their offsets. */
  readonly indices: readonly number[];
}

/** What goes at once, one after the other; each partition's batches in their order. */
export function groupRecords(
  records: readonly PlacedRecord[],
  { batchBytes, bufferBytes }: SendingSettings,
): readonly (readonly RecordGroup[])[] {
  const open = new Map<number, { readonly writer: BatchWriter; indices: number[] }>();
  const groups: RecordGroup[] = [];
  const close = (partition: number, batch: Buffer | null, indices: readonly number[]): void => {
    if (batch !== null) groups.push({ partition, batch, indices });
  };
  for (const [index, { partition, record }] of records.entries()) {
    const group = open.get(partition) ?? { writer: new BatchWriter(1 << 12), indices: [] };
    open.set(partition, group);
    writePlainRecord(group.writer, record);
    if (group.writer.size > batchBytes) {
      close(partition, group.writer.takeBeforeLast(), group.indices);
      group.indices = [];
    }
    group.indices.push(index);
  }
  for (const [partition, { writer, indices }] of open) close(partition, writer.take(), indices);
  return inTurns(groups, bufferBytes);
}

function inTurns(groups: readonly RecordGroup[], bufferBytes: number): RecordGroup[][] {
  const turns: RecordGroup[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const group of groups) {
    bytes += group.batch.length;
    if (bytes > bufferBytes) {
      turns.push([]);
      bytes = group.batch.length;
    }
    turns.at(-1)?.push(group);
  }
  return turns;
}
