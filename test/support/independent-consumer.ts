/**
 * A client that shares no code with ours (@platformatic/kafka), so that what we wrote is read, and what we read is written,
 * by another. It has no group: it reads partitions from their beginning.
 */
import { Consumer, MessagesStreamModes, Producer } from "@platformatic/kafka";

export interface ReadRecord {
  readonly partition: number;
  readonly offset: number;
  readonly timestamp: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** In order; of a repeated key the last only, since this client keeps a map. */
  readonly headers: readonly (readonly [string, Buffer | null])[];
}

/** The first `count` records of a topic, by partition and offset. @throws Error when there are fewer after `timeoutMs`. */
export async function readIndependently(
  bootstrap: string,
  topic: string,
  count: number,
  timeoutMs = 30_000,
): Promise<ReadRecord[]> {
  const consumer = new Consumer({
    clientId: "independent",
    groupId: `independent-${process.hrtime.bigint()}`,
    bootstrapBrokers: bootstrap.split(","),
  });
  const stream = await consumer.consume({
    topics: [topic],
    mode: MessagesStreamModes.EARLIEST,
    autocommit: false,
  });
  const records: ReadRecord[] = [];
  const timer = setTimeout(() => {
    stream.destroy(new Error(`Only ${records.length} of ${count} records of ${topic} came.`));
  }, timeoutMs);
  try {
    if (count > 0) {
      for await (const message of stream) {
        records.push({
          partition: message.partition,
          offset: Number(message.offset),
          timestamp: Number(message.timestamp),
          key: orNull(message.key),
          value: orNull(message.value),
          headers: [...message.headers].map(
            ([key, value]) => [String(key), orNull(value)] as const,
          ),
        });
        if (records.length >= count) break;
      }
    }
  } finally {
    clearTimeout(timer);
    await stream.close();
    await consumer.close(true);
  }
  return records.sort((a, b) => a.partition - b.partition || a.offset - b.offset);
}

const orNull = (bytes: Buffer | null | undefined): Buffer | null => bytes ?? null;

export interface WrittenRecord {
  readonly partition: number;
  readonly key: string | null;
  readonly value: string | null;
  readonly timestamp?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export async function writeIndependently(
  bootstrap: string,
  topic: string,
  records: readonly WrittenRecord[],
  compression: "none" | "gzip" | "snappy" | "lz4" | "zstd",
): Promise<void> {
  const producer = new Producer({
    clientId: "independent",
    bootstrapBrokers: bootstrap.split(","),
  });
  try {
    await producer.send({
      messages: records.map(({ partition, key, value, timestamp, headers }) => ({
        topic,
        partition,
        ...(key === null ? {} : { key: Buffer.from(key) }),
        ...(value === null ? {} : { value: Buffer.from(value) }),
        ...(timestamp === undefined ? {} : { timestamp: BigInt(timestamp) }),
        headers: new Map(
          Object.entries(headers ?? {}).map(([name, text]) => [
            Buffer.from(name),
            Buffer.from(text),
          ]),
        ),
      })),
      compression,
    });
  } finally {
    await producer.close();
  }
}
