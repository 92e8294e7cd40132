/**
 * Runs the producers of all definitions, one batch at a time (runtime.md 8): at a fixed rate, late ones at once, until
 * their counts are reached. The sends of a batch are acknowledged before anything else runs.
 */
import { CallContext } from "../dsl/call-context.ts";
import { logSink } from "../dsl/logger.ts";
import type { RecordTypes } from "../dsl/node.ts";
import type { AnyProducerDefinition, Producers } from "../dsl/producers.ts";
import { partitionOf } from "../engine/partition.ts";
import { NO_HEADERS } from "../engine/record.ts";
import { functionFailure } from "../errors/function-failure.ts";
import { InternalError } from "../errors/internal-error.ts";
import { AuthorSerde, authorSerde } from "../extensions/author-serde.ts";
import { KafkaError, type Producer } from "../kafka/port.ts";
import { serdeOf } from "../notations/index.ts";
import type { Serde } from "../notations/serde.ts";
import { partitions } from "../operations/partitioner.ts";
import type { Value } from "../python/value.ts";
import { ByteSink } from "../record-batch/byte-sink.ts";
import type { PlainRecord } from "../record-batch/records.ts";
import { GeneratorMessages, type Message } from "./generator-messages.ts";
import { groupRecords, type PlacedRecord } from "./group-records.ts";
import type { SendingSettings } from "./kafka-settings.ts";
import { SHUTDOWN_MS, withinTime } from "./waiting-tasks.ts";

const LOGGER = "ksmlc.producer";

export interface ProducerRunnerOptions {
  readonly producers: readonly Producers[];
  readonly producer: Producer;
  readonly sending: SendingSettings;
  /** Partitions of the target topics. */
  readonly partitions: ReadonlyMap<string, number>;
  /** Milliseconds since the epoch: what messages are stamped with, and what the schedule goes by. */
  readonly now: () => number;
  /** Resolves after that time, or as soon as `wake` is called. */
  readonly wait: (ms: number) => Promise<void>;
  readonly wake: () => void;
  /** How long a batch may go on once the service is stopped, in ms; default: ten seconds. */
  readonly shutdownMs?: number;
}

export class ProducerRunner {
  readonly #options: ProducerRunnerOptions;
  readonly #scheduled: ScheduledProducer[];
  #isStopping = false;
  #isFinished = false;
  #giveUp: () => void = () => {};

  constructor(options: ProducerRunnerOptions) {
    this.#options = options;
    this.#scheduled = options.producers.flatMap(({ namespace, definitions }) =>
      [...definitions].map(
        ([name, definition]) => new ScheduledProducer(namespace, name, definition, options),
      ),
    );
  }

  /** All that have an end have reached it. */
  get isFinished(): boolean {
    return this.#isFinished || !this.#scheduled.some((each) => each.hasEnd);
  }

  /** Finishes the batch in hand, unless a generator of it waits too long. */
  stop(): void {
    this.#isStopping = true;
    this.#options.wake();
    this.#giveUp();
  }

  /** Until nothing is scheduled any more, or `stop`. @throws what a generator or a send throws */
  async run(): Promise<void> {
    const { now, wait } = this.#options;
    const begin = now();
    for (const each of this.#scheduled) {
      each.dueAt = begin;
      info(`Scheduled producer: ${each.name} ${each.schedule}`);
    }
    while (!this.#isStopping && this.#scheduled.length > 0) {
      const next = this.#scheduled.reduce((a, b) => (b.dueAt < a.dueAt ? b : a));
      const ms = next.dueAt - now();
      if (ms > 0) {
        await wait(ms);
        continue;
      }
      const goesOn = await this.#inTime(next);
      // Others that are due as well come first: the one that ran goes to the end.
      this.#scheduled.splice(this.#scheduled.indexOf(next), 1);
      if (goesOn) this.#scheduled.push(next);
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#isFinished = true;
  }

  /**
   * A batch, or false once a generator waits too long after the service was stopped.
   * @throws KafkaError where it is Kafka that takes too long: what was made is not there
   */
  async #inTime(producer: ScheduledProducer): Promise<boolean> {
    const { shutdownMs = SHUTDOWN_MS } = this.#options;
    const batch = producer.produceBatch();
    const stopped = new Promise<void>((resolve) => {
      this.#giveUp = resolve;
    });
    const late = stopped
      .then(() => withinTime(batch, shutdownMs))
      .then((isDone) => {
        if (isDone || producer.unacknowledged === 0) return false;
        throw new KafkaError(
          "unreachable",
          `within ${shutdownMs} ms of the stop it has not acknowledged ${producer.unacknowledged} messages of the producer ${producer.name}`,
        );
      });
    late.catch(() => {}); // how the batch ends, who waits for the batch is told
    return Promise.race([batch, late]);
  }
}

class ScheduledProducer {
  readonly name: string;
  dueAt = 0;
  readonly #namespace: string;
  readonly #definition: AnyProducerDefinition;
  readonly #options: ProducerRunnerOptions;
  readonly #messages: GeneratorMessages;
  readonly #key: Serde | AuthorSerde;
  readonly #value: Serde | AuthorSerde;
  readonly #isOnce: boolean;
  readonly #batchSize: number;
  /** Messages that are still to be acknowledged. */
  #left: number;
  #batches = 0;
  #sent = 0;
  /** Messages that Kafka was given and has not answered for. */
  unacknowledged = 0;
  #sticky = 0;

