/**
 * Waits for Kafka that have an end once the service stops. While it runs they last as long as Kafka's own settings say, two
 * minutes and more; who sends a signal does not wait for that, and kills what is still there half a minute later.
 */
import { KafkaError } from "../kafka/port.ts";
import { SHUTDOWN_MS } from "./waiting-tasks.ts";

export class Ending {
  readonly #ms: number;
  #hasBegun = false;
  /** Kafka did not answer in time: it is not waited for again. */
  #isLate = false;
  readonly #starts = new Set<() => void>();

  /** `ms`: how long a wait may go on from the moment the service stops, or from its own begin if that is later. */
  constructor(ms: number = SHUTDOWN_MS) {
    this.#ms = ms;
  }

  begin(): void {
    this.#hasBegun = true;
    for (const start of this.#starts) start();
  }

  /**
   * What the promise gives. `what` it is that Kafka does not do, for the error: `has not committed the offsets a-0=5`.
   * @throws KafkaError `unreachable` when the time is over
   */
  answer<T>(promise: Promise<T>, what: () => string): Promise<T> {
    return new Promise((resolve, reject) => {
      let timer: NodeJS.Timeout | undefined;
      const giveUp = (): void => {
        this.#isLate = true;
        reject(new KafkaError("unreachable", `within ${this.#ms} ms of the stop it ${what()}`));
      };
      const start = (): void => {
        timer ??= setTimeout(giveUp, this.#isLate ? 0 : this.#ms);
      };
      const end = (): void => {
        this.#starts.delete(start);
        clearTimeout(timer);
      };
      this.#starts.add(start);
      if (this.#hasBegun) start();
      promise.then(resolve, reject).finally(end);
    });
  }
}
