/**
 * The fields of a record batch's header that a client reads and fills in. Layout: runtime/record-batch/batch-reader.ts.
 */
import { BATCH_HEADER, readLong, writeLong } from "../../record-batch/batch-reader.ts";
import { crc32c } from "../../record-batch/crc32c.ts";
import type { ProducerIdentity } from "./wire.ts";

const LENGTH = 8;
/** What the length does not count: base offset and the length itself. */
const BEFORE_LENGTH_ENDS = 12;
const MAGIC = 16;
const CRC = 17;
const CRC_FROM = 21;
const ATTRIBUTES = 21;
const LAST_OFFSET_DELTA = 23;
const MAX_TIMESTAMP = 35;
const PRODUCER_ID = 43;
const PRODUCER_EPOCH = 51;
const BASE_SEQUENCE = 53;
const COUNT = 57;

const CODEC = 0x07;
const LOG_APPEND_TIME = 0x08;
const TRANSACTIONAL = 0x10;
const CONTROL = 0x20;

export const baseOffset = (batch: Buffer): number => readLong(batch, 0);
export const lastOffset = (batch: Buffer): number =>
  readLong(batch, 0) + batch.readInt32BE(LAST_OFFSET_DELTA);
export const recordCount = (batch: Buffer): number => batch.readInt32BE(COUNT);
export const maxTimestamp = (batch: Buffer): number => readLong(batch, MAX_TIMESTAMP);
export const producerId = (batch: Buffer): number => readLong(batch, PRODUCER_ID);
export const producerEpoch = (batch: Buffer): number => batch.readInt16BE(PRODUCER_EPOCH);
export const baseSequence = (batch: Buffer): number => batch.readInt32BE(BASE_SEQUENCE);
export const codec = (batch: Buffer): number => batch.readInt16BE(ATTRIBUTES) & CODEC;
export const isControl = (batch: Buffer): boolean =>
  (batch.readInt16BE(ATTRIBUTES) & CONTROL) !== 0;
export const isTransactional = (batch: Buffer): boolean =>
  (batch.readInt16BE(ATTRIBUTES) & TRANSACTIONAL) !== 0;
export const hasLogAppendTime = (batch: Buffer): boolean =>
  (batch.readInt16BE(ATTRIBUTES) & LOG_APPEND_TIME) !== 0;

/** The checksum leaves out the base offset, so a broker may set it freely. */
export function setBaseOffset(batch: Buffer, offset: number): void {
  writeLong(batch, 0, offset);
}

export function setProducer(batch: Buffer, identity: ProducerIdentity, sequence: number): void {
  writeLong(batch, PRODUCER_ID, identity.producerId);
  batch.writeInt16BE(identity.epoch, PRODUCER_EPOCH);
  batch.writeInt32BE(sequence, BASE_SEQUENCE);
  seal(batch);
}

export function setLogAppendTime(batch: Buffer, now: number): void {
  batch.writeInt16BE(batch.readInt16BE(ATTRIBUTES) | LOG_APPEND_TIME, ATTRIBUTES);
  writeLong(batch, MAX_TIMESTAMP, now);
  seal(batch);
}

/** A batch with the header of `batch`, but other bytes for its records, packed by `codecId`. */
export function withRecords(batch: Buffer, records: Uint8Array, codecId: number): Buffer {
  const repacked = Buffer.allocUnsafe(BATCH_HEADER + records.length);
  batch.copy(repacked, 0, 0, BATCH_HEADER);
  repacked.set(records, BATCH_HEADER);
  repacked.writeInt32BE(repacked.length - BEFORE_LENGTH_ENDS, LENGTH);
  const attributes = batch.readInt16BE(ATTRIBUTES);
  repacked.writeInt16BE((attributes & ~CODEC) | codecId, ATTRIBUTES);
  seal(repacked);
  return repacked;
}

export const records = (batch: Buffer): Buffer => batch.subarray(BATCH_HEADER);

function seal(batch: Buffer): void {
  batch.writeUInt32BE(crc32c(batch, CRC_FROM, batch.length), CRC);
}

export function checksumHolds(batch: Buffer): boolean {
  return batch.readUInt32BE(CRC) === crc32c(batch, CRC_FROM, batch.length);
}

/** Is this one whole batch of magic 2, and nothing else? */
export function isWholeBatch(bytes: Buffer): boolean {
  return (
    bytes.length >= BATCH_HEADER &&
    bytes[MAGIC] === 2 &&
    bytes.readInt32BE(LENGTH) === bytes.length - BEFORE_LENGTH_ENDS &&
    bytes.readInt32BE(COUNT) > 0
  );
}

/** Cuts what a broker sent of a log into its batches; a batch that is not whole at the end is left out. */
export function splitBatches(bytes: Buffer): { batches: Buffer[]; oldFormat: boolean } {
  const batches: Buffer[] = [];
  for (let at = 0; at + MAGIC < bytes.length; ) {
    const end = at + BEFORE_LENGTH_ENDS + bytes.readInt32BE(at + LENGTH);
    if (end > bytes.length) break;
    if (bytes[at + MAGIC] !== 2) return { batches, oldFormat: true };
    batches.push(bytes.subarray(at, end));
    at = end;
  }
  return { batches, oldFormat: false };
}
