/** Shows what lands on topics of the embedded broker, in the order of each partition. */
import type { EmbeddedBroker } from "../../runtime/kafka/embedded/index.ts";
import type { PrintedTopics } from "./printed-topics.ts";

const MAX_BYTES = 1 << 20;

export class EmbeddedPrinter {
  readonly #broker: EmbeddedBroker;
  readonly #topics: PrintedTopics;
  readonly #positions = new Map<string, number>();
  #isStopped = false;

  /** What lies on the topics already is not shown. */
  constructor(broker: EmbeddedBroker, topics: PrintedTopics) {
    this.#broker = broker;
    this.#topics = topics;
    this.#walk((place, log) => this.#positions.set(place, log.endOffset));
  }

  async run(): Promise<void> {
    while (!this.#isStopped) {
      this.show();
      await this.#broker.data(1000);
    }
  }

  /** Shows all that is there; to be called once more when the service has ended. */
  show(): void {
    this.#walk((place, log, topic, partition) => {
      for (;;) {
        const position = this.#positions.get(place) ?? 0;
        if (position >= log.endOffset) break;
        const batches = log.read(position, MAX_BYTES);
        if (batches.length === 0) break;
        for (const batch of batches) {
          const base = Number(batch.readBigInt64BE(0));
          this.#topics.show(topic, partition, batch, position);
          this.#positions.set(place, base + batch.readInt32BE(23) + 1);
        }
      }
    });
  }

  stop(): void {
    this.#isStopped = true;
  }

  #walk(visit: (place: string, log: Log, topic: string, partition: number) => void): void {
    for (const topic of this.#broker.topicNames()) {
      if (!this.#topics.includes(topic)) continue;
      for (const [partition, log] of (this.#broker.partitions(topic) ?? []).entries()) {
        visit(`${topic} ${partition}`, log, topic, partition);
      }
    }
  }
}

type Log = NonNullable<ReturnType<EmbeddedBroker["log"]>>;
