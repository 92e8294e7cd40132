/**
 * A member of a group that reads. All that the reader can notice happens inside `poll`: partitions are taken (`revoked`,
 * awaited, still owned), given (`assigned`) and lost there, and the batches of a poll are of partitions owned at its end.
 * In the background run heartbeats, a fetch for each broker, and while it waits for the others a join.
 */
import {
  type AssignedPartition,
  type Consumer,
  type ConsumerOptions,
  type FetchedBatch,
  KafkaError,
  type OffsetReset,
  type OffsetToCommit,
  type TopicPartition,
} from "../port.ts";
import { listOffsets } from "./admin.ts";
import { Cluster } from "./cluster.ts";
import { Fetcher } from "./fetcher.ts";
import type { Had } from "./member-protocol.ts";
import { Membership } from "./membership.ts";
import { OwnedPartition } from "./owned-partition.ts";
import { retry } from "./patience.ts";
import { toKafkaError } from "./protocol-error.ts";
import { numberSetting } from "./settings.ts";
import { Waker } from "./waker.ts";
import { EARLIEST, type KafkaLog, LATEST, type Wire } from "./wire.ts";

interface Given {
  readonly partitions: readonly AssignedPartition[];
  /** Where those begin for which nothing is committed. */
  readonly begins: ReadonlyMap<string, number>;
}

type Joined = (Given & { readonly generation: number }) | { readonly error: unknown };

export class WireConsumer implements Consumer {
  readonly #options: ConsumerOptions;
  readonly #cluster: Cluster;
  readonly #membership: Membership;
  readonly #fetcher: Fetcher;
  readonly #log: KafkaLog;
  readonly #apiTimeoutMs: number;
  readonly #maxPollRecords: number;
  /** By topic and partition. The first in line is asked for first: those that gave data go to the end. */
  readonly #owned = new Map<string, OwnedPartition>();
  /** What its reader was given last, so that it may keep it. */
  #had: Had = { owned: [], generation: -1 };
  /** Where those of them began for which nothing was committed: `latest` would be somewhere else each time. */
  #begins: ReadonlyMap<string, number> = new Map();
  #joining: Promise<Joined> | null = null;
  readonly #waker = new Waker();
  #closed = false;

