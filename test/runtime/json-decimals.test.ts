/** Floats of many digits: read, checked and written as the engine does it, which makes texts of floats and floats of texts. */
import { describe, expect, it } from "vitest";
import {
  JsonDecoder,
  JsonEncoder,
  JsonProjection,
  javaDouble,
} from "../../runtime/notations/json-codec/index.ts";
import { boxFloat, type Value } from "../../runtime/python/value.ts";
import { ByteSink } from "../../runtime/record-batch/byte-sink.ts";

const float = new Float64Array(1);
const bits = new BigInt64Array(float.buffer);

/** A float so many floats further. */
function further(value: number, steps: number): number {
  float[0] = value;
  bits[0] = (bits[0] as bigint) + BigInt(steps);
  return float[0] as number;
}

const MAGNITUDES = Array.from({ length: 24 }, (_, i) => 10 ** (i - 7));

/** Borders, what is close to short decimals, and what is not. */
const FLOATS: Record<string, readonly number[]> = {
  "at powers of ten": MAGNITUDES,
  "at powers of two": Array.from({ length: 75 }, (_, i) => 2 ** (i - 22)),
  "at short decimals": MAGNITUDES.flatMap((size) =>
    Array.from({ length: 12 }, (_, i) => Math.round(((i * 7919) % 1000) + 1) * size * 0.01),
  ),
  "at halves of integers": Array.from({ length: 40 }, (_, i) => 2 ** 50 + i * 2 ** 36 + i / 4),
  "of all digits": MAGNITUDES.flatMap((size) =>
    Array.from({ length: 12 }, (_, i) => Math.abs(Math.sin(i + 1)) * size),
  ),
};

const floatsOf = (values: readonly number[]): number[] =>
  values.flatMap((value) => [-3, -2, -1, 0, 1, 2, 3].map((steps) => further(value, steps)));

/** Decimals around a float: those that it is read from, and their neighbours. */
function decimalsOf(value: number): string[] {
  const texts = [15, 16, 17, 18].map((digits) => value.toPrecision(digits));
  const decimals = texts.filter((text) => text.includes(".") && !text.includes("e"));
  const others = decimals.flatMap((text) =>
    ["1", "5", "9"].map((digit) => text.slice(0, -1) + digit),
  );
  return [...decimals, ...others, javaDouble(value)];
}

const encoder = new JsonEncoder();

function written(value: Value): string {
  const sink = new ByteSink(1 << 10);
  encoder.encode([value], sink);
  return sink.bytes.toString("latin1", 1, sink.at - 1);
}

const newProjection = () => new JsonProjection({ names: new Set(["a"]), isWritten: true });

describe.each(Object.entries(FLOATS))("floats %s", (_, values) => {
  const floats = floatsOf(values);
  const decimals = [...new Set(floats.flatMap(decimalsOf))].flatMap((text) => [text, `-${text}`]);

  it("are written as Java does", () => {
    const both = floats.flatMap((value) => [value, -value]);
    expect(both.map((value) => written(boxFloat(value)))).toEqual(both.map(javaDouble));
  });

  it("are read from decimals", () => {
    const text = Buffer.from(`[${decimals.join(",")}]`);
    const read = new JsonDecoder().decode(text, 0, text.length);
    expect(read).toEqual(decimals.map((decimal) => boxFloat(Number(decimal))));
  });

  it("stay the text that they are where Java writes the same", () => {
    let projection = newProjection();
    const stay = decimals.map((decimal) => {
      const text = Buffer.from(`{"a":${decimal}}`);
      const raw = projection.project(text, 0, text.length);
      if (raw === null) projection = newProjection(); // it would leave out others
      return raw?.dict.a;
    });
    const wanted = decimals.map((decimal) => {
      const value = Number(decimal);
      return javaDouble(value) === decimal ? boxFloat(value) : undefined;
    });
    expect(stay).toEqual(wanted);
  });
});
