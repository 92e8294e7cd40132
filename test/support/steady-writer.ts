/** Writes numbered JSON records to a topic, some every tenth of a second, by a client that shares no code with ours. */
import { writeIndependently } from "./independent-consumer.ts";
import { keyFor } from "./java-place.ts";
import { until } from "./until.ts";

const PAUSE_MS = 100;
const AT_ONCE = 20;

export class SteadyWriter {
  readonly #brokers: string;
  readonly #topic: string;
  readonly #partitions: number;
  /** Records written so far; the next has this number. */
  written = 0;
  #running: Promise<void> | null = null;
  #isPaused = true;

  constructor(brokers: string, topic: string, partitions: number) {
    this.#brokers = brokers;
    this.#topic = topic;
    this.#partitions = partitions;
  }

  async #run(): Promise<void> {
    while (!this.#isPaused) {
      await this.write(AT_ONCE, {});
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  /** These now, with more fields than their number. */
  async write(count: number, fields: Readonly<Record<string, unknown>>): Promise<void> {
    const records = Array.from({ length: count }, (_, i) => {
      const number = this.written + i;
      const partition = number % this.#partitions;
      return {
        partition,
        key: keyFor(partition, this.#partitions),
        value: JSON.stringify({ ...fields, number }),
      };
    });
    await writeIndependently(this.#brokers, this.#topic, records, "none");
    this.written += count;
  }

  /** Waits until it has written that many more. */
  async writes(more: number): Promise<void> {
    const goal = this.written + more;
    await until(() => this.written >= goal, 30_000);
  }

  async pause(): Promise<void> {
    this.#isPaused = true;
    await this.#running;
  }

  goOn(): void {
    this.#isPaused = false;
    this.#running = this.#run();
  }

  close(): Promise<void> {
    return this.pause();
  }
}
