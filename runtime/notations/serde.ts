/** What turns a key or value into bytes and back. One implementation a notation beside this file. */

import type { Value } from "../python/value.ts";
import type { ByteSink } from "../record-batch/byte-sink.ts";
import type { RowKeeper } from "../stores/row-keeper.ts";
import type { RawJson } from "./json-codec/index.ts";

export interface Serde {
  /**
   * The value of a payload that is there: bytes [start, end) of a buffer that is only lent, and that does not change
   * while payloads of it are read.
   * @throws DataException with the reference's text when the bytes are none of this type
   */
  deserialize(bytes: Buffer, start: number, end: number, topic: string): Value;
  /**
   * For payloads that are kept as text of one character a byte: a buffer with their bytes, [0, text.length), to be read at
   * once. Spares what a Buffer for each of them costs.
   */
  lend?(text: string): Buffer;
  /**
   * The same of a value as Python code made it, in dynamic form, of which no part has to be converted; false: it has to be,
   * and nothing was written.
   */
  writeGiven?(value: Value, sink: ByteSink): boolean;
  /** For a store whose changelog is `topic`, and in whose values the lists at the paths `sets` are sets; null: bytes only. */
  rows?(topic: string, sets: readonly (readonly string[])[]): RowKeeper | null;
  /** What a missing payload is read as (runtime.md 6.1). */
  readonly nullPayload: "absent" | "nullObject";
  /** Nulls have bytes too, or may have: `serialize` is asked. */
  readonly writesNull?: boolean;
  /**
   * Appends the bytes of a value; false: the payload is null and nothing was written.
   * @throws DataException when the value does not fit
   */
  serialize(value: Value, sink: ByteSink, topic: string): boolean;
  /** The same for a value that is text for the most part; only of JSON. */
  serializeRaw?(raw: RawJson, value: Value, sink: ByteSink): void;
}
