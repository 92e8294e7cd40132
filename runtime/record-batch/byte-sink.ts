/**
 * Bytes that are appended to, without an allocation a record. `bytes` and `view` are replaced by larger ones in
 * `reserve`: a writer reads them again after each call of it.
 */
export class ByteSink {
  bytes: Buffer;
  /** Over the same memory as `bytes`. */
  view: DataView;
  /** Where the next byte goes. */
  at = 0;

  constructor(capacity = 1 << 16) {
    this.bytes = allocate(capacity);
    this.view = viewOf(this.bytes);
  }

  /** Makes room for `more` bytes behind `at`. */
  reserve(more: number): void {
    if (this.at + more > this.bytes.length) this.#grow(more);
  }

  #grow(more: number): void {
    const bigger = allocate((this.at + more) * 2);
    this.bytes.copy(bigger, 0, 0, this.at);
    this.bytes = bigger;
    this.view = viewOf(bigger);
  }
}

/** Three bytes into its memory, so that what the checksum of a batch covers starts on a word. */
export function allocate(bytes: number): Buffer {
  return Buffer.from(new ArrayBuffer(bytes + 7), 3, bytes);
}

export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
