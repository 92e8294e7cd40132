/**
 * `--feed`: NDJSON records into topics. In: files, or standard input. Out: record batches, each record placed as Java's
 * producer would place it (murmur2; records without key in turn).
 */
import { readFileSync } from "node:fs";
import { createInterface, type Interface } from "node:readline";
import type { RecordTypes } from "../../runtime/dsl/node.ts";
import { partitionOf } from "../../runtime/engine/partition.ts";
import type { OutgoingBatch, Producer } from "../../runtime/kafka/port.ts";
import { encodeRecords, type PlainRecord } from "../../runtime/record-batch/records.ts";
import { NdjsonError, ndjsonToRecord, type ParsedLine } from "../../runtime/service/ndjson.ts";
import { unreadable } from "../read-file.ts";

export interface Feed {
  /** Null: each line names its topic. */
  readonly topic: string | null;
  /** `-`: standard input. */
  readonly file: string;
}

/** A line that is no record. The place is that of the line. */
export class FeedError extends Error {
  constructor(file: string, line: number, message: string) {
    super(`${file === "-" ? "standard input" : file}:${line}: ${message}`);
    this.name = "FeedError";
  }
}

/** `TOPIC=FILE`, or a file alone. */
export function parseFeed(text: string): Feed {
  const match = /^([A-Za-z0-9._-]+)=(.*)$/s.exec(text);
  return match === null
    ? { topic: null, file: text }
    : { topic: match[1] ?? "", file: match[2] ?? "" };
}

export type TypesOf = (topic: string) => RecordTypes | null;

export interface FedRecord {
  readonly line: ParsedLine;
  readonly file: string;
  readonly number: number;
}

/** All records of a file, in its order. @throws FeedError, UsageError when it cannot be read */
export function readFeed(feed: Feed, typesOf: TypesOf): FedRecord[] {
  return linesOf(feed.file).flatMap((text, i) => {
    if (text.trim() === "") return [];
    return [{ line: parseLine(text, feed, i + 1, typesOf), file: feed.file, number: i + 1 }];
  });
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, "utf8").split("\n");
  } catch (error) {
    throw unreadable(file, error);
  }
}

function parseLine(text: string, feed: Feed, number: number, typesOf: TypesOf): ParsedLine {
  try {
    return ndjsonToRecord(text, feed.topic, typesOf);
  } catch (error) {
    if (error instanceof NdjsonError) throw new FeedError(feed.file, number, error.message);
    throw error;
  }
}

/** Records of one partition that go out together, and bytes of their keys and values, but for a larger one alone. */
const MAX_RECORDS = 500;
const MAX_BYTES = 500_000;

/** Lines of standard input that are taken before the ones before them are written. */
const MAX_LINES = 10_000;

interface PlacedRecord {
  readonly line: ParsedLine;
  readonly partition: number;
}

interface OpenBatch {
  readonly topic: string;
  readonly partition: number;
  readonly records: PlainRecord[];
  bytes: number;
}

/** What has come meanwhile, together: who feeds many lines does not wait for each. */
async function* linesTogether(input: Interface): AsyncGenerator<readonly string[], undefined> {
  let lines: string[] = [];
  let isOver = false;
  let wake = (): void => {};
  input.on("line", (line) => {
    lines.push(line);
    if (lines.length >= MAX_LINES) input.pause();
    wake();
  });
  input.on("close", () => {
    isOver = true;
    wake();
  });
  for (;;) {
    if (lines.length > 0) {
      const taken = lines;
      lines = [];
      yield taken;
      if (!isOver) input.resume();
    } else if (isOver) return undefined;
    else {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
}

export class Feeder {
  readonly #producer: Producer;
  readonly #partitions: (topic: string) => Promise<number>;
  readonly #now: () => number;
  /** By topic: where the next record without key goes. */
  readonly #turns = new Map<string, number>();
  #input: Interface | null = null;
  #isStopped = false;

  constructor(
    producer: Producer,
    partitions: (topic: string) => Promise<number>,
    now: () => number,
  ) {
    this.#producer = producer;
    this.#partitions = partitions;
    this.#now = now;
  }

  /** Resolves when all are written. @throws FeedError for a partition that the topic does not have: nothing is written */
  async write(records: readonly FedRecord[]): Promise<void> {
    const placed: PlacedRecord[] = [];
    for (const fed of records) placed.push({ line: fed.line, partition: await this.#place(fed) });
    await this.#send(placed);
  }

  async #send(records: readonly PlacedRecord[]): Promise<void> {
    const batches: OpenBatch[] = [];
    const open = new Map<string, OpenBatch>();
    for (const { line, partition } of records) {
      const { topic, key, value, timestamp, headers } = line;
      const place = `${topic} ${partition}`;
      const bytes = (key?.length ?? 0) + (value?.length ?? 0);
      let batch = open.get(place);
      if (
        batch === undefined ||
        batch.records.length >= MAX_RECORDS ||
        batch.bytes + bytes > MAX_BYTES
      ) {
        batch = { topic, partition, records: [], bytes: 0 };
        open.set(place, batch);
        batches.push(batch);
      }
      batch.records.push({ key, value, timestamp: timestamp ?? this.#now(), headers });
      batch.bytes += bytes;
    }
    const encoded: OutgoingBatch[] = batches.map(({ topic, partition, records: all }) => ({
      topic,
      partition,
      batch: encodeRecords(all),
    }));
    if (encoded.length > 0) await this.#producer.send(encoded);
  }

  async #place({ line, file, number }: FedRecord): Promise<number> {
    const { topic, key, partition } = line;
    const count = await this.#partitions(topic);
    if (partition !== null) {
      if (partition < count) return partition;
      throw new FeedError(
        file,
        number,
        `The topic \`${topic}\` has no partition ${partition}: there ${count === 1 ? "is 1" : `are ${count}`}, counted from 0.`,
      );
    }
    if (key !== null) return partitionOf(key, 0, key.length, count);
    const turn = this.#turns.get(topic) ?? 0;
    this.#turns.set(topic, (turn + 1) % count);
    return turn % count;
  }

  /** Standard input as it comes, until it ends or `stop`. @throws FeedError; the lines before are written */
  async writeStandardInput(feed: Feed, typesOf: TypesOf): Promise<void> {
    const { file } = feed;
    const input = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
    this.#input = input;
    let number = 0;
    for await (const texts of linesTogether(input)) {
      const placed: PlacedRecord[] = [];
      try {
        for (const text of texts) {
          number++;
          if (text.trim() === "" || this.#isStopped) continue;
          const line = parseLine(text, feed, number, typesOf);
          placed.push({ line, partition: await this.#place({ line, file, number }) });
        }
      } finally {
        await this.#send(placed);
      }
    }
  }

  /** Reads no more: standard input that nobody closes keeps no process alive. */
  stop(): void {
    this.#isStopped = true;
    if (this.#input === null) return;
    this.#input.close();
    process.stdin.destroy();
  }
}
