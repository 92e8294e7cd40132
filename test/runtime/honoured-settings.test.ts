/** What a service asks of its brokers under given settings, by the embedded broker's own request log. */
import { afterEach, expect, it } from "vitest";
import { setLogSink } from "../../runtime/dsl/logger.ts";
import { defineTopology, stream, string, type Topology } from "../../runtime/index.ts";
import {
  type BrokerRequest,
  createEmbeddedClient,
  EmbeddedBroker,
} from "../../runtime/kafka/embedded/index.ts";
import { peek, to } from "../../runtime/operations/index.ts";
import { encodeRecords, type PlainRecord } from "../../runtime/record-batch/records.ts";
import { resolveConfiguration } from "../../runtime/service/configuration.ts";
import { Service } from "../../runtime/service/service.ts";
import { until as untilIn } from "../support/until.ts";

const input = stream({ topic: "in", key: string, value: string });
const output = stream({ topic: "out", key: string, value: string });

/** `written`: right before the engine writes a record. */
const copying = (written: () => void): Topology =>
  defineTopology("copy", (topology) => {
    topology.pipeline("all").from(input).via(peek(written)).end(to(output));
  });

const until = (isSo: () => boolean): Promise<void> => untilIn(isSo, 10_000);

interface Seen extends BrokerRequest {
  /** By `performance.now()`. */
  readonly at: number;
}

interface Running {
  readonly service: Service;
  readonly broker: EmbeddedBroker;
  readonly seen: readonly Seen[];
  /** When each record was written, by the same clock. */
  readonly written: readonly number[];
  readonly write: (records: readonly PlainRecord[]) => Promise<void>;
}

const running: Running[] = [];
afterEach(async () => {
  for (const { service, broker } of running.splice(0)) {
    broker.speak();
    service.stop();
    await service.finished;
  }
});

interface Before {
  /** On the topic when the service starts, a batch each. */
  readonly batches?: readonly (readonly PlainRecord[])[];
  readonly seen?: (request: BrokerRequest, broker: EmbeddedBroker) => void;
}

async function start(
  kafka: Readonly<Record<string, string>>,
  { batches = [], seen: watch = () => {} }: Before = {},
): Promise<Running> {
  setLogSink({ isEnabled: () => false, write: () => {} });
  const seen: Seen[] = [];
  const broker: EmbeddedBroker = new EmbeddedBroker({
    requestLog: (request) => {
      seen.push({ ...request, at: performance.now() });
      watch(request, broker);
    },
  });
  for (const topic of ["in", "out"]) {
    broker.createTopic({ topic, partitions: 2, replicationFactor: -1, config: {} });
  }
  const writer = createEmbeddedClient(broker).producer({
    clientId: "writer",
    idempotent: true,
    settings: {},
  });
  const write = async (records: readonly PlainRecord[]): Promise<void> => {
    await writer.send([{ topic: "in", partition: 0, batch: encodeRecords(records) }]);
  };
  for (const batch of batches) await write(batch);
  const written: number[] = [];
  const service = await Service.start({
    configuration: resolveConfiguration("app", { kafka }, {}),
    definitions: { topologies: [copying(() => written.push(performance.now()))], producers: [] },
    client: createEmbeddedClient(broker),
    brokers: "the embedded broker",
    createTopics: 2,
    print: () => {},
    now: Date.now,
    monotonic: () => performance.now(),
  });
  const all = { service, broker, seen, written, write };
  running.push(all);
  return all;
}

const record = (bytes: number, key: Buffer | null = null): PlainRecord => ({
  key,
  value: Buffer.alloc(bytes, "x"),
  timestamp: Date.now(),
  headers: [],
});

const many = (count: number, bytes: number): PlainRecord[] =>
  Array.from({ length: count }, () => record(bytes));

interface Stalls {
  /** Milliseconds in which nothing in this process could run. */
  readonly between: (from: number, to: number) => number;
  readonly end: () => void;
}

/** A machine that has other things to do takes a process its time: that is not the service's waiting. */
function watchStalls(): Stalls {
  const found: { readonly at: number; readonly ms: number }[] = [];
  let last = performance.now();
  const timer = setInterval(() => {
    const at = performance.now();
    const ms = at - last - TICK_MS;
    if (ms > TICK_MS) found.push({ at, ms });
    last = at;
  }, TICK_MS);
  return {
    between: (from, to) =>
      found
        .filter(({ at, ms }) => at >= from && at - ms <= to)
        .reduce((sum, { ms }) => sum + ms, 0),
    end: () => clearInterval(timer),
  };
}

const TICK_MS = 5;

const byService = ({ seen }: Running, kind: BrokerRequest["kind"]): Seen[] =>
  seen.filter((each) => each.kind === kind && each.clientId.startsWith("app"));

const produced = (all: Running) => byService(all, "produce").flatMap(({ batches = [] }) => batches);

