/**
 * The folder in which an embedded broker keeps its topics and committed offsets between runs: what is acknowledged is
 * written. Nothing in it is meant for other programs.
 *
 *   topics.ndjson           a line a topic: name, partitions, settings
 *   offsets.ndjson          a line a commit: group and offsets, the last of a partition wins
 *   logs/<topic>/<n>.log    the batches of a partition, one behind the other, with their offsets
 */
import {
  appendFileSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  truncateSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { makeFolder } from "../../stores/make-folder.ts";
import { checksumHolds, isWholeBatch } from "../client/batch-header.ts";
import type { CommittedPosition } from "../client/wire.ts";
import type { TopicPartition } from "../port.ts";
import type { LogFile } from "./partition-log.ts";

export interface StoredTopic {
  readonly topic: string;
  readonly partitions: number;
  readonly config: Readonly<Record<string, string>>;
}

export interface StoredOffsets {
  readonly group: string;
  readonly offsets: readonly CommittedPosition[];
}

/** Of a record batch: offset and length come before what the length counts. */
const LENGTH_AT = 8;
const BEFORE_LENGTH = 12;

export class BrokerDisk {
  readonly #folder: string;
  readonly #open: number[] = [];

  constructor(folder: string) {
    makeFolder(join(folder, "logs"));
    this.#folder = folder;
  }

  topics(): readonly StoredTopic[] {
    return this.#lines("topics.ndjson") as readonly StoredTopic[];
  }

  addTopic(topic: StoredTopic): void {
    makeFolder(join(this.#folder, "logs", topic.topic));
    this.#append("topics.ndjson", topic);
  }

  offsets(): readonly StoredOffsets[] {
    return this.#lines("offsets.ndjson") as readonly StoredOffsets[];
  }

  commit(group: string, offsets: readonly CommittedPosition[]): void {
    this.#append("offsets.ndjson", { group, offsets } satisfies StoredOffsets);
  }

  log({ topic, partition }: TopicPartition): LogFile {
    const path = join(this.#folder, "logs", topic, `${partition}.log`);
    let file: number | null = null;
    return {
      batches: () => (existsSync(path) ? readBatches(path) : []),
      append: (batch) => {
        if (file === null) {
          file = openSync(path, "a");
          this.#open.push(file);
        }
        writeSync(file, batch);
      },
    };
  }

  close(): void {
    for (const file of this.#open.splice(0)) closeSync(file);
  }

  #append(name: string, value: object): void {
    appendFileSync(join(this.#folder, name), `${JSON.stringify(value)}\n`);
  }

  /** A last line without its end was cut off while it was written, so nobody was told that it is there. */
  #lines(name: string): readonly unknown[] {
    const path = join(this.#folder, name);
    if (!existsSync(path)) return [];
    const text = readFileSync(path, "utf8");
    const end = text.lastIndexOf("\n") + 1;
    if (end < text.length) truncateSync(path, Buffer.byteLength(text.slice(0, end)));
    return text
      .slice(0, end)
      .split("\n")
      .filter((line) => line !== "")
      .map((line): unknown => JSON.parse(line));
  }
}

/** Whole batches from the start; what is cut off at the end was never acknowledged, and goes. */
function readBatches(path: string): readonly Buffer[] {
  const bytes = readFileSync(path);
  const batches: Buffer[] = [];
  let at = 0;
  while (at + BEFORE_LENGTH <= bytes.length) {
    const end = at + BEFORE_LENGTH + bytes.readInt32BE(at + LENGTH_AT);
    const batch = bytes.subarray(at, end);
    if (end > bytes.length || !isWholeBatch(batch) || !checksumHolds(batch)) break;
    batches.push(batch);
    at = end;
  }
  if (at < bytes.length) truncateSync(path, at);
  return batches;
}
