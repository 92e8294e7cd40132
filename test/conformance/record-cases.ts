/** What a record carries, batches as bytes, sizes, order. */
import { describe, expect, test } from "vitest";
import { batchOf, SOME_TIME } from "./batches.ts";
import { outgoing } from "./client-harness.ts";
import type { GetStage } from "./client-suite.ts";

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

export function recordCases(stage: GetStage): void {
  describe("records", () => {
    test("keep their timestamps, in any order", async () => {
      const topic = await stage().topic(1);
      const times = [SOME_TIME, SOME_TIME - 5_000_000_000, 0, SOME_TIME + 3, 1, SOME_TIME - 1];
      await stage().write(
        topic,
        times.map((timestamp) => ({ key: "k", value: "v", timestamp })),
      );
      const got = await stage().reader([topic]).read(times.length);
      expect(got.map(({ timestamp }) => timestamp)).toEqual(times);
    });

    test("get the log's time where the topic says so", async () => {
      const topic = await stage().topic(1, { "message.timestamp.type": "LogAppendTime" });
      const before = Date.now();
      await stage().write(topic, [
        { key: "k", value: "1", timestamp: 5 },
        { key: "k", value: "2", timestamp: 6 },
      ]);
      const [first, second] = await stage().reader([topic]).read(2);
      expect(first?.timestamp).toBe(second?.timestamp);
      expect(first?.timestamp).toBeGreaterThanOrEqual(before - 1_000);
      expect(first?.timestamp).toBeLessThanOrEqual(Date.now() + 1_000);
    });

    test("keep their headers: order, repeated keys, empty and null values", async () => {
      const topic = await stage().topic(1);
      const headers = [
        { key: "b", value: bytes("1") },
        { key: "a", value: bytes("2") },
        { key: "b", value: bytes("3") },
        { key: "", value: bytes("no name") },
        { key: "none", value: null },
        { key: "empty", value: bytes("") },
        { key: "naïve 🎈", value: bytes("ü") },
      ];
      await stage().write(topic, [
        { key: "k", value: "v", headers },
        { key: "k", value: "without" },
      ]);
      const [first, second] = await stage().reader([topic]).read(2);
      expect(first?.headers).toEqual(
        headers.map(({ key, value }) => [
          key,
          value === null ? null : Buffer.from(value).toString(),
        ]),
      );
      expect(second?.headers).toEqual([]);
    });

    test("tell null from empty, in keys and values", async () => {
      const topic = await stage().topic(1);
      const pairs = [
        [null, "v"],
        ["k", null],
        [null, null],
        ["", ""],
        ["", null],
        [null, ""],
      ] as const;
      await stage().write(
        topic,
        pairs.map(([key, value]) => ({ key, value })),
      );
      const got = await stage().reader([topic]).read(pairs.length);
      expect(got.map(({ key, value }) => [key, value])).toEqual(pairs);
    });
  });

  describe("batches", () => {
    test("come back as the bytes that went in, but for the header's own fields", async () => {
      const topic = await stage().topic(1);
      const batch = batchOf([
        { key: "a", value: "1", headers: [{ key: "h", value: bytes("x") }] },
        { key: null, value: null, timestamp: SOME_TIME + 7 },
      ]);
      const records = Buffer.from(batch.subarray(57)); // count and records
      await stage()
        .producer()
        .send([{ topic, partition: 0, batch }]);
      const reader = stage().reader([topic]);
      let fetched = await reader.consumer.poll(200);
      while (fetched.length === 0) fetched = await reader.consumer.poll(200);
      expect(fetched).toHaveLength(1);
      expect(fetched[0]).toMatchObject({
        topic,
        partition: 0,
        baseOffset: 0,
        lastOffset: 1,
        fromOffset: 0,
        endOffset: 2,
        logAppendTime: null,
      });
      expect(Buffer.from(fetched[0]?.batch.subarray(57) ?? [])).toEqual(records);
    });

    test("are whole when the position lies inside of one", async () => {
      const topic = await stage().topic(1);
      await stage().write(
        topic,
        [0, 1, 2, 3].map((i) => ({ key: "k", value: `${i}` })),
      );
      const first = stage().reader([topic]);
      await first.join();
      await first.consumer.commit([{ topic, partition: 0, offset: 2, metadata: "" }]);
      await first.consumer.close();
      const second = stage().reader([topic], { group: first.group });
      let fetched = await second.consumer.poll(200);
      while (fetched.length === 0) fetched = await second.consumer.poll(200);
      expect(fetched[0]).toMatchObject({ baseOffset: 0, lastOffset: 3, fromOffset: 2 });
    });

    test("may be almost as big as the limit; a bigger one is refused alone", async () => {
      const topic = await stage().topic(1);
      const producer = stage().producer();
      const big = "x".repeat(1_000_000);
      const sent = await Promise.allSettled([
        producer.send([outgoing(topic, 0, [{ key: "k", value: big }])]),
        producer.send([outgoing(topic, 0, [{ key: "k", value: `${big}${"y".repeat(100_000)}` }])]),
        producer.send([outgoing(topic, 0, [{ key: "k", value: "small" }])]),
      ]);
      expect(sent.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
      expect((sent[1] as PromiseRejectedResult).reason).toMatchObject({ code: "too-large" });
      const got = await stage().reader([topic]).read(2);
      expect(got.map(({ value }) => value?.length)).toEqual([1_000_000, 5]);
    });

    test("of one partition are written in the order of the calls", async () => {
      const topic = await stage().topic(2);
      const producer = stage().producer();
      const sends: Promise<readonly number[]>[] = [];
      for (let i = 0; i < 150; i++) {
        const records = Array.from({ length: 20 }, (_, n) => ({
          key: "k",
          value: `${i * 20 + n}`,
        }));
        sends.push(producer.send([outgoing(topic, 0, records), outgoing(topic, 1, records)]));
      }
      const bases = (await Promise.all(sends)).map(([base]) => base);
      expect(bases).toEqual(Array.from({ length: 150 }, (_, i) => i * 20));
      const got = await stage().reader([topic]).read(6_000);
      for (const partition of [0, 1]) {
        const values = got
          .filter((each) => each.partition === partition)
          .map(({ value }) => Number(value));
        expect(values).toEqual(Array.from({ length: 3_000 }, (_, i) => i));
      }
    });

    for (const codec of ["gzip", "snappy", "lz4", "zstd"]) {
      test(`are the same when they travel as ${codec}`, async () => {
        const topic = await stage().topic(1);
        const producer = stage().producer({ "compression.type": codec });
        const records = Array.from({ length: 3_000 }, (_, i) => ({
          key: i % 7 === 0 ? null : `key-${i}`,
          value: `value ${i} ${"abc".repeat(i % 20)}`,
          timestamp: SOME_TIME + i,
        }));
        await producer.send([outgoing(topic, 0, records), outgoing(topic, 0, records.slice(0, 1))]);
        const got = await stage().reader([topic]).read(3_001);
        expect(
          got.slice(0, 3_000).map(({ key, value, timestamp }) => ({ key, value, timestamp })),
        ).toEqual(records);
      });
    }
  });
}
