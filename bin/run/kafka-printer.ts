/**
 * Shows what lands on topics of a Kafka cluster: those that are known by a consumer in a group of its own, those that a
 * topic name extractor chose from what the service itself has written.
 */
import { randomUUID } from "node:crypto";
import type { Consumer, KafkaClient, Producer } from "../../runtime/kafka/port.ts";
import type { PrintedTopics } from "./printed-topics.ts";

export class KafkaPrinter {
  readonly #topics: PrintedTopics;
  readonly #known: readonly string[];
  #consumer: Consumer | null = null;
  #isStopped = false;

  constructor(topics: PrintedTopics) {
    this.#topics = topics;
    this.#known = topics.known();
  }

  /** Resolves when everything written from then on will be shown. */
  async start(client: KafkaClient, applicationId: string): Promise<void> {
    if (this.#known.length === 0) return;
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
  }

  async run(): Promise<void> {
    while (!this.#isStopped && this.#consumer !== null) await this.#poll(200);
  }

  /** Shows what is there until nothing more comes. */
  async finish(): Promise<void> {
    this.#isStopped = true;
    const consumer = this.#consumer;
    if (consumer === null) return;
    const isBehind = (): boolean =>
      consumer
        .assignment()
        .some((place) => (consumer.position(place) ?? 0) < (consumer.endOffset(place) ?? 0));
    do await this.#poll(500);
    while (isBehind());
  }

  async #poll(maxWaitMs: number): Promise<void> {
    for (const { topic, partition, batch, fromOffset } of (await this.#consumer?.poll(maxWaitMs)) ??
      []) {
      this.#topics.show(topic, partition, batch, fromOffset);
    }
  }

  /** A client whose producers tell what they have written to topics that nobody knew before. */
  watching(client: KafkaClient): KafkaClient {
    return {
      admin: () => client.admin(),
      consumer: (options) => client.consumer(options),
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
          if (!this.#topics.includes(topic) || !this.#topics.isChosenByRecord(topic)) continue;
          const stored = Buffer.from(batch);
          stored.writeBigInt64BE(BigInt(offsets[i] ?? 0), 0);
          this.#topics.show(topic, partition, stored, 0);
        }
        return offsets;
      },
    };
  }
}
