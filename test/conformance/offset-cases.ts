/** Ends of partitions, offsets by time, committed offsets, where a group begins. */
import { describe, expect, test } from "vitest";
import { uniqueName } from "../support/broker.ts";
import { SOME_TIME } from "./batches.ts";
import { outgoing, until } from "./client-harness.ts";
import type { GetStage } from "./client-suite.ts";

export function offsetCases(stage: GetStage): void {
  describe("offsets", () => {
    test("at both ends and by time", async () => {
      const topic = await stage().topic(2);
      await stage().write(topic, [
        { key: "a", value: "1", timestamp: SOME_TIME },
        { key: "a", value: "2", timestamp: SOME_TIME + 10 },
      ]);
      await stage().write(topic, [{ key: "a", value: "3", timestamp: SOME_TIME + 5 }]);
      await stage().write(topic, [{ key: "a", value: "4", timestamp: SOME_TIME + 20 }]);
      const admin = stage().client().admin();
      const at = async (time: "earliest" | "latest" | number): Promise<readonly number[]> =>
        admin.listOffsets(
          [
            { topic, partition: 0 },
            { topic, partition: 1 },
          ],
          time,
        );
      expect(await at("earliest")).toEqual([0, 0]);
      expect(await at("latest")).toEqual([4, 0]);
      expect(await at(SOME_TIME + 4)).toEqual([1, 0]);
      expect(await at(SOME_TIME + 11)).toEqual([3, 0]);
      expect(await at(SOME_TIME + 21)).toEqual([4, 0]);
    });

    test("of a group are null until it commits", async () => {
      const topic = await stage().topic(2);
      await stage().write(topic, [{ key: "a", value: "1" }], 1);
      const reader = stage().reader([topic]);
      await reader.read(1);
      const admin = stage().client().admin();
      const partitions = [0, 1].map((partition) => ({ topic, partition }));
      expect(await admin.committedOffsets(reader.group, partitions)).toEqual([null, null]);
      await reader.commitRead();
      expect(await admin.committedOffsets(reader.group, partitions)).toEqual([null, 1]);
      expect(await admin.committedOffsets(uniqueName("other"), partitions)).toEqual([null, null]);
    });

    test("committed are where the next member begins, with the metadata", async () => {
      const topic = await stage().topic(1);
      const values = Array.from({ length: 10 }, (_, i) => ({ key: "k", value: `${i}` }));
      await stage().write(topic, values);
      const first = stage().reader([topic]);
      await first.read(10);
      await first.consumer.commit([{ topic, partition: 0, offset: 4, metadata: "AgAAAR9x+wTL" }]);
      await first.consumer.close();
      const second = stage().reader([topic], { group: first.group });
      await second.read(6);
      expect(second.values).toEqual(["4", "5", "6", "7", "8", "9"]);
      expect(second.lastAssigned).toEqual([
        { topic, partition: 0, position: 4, metadata: "AgAAAR9x+wTL" },
      ]);
    });

    test("that nobody commits are not committed", async () => {
      const topic = await stage().topic(1);
      await stage().write(topic, [{ key: "k", value: "1" }]);
      const first = stage().reader([topic]);
      await first.read(1);
      await first.consumer.close();
      const second = stage().reader([topic], { group: first.group });
      expect((await second.read(1)).length).toBe(1);
    });
  });

  describe("a group without offsets", () => {
    test("begins at the end under `latest`", async () => {
      const topic = await stage().topic(1);
      await stage().write(topic, [{ key: "k", value: "old" }]);
      const reader = stage().reader([topic], { offsetReset: { default: "latest", topics: {} } });
      await reader.join();
      await stage().write(topic, [{ key: "k", value: "new" }]);
      await reader.read(1);
      expect(reader.values).toEqual(["new"]);
    });

    test("begins at a time ago under a number", async () => {
      const topic = await stage().topic(1);
      const now = Date.now();
      await stage().write(topic, [{ key: "k", value: "old", timestamp: now - 100_000 }]);
      await stage().write(topic, [{ key: "k", value: "young", timestamp: now - 1_000 }]);
      const reader = stage().reader([topic], { offsetReset: { default: 50_000, topics: {} } });
      await reader.read(1);
      expect(reader.values).toEqual(["young"]);
    });

    test("fails under `none`", async () => {
      const topic = await stage().topic(1);
      const reader = stage().reader([topic], { offsetReset: { default: "none", topics: {} } });
      await expect(reader.join()).rejects.toMatchObject({ code: "no-offset" });
    });

    test("begins as each topic says", async () => {
      const [all, late] = [await stage().topic(1), await stage().topic(1)];
      await stage().write(all, [{ key: "k", value: "all" }]);
      await stage().write(late, [{ key: "k", value: "late" }]);
      const reader = stage().reader([all, late], {
        offsetReset: { default: "latest", topics: { [all]: "earliest" } },
      });
      await reader.read(1);
      await reader.poll(300);
      expect(reader.values).toEqual(["all"]);
    });

    test("begins as it says, too, when its offset is no longer there", async () => {
      const topic = await stage().topic(1);
      await stage().write(topic, [{ key: "k", value: "1" }]);
      const first = stage().reader([topic]);
      await first.join();
      await first.consumer.commit([{ topic, partition: 0, offset: 1_000, metadata: "" }]);
      await first.consumer.close();
      const second = stage().reader([topic], { group: first.group });
      await second.read(1);
      expect(second.values).toEqual(["1"]);
    });
  });

  describe("a reader", () => {
    test("knows its position and the end", async () => {
      const topic = await stage().topic(1);
      await stage().write(topic, [
        { key: "k", value: "1" },
        { key: "k", value: "2" },
      ]);
      const reader = stage().reader([topic]);
      const partition = { topic, partition: 0 };
      expect(reader.consumer.position(partition)).toBeNull();
      await reader.read(2);
      expect(reader.consumer.position(partition)).toBe(2);
      expect(reader.consumer.endOffset(partition)).toBe(2);
      expect(reader.consumer.assignment()).toEqual([partition]);
    });

    test("is where it was after a rebalance, with nothing committed and the end further on", async () => {
      const topic = await stage().topic(2);
      const group = uniqueName("group");
      const offsetReset = { default: "latest", topics: {} } as const;
      const one = stage().reader([topic], { group, offsetReset });
      await one.join();
      one.consumer.pause([0, 1].map((partition) => ({ topic, partition })));
      await stage().write(topic, [{ key: "k", value: "0" }], 0);
      await stage().write(topic, [{ key: "k", value: "1" }], 1);
      const two = stage().reader([topic], { group, offsetReset });
      await until(
        () => one.events.length === 3 && two.events.includes("assigned"),
        25_000,
        [one, two],
        () => `${one.events} ${two.events}`,
      );
      const [kept] = one.consumer.assignment();
      await one.read(1);
      expect(one.values).toEqual([`${kept?.partition}`]);
    });

    test("gets nothing of a paused partition, and goes on where it was", async () => {
      const topic = await stage().topic(2);
      const reader = stage().reader([topic]);
      await reader.join();
      reader.consumer.pause([{ topic, partition: 0 }]);
      await stage().write(topic, [{ key: "k", value: "paused" }], 0);
      await stage().write(topic, [{ key: "k", value: "open" }], 1);
      await reader.read(1);
      await reader.poll(300);
      expect(reader.values).toEqual(["open"]);
      reader.consumer.resume([{ topic, partition: 0 }]);
      await reader.read(2);
      expect(reader.values).toEqual(["open", "paused"]);
    });

    test("keeps what was fetched for a partition that is paused later", async () => {
      const topic = await stage().topic(1);
      await stage().write(topic, [{ key: "k", value: "1" }]);
      const reader = stage().reader([topic]);
      await reader.read(1);
      await stage().write(topic, [{ key: "k", value: "2" }]);
      await new Promise((resolve) => setTimeout(resolve, 300)); // fetched ahead by now
      reader.consumer.pause([{ topic, partition: 0 }]);
      expect(await reader.poll(200)).toEqual([]);
      reader.consumer.resume([{ topic, partition: 0 }]);
      expect((await reader.read(2)).map(({ value }) => value)).toEqual(["1", "2"]);
    });

    test("waits as long as it was told, and not at all for 0", async () => {
      const topic = await stage().topic(1);
      const reader = stage().reader([topic]);
      await reader.join();
      const start = Date.now();
      expect(await reader.poll(400)).toEqual([]);
      expect(Date.now() - start).toBeGreaterThanOrEqual(380);
      await stage().write(topic, [{ key: "k", value: "1" }]);
      for (let i = 0; i < 100_000 && reader.records.length === 0; i++) await reader.poll(0);
      expect(reader.values).toEqual(["1"]);
    });

    test("gets all of a partition in small portions", async () => {
      const topic = await stage().topic(1);
      const producer = stage().producer();
      const long = "x".repeat(1_000);
      for (let i = 0; i < 20; i++) {
        await producer.send([outgoing(topic, 0, [{ key: `${i}`, value: long }])]);
      }
      const reader = stage().reader([topic], {
        settings: { "max.partition.fetch.bytes": "2500", "fetch.max.bytes": "2500" },
      });
      const got = await reader.read(20);
      expect(got.map(({ key }) => key)).toEqual(Array.from({ length: 20 }, (_, i) => `${i}`));
    });
  });
}
