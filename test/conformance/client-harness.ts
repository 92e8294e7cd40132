/** What an implementation gives to the conformance suite, and the actors that the suite's cases use. */
import type {
  AssignedPartition,
  Consumer,
  ConsumerOptions,
  KafkaClient,
  OutgoingBatch,
  Producer,
  TopicPartition,
} from "../../runtime/kafka/port.ts";
import { uniqueName } from "../support/broker.ts";
import { batchOf, type GotRecord, type PlainRecord, recordsOf } from "./batches.ts";

export type Settings = Readonly<Record<string, string>>;

export interface ClientHarness {
  readonly name: string;
  /** A client of the shared broker. The suite closes it. */
  client(settings?: Settings, log?: (message: string) => void): KafkaClient;
  /** A client of an address where nothing answers. */
  clientOfNothing(settings: Settings, log: (message: string) => void): KafkaClient;
  /** The next produce request is carried out, but its answer does not arrive. */
  loseNextAcknowledgement(): void;
  /** A broker that can go away. */
  outage(): Promise<Outage>;
}

export interface Outage {
  client(settings: Settings): KafkaClient;
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  discard(): Promise<void>;
}

/** Quick to notice things, so that the suite is quick. */
export const QUICK: Settings = {
  "heartbeat.interval.ms": "200",
  "session.timeout.ms": "6000",
  "fetch.max.wait.ms": "100",
};

/** One case: makes clients, topics, producers and readers, and closes all at the end. */
export class Stage {
  readonly #harness: ClientHarness;
  readonly #clients: KafkaClient[] = [];

  constructor(harness: ClientHarness) {
    this.#harness = harness;
  }

  client(settings: Settings = {}): KafkaClient {
    const client = this.#harness.client({ ...QUICK, ...settings });
    this.#clients.push(client);
    return client;
  }

  async topic(partitions: number, config: Settings = {}): Promise<string> {
    const topic = uniqueName("topic");
    await this.client()
      .admin()
      .createTopics([{ topic, partitions, replicationFactor: 1, config }]);
    return topic;
  }

  producer(settings: Settings = {}): Producer {
    return producerOf(this.client(), settings);
  }

  async write(topic: string, records: readonly PlainRecord[], partition = 0): Promise<number> {
    const [base] = await this.producer().send([{ topic, partition, batch: batchOf(records) }]);
    return base as number;
  }

  reader(topics: readonly string[], options: ReaderOptions = {}): Reader {
    return new Reader(this.client(), topics, options);
  }

  async close(): Promise<void> {
    await Promise.all(this.#clients.map((each) => each.close()));
  }
}

export function producerOf(client: KafkaClient, settings: Settings = {}): Producer {
  return client.producer({ clientId: "conformance", idempotent: true, settings });
}

export const outgoing = (
  topic: string,
  partition: number,
  records: readonly PlainRecord[],
): OutgoingBatch => ({ topic, partition, batch: batchOf(records) });

export interface ReaderOptions {
  readonly group?: string;
  readonly coAssigned?: ConsumerOptions["coAssigned"];
  readonly offsetReset?: ConsumerOptions["offsetReset"];
  readonly settings?: Settings;
  readonly isolation?: ConsumerOptions["isolation"];
  /** Awaited before the rebalance goes on. */
  readonly onRevoked?: (partitions: readonly TopicPartition[], reader: Reader) => Promise<void>;
}

/** A consumer that remembers what happened to it. */
export class Reader {
  readonly group: string;
  readonly consumer: Consumer;
  readonly records: GotRecord[] = [];
  readonly events: string[] = [];
  lastAssigned: readonly AssignedPartition[] = [];

  constructor(client: KafkaClient, topics: readonly string[], options: ReaderOptions = {}) {
    this.group = options.group ?? uniqueName("group");
    this.consumer = client.consumer({
      clientId: "conformance",
      group: this.group,
      topics,
      coAssigned: options.coAssigned ?? topics.map((topic) => [topic]),
      isolation: options.isolation ?? "read_uncommitted",
      offsetReset: options.offsetReset ?? { default: "earliest", topics: {} },
      settings: options.settings ?? {},
      listener: {
        assigned: async (partitions) => {
          this.lastAssigned = partitions;
          this.events.push("assigned");
        },
        revoked: async (partitions) => {
          this.events.push("revoked");
          await options.onRevoked?.(partitions, this);
        },
        lost: async () => {
          this.events.push("lost");
        },
      },
    });
  }

  async poll(maxWaitMs = 200): Promise<GotRecord[]> {
    const batches = await this.consumer.poll(maxWaitMs);
    const got = batches.flatMap(recordsOf);
    this.records.push(...got);
    return got;
  }

  /** Until `count` records have come in all; those of later polls are not waited for. */
  async read(count: number, timeoutMs = 20_000): Promise<GotRecord[]> {
    await until(
      () => this.records.length >= count,
      timeoutMs,
      [this],
      () => `${this.records.length} of ${count} records`,
    );
    return this.records;
  }

  async join(timeoutMs = 20_000): Promise<void> {
    await until(
      () => this.events.includes("assigned"),
      timeoutMs,
      [this],
      () => "no assignment",
    );
  }

  get values(): (string | null)[] {
    return this.records.map(({ value }) => value);
  }

  /** Commits behind what was read. */
  async commitRead(metadata = ""): Promise<void> {
    const ends = new Map<string, GotRecord>();
    for (const record of this.records) ends.set(`${record.topic}-${record.partition}`, record);
    const offsets = [...ends.values()].map(({ topic, partition, offset }) => ({
      topic,
      partition,
      offset: offset + 1,
      metadata,
    }));
    await this.consumer.commit(offsets);
  }
}

/** Polls all readers, each on its own, until the condition holds. */
export async function until(
  holds: () => boolean,
  timeoutMs: number,
  readers: readonly Reader[],
  state: () => string,
): Promise<void> {
  const end = Date.now() + timeoutMs;
  await Promise.all(
    readers.map(async (reader) => {
      while (!holds()) {
        if (Date.now() > end) throw new Error(`After ${timeoutMs} ms: ${state()}.`);
        await reader.poll(50);
      }
    }),
  );
}
