/**
 * One partition: its batches as bytes, in the order of their offsets, and what each idempotent producer wrote last. What it
 * checks and answers is what a broker does (UnifiedLog, ProducerStateManager); all of it in memory.
 */
import { BatchReader } from "../../record-batch/batch-reader.ts";
import {
  baseOffset,
  baseSequence,
  checksumHolds,
  hasLogAppendTime,
  isWholeBatch,
  lastOffset,
  maxTimestamp,
  producerEpoch,
  producerId,
  recordCount,
  setBaseOffset,
  setLogAppendTime,
} from "../client/batch-header.ts";
import { ErrorCode } from "../client/protocol-error.ts";

/** A broker remembers this many batches of a producer, to know a repetition. */
const REMEMBERED = 5;
const SEQUENCES = 2 ** 31;

interface ProducerState {
  readonly epoch: number;
  readonly written: { readonly first: number; readonly last: number; readonly offset: number }[];
}

export interface LogSettings {
  readonly logAppendTime: boolean;
  readonly maxBatchBytes: number;
}

export interface Appended {
  readonly error: number;
  readonly baseOffset: number;
}

const refused = (error: number): Appended => ({ error, baseOffset: -1 });

/** Where the batches of a partition are kept beside memory. */
export interface LogFile {
  /** What is there, in order. */
  batches(): readonly Buffer[];
  append(batch: Buffer): void;
}

export class PartitionLog {
  readonly #settings: LogSettings;
  readonly #file: LogFile | null;
  readonly #batches: Buffer[] = [];
  readonly #producers = new Map<number, ProducerState>();
  readonly startOffset = 0;
  endOffset = 0;

  constructor(settings: LogSettings, file: LogFile | null = null) {
    this.#settings = settings;
    this.#file = file;
    for (const batch of file?.batches() ?? []) {
      this.#batches.push(batch);
      this.endOffset = lastOffset(batch) + 1;
      // Who wrote it ended with the broker that kept it, and its producer id is given out anew.
    }
  }

  /** Copies the batch, which is only lent. */
  append(lent: Buffer, now: number): Appended {
    if (lent.length > this.#settings.maxBatchBytes) return refused(ErrorCode.messageTooLarge);
    if (!isWholeBatch(lent) || !checksumHolds(lent)) return refused(ErrorCode.corruptMessage);
    const sequence = this.#checkSequence(lent);
    if (sequence !== null) return sequence;
    const batch = Buffer.from(lent);
    const offset = this.endOffset;
    setBaseOffset(batch, offset);
    if (this.#settings.logAppendTime) setLogAppendTime(batch, now);
    this.#file?.append(batch);
    this.#batches.push(batch);
    this.endOffset = lastOffset(batch) + 1;
    this.#remember(batch, offset);
    return { error: ErrorCode.none, baseOffset: offset };
  }

  /** @returns the answer to a repetition or a gap; null: the batch is the next one. */
  #checkSequence(batch: Buffer): Appended | null {
    const id = producerId(batch);
    const state = this.#producers.get(id);
    if (id < 0 || state === undefined) return null;
    const epoch = producerEpoch(batch);
    const first = baseSequence(batch);
    if (epoch < state.epoch) return refused(ErrorCode.invalidProducerEpoch);
    if (epoch > state.epoch) {
      return first === 0 ? null : refused(ErrorCode.outOfOrderSequence);
    }
    const last = (first + recordCount(batch) - 1) % SEQUENCES;
    const again = state.written.find((each) => each.first === first && each.last === last);
    if (again !== undefined) return { error: ErrorCode.none, baseOffset: again.offset };
    const expected = ((state.written.at(-1)?.last ?? -1) + 1) % SEQUENCES;
    return first === expected ? null : refused(ErrorCode.outOfOrderSequence);
  }

  #remember(batch: Buffer, offset: number): void {
    const id = producerId(batch);
    if (id < 0) return;
    const epoch = producerEpoch(batch);
    const before = this.#producers.get(id);
    const written = before?.epoch === epoch ? before.written : [];
    const first = baseSequence(batch);
    written.push({ first, last: (first + recordCount(batch) - 1) % SEQUENCES, offset });
    if (written.length > REMEMBERED) written.shift();
    this.#producers.set(id, { epoch, written });
  }

  /** Batches from the one that holds `offset`, up to `maxBytes`, but at least one. Shared bytes: nobody may change them. */
  read(offset: number, maxBytes: number): Buffer[] {
    const found: Buffer[] = [];
    let bytes = 0;
    for (let i = this.#find((batch) => lastOffset(batch) >= offset); ; i++) {
      const batch = this.#batches[i];
      if (batch === undefined) return found;
      bytes += batch.length;
      if (found.length > 0 && bytes > maxBytes) return found;
      found.push(batch);
    }
  }

  /** Offset of the first record with this timestamp or a later one; -1: there is none. */
  offsetAt(timestamp: number): number {
    const batch = this.#batches.find((each) => maxTimestamp(each) >= timestamp);
    if (batch === undefined) return -1;
    if (hasLogAppendTime(batch)) return baseOffset(batch);
    const reader = new BatchReader();
    reader.open(batch);
    while (reader.next()) if (reader.timestamp >= timestamp) return reader.offset;
    return -1;
  }

  /** Index of the first batch for which `holds`, where it holds for all later ones too. */
  #find(holds: (batch: Buffer) => boolean): number {
    let low = 0;
    let high = this.#batches.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (holds(this.#batches[middle] as Buffer)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
