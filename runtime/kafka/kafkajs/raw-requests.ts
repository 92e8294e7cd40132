/**
 * Produce and Fetch with record batches as bytes, where kafkajs would make messages of them. Layouts: Kafka's protocol guide,
 * Produce version 7 and Fetch version 11 (not flexible; every broker from 2.3 on knows them).
 */
import { checksumHolds, splitBatches } from "../client/batch-header.ts";
import { ErrorCode } from "../client/protocol-error.ts";
import type {
  BatchToWrite,
  FetchedPartition,
  FetchOptions,
  FetchQuery,
  ProducedBatch,
  ProduceOptions,
} from "../client/wire.ts";
import { WireReader, WireWriter } from "../client/wire-bytes.ts";
import { KafkaError, type TopicPartition } from "../port.ts";
import { compressBatch, decompressBatch } from "./compression.ts";
import { apiKeys, type Broker, type Protocol } from "./internals.ts";

const PRODUCE_VERSION = 7;
const FETCH_VERSION = 11;
const ACKS = { all: -1, leader: 1 };
/** Time for an answer on its way, beside what the broker may wait. */
const NETWORK_MS = 30_000;

// request:  transactional_id, i16 acks, i32 timeout, [topic, [i32 partition, bytes batch]]
// response: [topic, [i32 partition, i16 error, i64 base_offset, i64 log_append_time, i64 log_start_offset]], i32 throttle
export async function produceRaw(
  broker: Broker,
  batches: readonly BatchToWrite[],
  { timeoutMs, compression, acks }: ProduceOptions,
): Promise<ProducedBatch[]> {
  const writer = new WireWriter(batches.reduce((sum, each) => sum + each.batch.length + 300, 300));
  writer
    .string(null)
    .int16(ACKS[acks])
    .int32(timeoutMs)
    .array(byTopic(batches), ([topic, group]) => {
      writer.string(topic).array(group, ({ partition, batch }) => {
        writer.int32(partition).bytes(compressBatch(batch, compression));
      });
    });
  const answers = await send(broker, "Produce", PRODUCE_VERSION, writer, timeoutMs, (reader) => {
    const found = new Map<string, ProducedBatch>();
    reader.array(() => {
      const topic = reader.string() ?? "";
      reader.array(() => {
        const partition = reader.int32();
        const error = reader.int16();
        const baseOffset = reader.int64();
        reader.int64();
        reader.int64();
        found.set(`${topic}\0${partition}`, { error, baseOffset, message: "" });
      });
    });
    return { value: found, throttleMs: reader.int32() };
  });
  const missing = { error: ErrorCode.unknownServerError, baseOffset: -1, message: "no answer" };
  return batches.map(({ topic, partition }) => answers.get(`${topic}\0${partition}`) ?? missing);
}

// request:  i32 replica, i32 max_wait, i32 min_bytes, i32 max_bytes, i8 isolation, i32 session, i32 session_epoch,
//           [topic, [i32 partition, i32 leader_epoch, i64 offset, i64 log_start, i32 max_bytes]], [forgotten], rack
// response: i32 throttle, i16 error, i32 session, [topic, [i32 partition, i16 error, i64 high_watermark, i64 last_stable,
//           i64 log_start, [i64 producer, i64 first_offset], i32 preferred_replica, bytes records]]
export function fetchRaw(
  broker: Broker,
  partitions: readonly FetchQuery[],
  options: FetchOptions,
): Promise<FetchedPartition[]> {
  const writer = new WireWriter();
  writer
    .int32(-1)
    .int32(options.maxWaitMs)
    .int32(options.minBytes)
    .int32(options.maxBytes)
    .int8(options.isolation === "read_committed" ? 1 : 0)
    .int32(0)
    .int32(-1)
    .array(byTopic(partitions), ([topic, group]) => {
      writer.string(topic).array(group, ({ partition, offset }) => {
        writer.int32(partition).int32(-1).int64(offset).int64(-1).int32(options.partitionMaxBytes);
      });
    })
    .array([], () => {})
    .string("");
  return send(broker, "Fetch", FETCH_VERSION, writer, options.maxWaitMs, (reader) => {
    const throttleMs = reader.int32();
    const error = reader.int16();
    if (error !== ErrorCode.none) throw new KafkaError("other", `Fetch: error ${error}`);
    reader.int32();
    const value = reader.array(() => {
      const topic = reader.string() ?? "";
      return reader.array(() => readPartition(reader, topic));
    });
    return { value: value.flat(), throttleMs };
  });
}

function readPartition(reader: WireReader, topic: string): FetchedPartition {
  const partition = reader.int32();
  const error = reader.int16();
  const highWatermark = reader.int64();
  const lastStableOffset = reader.int64();
  reader.int64();
  const aborted = reader.array(() => ({
    producerId: reader.int64(),
    firstOffset: reader.int64(),
  }));
  reader.int32();
  const { batches, oldFormat } = splitBatches(reader.bytes());
  if (oldFormat) {
    throw new KafkaError(
      "other",
      `${topic}-${partition} holds records in the format of Kafka before 0.11, which cannot be read.`,
    );
  }
  const intact = batches.every(checksumHolds);
  return {
    topic,
    partition,
    error: error === ErrorCode.none && !intact ? ErrorCode.corruptMessage : error,
    highWatermark,
    lastStableOffset,
    aborted,
    batches: intact ? batches.map(decompressBatch) : [],
  };
}

function byTopic<T extends TopicPartition>(items: readonly T[]): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(item.topic);
    if (group === undefined) groups.set(item.topic, [item]);
    else group.push(item);
  }
  return [...groups];
}

async function send<T>(
  broker: Broker,
  apiName: "Produce" | "Fetch",
  apiVersion: number,
  writer: WireWriter,
  waitMs: number,
  read: (reader: WireReader) => { value: T; throttleMs: number },
): Promise<T> {
  const apiKey = apiKeys[apiName] as number;
  const known = broker.versions?.[apiKey];
  if (known === undefined || known.minVersion > apiVersion || known.maxVersion < apiVersion) {
    throw new KafkaError("other", `The broker does not know ${apiName} version ${apiVersion}.`);
  }
  const bytes = writer.finish();
  const protocol: Protocol = {
    // What kafkajs calls an encoder: bytes under two names.
    request: { apiKey, apiVersion, apiName, encode: async () => ({ buf: bytes, buffer: bytes }) },
    response: {
      decode: async (payload) => {
        const { value, throttleMs } = read(new WireReader(payload));
        return { value, clientSideThrottleTime: throttleMs };
      },
      parse: async (decoded) => decoded,
    },
    requestTimeout: waitMs + NETWORK_MS,
  };
  return ((await broker.connectionPool.send(protocol)) as { value: T }).value;
}
