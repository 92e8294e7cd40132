/**
 * Rows of a store as values: what a store keeps of a row in the place of its bytes, until somebody wants those. JSON has
 * one (`plain-row.ts`), a schema's serde may offer one (`Serde.rows`).
 */
import type { Value } from "../python/value.ts";
import type { ByteSink } from "../record-batch/byte-sink.ts";

/** In whatever form its keeper likes; nobody else looks into it. */
export type Kept = object;

export interface RowKeeper {
  /**
   * Of a value that Python code puts, as it gave it: a private form of what reading the value's bytes would give. Null
   * where that is not certain, or where writing could fail or has to wait: then the bytes are written at once. It takes
   * about as much room as those, and keeps nothing else alive: stores hold it for good.
   */
  keep(value: Value): Kept | null;
  /** Of what `keep` gave last: `write` appends no more bytes than that. */
  readonly atMost: number;
  /** What reading the bytes would give, in the dynamic form, with sets; nobody else's, and `keep` takes it again. */
  copy(kept: Kept): Value;
  /** As `copy`, for who changes nothing: a dict that others have too holds nothing that can be changed. */
  lend(kept: Kept): Value;
  /** Appends just the bytes that writing the value would have given. Never fails. */
  write(kept: Kept, sink: ByteSink): void;
}
