import { describe, expect, it } from "vitest";
import { SourceQueue, type SourceReader } from "../../runtime/engine/source-queue.ts";
import type { FetchedBatch } from "../../runtime/kafka/port.ts";
import { JsonProjection, RawWriter } from "../../runtime/notations/json-codec/index.ts";
import { SchemaPending } from "../../runtime/notations/registry/registry-error.ts";
import { StringSerde } from "../../runtime/notations/string.ts";
import type { Dict } from "../../runtime/python/value.ts";
import { ByteSink } from "../../runtime/record-batch/byte-sink.ts";
import { encodeRecords, type PlainRecord } from "../../runtime/record-batch/records.ts";

const source: SourceReader = {
  topic: "t",
  key: new StringSerde(),
  value: new StringSerde(),
  projection: null,
  hasAuthorSerdes: false,
  showKey: (key) => key,
  showValue: (value) => value,
  extractTimestamp: null,
  process: () => {},
  foresee: null,
  unreadable: () => {},
};

const PLAIN: PlainRecord = {
  key: Buffer.from("k"),
  value: Buffer.from("v"),
  timestamp: 5,
  headers: [],
};

/** The head of a queue that got one record. */
function head(record: Partial<PlainRecord>, logAppendTime: number | null, reader = source) {
  const queue = new SourceQueue(reader, 0, 0, -1);
  const batch = encodeRecords([{ ...PLAIN, ...record }]);
  const offsets = { baseOffset: 0, lastOffset: 0, fromOffset: 0, endOffset: 1 };
  queue.add({ topic: "t", partition: 0, batch, ...offsets, logAppendTime });
  return queue.head;
}

const header = { key: "h", value: null };
const extracting = { ...source, extractTimestamp: () => 70n };

const CASES: [string, ReturnType<typeof head>, object | null][] = [
  ["its own", head({}, null), { key: "k", value: "v", timestamp: 5, headers: [] }],
  ["that of the broker", head({}, 60), { key: "k", value: "v", timestamp: 60 }],
  ["that of a function", head({}, null, extracting), { timestamp: 70 }],
  ["the same with neither key nor value", head({ key: null, value: null }, 60), { timestamp: 60 }],
  ["with headers", head({ headers: [header] }, null), { timestamp: 5, headers: [header] }],
  [
    "a negative one of a function",
    head({}, null, { ...source, extractTimestamp: () => -1n }),
    null,
  ],
];

describe("timestamps of records that are read", () => {
  it.each(CASES)("%s", (_, record, expected) => {
    if (expected === null) expect(record).toBe(null);
    else expect(record).toMatchObject(expected);
  });

  it("a negative one stops the service, key and value there or not", () => {
    for (const record of [{}, { key: null }]) {
      expect(() => head({ ...record, timestamp: -1 }, null)).toThrow(
        "invalid (negative) timestamp",
      );
    }
  });
});

describe("records that are read ahead", () => {
  /** Reads texts, but for "bad". */
  class Picky extends StringSerde {
    override deserialize(bytes: Buffer, start: number, end: number): string {
      const text = super.deserialize(bytes, start, end);
      if (text === "bad") throw new Error("bad");
      return text;
    }
  }

  function batchOf(values: readonly string[], lastOffset = values.length - 1): FetchedBatch {
    const batch = encodeRecords(values.map((value) => ({ ...PLAIN, value: Buffer.from(value) })));
    const offsets = { baseOffset: 0, lastOffset, fromOffset: 0, endOffset: values.length };
    return { topic: "t", partition: 0, batch, ...offsets, logAppendTime: null };
  }

  function queueOf(values: readonly string[], lastOffset = values.length - 1) {
    const skipped: [number, unknown][] = [];
    const queue: SourceQueue = new SourceQueue(
      {
        ...source,
        value: new Picky(),
        unreadable: (_, reader) => skipped.push([reader.offset, queue.head?.value]),
      },
      0,
      0,
      -1,
    );
    queue.add(batchOf(values, lastOffset));
    return { queue, skipped };
  }

  const taken = (queue: SourceQueue): [unknown, number, number][] => {
    const all: [unknown, number, number][] = [];
    while (queue.head !== null) {
      const { committable, buffered } = queue;
      all.push([queue.take().value, committable, buffered]);
    }
    return all;
  };
  const MANY = Array.from({ length: 40 }, (_, i) => `v${i}`);

  it("come in their order, and none is committed or out of the buffer before it is taken", () => {
    const { queue } = queueOf(MANY);
    expect(taken(queue)).toEqual(MANY.map((value, i) => [value, i, 39 - i]));
    expect([queue.committable, queue.buffered]).toEqual([40, 0]);
  });

  it("are told of as unreadable when the record before them is taken", () => {
    const { queue, skipped } = queueOf(["a", "b", "bad", "c", "d"]);
    queue.take();
    expect([queue.head?.value, skipped]).toEqual(["b", []]);
    queue.take();
    expect([queue.head?.value, queue.headOffset, skipped]).toEqual(["c", 3, [[2, undefined]]]);
    queue.take();
    expect(queue.head?.value).toBe("d");
  });

  it("wait for their schema when they are to be the head, and fail then where it cannot be had", async () => {
    let asked = 0;
    class Late extends StringSerde {
      override deserialize(bytes: Buffer, start: number, end: number): string {
        const text = super.deserialize(bytes, start, end);
        if (text === "late" && asked++ < 2)
          throw new SchemaPending(1, Promise.reject(new Error("none")));
        return text;
      }
    }
    const queue = new SourceQueue({ ...source, value: new Late() }, 0, 0, -1);
    queue.add(batchOf(["a", "late", "b"]));
    expect([queue.head?.value, queue.reading]).toEqual(["a", null]);
    queue.take();
    expect([queue.head, queue.committable]).toEqual([null, 1]);
    await queue.reading;
    expect(() => queue.throwFailure()).toThrow("none");
  });

  it("are written as they came where they stay text, each its own", () => {
    const texts = MANY.map((text, i) =>
      i % 7 === 3 ? `{"b":1e${i}}` : `{"a":${i},"b":"${text}"}`,
    );
    const projection = new JsonProjection({ names: new Set(["a"]), isWritten: true });
    const queue = new SourceQueue({ ...source, value: new Picky(), projection }, 0, 0, -1);
    queue.add(batchOf(texts));
    const writer = new RawWriter(false);
    const written = texts.map(() => {
      const { raw, value } = queue.take();
      if (raw === null) return value;
      const sink = new ByteSink(16);
      writer.write(raw.changed(), value as Dict, sink);
      return sink.bytes.toString("latin1", 0, sink.at);
    });
    expect([queue.head, written]).toEqual([null, texts]);
  });

  it("end with the last offset of the batch", () => {
    const { queue } = queueOf(MANY, 5);
    expect(taken(queue).map(([value]) => value)).toEqual(MANY.slice(0, 6));
    expect(queue.committable).toBe(6);
  });
});
