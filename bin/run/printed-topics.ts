/** `--print`: which topics are shown, and their records as lines. */
import type { RecordTypes } from "../../runtime/dsl/node.ts";
import { decodeRecords } from "../../runtime/record-batch/records.ts";
import { recordToNdjson } from "../../runtime/service/ndjson.ts";
import type { TopicUses } from "../../runtime/service/topic-types.ts";

export class PrintedTopics {
  readonly #all: boolean;
  readonly #named: ReadonlySet<string>;
  readonly #uses: TopicUses;
  readonly #fed: ReadonlySet<string>;
  readonly #write: (line: string) => void;

  /** Begins the names of the service's own topics: changelogs. */
  readonly #internal: string;

  /** `*` among `topics`: all that a pipeline or producer writes to. */
  constructor(
    topics: readonly string[],
    applicationId: string,
    uses: TopicUses,
    fed: ReadonlySet<string>,
    write: (line: string) => void,
  ) {
    this.#internal = `${applicationId}-`;
    this.#all = topics.includes("*");
    this.#named = new Set(topics);
    this.#uses = uses;
    this.#fed = fed;
    this.#write = write;
  }

  includes(topic: string): boolean {
    if (this.#named.has(topic)) return true;
    if (!this.#all) return false;
    const use = this.#uses.topics.get(topic);
    if (use !== undefined) return use.isWritten || this.isChosenByRecord(topic);
    return this.isChosenByRecord(topic);
  }

  /** A topic that the definitions do not name: only a topic name extractor can have chosen it. */
  isChosenByRecord(topic: string): boolean {
    return this.#uses.dynamic !== null && !this.#uses.topics.has(topic) && !this.#fed.has(topic);
  }

  /** One that the service makes itself when it starts, with its settings, and that only it writes to. */
  isInternal(topic: string): boolean {
    return topic.startsWith(this.#internal) && !this.#uses.topics.has(topic);
  }

  /** Topics of others, which are there before the service starts. */
  known(): string[] {
    const written = [...this.#uses.topics]
      .filter(([, { isWritten }]) => isWritten)
      .map(([topic]) => topic);
    const topics = this.#all ? written : [];
    return [...new Set([...topics, ...this.#named])].filter(
      (topic) => topic !== "*" && !this.isInternal(topic),
    );
  }

  /** A batch as it lies on the topic, its base offset set. Records before `from` were shown already, those behind `last` are not due. */
  show(
    topic: string,
    partition: number,
    batch: Uint8Array,
    from: number,
    last = Number.POSITIVE_INFINITY,
  ): void {
    for (const record of decodeRecords(batch)) {
      if (record.offset < from || record.offset > last) continue;
      this.#write(`${recordToNdjson({ ...record, topic, partition }, this.#typesOf(topic))}\n`);
    }
  }

  #typesOf(topic: string): RecordTypes | null {
    return (
      this.#uses.topics.get(topic)?.types ??
      (this.isChosenByRecord(topic) ? this.#uses.dynamic : null)
    );
  }
}
