import { describe, expect, it } from "vitest";
import { JsonEncoder } from "../../runtime/notations/json-codec/index.ts";
import { javaDouble } from "../../runtime/notations/json-codec/java-double.ts";
import { boxFloat, type Value } from "../../runtime/python/value.ts";
import { ByteSink } from "../../runtime/record-batch/byte-sink.ts";

function encode(value: Value, encoder = new JsonEncoder(), capacity = 16): string {
  const sink = new ByteSink(capacity);
  encoder.encode(value, sink);
  return sink.bytes.toString("utf8", 0, sink.at);
}

const powers = Array.from({ length: 16 }, (_, k) => 10 ** k);
const INTEGERS = [0, Number.MAX_SAFE_INTEGER, 1700000012345, 900000000, 2 ** 31, 2 ** 32 - 1]
  .concat(powers.flatMap((power) => [power - 1, power, power + 1, power * 3]))
  .concat(powers.map((power) => 9007199254 * power - 1))
  .filter(Number.isSafeInteger);

/** By text, in Java's form. */
const FLOATS = [
  ["0.0", "0.1", "0.05", "0.99", "1.0", "9.9", "10.01", "99.99", "100.5", "1234.56", "12345.6"],
  ["0.001", "0.0012", "0.123", "0.1234", "0.0101", "12.005", "1234567.8912", "9999999.99"],
  ["9999999.9999", "0.12345", "54.860000000000007", "0.30000000000000004", "1.0E7", "9.99E-4"],
].flat();

/** What has to be escaped, or is no ASCII, and how it is written. */
const CHARACTERS: [string, string][] = [
  ['"', '\\"'],
  ["\\", "\\\\"],
  ["\n", "\\n"],
  ["\u001f", "\\u001F"],
  ["\u0000", "\\u0000"],
  ["\u007f", "\u007f"],
  ["\u0080", "\u0080"],
  ["é", "é"],
  ["€", "€"],
  ["😀", "😀"],
  ["\ud800", "?"], // half of a pair
  ["\u0122", "\u0122"], // its low byte is that of a quote
];

describe("JSON writer", () => {
  it("writes integers of each size", () => {
    for (const n of INTEGERS) {
      expect(encode([n, -n, { n, m: -n }])).toBe(
        `[${n},${String(0 - n)},{"m":${String(0 - n)},"n":${n}}]`,
      );
    }
  });

  it("writes floats of each number of places", () => {
    for (const text of FLOATS) {
      const float = boxFloat(Number(text));
      const less = boxFloat(-Number(text));
      const written = text === "54.860000000000007" ? "54.86000000000001" : text;
      expect(encode([float, { x: float, y: less }])).toBe(
        `[${written},{"x":${written},"y":-${written}}]`,
      );
    }
  });

  it("writes floats of each magnitude", () => {
    const floats = Array.from({ length: 3000 }, (_, i) => Math.sin(i + 1) * 10 ** ((i % 40) - 20));
    floats.push(5e-324, -1.2345678901234567e-308, Number.MAX_VALUE, 1 / 3, -1 / 3);
    for (const float of floats) expect(encode([boxFloat(float)])).toBe(`[${javaDouble(float)}]`);
  });

  it("writes texts of each length, whatever stands where in them", () => {
    const encoder = new JsonEncoder();
    for (let length = 0; length < 40; length++) {
      const plain = "abcdefghijklmnopqrstuvwxyz 0123456789~!#][".slice(0, length);
      expect(encode([plain, { plain }], encoder)).toBe(`["${plain}",{"plain":"${plain}"}]`);
      for (const [character, written] of CHARACTERS) {
        for (let at = 0; at <= length; at++) {
          const around = (middle: string) => plain.slice(0, at) + middle + plain.slice(at);
          const text = around(character);
          expect(encode({ text }, encoder)).toBe(`{"text":"${around(written)}"}`);
        }
      }
    }
  });

  it("writes keys of each length and of any characters", () => {
    for (let length = 1; length < 20; length++) {
      for (const [character, written] of CHARACTERS) {
        const before = "x".repeat(length);
        const dict = { [before + character]: 1, [`${before}\u007f${character}`]: "y" };
        const parts = [`"${before}${written}":1`, `"${before}\u007f${written}":"y"`];
        if (character > "\u007f") parts.reverse();
        expect(encode(dict)).toBe(`{${parts.join(",")}}`);
      }
    }
  });

  it("makes room where a value needs it", () => {
    for (let length = 0; length < 80; length++) {
      const text = "\u0001".repeat(length);
      const escaped = "\\u0001".repeat(length);
      const value: Value = {
        a: text,
        b: [text, 1, null],
        c: { d: {} },
        e: true,
        f: false,
        g: text,
      };
      const written = `{"a":"${escaped}","b":["${escaped}",1,null],"c":{"d":{}},"e":true,"f":false,"g":"${escaped}"}`;
      for (const capacity of [16, written.length, 900, 1200]) {
        expect(encode(value, new JsonEncoder(), capacity)).toBe(written);
      }
    }
  });
});
