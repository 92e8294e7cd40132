/** The functions of a definition, as the operations call them (runtime.md 1.8): fixed parameters first, then the context. */
import type { Dict, Value } from "../python/value.ts";
import type { Logger } from "./logger.ts";

/** What a function written inline gets beside its parameters; named functions make their own loggers. */
export interface FunctionContext {
  /** Its logger is named after the function: `<namespace>.function.pipelines_main_via_step1_mapper`. */
  readonly log: Logger;
}

/** A promise only of functions marked `waits`. */
export type Result = Value | Promise<Value>;

/** A result is converted to the type that the operation wants, as KSML does (runtime.md 3.2, 3.3). */
export type KeyValueFunction<K, V> = (
  key: K | null,
  value: V | null,
  context: FunctionContext,
) => Result;

/** The value that an aggregation of a key begins with. */
export type InitializerFunction = (context: FunctionContext) => Result;

/** `aggregated`: what it returned last for the key, at first what the initializer did. */
export type AggregatorFunction<K, V, A> = (
  key: K | null,
  value: V | null,
  aggregated: A | null,
  context: FunctionContext,
) => Result;

export type ValueJoinerFunction<K, V1, V2> = (
  key: K | null,
  value1: V1 | null,
  value2: V2 | null,
  context: FunctionContext,
) => Result;

/** What it returns is not looked at. */
export type ForEachFunction<K, V> = (
  key: K | null,
  value: V | null,
  context: FunctionContext,
) => unknown;

/** `metadata`: `{"headers": [{"key", "value"}, ...], "timestamp"}`. */
export type MetadataTransformer<K, V> = (
  key: K | null,
  value: V | null,
  metadata: Dict,
  context: FunctionContext,
) => Result;

/** `recordContext`: `{"headers", "offset", "partition", "timestamp", "topic"}`. */
export type TopicNameExtractor<K, V> = (
  key: K | null,
  value: V | null,
  recordContext: Dict,
  context: FunctionContext,
) => Result;

/** Never waits. `record`: `{"key", "offset", "partition", "timestamp", "timestampType", "topic", "value"}`. */
export type TimestampExtractor = (
  record: Dict,
  previousTimestamp: number | bigint,
  context: FunctionContext,
) => Value;

/** Never waits. */
export type StreamPartitioner<K, V> = (
  topic: string,
  key: K | null,
  value: V | null,
  numPartitions: number,
  context: FunctionContext,
) => Value;

export type GeneratorFunction = (context: FunctionContext) => Result;
