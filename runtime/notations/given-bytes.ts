/** Writes bytes that somebody else made: those given last, whatever the value is. */
import { InternalError } from "../errors/internal-error.ts";
import type { Value } from "../python/value.ts";
import type { ByteSink } from "../record-batch/byte-sink.ts";
import type { Serde } from "./serde.ts";

export class GivenBytes implements Serde {
  readonly nullPayload = "absent";
  readonly writesNull = true;
  /** Null: the record lacks this part. */
  next: Uint8Array | null = null;

  deserialize(): Value {
    throw new InternalError("bytes that are only written are read");
  }

  serialize(_value: Value, sink: ByteSink): boolean {
    const bytes = this.next;
    if (bytes === null) return false;
    sink.reserve(bytes.length);
    sink.bytes.set(bytes, sink.at);
    sink.at += bytes.length;
    return true;
  }
}
