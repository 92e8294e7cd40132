/**
 * Streams as generated code declares and chains them. A kind of stream has two methods: `via(step)` gives the stream
 * behind the step, `end(sink)` closes the pipeline.
 */
import type { DataType } from "../data-types/data-type.ts";
import type { StreamPartitioner, TimestampExtractor } from "./functions.ts";
import type { OffsetReset } from "./node.ts";
import type { Operator, Sink } from "./operator.ts";

declare const KEPT: unique symbol;
/** In the place of a key or value type: the type stays what it was. */
export type Kept = typeof KEPT;

type Or<T, Before> = [T] extends [Kept] ? Before : T;

export interface Stream<out K, out V> {
  via<K2, V2>(operator: Operator<Stream<K, V>, Stream<K2, V2>>): Stream<Or<K2, K>, Or<V2, V>>;
  end(sink: Sink<K, V>): void;
}

/** A topic as it is read. */
export interface TopicSource {
  readonly topic: string;
  /** A target may leave types out: it then has those of what is written. */
  readonly key?: DataType;
  readonly value?: DataType;
  /** Where to begin when the group has no committed offset. */
  readonly offsetReset?: OffsetReset;
  readonly timestampExtractor?: TimestampExtractor;
}

/** A topic with its types; also what pipelines write to and producers produce to. */
export interface StreamDefinition<K = unknown, V = unknown> extends TopicSource {
  readonly key?: DataType<K>;
  readonly value?: DataType<V>;
  /** Used by what writes to the stream. */
  readonly partitioner?: StreamPartitioner<K, V>;
}

/** Generated code: `const orders = stream({ topic: "orders", key: string, value: json });` */
export function stream<K = unknown, V = unknown>(
  definition: StreamDefinition<K, V>,
): StreamDefinition<K, V> {
  return definition;
}
