/** The whole service on the embedded broker, inside this process. */
import { afterEach, describe, expect, it } from "vitest";
import { setLogSink } from "../../runtime/dsl/logger.ts";
import type { Producers } from "../../runtime/dsl/producers.ts";
import { partitionOf } from "../../runtime/engine/partition.ts";
import {
  defineProducers,
  defineTopology,
  json,
  long,
  stream,
  string,
  type Topology,
  tuple,
} from "../../runtime/index.ts";
import { createEmbeddedClient, EmbeddedBroker } from "../../runtime/kafka/embedded/index.ts";
import type { KafkaClient } from "../../runtime/kafka/port.ts";
import { filter, forEach, to, transformValue } from "../../runtime/operations/index.ts";
import { tupleOf } from "../../runtime/python/tuple.ts";
import type { Dict } from "../../runtime/python/value.ts";
import { decodeRecords, encodeRecords } from "../../runtime/record-batch/records.ts";
import {
  type GivenConfiguration,
  resolveConfiguration,
} from "../../runtime/service/configuration.ts";
import { Service } from "../../runtime/service/service.ts";

const input = stream({ topic: "in", key: string, value: json });
const output = stream({ topic: "out", key: string, value: json });

interface Setting {
  readonly broker?: EmbeddedBroker;
  readonly topologies?: readonly Topology[];
  readonly producers?: readonly Producers[];
  readonly configuration?: GivenConfiguration;
  readonly partitions?: number;
}

const logged: string[] = [];
const sink = {
  isEnabled: () => true,
  write: (level: string, logger: string, message: string, error?: unknown) => {
    logged.push(`${level} ${logger} ${message}${error === undefined ? "" : ` ${String(error)}`}`);
  },
};
let clients: KafkaClient[] = [];
afterEach(async () => {
  setLogSink({ isEnabled: () => false, write: () => {} });
  await Promise.all(clients.map((client) => client.close()));
  clients = [];
  logged.length = 0;
});

async function start(setting: Setting): Promise<{ service: Service; broker: EmbeddedBroker }> {
  setLogSink(sink);
  const broker = setting.broker ?? new EmbeddedBroker();
  const service = await Service.start({
    configuration: resolveConfiguration("app", setting.configuration ?? {}, {}),
    definitions: { topologies: setting.topologies ?? [], producers: setting.producers ?? [] },
    client: createEmbeddedClient(broker),
    brokers: "the embedded broker",
    createTopics: setting.partitions ?? 1,
    print: () => {},
    now: Date.now,
    monotonic: () => performance.now(),
  });
  return { service, broker };
}

function clientOf(broker: EmbeddedBroker): KafkaClient {
  const client = createEmbeddedClient(broker);
  clients.push(client);
  return client;
}

interface Row {
  readonly key: string | null;
  readonly value: string | null;
}

async function feed(
  broker: EmbeddedBroker,
  topic: string,
  rows: readonly Row[],
  partitions = 1,
): Promise<void> {
  const client = clientOf(broker);
  await client.admin().createTopics([{ topic, partitions, replicationFactor: -1, config: {} }]);
  const producer = client.producer({ clientId: "feed", idempotent: true, settings: {} });
  const bytes = (text: string | null): Buffer | null => (text === null ? null : Buffer.from(text));
  for (let partition = 0; partition < partitions; partition++) {
    const records = rows
      .map(({ key, value }, i) => ({
        key: bytes(key),
        value: bytes(value),
        timestamp: 1000 + i,
        headers: [],
      }))
      .filter(({ key }) =>
        key === null ? partition === 0 : partitionOf(key, 0, key.length, partitions) === partition,
      );
    if (records.length === 0) continue;
    await producer.send([{ topic, partition, batch: encodeRecords(records) }]);
  }
}

async function read(
  broker: EmbeddedBroker,
  topic: string,
): Promise<(Row & { partition: number })[]> {
  const client = clientOf(broker);
  const rows: (Row & { partition: number })[] = [];
  const consumer = client.consumer({
    clientId: "read",
    group: `read-${Math.random()}`,
    topics: [topic],
    coAssigned: [[topic]],
    isolation: "read_uncommitted",
    offsetReset: { default: "earliest", topics: {} },
    settings: {},
    listener: { assigned: async () => {}, revoked: async () => {}, lost: async () => {} },
  });
  for (let empty = 0; empty < 3; ) {
    const batches = await consumer.poll(50);
    empty = batches.length === 0 ? empty + 1 : 0;
    for (const { batch, partition } of batches) {
      for (const { key, value } of decodeRecords(batch)) {
        const text = (bytes: Uint8Array | null): string | null =>
          bytes === null ? null : Buffer.from(bytes).toString();
        rows.push({ key: text(key), value: text(value), partition });
      }
    }
  }
  await consumer.close();
  return rows;
}

