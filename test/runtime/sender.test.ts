/** When batches go and how large they are (dialect.md 8, `producer.*`), on a clock of its own. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DEFAULT_ERROR_HANDLERS } from "../../runtime/engine/error-handling.ts";
import { StreamRecord } from "../../runtime/engine/record.ts";
import { RecordCollector } from "../../runtime/engine/record-collector.ts";
import { long, string } from "../../runtime/index.ts";
import type { OutgoingBatch, Producer } from "../../runtime/kafka/port.ts";
import { decodeRecords } from "../../runtime/record-batch/records.ts";
import { Ending } from "../../runtime/service/ending.ts";
import { Sender } from "../../runtime/service/sender.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

interface Sent {
  readonly at: number;
  readonly partition: number;
  readonly bytes: number;
  readonly records: number;
}

/** A sender that writes to one topic; `acknowledge` answers all that was sent. */
function senderWith(settings: { lingerMs?: number; batchBytes?: number; bufferBytes?: number }) {
  const monotonic = () => performance.now();
  const start = monotonic();
  const sending = { lingerMs: 100, batchBytes: 16_384, bufferBytes: 33_554_432, ...settings };
  const collector = new RecordCollector(0, { batchBytes: sending.batchBytes, now: monotonic });
  collector.addTopic("out", 2);
  const sent: Sent[] = [];
  const answers: (() => void)[] = [];
  const send = async (batches: readonly OutgoingBatch[]): Promise<number[]> => {
    for (const { partition, batch } of batches) {
      const records = decodeRecords(batch).length;
      sent.push({ at: monotonic() - start, partition, bytes: batch.length, records });
    }
    await new Promise<void>((resolve) => answers.push(resolve));
    return batches.map(() => 0);
  };
  const ending = new Ending();
  const sender = new Sender({
    producer: { send, close: async () => {} } satisfies Producer,
    errors: DEFAULT_ERROR_HANDLERS.produce,
    collector,
    settings: sending,
    monotonic,
    ending,
  });
  const types = { key: long, value: string };
  const node = {
    types,
    isRaw: false,
    failed: (_record: StreamRecord, error: unknown) => {
      throw error;
    },
  };
  const write = collector.sink({
    node: node as never,
    topic: "out",
    types,
    partitioner: (_topic, { key }) => [Number(key) % 2],
  });
  return {
    sender,
    ending,
    sent,
    write: (partition: number, bytes: number) =>
      write(new StreamRecord(partition, "x".repeat(bytes), 0, [], false, false)),
    acknowledge: async () => {
      for (const answer of answers.splice(0)) answer();
      await vi.advanceTimersByTimeAsync(0);
    },
  };
}

it("lets a batch wait for its linger, counted from its first record, whoever asks in between", async () => {
  const { sender, sent, write } = senderWith({ lingerMs: 100 });
  write(0, 10);
  sender.sendDue();
  await vi.advanceTimersByTimeAsync(60);
  write(0, 10);
  write(1, 10);
  sender.sendDue();
  await vi.advanceTimersByTimeAsync(39);
  expect(sent).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(sent).toMatchObject([{ at: 100, partition: 0, records: 2 }]);
  await vi.advanceTimersByTimeAsync(200);
  expect(sent).toMatchObject([
    { at: 100, partition: 0, records: 2 },
    { at: 160, partition: 1, records: 1 },
  ]);
});

it("sends at once without a linger", () => {
  const { sender, sent, write } = senderWith({ lingerMs: 0 });
  write(0, 10);
  sender.sendDue();
  expect(sent).toMatchObject([{ at: 0, records: 1 }]);
});

it.each([16_384, 8192])("sends what is full, and nothing larger than %d bytes", async (size) => {
  const { sender, sent, write } = senderWith({ batchBytes: size });
  for (let i = 0; i < 40; i++) write(0, 1000);
  sender.sendDue();
  const atMost = Math.floor((size - 61) / 1000);
  expect(sent.length).toBeGreaterThanOrEqual(Math.floor(39 / atMost));
  await vi.advanceTimersByTimeAsync(100);
  expect(sent.reduce((sum, { records }) => sum + records, 0)).toBe(40);
  for (const { bytes } of sent) expect(bytes).toBeLessThanOrEqual(size);
  expect(sent[0]?.bytes).toBeGreaterThan(size - 1100);
});

