/** How far a producer goes (runtime.md 8): its count is one of acknowledged records, not of messages. */
import { expect, it } from "vitest";
import { setLogSink } from "../../runtime/dsl/logger.ts";
import { defineProducers, long, stream, string } from "../../runtime/index.ts";
import type { OutgoingBatch, Producer } from "../../runtime/kafka/port.ts";
import { tupleOf } from "../../runtime/python/tuple.ts";
import type { Value } from "../../runtime/python/value.ts";
import { decodeRecords, type PlainRecord } from "../../runtime/record-batch/records.ts";
import { groupRecords } from "../../runtime/service/group-records.ts";
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
    batches.map(({ partition, batch }) => {
      const before = partitions.length;
      partitions.push(...decodeRecords(batch).map(() => partition));
      return before;
    });
  let now = 0;
  let pauses = 0;
  const runner = new ProducerRunner({
    producers: [producers],
    producer: { send } as unknown as Producer,
    sending: { lingerMs: 0, batchBytes: 16_384, bufferBytes: 33_554_432 },
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
  expect(await sent(() => [0, 1], 3)).toEqual([0, 0, 1, 1]);
});

it("does not count what no partition gets", async () => {
  let calls = 0;
  expect(await sent(() => (calls++ < 5 ? [] : 0), 2)).toEqual([0, 0]);
});

const row = (bytes: number): PlainRecord => ({
  key: null,
  value: Buffer.alloc(bytes),
  timestamp: 1,
  headers: [],
});

it("groups what a round made: no batch above its size, no turn above the buffer, order kept", () => {
  const records = [300, 300, 300, 5000, 10].map((bytes, i) => ({
    partition: i === 4 ? 1 : 0,
    record: row(bytes),
  }));
  const turns = groupRecords(records, { lingerMs: 0, batchBytes: 800, bufferBytes: 1500 });
  expect(turns.map((turn) => turn.map(({ indices }) => indices))).toEqual([
    [[0, 1], [2]],
    [[3]],
    [[4]],
  ]);
  for (const { batch, indices } of turns.flat()) {
    expect(decodeRecords(batch).map(({ value }) => value?.length)).toEqual(
      indices.map((index) => records[index]?.record.value?.length),
    );
  }
  expect(groupRecords([], { lingerMs: 0, batchBytes: 1, bufferBytes: 1 })).toEqual([]);
});