const copy = defineTopology("copy", (topology) => {
  topology
    .pipeline("main")
    .from(input)
    .via(filter((key) => key !== "drop"))
    .via(transformValue((_key, value) => ({ was: value }), json))
    .end(to(output));
});

async function committed(
  broker: EmbeddedBroker,
  topic: string,
  partitions = 1,
): Promise<readonly (number | null)[]> {
  const all = Array.from({ length: partitions }, (_, partition) => ({ topic, partition }));
  return clientOf(broker).admin().committedOffsets("app", all);
}

describe("a service", () => {
  it("processes, commits what it processed, and goes on there", async () => {
    const broker = new EmbeddedBroker();
    await feed(broker, "in", [
      { key: "a", value: '{"n":1}' },
      { key: "drop", value: null },
      { key: null, value: null },
    ]);
    const first = await start({ broker, topologies: [copy] });
    await first.service.untilIdle();
    first.service.stop();
    await first.service.finished;
    expect(await read(broker, "out")).toMatchObject([
      { key: "a", value: '{"was":{"n":1}}' },
      { key: null, value: '{"was":null}' },
    ]);
    expect(await committed(broker, "in")).toEqual([3]);

    await feed(broker, "in", [{ key: "b", value: "[]" }]);
    const second = await start({ broker, topologies: [copy] });
    await second.service.untilIdle();
    second.service.stop();
    await second.service.finished;
    expect(await read(broker, "out")).toHaveLength(3);
    expect(second.service.processed).toBe(1);
  });

  it("spreads partitions over members and keeps Java's placement", async () => {
    const broker = new EmbeddedBroker();
    const rows = Array.from({ length: 2000 }, (_, i) => ({
      key: `k${i % 50}`,
      value: `{"n":${i}}`,
    }));
    await feed(broker, "in", rows, 4);
    const { service } = await start({
      broker,
      topologies: [copy],
      partitions: 3,
      configuration: { kafka: { "num.stream.threads": "2" } },
    });
    await service.untilIdle();
    service.stop();
    await service.finished;
    const out = await read(broker, "out");
    expect(out).toHaveLength(2000);
    for (const { key, partition } of out) {
      const bytes = Buffer.from(key ?? "");
      expect(partition).toBe(partitionOf(bytes, 0, bytes.length, 3));
    }
    const offsets = await committed(broker, "in", 4);
    expect(offsets.reduce<number>((sum, offset) => sum + (offset ?? 0), 0)).toBe(2000);
  });

  it("stops at a record that fails, and commits up to it", async () => {
    const broker = new EmbeddedBroker();
    await feed(broker, "in", [
      { key: "a", value: '{"n":1}' },
      { key: "b", value: '{"n":0}' },
      { key: "c", value: '{"n":2}' },
    ]);
    const failing = defineTopology("failing", (topology) => {
      topology
        .pipeline("main")
        .from(input)
        .via(
          transformValue((_key, value) => {
            if ((value as Dict).n === 0) throw new TypeError("no");
            return value;
          }, json),
        )
        .end(to(output));
    });
    const { service } = await start({ broker, topologies: [failing] });
    await expect(service.finished).rejects.toThrow(
      "Exception caught in process. taskId=0_0, processor=failing_step1, topic=in, partition=0, offset=1",
    );
    expect(await committed(broker, "in")).toEqual([1]);
    expect(await read(broker, "out")).toHaveLength(1);
    const line = logged.find((text) => text.includes("Processing error:"));
    expect(line).toMatch(
      /^error ProcessError Processing error:\n {2}topic=in\n {2}partition=0\n {2}offset=1\n {2}processorNodeId=failing_step1\n {2}taskId=0_0\n {2}timestamp=1001\n {2}key=\*{5}\n {2}value=\*{5}\n/,
    );

    const tolerant = await start({
      broker,
      topologies: [failing],
      configuration: {
        errorHandling: { process: { handler: "continueOnFail", logPayload: true } },
      },
    });
    await tolerant.service.untilIdle();
    tolerant.service.stop();
    await tolerant.service.finished;
    expect(await read(broker, "out")).toHaveLength(2);
    expect(logged.some((text) => text.includes('key=(string)b\n  value=(string){"n": 0}'))).toBe(
      true,
    );
  });

  it("skips what it cannot read when told to", async () => {
    const broker = new EmbeddedBroker();
    await feed(broker, "in", [
      { key: "a", value: "no json" },
      { key: "b", value: "{}" },
      { key: "c", value: "[1,]" },
    ]);
    const { service } = await start({
      broker,
      topologies: [copy],
      configuration: { errorHandling: { consume: { handler: "continueOnFail" } } },
    });
    await service.untilIdle();
    service.stop();
    await service.finished;
    expect(await read(broker, "out")).toMatchObject([{ key: "b" }]);
    expect(await committed(broker, "in")).toEqual([3]);
    expect(logged.filter((text) => text.includes("Deserialization error:"))).toHaveLength(2);

    const strict = await start({ broker: await fedWithNoJson(), topologies: [copy] });
    await expect(strict.service.finished).rejects.toThrow("Can not deserialize data as union");
  });

  async function fedWithNoJson(): Promise<EmbeddedBroker> {
    const broker = new EmbeddedBroker();
    await feed(broker, "in", [{ key: "a", value: "no json" }]);
    return broker;
  }

  it("gives the event loop back while it works", async () => {
    const broker = new EmbeddedBroker();
    await feed(
      broker,
      "in",
      Array.from({ length: 60 }, () => ({ key: "a", value: "{}" })),
    );
    const slow = defineTopology("slow", (topology) => {
      topology
        .pipeline("main")
        .from(input)
        .end(
          forEach(() => {
            const until = performance.now() + 10;
            while (performance.now() < until);
          }),
        );
    });
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    const { service } = await start({ broker, topologies: [slow] });
    await service.untilIdle();
    clearInterval(timer);
    service.stop();
    await service.finished;
    // 600 ms of work in slices of 50: a busy machine may make fewer of them, never only one.
    expect(turns).toBeGreaterThan(5);
    expect(await committed(broker, "in")).toEqual([60]);
  });

  it("runs producers with counts, batches, conditions and an end", async () => {
    const numbers = stream({ topic: "numbers", key: string, value: long });
    let n = 0;
    const producers = defineProducers("p", (definition) => {
      definition.produce("once", { generator: () => tupleOf("once", "7"), to: numbers });
      definition.produce("counted", {
        generator: () => tupleOf("counted", n++),
        result: tuple(string, long),
        to: numbers,
        count: 5,
        batchSize: 2,
        condition: (_key, value) => Number(value) % 2 === 0,
      });
      definition.produce("ending", {
        generator: () => [tupleOf("ending", 1), tupleOf("ending", 2), tupleOf("ending", 3)],
        to: numbers,
        intervalMs: 1,
        until: (_key, value) => value === 2,
      });
      definition.produce("nothing", { generator: () => null, to: numbers });
    });
    const { service, broker } = await start({ producers: [producers] });
    await service.finished;
    const rows = (await read(broker, "numbers")).map(
      ({ key, value }) => `${key} ${(value ?? "").charCodeAt(7)}`,
    );
    expect(rows.filter((row) => row.startsWith("counted"))).toEqual(
      [0, 2, 4, 6, 8].map((value) => `counted ${value}`),
    );
    expect(rows.filter((row) => row.startsWith("ending"))).toEqual(["ending 1", "ending 2"]);
    expect(rows.filter((row) => row.startsWith("once"))).toEqual(["once 7"]);
    expect(rows).toHaveLength(8);
    expect(logged).toContain(
      "warn ksmlc.producer Could not generate a valid message after 10 tries, skipping...",
    );
  });

  it("says which topics are missing, and which setting is wrong", async () => {
    setLogSink(sink);
    const broker = new EmbeddedBroker();
    await feed(broker, "in", []);
    await expect(
      Service.start({
        configuration: resolveConfiguration("app", {}, {}),
        definitions: { topologies: [copy], producers: [] },
        client: createEmbeddedClient(broker),
        brokers: "b:1",
        createTopics: null,
        print: () => {},
        now: Date.now,
        monotonic: () => performance.now(),
      }),
    ).rejects.toThrow("A topic does not exist:\n  * out (written)");
  });
});

