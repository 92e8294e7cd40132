import { describe, expect, it } from "vitest";
import { SourceQueue, type SourceReader } from "../../runtime/engine/source-queue.ts";
import { StringSerde } from "../../runtime/notations/string.ts";
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
