/** How many records a poll gave: what `consumer.max.poll.records` bounds. */
import { recordCount } from "../kafka/client/batch-header.ts";
import type { FetchedBatch } from "../kafka/port.ts";

/** A batch may be given out in parts; of one with gaps, which compaction leaves, the number is the most it can be. */
export function recordsOf(batches: readonly FetchedBatch[]): number {
  return batches.reduce(
    (sum, { batch, fromOffset, lastOffset }) =>
      sum + Math.min(recordCount(bufferOf(batch)), lastOffset - fromOffset + 1),
    0,
  );
}

const bufferOf = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);
