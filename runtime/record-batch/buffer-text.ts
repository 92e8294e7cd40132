/**
 * Texts out of a buffer that holds many of them: one decoding for some records, of which each text is a part. Decoding
 * bytes one text at a time costs several times as much.
 */

/** Larger texts are allocated outside of the young generation, and cost more than they save. */
const CHUNK_BYTES = 16384;

interface TextBytes {
  latin1Slice(start: number, end: number): string;
  utf8Slice(start: number, end: number): string;
}

/** Faster than `toString`, and not in the types of Node. */
const textOf = (bytes: Buffer): TextBytes => bytes as unknown as TextBytes;

function decoded(bytes: Buffer, start: number, end: number): string {
  const text = textOf(bytes).utf8Slice(start, end);
  return text.includes("\ufffd") ? withSurrogates(bytes.subarray(start, end)) : text;
}

/** Java makes one U+FFFD of the three bytes of a surrogate, JavaScript three. */
function withSurrogates(bytes: Buffer): string {
  const latin1 = bytes.toString("latin1").replaceAll(/\xed[\xa0-\xbf][\x80-\xbf]/g, "\xef\xbf\xbd");
  return Buffer.from(latin1, "latin1").toString("utf8");
}

export class BufferText {
  #bytes: Buffer = Buffer.alloc(0);
  #text = "";
  #start = 0;
  #end = 0;

  /** ASCII bytes [start, end). What a buffer holds must not change while texts are taken from it. */
  ascii(bytes: Buffer, start: number, end: number): string {
    if (bytes !== this.#bytes || start < this.#start || end > this.#end)
      this.#decode(bytes, start, end);
    return this.#text.substring(start - this.#start, end - this.#start);
  }

  /** UTF-8 bytes [start, end); malformed ones become U+FFFD. */
  utf8(bytes: Buffer, start: number, end: number): string {
    for (let i = start; i < end; i++) {
      if ((bytes[i] as number) > 127) return decoded(bytes, start, end);
    }
    return this.ascii(bytes, start, end);
  }

  #decode(bytes: Buffer, start: number, end: number): void {
    this.#bytes = bytes;
    this.#start = start;
    this.#end = Math.max(end, Math.min(start + CHUNK_BYTES, bytes.length));
    this.#text = textOf(bytes).latin1Slice(start, this.#end);
  }
}
