/** The client over kafkajs' connections passes the conformance suite on a real broker, and another client understands it. */
import { Kafka, logLevel, Partitioners } from "kafkajs";
import { describe, expect, test } from "vitest";
import { createKafkaJsClient } from "../../runtime/kafka/kafkajs/index.ts";
import { requireBroker, startPrivateBroker } from "../support/broker.ts";
import { readIndependently, writeIndependently } from "../support/independent-consumer.ts";
import { BreakableSockets } from "./breakable-socket.ts";
import { type ClientHarness, type Outage, outgoing, Stage, until } from "./client-harness.ts";
import { clientSuite } from "./client-suite.ts";

const bootstrap = await requireBroker();
if (bootstrap !== null) {
  const sockets = new BreakableSockets();
  const harness: ClientHarness = {
    name: "kafkajs",
    client: (settings = {}, log) =>
      createKafkaJsClient(
        { ...settings, "bootstrap.servers": bootstrap },
        { openSocket: sockets.open, log: (_level, message) => log?.(message) },
      ),
    clientOfNothing: (settings, log) =>
      createKafkaJsClient(
        { ...settings, "bootstrap.servers": "127.0.0.1:1" },
        { log: (_level, message) => log(message) },
      ),
    loseNextAcknowledgement: () => sockets.loseNextProduce(),
    outage: async () => (await killedBroker()) ?? cutNetwork(bootstrap),
  };
  clientSuite(harness);
  independentCases(harness, bootstrap);
}

async function killedBroker(): Promise<Outage | null> {
  const broker = await startPrivateBroker();
  if (broker === null) return null;
  return {
    client: (settings) =>
      createKafkaJsClient({ ...settings, "bootstrap.servers": broker.bootstrap }),
    goAway: () => broker.kill(),
    comeBack: () => broker.start(),
    discard: () => broker.discard(),
  };
}

/** Where the broker is not ours to kill. */
function cutNetwork(address: string): Outage {
  const sockets = new BreakableSockets();
  return {
    client: (settings) =>
      createKafkaJsClient(
        { ...settings, "bootstrap.servers": address },
        { openSocket: sockets.open },
      ),
    goAway: async () => sockets.cut(),
    comeBack: async () => sockets.restore(),
    discard: async () => {},
  };
}

function independentCases(harness: ClientHarness, address: string): void {
  describe("another client", () => {
    for (const codec of ["none", "gzip", "snappy", "lz4", "zstd"] as const) {
      test(`reads what we wrote, and is read by us: ${codec}`, async () => {
        const stage = new Stage(harness);
        const [ours, theirs] = [await stage.topic(2), await stage.topic(2)];
        const producer = stage.producer({ "compression.type": codec });
        const records = Array.from({ length: 500 }, (_, i) => ({
          key: i % 5 === 0 ? null : `k${i}`,
          value: i % 9 === 0 ? null : `value ${i} ${"z".repeat(i % 50)}`,
          timestamp: 1_600_000_000_000 + i,
          headers: [{ key: "n", value: new Uint8Array(Buffer.from(`${i}`)) }],
        }));
        await producer.send([outgoing(ours, 1, records)]);
        const read = await readIndependently(address, ours, records.length);
        expect(
          read.map(({ key, value, timestamp, headers, partition, offset }) => ({
            key: key?.toString() ?? null,
            value: value?.toString() ?? null,
            timestamp,
            header: headers.map(([name, bytes]) => [name, bytes?.toString()]),
            partition,
            offset,
          })),
        ).toEqual(
          records.map(({ key, value, timestamp }, i) => ({
            key,
            value,
            timestamp,
            header: [["n", `${i}`]],
            partition: 1,
            offset: i,
          })),
        );
        const written = Array.from({ length: 300 }, (_, i) => ({
          partition: i % 2,
          key: `k${i}`,
          value: `theirs ${i} ${"q".repeat(i % 70)}`,
        }));
        await writeIndependently(address, theirs, written, codec);
        const got = await stage.reader([theirs]).read(300);
        const sorted = (values: readonly (string | null)[]): (string | null)[] =>
          [...values].sort();
        expect(sorted(got.map(({ value }) => value))).toEqual(
          sorted(written.map(({ value }) => value)),
        );
        await stage.close();
      });
    }

    test("has its aborted transactions passed over under read_committed", async () => {
      const stage = new Stage(harness);
      const topic = await stage.topic(1);
      const theirs = new Kafka({ brokers: address.split(","), logLevel: logLevel.NOTHING });
      const producer = theirs.producer({
        transactionalId: topic,
        idempotent: true,
        maxInFlightRequests: 1,
        createPartitioner: Partitioners.DefaultPartitioner,
      });
      await producer.connect();
      for (const [value, end] of [
        ["kept", "commit"],
        ["dropped", "abort"],
        ["last", "commit"],
        ["dropped too", "abort"],
      ] as const) {
        const transaction = await producer.transaction();
        await transaction.send({ topic, messages: [{ key: "k", value }] });
        await transaction[end]();
      }
      await producer.disconnect();
      const partition = { topic, partition: 0 };
      const committed = stage.reader([topic], { isolation: "read_committed" });
      await until(
        () => committed.consumer.position(partition) === 8,
        20_000,
        [committed],
        () => `at ${committed.consumer.position(partition)}, ${committed.values}`,
      );
      expect(committed.records.map(({ value, offset }) => [value, offset])).toEqual([
        ["kept", 0],
        ["last", 4],
      ]);
      const all = stage.reader([topic]);
      await all.read(4);
      expect(all.values).toEqual(["kept", "dropped", "last", "dropped too"]);
      await stage.close();
    });
  });
}
