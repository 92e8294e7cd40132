/** The decoder and encoder that are emitted for one schema (`src/schemas/<name>.ts`): straight code, one line a field. */
import type { Dict } from "../../python/value.ts";
import type { AvroReader } from "./avro-reader.ts";
import type { AvroWriter } from "./avro-writer.ts";

export interface AvroCodec<T = Dict> {
  /** Bytes that were written with this very schema. @throws AvroError */
  readonly read: (input: AvroReader) => T;
  /**
   * A value in typed form. @throws MISFIT where it is not quite one: then the value has to be looked at field by field
   * (`generic-write.ts`), which converts, or says what is wrong
   */
  readonly write: (output: AvroWriter, value: T) => void;
}

/** The bytes are none of their schema. */
export class AvroError extends Error {
  override readonly name = "AvroError";
}