it.each([
  [16_384, 400],
  [8192, 200],
])("no batch is above batch.size %d unless one record is", async (size, lingerMs) => {
  const all = await start({
    "producer.batch.size": String(size),
    "producer.linger.ms": String(lingerMs),
  });
  await all.write(many(300, 700));
  await all.write([record(40_000)]);
  await until(() => produced(all).reduce((sum, { records }) => sum + records, 0) === 301);
  for (const { bytes, records } of produced(all)) {
    if (records > 1) expect(bytes).toBeLessThanOrEqual(size);
  }
  // Full ones are sent as such, and not record by record.
  expect(produced(all).filter(({ bytes }) => bytes > size - 800).length).toBeGreaterThan(10);
});

it.each([
  [200, 30],
  [100, 30],
  [50, 20],
  [0, 30],
])(
  "no produce request waits longer than a linger of %d ms and 50 more, records %d ms apart",
  async (lingerMs, apartMs) => {
    const all = await start({ "producer.linger.ms": String(lingerMs) });
    await until(() => byService(all, "fetch").length > 0);
    const stalls = watchStalls();
    for (let i = 0; i < 12; i++) {
      // With one key all are in one partition, in order.
      await all.write([record(10, Buffer.from("k"))]);
      await new Promise((resolve) => setTimeout(resolve, apartMs));
    }
    await until(() => produced(all).reduce((sum, { records }) => sum + records, 0) === 12);
    stalls.end();
    let first = 0;
    for (const { at, batches = [] } of byService(all, "produce")) {
      const from = all.written[first] ?? Number.NaN;
      const waited = at - from;
      expect(waited).toBeLessThanOrEqual(lingerMs + 50 + stalls.between(from, at));
      // Timers may be a millisecond early.
      expect(waited).toBeGreaterThanOrEqual(lingerMs - 2);
      first += batches.reduce((sum, { records }) => sum + records, 0);
    }
    expect(first).toBe(12);
    expect(all.written).toHaveLength(12);
    if (lingerMs > 0) expect(byService(all, "produce").length).toBeLessThan(12);
  },
);

it.each([52_428_800, 26_214_400, 1000])("no fetch asks for more than %d bytes", async (most) => {
  const all = await start({ "consumer.fetch.max.bytes": String(most) });
  await all.write(many(10, 100));
  await until(() => produced(all).length > 0);
  const fetches = byService(all, "fetch");
  expect(new Set(fetches.map(({ maxBytes }) => maxBytes))).toEqual(new Set([most]));
  for (const { partitionMaxBytes } of fetches) expect(partitionMaxBytes).toBeLessThanOrEqual(most);
});

it.each([1000, 500, 250])("no loop takes more than %d records", async (most) => {
  const all = await start({ "consumer.max.poll.records": String(most) });
  await all.write(many(3000, 10));
  await all.write(many(7, 10));
  await until(() => all.service.processed === 3007);
  await until(() => produced(all).reduce((sum, { records }) => sum + records, 0) === 3007);
  expect(all.service.memberStatistics()).toEqual([{ member: "app-1", pollRecordsMax: most }]);
});

/** The last column: what a record takes, with its share of the head of a batch. */
it.each([
  [33_554_432, 9000, 9080],
  [16_777_216, 9000, 9080],
  [262_144, 900, 910],
  [131_072, 900, 910],
])(
  "with a silent broker less than %d bytes wait, of records of %d, and polling stops",
  async (limit, size, bytes) => {
    let isFirst = true;
    const all = await start(
      {
        "producer.buffer.memory": String(limit),
        "consumer.max.poll.records": "50",
        // One answer holds all: what is processed after that depends on the buffer alone.
        "consumer.fetch.min.bytes": String(5000 * size),
        "consumer.max.partition.fetch.bytes": "50000000",
      },
      {
        batches: Array.from({ length: 50 }, () => many(100, size)),
        seen: ({ kind, clientId }, broker) => {
          if (kind !== "produce" || clientId === "writer" || !isFirst) return;
          isFirst = false;
          broker.silence();
        },
      },
    );
    await until(() => all.service.processed * bytes > limit - 2 * 16_384);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const { processed } = all.service;
    const fetches = byService(all, "fetch").length;
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(all.service.processed).toBe(processed);
    expect(byService(all, "fetch").length).toBe(fetches);
    expect(processed * size).toBeLessThan(limit);
    expect(processed * bytes).toBeGreaterThan(limit - 2 * 16_384);
    all.broker.speak();
    await until(() => all.service.processed === 5000);
    await until(() => produced(all).reduce((sum, { records }) => sum + records, 0) >= 5000);
  },
);

it.each([600, 300])("commits when an interval of %d ms is over, and not before", async (ms) => {
  const all = await start({ "commit.interval.ms": String(ms) });
  await until(() => byService(all, "fetch").length > 0);
  const begin = performance.now();
  await all.write(many(10, 10));
  await until(() => byService(all, "offsetCommit").length > 0);
  const after = (byService(all, "offsetCommit")[0]?.at ?? 0) - begin;
  expect(after).toBeGreaterThan(ms - 200);
  expect(after).toBeLessThan(ms + 300);
});
