/** Topics, ends of partitions and committed offsets, each asked until answered or `default.api.timeout.ms` is over. */
import type { Admin, NewTopic, TopicDescription, TopicPartition } from "../port.ts";
import { Cluster } from "./cluster.ts";
import { retry } from "./patience.ts";
import { ErrorCode, isRetriable, ProtocolError, toKafkaError } from "./protocol-error.ts";
import { numberSetting, type Settings } from "./settings.ts";
import { EARLIEST, type KafkaLog, LATEST, type Wire } from "./wire.ts";

export class WireAdmin implements Admin {
  readonly #cluster: Cluster;
  readonly #log: KafkaLog;
  readonly #timeoutMs: number;

  constructor(wire: Wire, settings: Settings, log: KafkaLog) {
    this.#cluster = new Cluster(wire);
    this.#log = log;
    this.#timeoutMs = numberSetting(settings, "default.api.timeout.ms", 60_000);
  }

  async describeTopics(topics: readonly string[]): Promise<ReadonlyMap<string, TopicDescription>> {
    const counts = await this.#ask("Looking for topics", () => this.#cluster.describe(topics));
    return new Map(
      topics.flatMap((topic) => {
        const partitions = counts.get(topic);
        return partitions === undefined ? [] : [[topic, { topic, partitions }] as const];
      }),
    );
  }

  async createTopics(topics: readonly NewTopic[]): Promise<void> {
    if (topics.length === 0) return;
    await this.#ask("Creating topics", async () => {
      const created = await this.#cluster.wire.createTopics(topics, this.#timeoutMs);
      for (const { topic, error, message } of created) {
        if (error !== ErrorCode.none && error !== ErrorCode.topicAlreadyExists) {
          throw new ProtocolError(error, message === "" ? topic : `${topic}: ${message}`);
        }
      }
    });
    // A broker answers before its own view of the cluster has the topic: whoever asks next would not find it.
    const names = topics.map(({ topic }) => topic);
    await this.#ask("Waiting for new topics", async () => {
      const counts = await this.#cluster.describe(names);
      for (const topic of names) {
        for (let partition = 0; partition < (counts.get(topic) ?? 1); partition++) {
          if (this.#cluster.leader({ topic, partition }) === null) {
            throw new ProtocolError(ErrorCode.leaderNotAvailable, `${topic}-${partition}`);
          }
        }
      }
    });
  }

  topicConfig(topic: string): Promise<Readonly<Record<string, string>> | null> {
    return this.#ask("Asking for the settings of a topic", async () => {
      const { error, config } = await this.#cluster.wire.topicConfig(topic);
      if (error === ErrorCode.none) return config;
      if (error === ErrorCode.unknownTopicOrPartition) return null;
      throw new ProtocolError(error, `topic ${topic}`);
    });
  }

  listOffsets(
    partitions: readonly TopicPartition[],
    at: "earliest" | "latest" | number,
  ): Promise<readonly number[]> {
    const timestamp = at === "earliest" ? EARLIEST : at === "latest" ? LATEST : at;
    return this.#ask("Asking for offsets", () =>
      listOffsets(
        this.#cluster,
        partitions.map(({ topic, partition }) => ({ topic, partition, timestamp })),
        "read_uncommitted",
      ),
    );
  }

  async committedOffsets(
    group: string,
    partitions: readonly TopicPartition[],
  ): Promise<readonly (number | null)[]> {
    return this.#ask(
      "Asking for committed offsets",
      async () => {
        const node = await this.#cluster.coordinator(group);
        const found = await this.#cluster.wire.offsetFetch(node, group, partitions);
        const offsets = new Map(
          found.map((each) => [`${each.topic}\0${each.partition}`, each.offset]),
        );
        return partitions.map(({ topic, partition }) => {
          const offset = offsets.get(`${topic}\0${partition}`) ?? -1;
          return offset < 0 ? null : offset;
        });
      },
      () => this.#cluster.forgetCoordinator(group),
    );
  }

  async #ask<T>(what: string, attempt: () => Promise<T>, failed?: () => void): Promise<T> {
    try {
      return await retry(attempt, {
        what,
        timeoutMs: this.#timeoutMs,
        log: this.#log,
        ...(failed === undefined ? {} : { failed }),
      });
    } catch (error) {
      throw toKafkaError(error, what);
    }
  }
}

/** Offsets in the order asked for; where no record is as late as the timestamp: the end. */
export async function listOffsets(
  cluster: Cluster,
  queries: readonly (TopicPartition & { readonly timestamp: number })[],
  isolation: "read_uncommitted" | "read_committed",
): Promise<number[]> {
  const found = new Map<string, number>();
  const key = (each: TopicPartition): string => `${each.topic}\0${each.partition}`;
  const ask = async (wanted: typeof queries): Promise<void> => {
    for (const [node, group] of await cluster.byLeader(wanted)) {
      for (const answer of await cluster.wire.listOffsets(node, group, isolation)) {
        if (answer.error !== ErrorCode.none) {
          if (isRetriable(answer.error)) cluster.forgetLeaders([answer.topic]);
          throw new ProtocolError(answer.error, `${answer.topic}-${answer.partition}`);
        }
        found.set(key(answer), answer.offset);
      }
    }
  };
  await ask(queries);
  const tooLate = queries.filter((each) => (found.get(key(each)) ?? -1) < 0);
  if (tooLate.length > 0) await ask(tooLate.map((each) => ({ ...each, timestamp: LATEST })));
  return queries.map((each) => found.get(key(each)) ?? 0);
}
