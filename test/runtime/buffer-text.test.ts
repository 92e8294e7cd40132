/** Texts that are taken out of buffers by several readers at once: each is what its bytes say, whatever was asked before. */
import { describe, expect, it } from "vitest";
import { BufferText, CHUNK_BYTES } from "../../runtime/record-batch/buffer-text.ts";

const bufferOf = (letters: string): Buffer =>
  Buffer.from(
    Array.from({ length: CHUNK_BYTES + 100 }, (_, i) => letters.charCodeAt(i % letters.length)),
  );
const A = bufferOf("abcdefghijklm");
const B = bufferOf("0123456789");
const MIXED = Buffer.from("grüße, 👋 ascii");

const ASKED: [string, [Buffer, number, number][]][] = [
  [
    "one after the other",
    [
      [A, 0, 3],
      [A, 3, 20],
      [A, 30, 30],
    ],
  ],
  [
    "the same places of two buffers",
    [
      [A, 5, 15],
      [B, 5, 15],
      [A, 5, 15],
    ],
  ],
  [
    "back to before what was decoded",
    [
      [A, 9000, 9010],
      [A, 0, 10],
    ],
  ],
  [
    "over the end of what was decoded",
    [
      [A, 10, 20],
      [A, CHUNK_BYTES, CHUNK_BYTES + 40],
      [A, 0, CHUNK_BYTES + 100],
    ],
  ],
];

describe("texts of buffers", () => {
  it.each(ASKED)("%s", (_, asked) => {
    const [ascii, utf8, both] = [new BufferText(), new BufferText(), new BufferText()];
    for (const [bytes, start, end] of asked) {
      const wanted = bytes.toString("latin1", start, end);
      expect(ascii.ascii(bytes, start, end)).toBe(wanted);
      expect(utf8.utf8(bytes, start, end)).toBe(wanted);
      expect(both.utf8(bytes, start, end)).toBe(wanted);
      expect(both.ascii(bytes, start, end)).toBe(wanted);
    }
  });

  it("characters of several bytes beside others, and what is lent in between", () => {
    const text = new BufferText();
    const until = MIXED.indexOf(",");
    expect(text.utf8(MIXED, 0, until)).toBe("grüße");
    expect(text.ascii(MIXED, MIXED.length - 5, MIXED.length)).toBe("ascii");
    const lent = text.lend("kept");
    expect(text.utf8(lent, 0, 4)).toBe("kept");
    expect(text.utf8(MIXED, 0, MIXED.length)).toBe("grüße, 👋 ascii");
    expect(text.utf8(text.lend("other"), 0, 5)).toBe("other");
  });
});