  constructor(
    namespace: string,
    name: string,
    definition: AnyProducerDefinition,
    options: ProducerRunnerOptions,
  ) {
    this.name = name;
    this.#namespace = namespace;
    this.#definition = definition;
    this.#options = options;
    const { intervalMs, count, until } = definition;
    this.#isOnce = intervalMs === undefined && count === undefined && until === undefined;
    this.#left = this.#isOnce ? 1 : Math.max(1, Number(count ?? Number.POSITIVE_INFINITY));
    this.#batchSize = this.#isOnce ? 1 : batchSize(Number(definition.batchSize ?? 1));
    const types = typesOf(name, definition);
    this.#messages = new GeneratorMessages(namespace, name, definition, types, this.#isOnce);
    const { serdes } = definition.to;
    this.#key = authorSerde(serdes, "key", types.key) ?? serdeOf(types.key);
    this.#value = authorSerde(serdes, "value", types.value) ?? serdeOf(types.value);
  }

  get schedule(): string {
    return this.#isOnce ? "once" : `${this.#definition.intervalMs ?? 0}ms`;
  }

  get hasEnd(): boolean {
    return this.#left !== Number.POSITIVE_INFINITY || this.#definition.until !== undefined;
  }

  /** False: it was the last one. */
  async produceBatch(): Promise<boolean> {
    const size = Math.min(this.#batchSize, this.#left);
    const batch: Message[] = [];
    let isLast = false;
    for (let slot = 0; slot < size && !isLast; slot++) {
      const message = await this.#messages.next();
      if (message === null) {
        // The slot stays empty; a producer of one message has had its turn.
        if (this.#isOnce) isLast = true;
        continue;
      }
      batch.push(message);
      info(this.#messages.describe(message));
      isLast = await this.#messages.isLast(message);
    }
    this.#batches++;
    // Counted by what was acknowledged: twice for two partitions, not at all for none.
    this.#left -= await this.#send(batch);
    const { intervalMs = 0 } = this.#definition;
    // At a fixed rate; without an interval the others that are due get their turn.
    this.dueAt = intervalMs > 0 ? this.dueAt + intervalMs : this.#options.now();
    return !isLast && this.#left > 0;
  }

  /** How many records they became. */
  async #send(messages: readonly Message[]): Promise<number> {
    const { topic } = this.#definition.to;
    const placed: PlacedRecord[] = [];
    for (const message of messages) {
      const record: PlainRecord = {
        key: await toBytes(this.#key, message.key, topic),
        value: await toBytes(this.#value, message.value, topic),
        timestamp: this.#options.now(),
        headers: NO_HEADERS,
      };
      for (const partition of this.#partitions(message, record)) placed.push({ partition, record });
    }
    for (const turn of groupRecords(placed, this.#options.sending)) {
      this.unacknowledged = turn.reduce((sum, { indices }) => sum + indices.length, 0);
      const bases = await this.#options.producer.send(
        turn.map(({ partition, batch }) => ({ topic, partition, batch })),
      );
      this.unacknowledged = 0;
      const written = turn.flatMap(({ partition, indices }, i) =>
        indices.map((index, at) => ({ index, partition, offset: (bases[i] ?? 0) + at })),
      );
      for (const { partition, offset } of written.sort((x, y) => x.index - y.index)) {
        this.#sent++;
        info(
          `Produced message: producer=${this.name}, batch #${this.#batches}, message #${this.#sent}, topic=${topic}, partition=${partition}, offset=${offset}`,
        );
      }
    }
    return placed.length;
  }

  #partitions({ key, value }: Message, record: PlainRecord): readonly number[] {
    const { topic, partitioner } = this.#definition.to;
    const count = this.#options.partitions.get(topic) ?? 1;
    if (partitioner === undefined) {
      if (record.key === null) return [this.#sticky++ % count];
      return [partitionOf(record.key, 0, record.key.length, count)];
    }
    const inline = `producers_${this.name}_to_partitioner`;
    const name = partitioner.name === "" ? inline : partitioner.name;
    const context = new CallContext(`${this.#namespace}.function.${inline}`);
    try {
      return partitions(partitioner(topic, key as never, value as never, count, context));
    } catch (error) {
      throw functionFailure(`${this.#namespace}.${name}`, error);
    }
  }
}

function batchSize(size: number): number {
  if (size >= 1 && size <= 1000) return size;
  logSink().write("warn", LOGGER, "Batch size must be between 1 and 1000. Using 1 as default.");
  return 1;
}

function typesOf(name: string, { to }: AnyProducerDefinition): RecordTypes {
  const { key, value } = to;
  if (key === undefined || value === undefined) {
    throw new InternalError(`the target of the producer ${name} has no types`);
  }
  return { key, value };
}

async function toBytes(
  serde: Serde | AuthorSerde,
  value: Value,
  topic: string,
): Promise<Uint8Array | null> {
  if (serde instanceof AuthorSerde) return serde.write(topic, value);
  const sink = new ByteSink(1 << 10);
  return serde.serialize(value, sink, topic) ? Buffer.from(sink.bytes.subarray(0, sink.at)) : null;
}

function info(message: string): void {
  const sink = logSink();
  if (sink.isEnabled("info")) sink.write("info", LOGGER, message);
}