  constructor(wire: Wire, options: ConsumerOptions, log: KafkaLog) {
    const { settings } = options;
    const changed = (): void => this.#waker.stir();
    this.#options = options;
    this.#log = log;
    this.#cluster = new Cluster(wire);
    this.#apiTimeoutMs = numberSetting(settings, "default.api.timeout.ms", 60_000);
    this.#maxPollRecords = Math.max(
      1,
      numberSetting(settings, "max.poll.records", Number.MAX_SAFE_INTEGER),
    );
    this.#membership = new Membership(this.#cluster, { ...options, log, changed });
    this.#fetcher = new Fetcher(this.#cluster, settings, options.isolation, log, changed);
  }

  async poll(maxWaitMs: number): Promise<readonly FetchedBatch[]> {
    if (this.#closed) throw new KafkaError("other", "The consumer is closed.");
    const until = Date.now() + maxWaitMs;
    this.#membership.pollBegins();
    try {
      await nextTurn(); // a reader that polls without a wait must not keep answers from coming in
      for (;;) {
        this.#waker.begin();
        await this.#rebalance(until);
        await this.#backIntoRange();
        if (this.#fetcher.failure !== null) throw this.#takeFailure();
        const batches: FetchedBatch[] = [];
        if (this.#joining === null) this.#take(batches);
        if (batches.length > 0 || this.#closed || Date.now() >= until) return batches;
        await this.#waker.rest(until);
      }
    } finally {
      this.#membership.pollEnds();
    }
  }

  assignment(): readonly TopicPartition[] {
    return [...this.#owned.values()].map(({ topic, partition }) => ({ topic, partition }));
  }

  pause(partitions: readonly TopicPartition[]): void {
    for (const each of this.#find(partitions)) each.paused = true;
  }

  resume(partitions: readonly TopicPartition[]): void {
    for (const each of this.#find(partitions)) each.paused = false;
    this.#fetcher.pump(this.#owned.values());
    this.#waker.stir();
  }

  endOffset(partition: TopicPartition): number | null {
    return this.#owned.get(keyOf(partition))?.endOffset ?? null;
  }

  position(partition: TopicPartition): number | null {
    return this.#owned.get(keyOf(partition))?.position ?? null;
  }

  async commit(offsets: readonly OffsetToCommit[]): Promise<void> {
    if (offsets.length > 0) await this.#membership.commit(offsets);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#fetcher.stop();
    this.#waker.stir();
    try {
      const owned = this.assignment();
      if (owned.length > 0 && this.#membership.lost) await this.#options.listener.lost(owned);
      else if (owned.length > 0) await this.#options.listener.revoked(owned);
    } finally {
      this.#owned.clear();
      await this.#membership.leave();
      await this.#cluster.wire.close();
    }
  }

  /** Goes through a rebalance as far as it gets in time. */
  async #rebalance(until: number): Promise<void> {
    const membership = this.#membership;
    while (!this.#closed && (membership.needsJoin || this.#joining !== null)) {
      if (this.#joining === null) {
        await this.#giveUp();
        this.#joining = this.#join();
      }
      const joined = await Promise.race([this.#joining, timeUp(until)]);
      if (joined === null || this.#closed) return;
      this.#joining = null;
      if ("error" in joined) throw joined.error;
      this.#had = { owned: joined.partitions, generation: joined.generation };
      this.#begins = joined.begins;
      for (const each of joined.partitions) {
        this.#owned.set(keyOf(each), new OwnedPartition(each, each.position));
      }
      await this.#options.listener.assigned(joined.partitions);
    }
  }

  /** The others wait for this member: what it has goes back first. */
  async #giveUp(): Promise<void> {
    const owned = this.assignment();
    if (owned.length > 0) {
      const { listener } = this.#options;
      if (this.#membership.lost) await listener.lost(owned);
      else await listener.revoked(owned);
    }
    this.#owned.clear();
  }

  /** Never rejects: it may end between two polls. */
  async #join(): Promise<Joined> {
    try {
      for (;;) {
        const { owned, generation } = await this.#membership.join(this.#had);
        const given = await this.#positions(owned);
        if (!this.#membership.needsJoin || this.#closed) return { ...given, generation };
      }
    } catch (error) {
      return { error: toKafkaError(error, `Joining the group ${this.#options.group}`) };
    }
  }

  async #positions(assigned: readonly TopicPartition[]): Promise<Given> {
    if (assigned.length === 0) return { partitions: [], begins: new Map() };
    const committed = await this.#membership.committed(assigned);
    const found = new Map(committed.map((each) => [keyOf(each), each]));
    const without = assigned.filter((each) => (found.get(keyOf(each))?.offset ?? -1) < 0);
    const unknown = without.filter((each) => !this.#begins.has(keyOf(each)));
    const resets = await this.#resetOffsets(unknown, "nothing is committed for it");
    const begins = new Map<string, number>();
    for (const key of without.map(keyOf)) {
      begins.set(key, this.#begins.get(key) ?? (resets.get(key) as number));
    }
    const partitions = assigned.map(({ topic, partition }) => {
      const key = keyOf({ topic, partition });
      const position = begins.get(key) ?? found.get(key)?.offset ?? 0;
      const metadata = begins.has(key) ? "" : (found.get(key)?.metadata ?? "");
      return { topic, partition, position, metadata };
    });
    return { partitions, begins };
  }

  /** Where the policy of each topic says to begin, by topic and partition. @throws KafkaError `no-offset` under `none`. */
  async #resetOffsets(
    partitions: readonly TopicPartition[],
    why: string,
  ): Promise<Map<string, number>> {
    if (partitions.length === 0) return new Map();
    const { group, isolation } = this.#options;
    const queries = partitions.map(({ topic, partition }) => {
      const policy = this.#policy(topic);
      if (policy === "none") {
        throw new KafkaError(
          "no-offset",
          `The group ${group} has no offset for ${topic}-${partition}: ${why}, and the offset reset of the topic is \`none\`.`,
        );
      }
      return { topic, partition, timestamp: timestampOf(policy) };
    });
    const offsets = await retry(() => listOffsets(this.#cluster, queries, isolation), {
      what: "Asking for offsets",
      timeoutMs: this.#apiTimeoutMs,
      log: this.#log,
      stopped: () => this.#closed,
    });
    return new Map(queries.map((each, index) => [keyOf(each), offsets[index] as number]));
  }

  #policy(topic: string): OffsetReset {
    const { offsetReset } = this.#options;
    return Object.hasOwn(offsetReset.topics, topic)
      ? (offsetReset.topics[topic] as OffsetReset)
      : offsetReset.default;
  }

  async #backIntoRange(): Promise<void> {
    const lost = [...this.#owned.values()].filter(({ outOfRange }) => outOfRange);
    if (lost.length === 0) return;
    try {
      const resets = await this.#resetOffsets(lost, "its position is no longer in the log");
      for (const each of lost) each.moveTo(resets.get(keyOf(each)) ?? each.position);
    } catch (error) {
      throw toKafkaError(error, "Asking for offsets");
    }
  }

  #take(batches: FetchedBatch[]): void {
    let left = this.#maxPollRecords;
    for (const [key, each] of [...this.#owned]) {
      if (left === 0) break;
      if (each.paused || !each.isBuffered) continue;
      left -= each.take(batches, left);
      this.#owned.delete(key);
      this.#owned.set(key, each);
    }
    this.#fetcher.pump(this.#owned.values());
  }

  #find(partitions: readonly TopicPartition[]): OwnedPartition[] {
    return partitions.flatMap((each) => this.#owned.get(keyOf(each)) ?? []);
  }

  #takeFailure(): unknown {
    const { failure } = this.#fetcher;
    this.#fetcher.failure = null;
    return failure;
  }
}

const keyOf = ({ topic, partition }: TopicPartition): string => `${topic}\0${partition}`;

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function timeUp(until: number): Promise<null> {
  await new Promise((resolve) => {
    setTimeout(resolve, Math.max(0, until - Date.now()));
  });
  return null;
}

function timestampOf(policy: "earliest" | "latest" | number): number {
  if (policy === "earliest") return EARLIEST;
  return policy === "latest" ? LATEST : Date.now() - policy;
}
