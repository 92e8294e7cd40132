import { describe, expect, it } from "vitest";
import {
  bytes,
  type DataType,
  double,
  float,
  json,
  long,
  string,
  windowed,
} from "../../runtime/data-types/data-type.ts";
import { ndjsonToRecord, recordToNdjson } from "../../runtime/service/ndjson.ts";

const line = (key: string, value: string): string =>
  `{"topic":"t","partition":1,"offset":7,"timestamp":5,"key":${key},"value":${value},"headers":[{"key":"h","value":"v"},{"key":"h","value":{"$bytes":"/w=="}},{"key":"n","value":null}]}`;

describe("records as NDJSON", () => {
  it.each<[DataType, string, DataType, string]>([
    [string, '"a\\"b"', json, '{"a":1.0E16,"b":9007199254740993,"c":{"d":[-0.0,null]}}'],
    [long, "42", long, '"9007199254740993"'],
    [string, "null", bytes, '{"$bytes":"AP8="}'],
    [string, '""', double, "3.0"],
    [string, '""', double, '"NaN"'],
    [string, '""', float, "1.2"],
    [windowed(string), '{"key":"k","start":0,"end":60000}', string, '"{}"'],
  ])("reads back what it writes %#", (key, keyText, value, valueText) => {
    const types = { key, value };
    const record = ndjsonToRecord(line(keyText, valueText), null, () => types);
    expect(record.headers).toHaveLength(3);
    expect(recordToNdjson({ ...record, partition: 1, offset: 7, timestamp: 5 }, types)).toBe(
      line(keyText, valueText),
    );
  });

  it("shows bytes of no type as text, else as bytes", () => {
    const record = { topic: "t", key: Buffer.from([255]), value: Buffer.from("é"), headers: [] };
    expect(recordToNdjson(record, null)).toBe('{"topic":"t","key":{"$bytes":"/w=="},"value":"é"}');
    expect(recordToNdjson(record, { key: long, value: json })).toBe(
      '{"topic":"t","key":{"$bytes":"/w=="},"value":"é"}',
    );
  });

  it.each([
    ["{", "The line is no JSON"],
    ["[]", "The line is no JSON object"],
    ['{"key":1}', "The line names no topic"],
    ['{"topic":"t","keys":1}', "Unknown field `keys`"],
    ['{"topic":"t","timestamp":-1}', "`timestamp` must be"],
    ['{"topic":"t","key":1}', "The key does not fit the topic `t`"],
    ['{"topic":"t","value":5}', "The value does not fit the topic `t`"],
  ])("refuses %s", (text, message) => {
    expect(() => ndjsonToRecord(text, null, () => ({ key: string, value: json }))).toThrow(message);
  });

  it("takes the topic from outside", () => {
    expect(ndjsonToRecord('{"value":{"a":1}}', "t", () => null)).toMatchObject({ topic: "t" });
    expect(() => ndjsonToRecord('{"topic":"u"}', "t", () => null)).toThrow("is fed to `t`");
  });
});
