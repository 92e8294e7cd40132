/** The log reader: partitions without a group, for restore and global tables; and the settings of topics. */
import { describe, expect, test } from "vitest";
import {
  type FetchedBatch,
  type KafkaClient,
  KafkaError,
  type LogReader,
} from "../../runtime/kafka/port.ts";
import { uniqueName } from "../support/broker.ts";
import { batchOf, recordsOf } from "./batches.ts";
import { type ClientHarness, outgoing, producerOf } from "./client-harness.ts";
import type { GetStage } from "./client-suite.ts";

const readerOf = (client: KafkaClient): LogReader =>
  client.reader({ clientId: "conformance", isolation: "read_uncommitted", settings: {} });

/** Values in order; of a batch that begins below the position only what was asked for. */
const valuesOf = (batches: readonly FetchedBatch[]): (string | null)[] =>
  batches.flatMap((batch) =>
    recordsOf(batch)
      .filter(({ offset }) => offset >= batch.fromOffset)
      .map(({ value }) => value),
  );

async function readUntil(reader: LogReader, count: number): Promise<(string | null)[]> {
  const values: (string | null)[] = [];
  const until = Date.now() + 10_000;
  while (values.length < count && Date.now() < until) {
    values.push(...valuesOf(await reader.poll(200)));
  }
  return values;
}

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => ({ key: "k", value: `v${from + i}` }));

export function readerCases(stage: GetStage, harness: ClientHarness): void {
  describe("log reader", () => {
    test("reads from the position given, knows the end, and follows", async () => {
      const topic = await stage().topic(1);
      await stage().write(topic, numbered(0, 5));
      const reader = readerOf(stage().client());
      const partition = { topic, partition: 0 };
      expect(reader.position(partition)).toBe(null);
      reader.assign([{ ...partition, position: 2 }]);
      expect(reader.endOffset(partition)).toBe(null);
      expect(await readUntil(reader, 3)).toEqual(["v2", "v3", "v4"]);
      expect([reader.position(partition), reader.endOffset(partition)]).toEqual([5, 5]);
      await stage().write(topic, numbered(5, 7));
      expect(await readUntil(reader, 2)).toEqual(["v5", "v6"]);
    });

    test("tells the end of an empty partition", async () => {
      const topic = await stage().topic(1);
      const reader = readerOf(stage().client());
      reader.assign([{ topic, partition: 0, position: 0 }]);
      const until = Date.now() + 10_000;
      while (reader.endOffset({ topic, partition: 0 }) === null && Date.now() < until) {
        expect(await reader.poll(100)).toEqual([]);
      }
      expect(reader.endOffset({ topic, partition: 0 })).toBe(0);
    });

    test("has what it is assigned last, and what goes on keeps its place", async () => {
      const topic = await stage().topic(3);
      const producer = producerOf(stage().client());
      await producer.send([0, 1, 2].map((n) => outgoing(topic, n, [{ key: "k", value: `p${n}` }])));
      const reader = readerOf(stage().client());
      const at = (partition: number, position: number) => ({ topic, partition, position });
      reader.assign([at(0, 0), at(1, 0)]);
      expect((await readUntil(reader, 2)).sort()).toEqual(["p0", "p1"]);
      reader.assign([at(1, 1), at(2, 0)]);
      expect(await readUntil(reader, 1)).toEqual(["p2"]);
      expect(reader.position({ topic, partition: 0 })).toBe(null);
      expect(reader.position({ topic, partition: 1 })).toBe(1);
      reader.assign([at(0, 0)]);
      expect(await readUntil(reader, 1)).toEqual(["p0"]);
    });

    test("a position that is not in the log is an error, not another position", async () => {
      const topic = await stage().topic(1);
      await stage().write(topic, numbered(0, 2));
      const reader = readerOf(stage().client());
      reader.assign([{ topic, partition: 0, position: 40 }]);
      await expect(readUntil(reader, 1)).rejects.toMatchObject({ code: "no-offset" });
      reader.assign([{ topic, partition: 0, position: 0 }]);
      expect(await readUntil(reader, 2)).toEqual(["v0", "v1"]);
    });

    test("reads a topic larger than one answer, in order", async () => {
      const topic = await stage().topic(1);
      const large = "x".repeat(200_000);
      const producer = producerOf(stage().client());
      for (let n = 0; n < 20; n++) {
        await producer.send([
          { topic, partition: 0, batch: batchOf([{ key: "k", value: `${n} ${large}` }]) },
        ]);
      }
      const reader = readerOf(stage().client());
      reader.assign([{ topic, partition: 0, position: 0 }]);
      const values = await readUntil(reader, 20);
      expect(values.map((value) => Number(value?.split(" ")[0]))).toEqual(
        Array.from({ length: 20 }, (_, n) => n),
      );
    });

    test("goes on when the broker was away", async () => {
      const outage = await harness.outage();
      const client = outage.client({ "fetch.max.wait.ms": "100" });
      try {
        const topic = uniqueName("topic");
        await client
          .admin()
          .createTopics([{ topic, partitions: 1, replicationFactor: 1, config: {} }]);
        const producer = producerOf(client);
        await producer.send([outgoing(topic, 0, numbered(0, 2))]);
        const reader = readerOf(client);
        reader.assign([{ topic, partition: 0, position: 0 }]);
        expect(await readUntil(reader, 2)).toEqual(["v0", "v1"]);
        await outage.goAway();
        expect(await reader.poll(300)).toEqual([]);
        await outage.comeBack();
        await producer.send([outgoing(topic, 0, numbered(2, 4))]);
        expect(await readUntil(reader, 2)).toEqual(["v2", "v3"]);
      } finally {
        await client.close();
        await outage.discard();
      }
    }, 60_000);

    test("a closed one refuses", async () => {
      const reader = readerOf(stage().client());
      await reader.close();
      await expect(reader.poll(0)).rejects.toBeInstanceOf(KafkaError);
      await expect(reader.close()).resolves.toBeUndefined();
    });
  });

  describe("settings of a topic", () => {
    test("are those it was made with, and the broker's own", async () => {
      const topic = await stage().topic(1, {
        "cleanup.policy": "compact",
        "segment.bytes": "104857600",
      });
      const config = await stage().client().admin().topicConfig(topic);
      expect(config).toMatchObject({
        "cleanup.policy": "compact",
        "segment.bytes": "104857600",
        "message.timestamp.type": "CreateTime",
      });
    });

    test("null where there is no such topic", async () => {
      expect(await stage().client().admin().topicConfig(uniqueName("missing"))).toBe(null);
    });
  });
}
