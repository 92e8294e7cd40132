/**
 * UTF-8 as Java reads and writes it, where that is not what JavaScript does: in texts that are not Unicode. A half of a
 * surrogate pair, as a JSON escape or Python's `chr` makes one, is written as `?`; three bytes that stand for one are read as
 * one U+FFFD.
 */

interface Utf8 {
  utf8Slice(start: number, end: number): string;
}

/** What the UTF-8 bytes of a text are those of. */
export const encodable = (text: string): string =>
  text.isWellFormed() ? text : text.replaceAll(/\p{Surrogate}/gu, "?");

/** Bytes [start, end); malformed ones become U+FFFD. */
export function decodeUtf8(bytes: Buffer, start: number, end: number): string {
  const text = (bytes as unknown as Utf8).utf8Slice(start, end);
  return text.includes("\ufffd") ? withSurrogates(bytes.subarray(start, end)) : text;
}

function withSurrogates(bytes: Buffer): string {
  const latin1 = bytes.toString("latin1").replaceAll(/\xed[\xa0-\xbf][\x80-\xbf]/g, "\xef\xbf\xbd");
  return Buffer.from(latin1, "latin1").toString("utf8");
}
