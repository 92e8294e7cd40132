/** Several members of a group: who gets what, when it is taken, what is committed. */
import { describe, expect, test } from "vitest";
import { uniqueName } from "../support/broker.ts";
import { outgoing, type Reader, until } from "./client-harness.ts";
import type { GetStage } from "./client-suite.ts";

const partitionsOf = (reader: Reader): number[] =>
  reader.consumer
    .assignment()
    .map(({ partition }) => partition)
    .sort((a, b) => a - b);

const shared = (readers: readonly Reader[], count: number): boolean =>
  readers.every((each) => partitionsOf(each).length > 0) &&
  readers.reduce((sum, each) => sum + partitionsOf(each).length, 0) === count;

const settle = (readers: readonly Reader[], count: number): Promise<void> =>
  until(
    () => shared(readers, count),
    25_000,
    readers,
    () => readers.map((each) => `[${partitionsOf(each)}]`).join(" "),
  );

export function groupCases(stage: GetStage): void {
  describe("groups", () => {
    test("do not disturb one another", async () => {
      const topic = await stage().topic(1);
      await stage().write(topic, [
        { key: "k", value: "1" },
        { key: "k", value: "2" },
      ]);
      const [one, other] = [stage().reader([topic]), stage().reader([topic])];
      await one.read(2);
      await one.commitRead();
      await other.read(2);
      expect(other.values).toEqual(["1", "2"]);
    });

    test("share the partitions among their members, each to one", async () => {
      const topic = await stage().topic(4);
      const group = uniqueName("group");
      const [one, two] = [stage().reader([topic], { group }), stage().reader([topic], { group })];
      await one.join();
      expect(partitionsOf(one)).toEqual([0, 1, 2, 3]);
      await settle([one, two], 4);
      expect(one.events.slice(0, 3)).toEqual(["assigned", "revoked", "assigned"]);
      expect([partitionsOf(one).length, partitionsOf(two).length]).toEqual([2, 2]);
      expect([...partitionsOf(one), ...partitionsOf(two)].sort()).toEqual([0, 1, 2, 3]);
      for (let partition = 0; partition < 4; partition++) {
        await stage().write(topic, [{ key: "k", value: `${partition}` }], partition);
      }
      await until(
        () => one.records.length + two.records.length >= 4,
        20_000,
        [one, two],
        () => `${one.values} ${two.values}`,
      );
      expect([...one.values, ...two.values].sort()).toEqual(["0", "1", "2", "3"]);
    });

    test("lose and repeat nothing when what was read is committed on the way out", async () => {
      const topic = await stage().topic(4);
      const group = uniqueName("group");
      const onRevoked = async (_: unknown, reader: Reader): Promise<void> => {
        await new Promise((resolve) => setTimeout(resolve, 300)); // the rebalance waits for this
        await reader.commitRead();
      };
      const one = stage().reader([topic], { group, onRevoked });
      const producer = stage().producer();
      const send = (from: number): Promise<unknown> =>
        producer.send(
          [0, 1, 2, 3].map((partition) =>
            outgoing(
              topic,
              partition,
              Array.from({ length: 50 }, (_, i) => ({
                key: "k",
                value: `${partition}:${from + i}`,
              })),
            ),
          ),
        );
      await send(0);
      await one.read(200);
      const two = stage().reader([topic], { group, onRevoked });
      await settle([one, two], 4);
      await send(50);
      await until(
        () => one.records.length + two.records.length >= 400,
        20_000,
        [one, two],
        () => `${one.records.length} and ${two.records.length}`,
      );
      await one.consumer.close();
      expect(one.events.at(-1)).toBe("revoked");
      await send(100);
      await until(
        () => one.records.length + two.records.length >= 600,
        25_000,
        [two],
        () => `${one.records.length} and ${two.records.length}`,
      );
      const all = [...one.values, ...two.values];
      expect(new Set(all).size).toBe(600);
      expect(all.length).toBe(600);
    });

    test("give the partitions of one who leaves to those who stay", async () => {
      const topic = await stage().topic(3);
      const group = uniqueName("group");
      const [one, two] = [stage().reader([topic], { group }), stage().reader([topic], { group })];
      await settle([one, two], 3);
      await two.consumer.close();
      await until(
        () => partitionsOf(one).length === 3,
        20_000,
        [one],
        () => `[${partitionsOf(one)}]`,
      );
      expect(two.events.at(-1)).toBe("revoked");
    });

    test("have one member with nothing when there are fewer partitions", async () => {
      const topic = await stage().topic(1);
      const group = uniqueName("group");
      const [one, two] = [stage().reader([topic], { group }), stage().reader([topic], { group })];
      await until(
        () => one.events.includes("assigned") && two.events.includes("assigned"),
        25_000,
        [one, two],
        () => `${one.events} ${two.events}`,
      );
      await until(
        () => partitionsOf(one).length + partitionsOf(two).length === 1,
        20_000,
        [one, two],
        () => `[${partitionsOf(one)}] [${partitionsOf(two)}]`,
      );
      const idle = partitionsOf(one).length === 0 ? one : two;
      expect(await idle.poll(100)).toEqual([]);
    });

    test("drop a member that does not poll; it learns that it lost its partitions", async () => {
      const topic = await stage().topic(2);
      const group = uniqueName("group");
      const settings = { "max.poll.interval.ms": "1500" };
      const late = stage().reader([topic], { group, settings });
      await late.join();
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      const other = stage().reader([topic], { group });
      await other.join();
      expect(partitionsOf(other)).toEqual([0, 1]);
      const commit = late.consumer.commit([{ topic, partition: 0, offset: 1, metadata: "" }]);
      await expect(commit).rejects.toMatchObject({ code: "fenced" });
      await settle([late, other], 2);
      expect(late.events).toEqual(["assigned", "lost", "assigned"]);
    });
  });
}
