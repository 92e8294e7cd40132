/** JSON as KSML reads and writes it (runtime.md 4.4), from bytes and into bytes. */
export { JsonDecoder } from "./decoder.ts";
export { JsonEncoder, NotJson } from "./encoder.ts";
export { javaDouble } from "./java-double.ts";
export { JsonError } from "./json-error.ts";
export { compareKeys } from "./key-order.ts";
export { JsonProjection, type NamedEntries, READ_AHEAD } from "./projection.ts";
export type { RawJson } from "./raw-json.ts";
export { RawWriter } from "./raw-writer.ts";
