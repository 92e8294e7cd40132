import { expect, it } from "vitest";
import { string } from "../../runtime/data-types/data-type.ts";
import type { NodeRuntime, Partitioner } from "../../runtime/dsl/node.ts";
import { NO_HEADERS, StreamRecord } from "../../runtime/engine/record.ts";
import { RecordCollector } from "../../runtime/engine/record-collector.ts";
import { TopicWriter } from "../../runtime/engine/topic-writer.ts";
import type { OutgoingBatch } from "../../runtime/kafka/port.ts";
import { decodeRecords } from "../../runtime/record-batch/records.ts";

const types = { key: string, value: string };

type Row = readonly [key: unknown, value: unknown];

/** What is in a topic, and how many records could not be written to it. */
function written(
  numPartitions: number,
  rows: readonly Row[],
  partitioner: Partitioner | null = null,
) {
  let failed = 0;
  const node = { types, isRaw: false, failed: () => failed++ } as unknown as NodeRuntime;
  const collector = new RecordCollector();
  const sink = collector.sink({ node, topic: "t", types, partitioner });
  const half = rows.length >> 1;
  for (const [i, [key, value]] of rows.entries()) {
    // Some are there before the topic is known.
    if (i === half) collector.addTopic("t", numPartitions);
    void sink(new StreamRecord(key, value, i, NO_HEADERS, false, false));
  }
  const text = (bytes: Uint8Array | null) =>
    bytes === null ? null : Buffer.from(bytes).toString();
  const records = collector
    .take()
    .flatMap(({ batch }) => decodeRecords(batch))
    .map(({ timestamp, key, value }) => [timestamp, text(key), text(value)] as const)
    .sort(([a], [b]) => a - b);
  return { records, failed };
}

const LONG = "k".repeat(300);

it.each([1, 3])("keys of every kind, some that are none, to %i partitions", (numPartitions) => {
  const kinds = [
    ["a", "1"],
    [1, "2"],
    [null, "3"],
    [LONG, "4"],
    ["b", 5],
    ["", null],
    ["c", "7"],
  ] as const;
  const { records, failed } = written(numPartitions, [...kinds, ...kinds]);
  expect(failed).toBe(4);
  const whole = [
    ["a", "1"],
    [null, "3"],
    [LONG, "4"],
    ["", null],
    ["c", "7"],
  ];
  expect(records.map(([, key, value]) => [key, value])).toEqual([...whole, ...whole]);
});

it.each([1, 2])("a partitioner is asked where there are partitions: %i", (numPartitions) => {
  const places = { nowhere: [], twice: [0, 0], beyond: [2] };
  const choose: Partitioner = (_topic, { key }) => places[key as keyof typeof places] ?? null;
  const rows = ["nowhere", "twice", "beyond", "by key"].map((key): Row => [key, "1"]);
  const { records, failed } = written(numPartitions, [["by key", "0"], ...rows, ...rows], choose);
  const keys = ["twice", "twice", "by key"];
  expect(records.map(([, key]) => key)).toEqual(["by key", ...keys, ...keys]);
  expect(failed).toBe(2);
});

it("a batch whose first records fail is counted once", () => {
  const topic = new TopicWriter("t", 1, 0, { batchBytes: 1000, now: () => 0 });
  for (let failed = 0; failed < 3; failed++) {
    const writer = topic.writer(0);
    writer.begin(0);
    writer.abort();
  }
  expect(topic.bytesAtMost).toBe(1000);
  const writer = topic.writer(0);
  writer.begin(0);
  writer.nullKey();
  writer.nullValue();
  writer.end(NO_HEADERS);
  expect(topic.bytes).toBe(writer.size);
  const batches: OutgoingBatch[] = [];
  topic.take(batches, Number.POSITIVE_INFINITY);
  expect(batches.length).toBe(1);
  expect(topic.isEmpty).toBe(true);
  expect(topic.writer(0).count).toBe(0);
  expect(topic.isEmpty).toBe(false);
});
