/** A dict or list as JSON text, as KSML writes it to topics. */
import { natural } from "../data-types/natural.ts";
import type { Value } from "../python/value.ts";
import { ByteSink } from "../record-batch/byte-sink.ts";
import { JsonEncoder, NotJson } from "./json-codec/index.ts";

export function jsonText(value: Value): string {
  const sink = new ByteSink(1 << 10);
  const encoder = new JsonEncoder();
  try {
    encoder.encode(value, sink);
  } catch (error) {
    if (!(error instanceof NotJson)) throw error;
    sink.at = 0;
    encoder.encode(natural(value, false), sink);
  }
  return sink.bytes.toString("utf8", 0, sink.at);
}
