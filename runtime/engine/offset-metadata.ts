/**
 * What is committed with an offset: the partition's time, so that it survives a restart (streams.md 4.9).
 *
 *   base64 of: u8 version 2, i64 largest timestamp taken from the partition (-1: none)
 */
import { writeLong } from "../record-batch/batch-reader.ts";

/** Version 2 may have a map of processor metadata behind the time; version 1 has none. */
const VERSIONS: readonly number[] = [1, 2];

/** Version 2, and a time that each call puts in anew. */
const encoded = Buffer.from([2, 0, 0, 0, 0, 0, 0, 0, 0]);

export function encodeOffsetMetadata(partitionTime: number): string {
  writeLong(encoded, 1, partitionTime);
  return encoded.toString("base64");
}

/** -1 for what is none. */
export function decodeOffsetMetadata(metadata: string): number {
  const bytes = Buffer.from(metadata, "base64");
  if (bytes.length < 9 || !VERSIONS.includes(bytes[0] as number)) return -1;
  return Number(bytes.readBigInt64BE(1));
}
