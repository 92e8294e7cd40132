/**
 * Sends what a member wrote and knows what is not acknowledged yet: batches that are full, those that waited as long as
 * `linger.ms` says, and all of them at a commit or when there is no room for more. A timer of its own watches the linger,
 * so that a batch goes in time while the member waits for Kafka. Batches of one partition go out in the order in which they
 * were written, however long an answer takes.
 */

import { logSink } from "../dsl/logger.ts";
import {
  base64Payload,
  type ErrorHandling,
  reportFailure,
  StreamsFailure,
} from "../engine/error-handling.ts";
import type { RecordCollector } from "../engine/record-collector.ts";
import { recordCount } from "../kafka/client/batch-header.ts";
import type { OutgoingBatch, Producer } from "../kafka/port.ts";
import { BatchReader } from "../record-batch/batch-reader.ts";
import type { Ending } from "./ending.ts";
import type { SendingSettings } from "./kafka-settings.ts";
import { partitionName } from "./partition-name.ts";

const RETRY_DELAY_MS = 1000;

export interface SenderOptions {
  readonly producer: Producer;
  readonly errors: ErrorHandling;
  readonly collector: RecordCollector;
  readonly settings: SendingSettings;
  /** Milliseconds of the clock that the collector dates batches with. */
  readonly monotonic: () => number;
  /** The records of a batch are in the topic, from this offset on. */
  readonly acknowledged?: (batch: OutgoingBatch, baseOffset: number) => void;
  /** Acknowledgements are not waited for without end once the service stops. */
  readonly ending: Ending;
}

export class Sender {
  readonly #options: SenderOptions;
  readonly #underWay = new Map<Promise<void>, OutgoingBatch>();
  #bytes = 0;
  #failure: Error | null = null;
  #isClosing = false;
  /** What Kafka says now of what is under way changes nothing any more. */
  #hasGivenUp = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  /** There is no room for another batch: nothing should be processed until `waitForRoom`. */
  get isFull(): boolean {
    const room = this.#room;
    return this.#bytes > room || this.#options.collector.holdsMoreThan(room - this.#bytes);
  }

  /** As much may be there and a batch still fits; where a batch is as large as the buffer, half of it. */
  get #room(): number {
    const { batchBytes, bufferBytes } = this.#options.settings;
    return bufferBytes - Math.min(batchBytes, bufferBytes >> 1);
  }

  /** Nothing is written that is not acknowledged. */
  get isIdle(): boolean {
    return this.#underWay.size === 0 && this.#options.collector.isEmpty;
  }

  /** Bytes that are sent and not acknowledged. */
  get bytesUnderWay(): number {
    return this.#bytes;
  }

  /** What is full or has waited long enough. @throws StreamsFailure for what failed since the last call */
  sendDue(): void {
    this.#throwFailure();
    const { collector, settings, monotonic } = this.#options;
    this.#send(collector.take(monotonic() - settings.lingerMs));
    this.#watch();
  }

  /** Sends all and resolves when all is acknowledged. @throws StreamsFailure, KafkaError when the service ends before */
  async flush(): Promise<void> {
    if (this.#hasGivenUp) this.#throwFailure();
    this.#send(this.#options.collector.take());
    while (this.#underWay.size > 0) await this.#inTime(Promise.all(this.#underWay.keys()));
    this.#throwFailure();
  }

  /** Full is full: what lingers goes too. @throws StreamsFailure, KafkaError when the service ends before */
  async waitForRoom(): Promise<void> {
    while (this.isFull) {
      this.#throwFailure();
      this.#send(this.#options.collector.take());
      if (this.#underWay.size > 0) await this.#inTime(Promise.race(this.#underWay.keys()));
    }
    this.#throwFailure();
  }

  async #inTime(acknowledged: Promise<unknown>): Promise<void> {
    try {
      const what = (): string =>
        `has not acknowledged ${summaryOf([...this.#underWay.values()])}: what they were made of is not committed, and will be processed again`;
      await this.#options.ending.answer(acknowledged, what);
    } catch (error) {
      this.#hasGivenUp = true;
      this.#failure ??= error as Error;
      throw this.#failure;
    }
  }

  /** Retries end. */
  stopRetrying(): void {
    this.#isClosing = true;
  }

  /** Sends nothing more by itself. */
  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Looks again when the oldest batch has waited long enough. */
  #watch(): void {
    const { collector, settings, monotonic } = this.#options;
    const { oldest } = collector;
    this.close();
    if (oldest === null) return;
    const ms = Math.max(0, oldest + settings.lingerMs - monotonic());
    this.#timer = setTimeout(() => {
      this.#timer = null;
      // The member hears of a failure when it asks the next time.
      if (this.#failure === null) this.sendDue();
    }, ms);
  }

  #send(batches: readonly OutgoingBatch[]): void {
    for (const batch of batches) {
      const { length } = batch.batch;
      this.#bytes += length;
      const done = this.#deliver(batch).finally(() => {
        this.#bytes -= length;
        this.#underWay.delete(done);
      });
      this.#underWay.set(done, batch);
    }
  }

  #throwFailure(): void {
    if (this.#failure !== null) throw this.#failure;
  }

  /** Each by itself: of several that were sent in one call nobody knows which one failed. */
  async #deliver(batch: OutgoingBatch): Promise<void> {
    for (;;) {
      try {
        const [baseOffset = 0] = await this.#options.producer.send([batch]);
        this.#options.acknowledged?.(batch, baseOffset);
        break;
      } catch (error) {
        if (!(await this.#mayRetry(batch, error))) break;
      }
    }
    this.#options.collector.recycle(batch);
  }

  /** What the `produce` handler says of a failed send (runtime.md 7). */
  async #mayRetry(batch: OutgoingBatch, error: unknown): Promise<boolean> {
    if (this.#hasGivenUp) return false;
    const { errors } = this.#options;
    reportRecords(batch, errors, error);
    if (errors.handler === "retryOnFail" && !this.#isClosing) {
      logSink().write("warn", errors.loggerName, `Sending again in ${RETRY_DELAY_MS} ms`);
      await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY_MS));
      return true;
    }
    if (errors.handler !== "continueOnFail") {
      this.#failure ??= new StreamsFailure(
        "produce",
        `Error sending records to ${batch.topic}`,
        error,
      );
    }
    return false;
  }
}

/** `12 records of labels-0, 3 of sums-1` */
function summaryOf(batches: readonly OutgoingBatch[]): string {
  const counts = new Map<string, number>();
  for (const outgoing of batches) {
    const place = partitionName(outgoing);
    const { batch } = outgoing;
    counts.set(
      place,
      (counts.get(place) ?? 0) +
        recordCount(Buffer.from(batch.buffer, batch.byteOffset, batch.byteLength)),
    );
  }
  return [...counts].map(([place, count]) => `${count} records of ${place}`).join(", ");
}

function reportRecords(
  { topic, partition, batch }: OutgoingBatch,
  how: ErrorHandling,
  error: unknown,
): void {
  const reader = new BatchReader();
  reader.open(batch);
  while (reader.next()) {
    const { bytes, keyStart, keyEnd, valueStart, valueEnd, timestamp } = reader;
    reportFailure(
      "produce",
      how,
      {
        topic,
        partition,
        offset: -1,
        node: null,
        task: "",
        timestamp,
        key: () => base64Payload(bytes, keyStart, keyEnd),
        value: () => base64Payload(bytes, valueStart, valueEnd),
      },
      error,
    );
  }
}
