/** With operations/index.ts and python/index.ts, all that generated code can import. */
export {
  any,
  binary,
  boolean,
  byte,
  type DataType,
  double,
  enumOf,
  int,
  json,
  jsonOf,
  type ListType,
  list,
  long,
  map,
  nullType,
  short,
  string,
  struct,
  type TupleType,
  union,
  windowed,
} from "./data-types/data-type.ts";
export {
  mutates,
  type ReadEntries,
  reads,
  retains,
  type TypedFields,
  typed,
  waits,
  withStores,
} from "./dsl/function-marks.ts";
export type {
  ForEachFunction,
  FunctionContext,
  GeneratorFunction,
  KeyValueFunction,
  MetadataTransformer,
  StreamPartitioner,
  TimestampExtractor,
  TopicNameExtractor,
} from "./dsl/functions.ts";
export { type Logger, logger } from "./dsl/logger.ts";
export { defineProducers, type ProducerDefinition, Producers } from "./dsl/producers.ts";
export { type Stream, type StreamDefinition, stream } from "./dsl/stream.ts";
export { defineTopology, Topology } from "./dsl/topology.ts";
export type * from "./extensions/author-types.ts";
export { type HelperFunction, helper } from "./extensions/helper.ts";
export {
  dict,
  entriesOf,
  type KsmlDict,
  type KsmlValue,
  type PyErrorName,
  pyError,
  set,
} from "./extensions/ksml-value.ts";
export { bytes, float, tuple } from "./extensions/types-and-values.ts";
export { unresolved } from "./extensions/unresolved.ts";
export { metrics } from "./metrics/metrics.ts";
export type { AvroReader } from "./notations/avro/avro-reader.ts";
export { avroRecord } from "./notations/avro/avro-record.ts";
export type { AvroWriter } from "./notations/avro/avro-writer.ts";
export { PyBytes } from "./python/bytes.ts";
export { PySet } from "./python/set.ts";
export { PyTuple } from "./python/tuple.ts";
export { PyFloat } from "./python/value.ts";
export { runService, type ServiceDescription } from "./service/run-service.ts";
export type { CustomStoreHandle } from "./stores/handles/custom-store.ts";
export {
  customStore,
  globalTable,
  keyValueStore,
  table,
  windowStore,
} from "./stores/handles/index.ts";
export type { KeyValueStore, TimestampedKeyValueStore } from "./stores/handles/key-value-store.ts";
export type { GlobalTable, TableSource } from "./stores/handles/table-view.ts";
export type { WindowStore } from "./stores/handles/window-store.ts";
