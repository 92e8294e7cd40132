/** What a cluster says of topics and groups, asked by a client that shares no code with ours (@platformatic/kafka). */
import { Admin } from "@platformatic/kafka";

export class IndependentAdmin {
  readonly #admin: Admin;

  constructor(bootstrap: string) {
    this.#admin = new Admin({
      clientId: "independent",
      bootstrapBrokers: bootstrap.split(","),
      retries: 20,
      retryDelay: 200,
    });
  }

  async createTopics(topics: readonly string[], partitions: number): Promise<void> {
    await this.#admin.createTopics({ topics: [...topics], partitions, replicas: 1 });
    // A broker answers before its own view of the cluster has the topics.
    for (;;) {
      try {
        await Promise.all(topics.map((topic) => this.ends(topic, partitions)));
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  /** The end of each partition. */
  async ends(topic: string, partitions: number): Promise<number[]> {
    const [listed] = await this.#admin.listOffsets({
      topics: [
        {
          name: topic,
          partitions: Array.from({ length: partitions }, (_, partitionIndex) => ({
            partitionIndex,
            timestamp: LATEST,
          })),
        },
      ],
    });
    const ends: number[] = new Array(partitions).fill(0);
    for (const { partitionIndex, offset } of listed?.partitions ?? []) {
      ends[partitionIndex] = Number(offset);
    }
    return ends;
  }

  /** Number of records of topics that nothing is deleted from. */
  async count(topics: readonly string[], partitions: number): Promise<number> {
    const ends = await Promise.all(topics.map((topic) => this.ends(topic, partitions)));
    return ends.flat().reduce((sum, each) => sum + each, 0);
  }

  /** By partition; -1: nothing is committed. */
  async committed(group: string, topic: string, partitions: number): Promise<number[]> {
    const [found] = await this.#admin.listConsumerGroupOffsets({ groups: [group] });
    const committed: number[] = new Array(partitions).fill(-1);
    for (const { name, partitions: listed } of found?.topics ?? []) {
      if (name !== topic) continue;
      for (const { partitionIndex, committedOffset } of listed) {
        committed[partitionIndex] = Number(committedOffset);
      }
    }
    return committed;
  }

  async close(): Promise<void> {
    await this.#admin.close();
  }
}

/** Kafka's mark for the end of a partition. */
const LATEST = -1n;
