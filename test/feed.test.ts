/** `--feed`: how records of a file are put together into batches. */
import { expect, it } from "vitest";
import { Feeder } from "../bin/run/feed.ts";
import type { OutgoingBatch, Producer } from "../runtime/kafka/port.ts";
import { decodeRecords } from "../runtime/record-batch/records.ts";

/** Records in each batch that a broker gets, by the sizes of values that are fed to one partition. */
async function batchesOf(sizes: readonly number[]): Promise<readonly number[]> {
  const sent: OutgoingBatch[] = [];
  const producer = {
    send: async (batches: readonly OutgoingBatch[]) => {
      sent.push(...batches);
    },
  } as unknown as Producer;
  const feeder = new Feeder(
    producer,
    async () => 1,
    () => 0,
  );
  await feeder.write(
    sizes.map((size, i) => ({
      line: {
        topic: "t",
        partition: null,
        key: null,
        value: Buffer.alloc(size),
        timestamp: null,
        headers: [],
      },
      file: "-",
      number: i + 1,
    })),
  );
  return sent.map(({ batch }) => decodeRecords(batch).length);
}

it.each([
  ["at most 500 records", Array.from({ length: 1100 }, () => 1), [500, 500, 100]],
  ["no more bytes than a broker takes", [200_000, 200_000, 200_000, 1], [2, 2]],
  ["a larger record alone", [1, 600_000, 1], [1, 1, 1]],
])("a batch has %s", async (_says, sizes, batches) => {
  expect(await batchesOf(sizes)).toEqual(batches);
});
