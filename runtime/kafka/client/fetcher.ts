/** Keeps one fetch under way at each broker that leads a partition in want of data, and hands the answers to the partitions. */
import { KafkaError } from "../port.ts";
import type { Cluster } from "./cluster.ts";
import type { OwnedPartition } from "./owned-partition.ts";
import { Trouble } from "./patience.ts";
import { ErrorCode, isRetriable, ProtocolError, toKafkaError } from "./protocol-error.ts";
import { numberSetting, type Settings } from "./settings.ts";
import type { FetchOptions, Isolation, KafkaLog } from "./wire.ts";

/** A missing topic at a running consumer: a moment between leaders, or deleted. */
const DELETED_TOPIC_MS = 10_000;

export class Fetcher {
  readonly #cluster: Cluster;
  readonly #options: FetchOptions;
  readonly #log: KafkaLog;
  readonly #changed: () => void;
  readonly #busy = new Set<number>();
  readonly #troubles = new Map<string, Trouble>();
  /** Now and then a failed broker or topic rests. */
  #restUntil = 0;
  #refreshing = false;
  #stopped = false;
  /** For the next poll to throw. */
  failure: unknown = null;

  constructor(
    cluster: Cluster,
    settings: Settings,
    isolation: Isolation,
    log: KafkaLog,
    changed: () => void,
  ) {
    this.#cluster = cluster;
    this.#log = log;
    this.#changed = changed;
    const maxBytes = numberSetting(settings, "fetch.max.bytes", 50 << 20);
    const partitionMaxBytes = numberSetting(settings, "max.partition.fetch.bytes", 1 << 20);
    this.#options = {
      isolation,
      maxWaitMs: numberSetting(settings, "fetch.max.wait.ms", 500),
      minBytes: numberSetting(settings, "fetch.min.bytes", 1),
      maxBytes,
      partitionMaxBytes: Math.min(maxBytes, partitionMaxBytes),
    };
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Starts what can be started; never waits. */
  pump(owned: Iterable<OwnedPartition>): void {
    if (this.#stopped || Date.now() < this.#restUntil) return;
    const byNode = new Map<number, OwnedPartition[]>();
    const unled: OwnedPartition[] = [];
    for (const each of owned) {
      if (!each.wantsData) continue;
      const node = this.#cluster.leader(each);
      if (node === null) unled.push(each);
      else if (!this.#busy.has(node)) {
        const group = byNode.get(node);
        if (group === undefined) byNode.set(node, [each]);
        else group.push(each);
      }
    }
    for (const [node, group] of byNode) void this.#fetch(node, group);
    if (unled.length > 0) void this.#learnLeaders(unled);
  }

  async #fetch(node: number, group: readonly OwnedPartition[]): Promise<void> {
    this.#busy.add(node);
    const asked = new Map(group.map((each) => [keyOf(each), each]));
    for (const each of group) each.fetching = true;
    try {
      const queries = group.map(({ topic, partition, position }) => ({
        topic,
        partition,
        offset: position,
      }));
      const answers = await this.#cluster.wire.fetch(node, queries, this.#options);
      this.#trouble(`node ${node}`).worked();
      for (const answer of answers) {
        const partition = asked.get(keyOf(answer));
        if (partition === undefined) continue;
        if (answer.error === ErrorCode.none) partition.receive(answer, this.#options.isolation);
        else this.#partitionFailed(partition, answer.error);
      }
    } catch (error) {
      if (!this.#stopped) this.#nodeFailed(node, group, error);
    } finally {
      for (const each of group) each.fetching = false;
      this.#busy.delete(node);
      this.#changed();
    }
  }

  #partitionFailed(partition: OwnedPartition, code: number): void {
    const name = `${partition.topic}-${partition.partition}`;
    if (code === ErrorCode.offsetOutOfRange) {
      this.#log("warn", `${name}: offset ${partition.position} is no longer there.`);
      partition.outOfRange = true;
      return;
    }
    const error = new ProtocolError(code, name);
    const trouble = this.#trouble(name);
    if (!isRetriable(code)) {
      this.failure = toKafkaError(error, "Reading from Kafka");
      return;
    }
    this.#cluster.forgetLeaders([partition.topic]);
    this.#rest(trouble.failed(error));
    if (code === ErrorCode.unknownTopicOrPartition && trouble.lastsMs > DELETED_TOPIC_MS) {
      this.failure = new KafkaError("unknown-topic", `The topic ${partition.topic} is gone.`);
    }
  }

  #nodeFailed(node: number, group: readonly OwnedPartition[], error: unknown): void {
    const known = toKafkaError(error, "Reading from Kafka");
    if (known instanceof KafkaError && known.retriable) {
      this.#cluster.forgetLeaders(group.map(({ topic }) => topic));
      this.#rest(this.#trouble(`node ${node}`).failed(error));
    } else this.failure = known;
  }

  async #learnLeaders(partitions: readonly OwnedPartition[]): Promise<void> {
    if (this.#refreshing) return;
    this.#refreshing = true;
    const trouble = this.#trouble("leaders");
    try {
      const topics = new Set(partitions.map(({ topic }) => topic));
      await this.#cluster.describe([...topics]);
      const unled = partitions.find((each) => this.#cluster.leader(each) === null);
      if (unled === undefined) trouble.worked();
      else this.#partitionUnled(unled);
    } catch (error) {
      const known = toKafkaError(error, "Reading from Kafka");
      if (known instanceof KafkaError && known.retriable) this.#rest(trouble.failed(error));
      else if (!this.#stopped) this.failure = known;
    } finally {
      this.#refreshing = false;
      this.#changed();
    }
  }

  #partitionUnled(partition: OwnedPartition): void {
    const missing = (this.#cluster.partitions(partition.topic) ?? 0) <= partition.partition;
    this.#partitionFailed(
      partition,
      missing ? ErrorCode.unknownTopicOrPartition : ErrorCode.leaderNotAvailable,
    );
  }

  #rest(ms: number): void {
    this.#restUntil = Math.max(this.#restUntil, Date.now() + ms);
    setTimeout(this.#changed, ms).unref();
  }

  #trouble(what: string): Trouble {
    let trouble = this.#troubles.get(what);
    if (trouble === undefined) {
      trouble = new Trouble(`Reading from Kafka (${what})`, this.#log);
      this.#troubles.set(what, trouble);
    }
    return trouble;
  }
}

const keyOf = (each: { topic: string; partition: number }): string =>
  `${each.topic}\0${each.partition}`;
