/** What stands for a row in the layers of a store: its bytes, or its value in their place, until somebody wants those. */
import { ByteSink } from "../record-batch/byte-sink.ts";
import { type ByteText, textOf, writeBytes } from "./byte-text.ts";
import type { Kept, RowKeeper } from "./row-keeper.ts";

export type Row = ByteText | KeptRow;

/** Of one process: nothing waits between writing to it and copying from it. */
const scratch = new ByteSink(1 << 12);

/** Never changed: layers may share it. */
export class KeptRow {
  readonly keeper: RowKeeper;
  readonly kept: Kept;
  /** Its length is no more than this. */
  readonly atMost: number;
  /** -1: nobody knows yet. */
  #length = -1;

  constructor(keeper: RowKeeper, kept: Kept, atMost: number) {
    this.keeper = keeper;
    this.kept = kept;
    this.atMost = atMost;
  }

  /** Written anew: a row that was kept would take the room of both from then on. */
  get text(): ByteText {
    this.#measure();
    return textOf(scratch.bytes, 0, scratch.at);
  }

  /** Of its bytes. */
  get length(): number {
    if (this.#length < 0) this.#measure();
    return this.#length;
  }

  #measure(): void {
    scratch.at = 0;
    this.keeper.write(this.kept, scratch);
    this.#length = scratch.at;
  }

  write(sink: ByteSink): void {
    const from = sink.at;
    this.keeper.write(this.kept, sink);
    this.#length = sink.at - from;
  }
}

export const rowText = (row: Row): ByteText => (typeof row === "string" ? row : row.text);

export function writeRow(row: Row, sink: ByteSink): void {
  if (typeof row === "string") writeBytes(row, sink);
  else row.write(sink);
}
