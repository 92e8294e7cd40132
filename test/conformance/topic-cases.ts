/** Topics, partitions, and where a record is placed. */
import { describe, expect, test } from "vitest";
import { partitionOf } from "../../runtime/engine/partition.ts";
import { KafkaError } from "../../runtime/kafka/port.ts";
import { uniqueName } from "../support/broker.ts";
import { outgoing } from "./client-harness.ts";
import type { GetStage } from "./client-suite.ts";

/** Key bytes in hex and their partition of 3 and of 12, computed by Kafka's own classes (streams.md 3.2). */
const PLACES: readonly (readonly [string, number, number])[] = [
  ["", 0, 9],
  ["61", 1, 4],
  ["6b", 2, 8],
  ["6162", 2, 2],
  ["616263", 0, 3],
  ["61626364", 2, 8],
  [Buffer.from("hello").toString("hex"), 0, 9],
  [Buffer.from("kafka-streams").toString("hex"), 2, 5],
  [Buffer.from("21").toString("hex"), 0, 0],
];

export function topicCases(stage: GetStage): void {
  describe("topics", () => {
    test("have the partitions they were made with; others are missing", async () => {
      const [one, five] = [await stage().topic(1), await stage().topic(5)];
      const missing = uniqueName("missing");
      const found = await stage().client().admin().describeTopics([one, missing, five]);
      expect([...found.values()]).toEqual([
        { topic: one, partitions: 1 },
        { topic: five, partitions: 5 },
      ]);
    });

    test("made again stay as they are", async () => {
      const topic = await stage().topic(3);
      const admin = stage().client().admin();
      await admin.createTopics([{ topic, partitions: 7, replicationFactor: 1, config: {} }]);
      expect((await admin.describeTopics([topic])).get(topic)?.partitions).toBe(3);
    });

    test("with an impossible name are refused", async () => {
      const admin = stage().client().admin();
      const made = admin.createTopics([
        { topic: "no spaces, please", partitions: 1, replicationFactor: 1, config: {} },
      ]);
      await expect(made).rejects.toMatchObject({ code: "invalid-topic" });
    });

    test("can be used as soon as they are made", async () => {
      for (let i = 0; i < 5; i++) {
        const topic = await stage().topic(2);
        expect(await stage().write(topic, [{ key: "k", value: "v" }], 1)).toBe(0);
      }
    });

    test("that are missing stop a producer and a reader with `unknown-topic`", async () => {
      const topic = await stage().topic(2);
      const producer = stage().producer({ "max.block.ms": "500" });
      const sent = producer.send([outgoing(topic, 9, [{ key: "k", value: "v" }])]);
      await expect(sent).rejects.toMatchObject({ code: "unknown-topic" });
      const reader = stage().reader([topic, uniqueName("missing")]);
      await expect(reader.join()).rejects.toThrow(KafkaError);
      expect(await stage().write(topic, [{ key: "k", value: "v" }])).toBe(0);
    });
  });

  describe("partitions", () => {
    for (const [index, count] of [
      [1, 3],
      [2, 12],
    ] as const) {
      test(`hold a key where Java's producer puts it, of ${count}`, async () => {
        const topic = await stage().topic(count);
        const batches = PLACES.map(([hex]) => {
          const key = Buffer.from(hex, "hex");
          const partition = partitionOf(key, 0, key.length, count);
          return outgoing(topic, partition, [{ key: key.toString(), value: hex }]);
        });
        await stage().producer().send(batches);
        const got = await stage().reader([topic]).read(PLACES.length);
        for (const place of PLACES) {
          const record = got.find(({ value }) => value === place[0]);
          expect([place[0], record?.partition]).toEqual([place[0], place[index]]);
        }
      });
    }

    test("count their offsets each on its own", async () => {
      const topic = await stage().topic(3);
      const producer = stage().producer();
      const two = [
        { key: "a", value: "1" },
        { key: "b", value: "2" },
      ];
      const bases = await producer.send([
        outgoing(topic, 0, two),
        outgoing(topic, 2, two),
        outgoing(topic, 0, two),
      ]);
      expect(bases).toEqual([0, 0, 2]);
      const ends = await stage()
        .client()
        .admin()
        .listOffsets(
          [0, 1, 2].map((partition) => ({ topic, partition })),
          "latest",
        );
      expect(ends).toEqual([4, 0, 2]);
    });
  });
}
