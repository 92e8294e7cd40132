/**
 * Reads partitions without a group: what it reads, and from where, its owner says. In the background runs one fetch for
 * each broker; all that the owner can notice happens inside `poll`.
 */
import {
  type FetchedBatch,
  KafkaError,
  type LogReader,
  type LogReaderOptions,
  type TopicPartition,
} from "../port.ts";
import { Cluster } from "./cluster.ts";
import { Fetcher } from "./fetcher.ts";
import { OwnedPartition } from "./owned-partition.ts";
import { Waker } from "./waker.ts";
import type { KafkaLog, Wire } from "./wire.ts";

export class WireLogReader implements LogReader {
  readonly #cluster: Cluster;
  readonly #fetcher: Fetcher;
  readonly #owned = new Map<string, OwnedPartition>();
  readonly #waker = new Waker();
  #closed = false;

  constructor(wire: Wire, { settings, isolation }: LogReaderOptions, log: KafkaLog) {
    this.#cluster = new Cluster(wire);
    this.#fetcher = new Fetcher(this.#cluster, settings, isolation, log, () => this.#waker.stir());
  }

  assign(partitions: readonly (TopicPartition & { readonly position: number })[]): void {
    const before = new Map(this.#owned);
    this.#owned.clear();
    for (const each of partitions) {
      const key = keyOf(each);
      const known = before.get(key);
      // One that goes on where it stands keeps what was fetched for it.
      const keeps = known !== undefined && known.position === each.position && !known.outOfRange;
      this.#owned.set(key, keeps ? known : new OwnedPartition(each, each.position));
    }
    this.#waker.stir();
  }

  async poll(maxWaitMs: number): Promise<readonly FetchedBatch[]> {
    if (this.#closed) throw new KafkaError("other", "The reader is closed.");
    const until = Date.now() + maxWaitMs;
    await new Promise((resolve) => setImmediate(resolve)); // a poll without a wait must not keep answers from coming in
    for (;;) {
      this.#waker.begin();
      this.#throwTrouble();
      const batches: FetchedBatch[] = [];
      for (const each of this.#owned.values()) each.take(batches);
      this.#fetcher.pump(this.#owned.values());
      if (batches.length > 0 || this.#closed || Date.now() >= until) return batches;
      await this.#waker.rest(until);
    }
  }

  position(partition: TopicPartition): number | null {
    return this.#owned.get(keyOf(partition))?.position ?? null;
  }

  endOffset(partition: TopicPartition): number | null {
    return this.#owned.get(keyOf(partition))?.endOffset ?? null;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#fetcher.stop();
    this.#owned.clear();
    this.#waker.stir();
    await this.#cluster.wire.close();
  }

  #throwTrouble(): void {
    const { failure } = this.#fetcher;
    this.#fetcher.failure = null;
    if (failure !== null) throw failure;
    for (const { topic, partition, position, outOfRange } of this.#owned.values()) {
      if (!outOfRange) continue;
      throw new KafkaError(
        "no-offset",
        `Offset ${position} of ${topic}-${partition} is not in the log.`,
      );
    }
  }
}

const keyOf = ({ topic, partition }: TopicPartition): string => `${topic}\0${partition}`;
