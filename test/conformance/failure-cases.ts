/** Brokers that go away and come back, answers that get lost, clusters that are not there. */
import { describe, expect, test } from "vitest";
import { uniqueName } from "../support/broker.ts";
import { type ClientHarness, outgoing, producerOf, QUICK, Reader } from "./client-harness.ts";
import type { GetStage } from "./client-suite.ts";

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export function failureCases(stage: GetStage, harness: ClientHarness): void {
  describe("failures", () => {
    test("a lost acknowledgement neither repeats nor reorders", async () => {
      const topic = await stage().topic(1);
      const producer = stage().producer();
      await producer.send([outgoing(topic, 0, [{ key: "k", value: "0" }])]);
      harness.loseNextAcknowledgement();
      const sent = await Promise.all(
        [1, 2, 3].map((i) => producer.send([outgoing(topic, 0, [{ key: "k", value: `${i}` }])])),
      );
      expect(sent).toEqual([[1], [2], [3]]);
      harness.loseNextAcknowledgement();
      await producer.send([outgoing(topic, 0, [{ key: "k", value: "4" }])]);
      const reader = stage().reader([topic]);
      await reader.read(5);
      await reader.poll(300);
      expect(reader.values).toEqual(["0", "1", "2", "3", "4"]);
    });

    test("a batch that is none is refused", async () => {
      const topic = await stage().topic(1);
      const sent = stage()
        .producer()
        .send([{ topic, partition: 0, batch: Buffer.from("hello") }]);
      await expect(sent).rejects.toMatchObject({ code: "other" });
    });

    test("a cluster that is not there is `unreachable`, and spoken of", async () => {
      const said: string[] = [];
      const client = harness.clientOfNothing(
        { ...QUICK, "default.api.timeout.ms": "700", "delivery.timeout.ms": "700" },
        (message) => said.push(message),
      );
      await expect(client.admin().describeTopics(["any"])).rejects.toMatchObject({
        code: "unreachable",
        retriable: true,
      });
      const sent = producerOf(client).send([outgoing("any", 0, [{ key: "k", value: "v" }])]);
      await expect(sent).rejects.toMatchObject({ code: "unreachable" });
      await expect(new Reader(client, ["any"]).join()).rejects.toMatchObject({
        code: "unreachable",
      });
      expect(said.length).toBeGreaterThan(0);
      await client.close();
    });

    test("a broker that goes away and comes back loses and repeats nothing", async () => {
      const outage = await harness.outage();
      try {
        const client = outage.client(QUICK);
        const topic = uniqueName("topic");
        await client
          .admin()
          .createTopics([{ topic, partitions: 2, replicationFactor: 1, config: {} }]);
        const producer = producerOf(client);
        const send = (from: number): Promise<unknown> =>
          Promise.all(
            Array.from({ length: 20 }, (_, i) =>
              producer.send(
                [0, 1].map((partition) =>
                  outgoing(topic, partition, [{ key: "k", value: `${partition}:${from + i}` }]),
                ),
              ),
            ),
          );
        await send(0);
        const reader = new Reader(client, [topic]);
        await reader.read(40);
        await reader.commitRead("before");
        await outage.goAway();
        const sent = send(20);
        expect(await reader.poll(300)).toEqual([]);
        await pause(500);
        await outage.comeBack();
        await sent;
        await reader.read(80, 40_000);
        await reader.poll(300);
        for (const partition of [0, 1]) {
          const values = reader.records
            .filter((each) => each.partition === partition)
            .map(({ value }) => value);
          expect(values).toEqual(Array.from({ length: 40 }, (_, i) => `${partition}:${i}`));
        }
        await reader.commitRead("after");
        const committed = await client
          .admin()
          .committedOffsets(reader.group, [{ topic, partition: 0 }]);
        expect(committed).toEqual([40]);
        await client.close();
      } finally {
        await outage.discard();
      }
    }, 90_000);
  });
}
