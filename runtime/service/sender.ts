/**
 * Sends the batches of a member and knows what is not acknowledged yet. Batches of one partition go out in the order of
 * the calls, however long an answer takes.
 */

import { logSink } from "../dsl/logger.ts";
import {
  base64Payload,
  type ErrorHandling,
  reportFailure,
  StreamsFailure,
} from "../engine/error-handling.ts";
import type { OutgoingBatch, Producer } from "../kafka/port.ts";
import { BatchReader } from "../record-batch/batch-reader.ts";

/** Above this many bytes under way, processing waits. */
const MAX_BYTES_UNDER_WAY = 32 * 1024 * 1024;
const RETRY_DELAY_MS = 1000;

export class Sender {
  readonly #producer: Producer;
  readonly #errors: ErrorHandling;
  readonly #sent: (batch: OutgoingBatch) => void;
  readonly #underWay = new Set<Promise<void>>();
  #bytes = 0;
  #failure: StreamsFailure | null = null;
  #isClosing = false;

  /** `sent`: a batch is not needed any more, acknowledged or given up. */
  constructor(producer: Producer, errors: ErrorHandling, sent: (batch: OutgoingBatch) => void) {
    this.#producer = producer;
    this.#errors = errors;
    this.#sent = sent;
  }

  get isFull(): boolean {
    return this.#bytes > MAX_BYTES_UNDER_WAY;
  }

  get isIdle(): boolean {
    return this.#underWay.size === 0;
  }

  /** @throws StreamsFailure for what failed since the last call */
  send(batches: readonly OutgoingBatch[]): void {
    this.#throwFailure();
    for (const batch of batches) {
      this.#bytes += batch.batch.length;
      const done = this.#deliver(batch).finally(() => {
        this.#bytes -= batch.batch.length;
        this.#underWay.delete(done);
      });
      this.#underWay.add(done);
    }
  }

  /** Resolves when all is acknowledged, or one less is under way. @throws StreamsFailure */
  async flush(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
    this.#throwFailure();
  }

  async waitForRoom(): Promise<void> {
    while (this.isFull) await Promise.race(this.#underWay);
    this.#throwFailure();
  }

  /** Retries end. */
  stopRetrying(): void {
    this.#isClosing = true;
  }

  #throwFailure(): void {
    if (this.#failure !== null) throw this.#failure;
  }

  /** Each by itself: of several that were sent in one call nobody knows which one failed. */
  async #deliver(batch: OutgoingBatch): Promise<void> {
    for (;;) {
      try {
        await this.#producer.send([batch]);
        break;
      } catch (error) {
        if (!(await this.#mayRetry(batch, error))) break;
      }
    }
    this.#sent(batch);
  }

  /** What the `produce` handler says of a failed send (runtime.md 7). */
  async #mayRetry(batch: OutgoingBatch, error: unknown): Promise<boolean> {
    reportRecords(batch, this.#errors, error);
    if (this.#errors.handler === "retryOnFail" && !this.#isClosing) {
      logSink().write("warn", this.#errors.loggerName, `Sending again in ${RETRY_DELAY_MS} ms`);
      await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY_MS));
      return true;
    }
    if (this.#errors.handler !== "continueOnFail") {
      this.#failure ??= new StreamsFailure(`Error sending records to ${batch.topic}`, error);
    }
    return false;
  }
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
