/** With operations/index.ts and python/index.ts, all that generated code can import. */
export {
  any,
  binary,
  boolean,
  byte,
  bytes,
  type DataType,
  double,
  enumOf,
  float,
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
  tuple,
  union,
  windowed,
} from "./data-types/data-type.ts";
export {
  type ForEachFunction,
  type FunctionContext,
  type GeneratorFunction,
  type KeyValueFunction,
  type MetadataTransformer,
  mutates,
  retains,
  type StreamPartitioner,
  type TimestampExtractor,
  type TopicNameExtractor,
} from "./dsl/functions.ts";
export { type Logger, logger } from "./dsl/logger.ts";
export { defineProducers, type ProducerDefinition, Producers } from "./dsl/producers.ts";
export { type Stream, type StreamDefinition, stream } from "./dsl/stream.ts";
export { defineTopology, Topology } from "./dsl/topology.ts";
export { runService, type ServiceDescription } from "./service/run-service.ts";