it("gives a record that is larger than a batch one of its own", async () => {
  const { sender, sent, write } = senderWith({ batchBytes: 1000 });
  write(0, 300);
  write(0, 5000);
  write(0, 300);
  sender.sendDue();
  await vi.advanceTimersByTimeAsync(100);
  expect(sent.map(({ records }) => records)).toEqual([1, 1, 1]);
  expect(sent.map(({ bytes }) => bytes > 1000)).toEqual([false, true, false]);
});

it("sends each record in a batch of its own where a batch has no size", async () => {
  const { sender, sent, write } = senderWith({ batchBytes: 0 });
  for (let i = 0; i < 3; i++) write(0, 10);
  sender.sendDue();
  await vi.advanceTimersByTimeAsync(100);
  expect(sent.map(({ records }) => records)).toEqual([1, 1, 1]);
});

it.each([100_000, 50_000])("is full before %d bytes wait for an answer", async (limit) => {
  const { sender, sent, write, acknowledge } = senderWith({ bufferBytes: limit });
  let written = 0;
  for (; !sender.isFull; written++) {
    write(written % 2, 500);
    sender.sendDue();
  }
  const bytes = sent.reduce((sum, each) => sum + each.bytes, 0);
  expect(written * 516).toBeGreaterThan(limit - 16_384 - 1100);
  expect(written * 516).toBeLessThan(limit);
  const room = sender.waitForRoom();
  await vi.advanceTimersByTimeAsync(0);
  // Full is full: nothing lingers.
  expect(sent.reduce((sum, { records }) => sum + records, 0)).toBe(written);
  expect(sender.bytesUnderWay).toBeGreaterThan(bytes);
  expect(sender.bytesUnderWay).toBeLessThan(limit);
  await acknowledge();
  await room;
  expect(sender.isFull).toBe(false);
});

it("flushes all, and is idle when all is acknowledged", async () => {
  const { sender, sent, write, acknowledge } = senderWith({});
  write(0, 10);
  write(1, 10);
  expect(sender.isIdle).toBe(false);
  const flushed = sender.flush();
  expect(sent.length).toBe(2);
  expect(sender.isIdle).toBe(false);
  await acknowledge();
  await flushed;
  expect(sender.isIdle).toBe(true);
});

describe("once the service stops", () => {
  const outcomeOf = (promise: Promise<void>): Promise<unknown> =>
    promise.then(
      () => "acknowledged",
      (error: unknown) => error,
    );
  const rows: readonly [name: string, stoppedAfterMs: number, endsAfterMs: number][] = [
    ["while acknowledgements are waited for: ten seconds from the stop", 5000, 15_000],
    ["before that: ten seconds from the flush", 0, 10_000],
  ];
  it.each(rows)("%s", async (_name, stoppedAfterMs, endsAfterMs) => {
    const { sender, ending, write } = senderWith({});
    write(0, 10);
    write(0, 10);
    write(1, 10);
    if (stoppedAfterMs === 0) ending.begin();
    let outcome: unknown = "waits";
    void outcomeOf(sender.flush()).then((found) => {
      outcome = found;
    });
    await vi.advanceTimersByTimeAsync(stoppedAfterMs);
    ending.begin();
    await vi.advanceTimersByTimeAsync(endsAfterMs - stoppedAfterMs - 1);
    expect(outcome).toBe("waits");
    await vi.advanceTimersByTimeAsync(1);
    expect(outcome).toMatchObject({
      code: "unreachable",
      message: expect.stringContaining(
        "has not acknowledged 2 records of out-0, 1 records of out-1",
      ),
    });
    expect(await outcomeOf(sender.flush())).toBe(outcome);
    expect(() => sender.sendDue()).toThrow("has not acknowledged");
  });

  it("what is acknowledged in time is", async () => {
    const { sender, ending, write, acknowledge } = senderWith({});
    write(0, 10);
    ending.begin();
    const flushed = outcomeOf(sender.flush());
    await vi.advanceTimersByTimeAsync(9000);
    await acknowledge();
    expect(await flushed).toBe("acknowledged");
  });

  it("room is not waited for either", async () => {
    const { sender, ending, write } = senderWith({ batchBytes: 100, bufferBytes: 1000 });
    for (let i = 0; i < 20; i++) write(0, 100);
    const outcome = outcomeOf(sender.waitForRoom());
    ending.begin();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await outcome).toMatchObject({ code: "unreachable" });
  });
});
