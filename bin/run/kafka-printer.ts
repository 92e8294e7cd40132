/**
 * Shows what lands on topics of a Kafka cluster: those that are known by a consumer in a group of its own; those that a
 * topic name extractor chose, and the service's changelogs, from what the service itself has written.
 */
import { randomUUID } from "node:crypto";
import {
  type Consumer,
  type KafkaClient,
  KafkaError,
  type Producer,
} from "../../runtime/kafka/port.ts";
import type { PrintedTopics } from "./printed-topics.ts";

const AGAIN: ReadonlySet<KafkaError["code"]> = new Set(["fenced", "rebalance-in-progress"]);
const LAST_RECORDS_MS = 10_000;

export class KafkaPrinter {
  readonly #topics: PrintedTopics;
  readonly #known: readonly string[];
  /** The offset behind the last that was shown, by topic and partition. */
  readonly #shown = new Map<string, number>();
  #client: KafkaClient | null = null;
  #consumer: Consumer | null = null;
  #running: Promise<void> | null = null;
  #isStopped = false;

  constructor(topics: PrintedTopics) {
    this.#topics = topics;
    this.#known = topics.known();
  }

  /** Resolves when everything written from then on will be shown. */
  async start(client: KafkaClient, applicationId: string): Promise<void> {
    if (this.#known.length === 0) return;
    this.#client = client;
    this.#consumer = client.consumer({
      clientId: `${applicationId}-print`,
      group: `${applicationId}-print-${randomUUID()}`,
      topics: this.#known,
      coAssigned: this.#known.map((topic) => [topic]),
      isolation: "read_committed",
      offsetReset: { default: "latest", topics: {} },
      settings: {},
      listener: { assigned: async () => {}, revoked: async () => {}, lost: async () => {} },
    });
    while (this.#consumer.assignment().length === 0) await this.#poll(100);
    await this.#poll(0);
    await this.#remember(this.#consumer);
  }

  /** Shows what comes until `finish`; where nothing is to be shown that is never over. @throws KafkaError when it cannot be read */
  run(): Promise<void> {
    if (this.#consumer === null) return new Promise(() => {});
    this.#running = this.#follow();
    return this.#running;
  }

  async #follow(): Promise<void> {
    while (!this.#isStopped && this.#consumer !== null) await this.#poll(200);
  }

  /** Shows what is there by now, up to the end of each partition. */
  async finish(): Promise<void> {
    this.#isStopped = true;
    await this.#running;
    const consumer = this.#consumer;
    if (consumer === null || this.#client === null) return;
    const partitions = consumer.assignment();
    const ends = await this.#client.admin().listOffsets(partitions, "latest");
    const isBehind = (): boolean =>
      partitions.some((each, i) => (consumer.position(each) ?? 0) < (ends[i] ?? 0));
    // What belongs to a transaction that is not over is never shown, however long one waits.
    const until = Date.now() + LAST_RECORDS_MS;
    while (isBehind() && Date.now() < until) await this.#poll(200);
  }

  async #poll(maxWaitMs: number): Promise<void> {
    const consumer = this.#consumer;
    if (consumer === null) return;
    const batches = await consumer.poll(maxWaitMs);
    for (const { topic, partition, batch, fromOffset, lastOffset } of batches) {
      const place = `${topic} ${partition}`;
      const from = Math.max(fromOffset, this.#shown.get(place) ?? 0);
      this.#topics.show(topic, partition, batch, from, lastOffset);
      this.#shown.set(place, lastOffset + 1);
    }
    if (batches.length > 0) await this.#remember(consumer);
  }

  /** A function that blocks this process for long costs the membership: who is back in goes on there. */
  async #remember(consumer: Consumer): Promise<void> {
    const offsets = consumer.assignment().map((place) => ({
      ...place,
      offset: consumer.position(place) ?? 0,
      metadata: "",
    }));
    try {
      await consumer.commit(offsets);
    } catch (error) {
      // Out of the group already: what is shown is known, and the next time commits it.
      if (!(error instanceof KafkaError && AGAIN.has(error.code))) throw error;
    }
  }

  /** A client whose producers tell what they have written to topics that nobody knew before it started. */
  watching(client: KafkaClient): KafkaClient {
    return {
      admin: () => client.admin(),
      consumer: (options) => client.consumer(options),
      reader: (options) => client.reader(options),
      close: () => client.close(),
      producer: (options) => this.#watched(client.producer(options)),
    };
  }

  #watched(producer: Producer): Producer {
    return {
      close: () => producer.close(),
      send: async (batches) => {
        const offsets = await producer.send(batches);
        for (const [i, { topic, partition, batch }] of batches.entries()) {
          const isOurs = this.#topics.isChosenByRecord(topic) || this.#topics.isInternal(topic);
          if (!isOurs || !this.#topics.includes(topic)) continue;
          const stored = Buffer.from(batch);
          stored.writeBigInt64BE(BigInt(offsets[i] ?? 0), 0);
          this.#topics.show(topic, partition, stored, 0);
        }
        return offsets;
      },
    };
  }
}
