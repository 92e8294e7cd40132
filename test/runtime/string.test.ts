import { describe, expect, it } from "vitest";
import { StringSerde } from "../../runtime/notations/string.ts";
import { BufferText } from "../../runtime/record-batch/buffer-text.ts";
import { ByteSink } from "../../runtime/record-batch/byte-sink.ts";

/** Around the length from which a text is written in one call. */
const LENGTHS = [0, 1, 4, 27, 28, 29, 48, 49, 500];

/** By its length in UTF-16 units; what its bytes are those of, where that is another text. */
const TEXTS: [string, (length: number) => string, ((length: number) => string)?][] = [
  ["ASCII", (length) => "k".repeat(length)],
  ["its last character is no ASCII", (length) => `${"k".repeat(Math.max(0, length - 1))}é`],
  ["three bytes a character", (length) => "€".repeat(length)],
  [
    "half of a pair",
    (length) => `${"k".repeat(length)}\ud83d`,
    (length) => `${"k".repeat(length)}?`,
  ],
  ["a part of a longer text", (length) => `${"x".repeat(20)}${"y".repeat(length)}`.slice(20)],
];

const CASES = TEXTS.flatMap(([name, text, written = text]) =>
  LENGTHS.map((length) => [name, length, text(length), written(length)] as const),
);

describe("texts as bytes", () => {
  it.each(CASES)("%s, %i", (_, __, text, written) => {
    const sink = new ByteSink(8);
    sink.at = 3;
    expect(new StringSerde().serialize(text, sink)).toBe(true);
    expect(sink.bytes.subarray(3, sink.at)).toEqual(Buffer.from(written));
  });

  it.each(LENGTHS)("%i bytes kept as text are lent as they were", (length) => {
    const bytes = Buffer.from(Array.from({ length }, (_, i) => (i * 37) % 256));
    const lent = new BufferText().lend(bytes.toString("latin1"));
    expect(lent.subarray(0, length)).toEqual(bytes);
  });
});