const variable = (text: string): string => `\${${text}}`;

describe("the configuration", () => {
  it("lays the environment over what was built", () => {
    const given: GivenConfiguration = {
      kafka: {
        "bootstrap.servers": variable("HOSTS:-a:1"),
        "sasl.jaas.config": variable("SECRET"),
      },
      enableProducers: false,
    };
    const resolved = resolveConfiguration("app", given, {
      SECRET: "x",
      KSMLC_KAFKA_BOOTSTRAP_SERVERS: "b:2",
      KSMLC_KAFKA_ACKS: "all",
      KSMLC_KSML_ENABLEPRODUCERS: "true",
      KSMLC_TEST_KAFKA: "ignored",
    });
    expect(resolved.kafka).toEqual({
      "bootstrap.servers": "b:2",
      "sasl.jaas.config": "x",
      acks: "all",
    });
    expect(resolved.enableProducers).toBe(true);
    expect(resolveConfiguration("app", { kafka: { a: variable("X:-y") } }, {}).kafka.a).toBe("y");
    expect(() => resolveConfiguration("app", given, {})).toThrow("SECRET, which is not set");
    expect(() =>
      resolveConfiguration("app", { errorHandling: { process: { handler: "retryOnFail" } } }, {}),
    ).toThrow("cannot be `retryOnFail`");
  });
});
