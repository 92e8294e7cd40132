/** How far a producer goes (runtime.md 8): its count is one of acknowledged records, not of messages. */
import { expect, it } from "vitest";
import { setLogSink } from "../../runtime/dsl/logger.ts";
import { defineProducers, long, stream, string } from "../../runtime/index.ts";
import type { OutgoingBatch, Producer } from "../../runtime/kafka/port.ts";
import { tupleOf } from "../../runtime/python/tuple.ts";
import type { Value } from "../../runtime/python/value.ts";
import { ProducerRunner } from "../../runtime/service/producer-runner.ts";

/** The partitions of what was sent until the producer's end, or until `rounds` pauses were made. */
async function sent(partitioner: () => Value, count: number, rounds = 10): Promise<number[]> {
  setLogSink({ isEnabled: () => false, write: () => {} });
  const beds = stream({ topic: "beds", key: string, value: long, partitioner });
  let n = 0;
  const producers = defineProducers("garden", (definition) => {
    definition.produce("rows", {
      generator: () => tupleOf("row", n++),
      to: beds,
      count,
      batchSize: 2,
      intervalMs: 10,
    });
  });
  const partitions: number[] = [];
  const send = async (batches: readonly OutgoingBatch[]) =>
    batches.map(({ partition }) => BigInt(partitions.push(partition)));
  let now = 0;
  let pauses = 0;
  const runner = new ProducerRunner({
    producers: [producers],
    producer: { send } as unknown as Producer,
    partitions: new Map([["beds", 2]]),
    now: () => now,
    wait: async (ms) => {
      now += ms;
      if (++pauses === rounds) runner.stop();
    },
    wake: () => {},
  });
  await runner.run();
  return partitions;
}

it("counts a message once for each partition", async () => {
  expect(await sent(() => 1, 3)).toEqual([1, 1, 1]);
  expect(await sent(() => [0, 1], 3)).toEqual([0, 1, 0, 1]);
});

it("does not count what no partition gets", async () => {
  let calls = 0;
  expect(await sent(() => (calls++ < 5 ? [] : 0), 2)).toEqual([0, 0]);
});
