import { describe, expect, it } from "vitest";
import { StringSerde } from "../../runtime/notations/string.ts";
import { BatchWriter } from "../../runtime/record-batch/batch-writer.ts";
import { crc32c } from "../../runtime/record-batch/crc32c.ts";
import {
  decodeRecords,
  encodeRecords,
  type PlainRecord,
} from "../../runtime/record-batch/records.ts";

const bytes = (text: string | null): Uint8Array | null =>
  text === null ? null : Uint8Array.from(Buffer.from(text));
const record = (
  key: string | null,
  value: string | null,
  timestamp: number,
  headers: [string, string | null][] = [],
): PlainRecord => ({
  key: bytes(key),
  value: bytes(value),
  timestamp,
  headers: headers.map(([name, text]) => ({ key: name, value: bytes(text) })),
});

const CASES: [string, PlainRecord[]][] = [
  ["one record", [record("k", "v", 1)]],
  ["nulls and empty texts", [record(null, null, 5), record("", "", 6), record(null, "x", 7)]],
  [
    "timestamps far apart and backwards",
    [record("a", "1", 1e12), record("a", "2", 0), record("a", "3", 1e12 + 5e11)],
  ],
  [
    "headers, repeated and null",
    [
      record("k", "v", 1, [
        ["h", "1"],
        ["h", null],
        ["ü", ""],
      ]),
    ],
  ],
  [
    "values whose lengths need other prefixes",
    [10, 100, 10_000, 3, 200_000, 64].map((n, i) => record(`k${i}`, "x".repeat(n), i)),
  ],
  [
    "many",
    Array.from({ length: 1000 }, (_, i) =>
      record(`key-${i}`, `value ${i}`.repeat(i % 9), 1e12 + i * 7),
    ),
  ],
];

describe("record batches", () => {
  it.each(CASES)("%s: what is encoded is decoded", (_, records) => {
    const decoded = decodeRecords(encodeRecords(records));
    expect(decoded).toEqual(records.map((r, offset) => ({ ...r, offset })));
  });

  it("seals a batch with its length and CRC-32C", () => {
    const batch = encodeRecords([record("k", "v", 1)]);
    expect(batch.readInt32BE(8)).toBe(batch.length - 12);
    expect(batch.readUInt32BE(17)).toBe(crc32c(batch, 21, batch.length));
  });

  it.each([0, 1, 63, 64, 8191, 8192, 70_000])("a key of %i bytes that a serde wrote", (length) => {
    const writer = new BatchWriter(64);
    const text = "k".repeat(length);
    for (const timestamp of [7, 5]) {
      writer.begin(timestamp);
      writer.beginKey();
      new StringSerde().serialize(text, writer.sink);
      writer.endKey();
      writer.nullValue();
      writer.end([]);
    }
    const records = [record(text, null, 7), record(text, null, 5)];
    expect(writer.take()).toEqual(encodeRecords(records));
  });

  it("a key that a serde found to be null", () => {
    const writer = new BatchWriter(64);
    writer.begin(1);
    writer.beginKey();
    writer.endNullKey();
    writer.nullValue();
    writer.end([]);
    expect(writer.take()).toEqual(encodeRecords([record(null, null, 1)]));
  });

  it("knows its largest timestamp without those of records taken back", () => {
    const writer = new BatchWriter(64);
    for (const timestamp of [9, 20, 4, 30]) {
      writer.begin(timestamp);
      writer.nullKey();
      writer.nullValue();
      if (timestamp > 10) writer.abort();
      else writer.end([]);
    }
    const records = [record(null, null, 9), record(null, null, 4)];
    expect(writer.take()).toEqual(encodeRecords(records));
  });

  it("takes back a record that could not be serialised", () => {
    const writer = new BatchWriter(64);
    writer.begin(1);
    writer.nullKey();
    writer.beginValue();
    writer.sink.reserve(10);
    writer.sink.at += 10;
    writer.abort();
    writer.begin(2);
    writer.nullKey();
    writer.nullValue();
    writer.end([]);
    const batch = writer.take();
    expect(batch === null ? [] : decodeRecords(batch)).toEqual([
      { ...record(null, null, 2), offset: 0 },
    ]);
    expect(writer.take()).toBeNull();
  });

  it("gives up its last record to the next batch, whatever timestamps and headers it has", () => {
    const plain = [
      record("a", "1", 1000),
      record(null, null, 500),
      record("c", "x".repeat(20_000), 9_000_000_000_000, [["h", "v"]]),
      record("d", "4", 7),
    ];
    for (let count = 2; count <= plain.length; count++) {
      const writer = new BatchWriter(64);
      const wanted = plain.slice(0, count);
      for (const { key, value, timestamp, headers } of wanted) {
        writer.begin(timestamp);
        if (key === null) writer.nullKey();
        else writer.key(key, 0, key.length);
        if (value === null) writer.nullValue();
        else writer.value(value, 0, value.length);
        writer.end(headers);
      }
      writer.begin(10 ** 13);
      writer.abort();
      const before = writer.takeBeforeLast() as Buffer;
      expect(before.equals(encodeRecords(wanted.slice(0, -1)))).toBe(true);
      expect(writer.takeBeforeLast()).toBeNull();
      const last = writer.take() as Buffer;
      expect(last.equals(encodeRecords(wanted.slice(-1)))).toBe(true);
    }
  });
});
