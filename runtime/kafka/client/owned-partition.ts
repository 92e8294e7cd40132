/** A partition that a consumer has: where it stands, and the batches that were fetched but not yet given out. */
import type { FetchedBatch, TopicPartition } from "../port.ts";
import {
  baseOffset,
  hasLogAppendTime,
  isControl,
  isTransactional,
  lastOffset,
  maxTimestamp,
  producerId,
  recordCount,
} from "./batch-header.ts";
import type { AbortedTransaction, FetchedPartition, Isolation } from "./wire.ts";

interface Buffered {
  given: FetchedBatch & { readonly batch: Buffer };
  /** Where to go on after it: control and aborted batches behind it are passed over. */
  nextOffset: number;
}

export class OwnedPartition implements TopicPartition {
  readonly topic: string;
  readonly partition: number;
  /** Next offset that is given out. */
  position: number;
  endOffset: number | null = null;
  paused = false;
  /** A request for it is under way. */
  fetching = false;
  /** Its position is no longer in the log. */
  outOfRange = false;
  #buffer: Buffered[] = [];

  constructor({ topic, partition }: TopicPartition, position: number) {
    this.topic = topic;
    this.partition = partition;
    this.position = position;
  }

  get isBuffered(): boolean {
    return this.#buffer.length > 0;
  }

  /** Only asked for while nothing is buffered: so a slow reader holds one answer, not the topic. */
  get wantsData(): boolean {
    return !this.paused && !this.fetching && !this.outOfRange && this.#buffer.length === 0;
  }

  receive(fetched: FetchedPartition, isolation: Isolation): void {
    const committed = isolation === "read_committed";
    this.endOffset = committed ? fetched.lastStableOffset : fetched.highWatermark;
    const isAborted = committed ? abortedReader(fetched.aborted) : () => false;
    let next = this.position;
    for (const batch of fetched.batches) {
      const last = lastOffset(batch);
      if (last < next) continue;
      const hidden = isAborted(batch) || isControl(batch);
      const fromOffset = next;
      next = last + 1;
      const before = this.#buffer.at(-1);
      if (!hidden) {
        const given = {
          topic: this.topic,
          partition: this.partition,
          batch,
          baseOffset: baseOffset(batch),
          lastOffset: last,
          fromOffset,
          endOffset: this.endOffset,
          logAppendTime: hasLogAppendTime(batch) ? maxTimestamp(batch) : null,
        };
        this.#buffer.push({ given, nextOffset: next });
      } else if (before === undefined) this.position = next;
      else before.nextOffset = next;
    }
  }

  /**
   * What is buffered, as far as `most` records go; the position moves behind it. Of a batch with more, that many offsets are
   * given, the rest of it the next time.
   * @returns how many records that can be
   */
  take(into: FetchedBatch[], most = Number.POSITIVE_INFINITY): number {
    let left = most;
    let taken = 0;
    for (const each of this.#buffer) {
      const { given, nextOffset } = each;
      const first = Math.max(given.fromOffset, given.baseOffset);
      const records = Math.min(given.lastOffset - first + 1, recordCount(given.batch));
      if (records > left) {
        if (left === 0) break;
        const lastOffset = first + left - 1;
        into.push({ ...given, lastOffset });
        each.given = { ...given, fromOffset: lastOffset + 1 };
        this.position = lastOffset + 1;
        left = 0;
        break;
      }
      into.push(given);
      this.position = nextOffset;
      left -= records;
      taken++;
    }
    if (taken > 0) this.#buffer = this.#buffer.slice(taken);
    return most - left;
  }

  moveTo(position: number): void {
    this.position = position;
    this.outOfRange = false;
    this.#buffer = [];
  }
}

/**
 * Tells batches of aborted transactions, asked in the order of the log. A transaction of a producer is open from its first
 * offset in `aborted` to the abort marker of that producer (Kafka's protocol guide, Fetch; CompletedFetch in the Java client).
 */
function abortedReader(aborted: readonly AbortedTransaction[]): (batch: Buffer) => boolean {
  if (aborted.length === 0) return () => false;
  const waiting = [...aborted].sort((a, b) => a.firstOffset - b.firstOffset);
  const open = new Set<number>();
  return (batch) => {
    const last = lastOffset(batch);
    for (
      let first = waiting[0];
      first !== undefined && first.firstOffset <= last;
      first = waiting[0]
    ) {
      open.add(first.producerId);
      waiting.shift();
    }
    const id = producerId(batch);
    if (isControl(batch)) {
      open.delete(id);
      return true;
    }
    return isTransactional(batch) && open.has(id);
  };
}
