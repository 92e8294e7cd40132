/**
 * Streams as generated code declares and chains them: `via(step)` gives what is behind the step, `end(sink)` closes the
 * pipeline. A step takes one kind only, so that a wiring that makes no sense does not type-check.
 */
import type { DataType } from "../data-types/data-type.ts";
import type { SerdeFactories } from "../extensions/author-serde.ts";
import type { Value } from "../python/value.ts";
import type { StreamPartitioner, TimestampExtractor } from "./functions.ts";
import { inRegistry } from "./in-registry.ts";
import type { OffsetReset } from "./node.ts";
import type { Operator, Sink } from "./operator.ts";

declare const KEPT: unique symbol;
/** In the place of a key or value type: the type stays what it was. */
export type Kept = typeof KEPT;

/** Null is in every stream, so that it is in no type of one. */
type Or<T, Before> = Exclude<[T] extends [Kept] ? Before : T, null>;

declare const KIND: unique symbol;

/** What is behind a step of output `Out` on keys `K` and values `V`. */
type Behind<Out, K, V> =
  Out extends Stream<infer K2, infer V2>
    ? Chained<Or<K2, K>, Or<V2, V>>
    : Out extends GroupedStream<infer K2, infer V2>
      ? GroupedStream<Or<K2, K>, Or<V2, V>>
      : Out extends Table<infer K2, infer V2>
        ? Table<Or<K2, K>, Or<V2, V>>
        : never;

/** What a sink has to take: where nothing is known of a key or value, it converts to whatever type it has. */
type Known<T> = [Exclude<Value, null>] extends [T] ? never : T;

/** A stream as pipelines chain on it. */
export type Chained<K, V> = Stream<Exclude<K, null>, Exclude<V, null>> & {
  end(sink: Sink<Known<K>, Known<V>>): void;
};

/** Records, each for itself. */
export interface Stream<out K, out V> {
  readonly [KIND]?: "stream";
  via<Out>(operator: Operator<Stream<K, V>, Out>): Behind<Out, K, V>;
  end(sink: Sink<K, V>): void;
}

/** Records by key, to be aggregated. */
export interface GroupedStream<out K, out V> {
  readonly [KIND]?: "grouped";
  via<Out>(operator: Operator<GroupedStream<K, V>, Out>): Behind<Out, K, V>;
}

/** The latest value of each key: its records are changes. */
export interface Table<out K, out V> {
  readonly [KIND]?: "table";
  via<Out>(operator: Operator<Table<K, V>, Out>): Behind<Out, K, V>;
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
  /** Nobody declared the topic: it is made at start where it is missing. */
  readonly implicit?: boolean;
  /** The author's, of one side or both; the types then say what functions see. */
  readonly serdes?: SerdeFactories;
}

/** A topic with its types; also what pipelines write to and producers produce to. */
export interface StreamDefinition<K = unknown, V = unknown> extends TopicSource {
  readonly key?: DataType<K>;
  readonly value?: DataType<V>;
  /** Address of the registry of its schemas; left out: the service's own. */
  readonly registry?: string;
  /** `key.compatibility`, `value.compatibility`: the levels that its subjects are to have; and how the registry is used. */
  readonly registryConfig?: Readonly<Record<string, string>>;
  /** Used by what writes to the stream. */
  readonly partitioner?: StreamPartitioner<K, V>;
}

/** Generated code: `const orders = stream({ topic: "orders", key: string, value: json });` */
export function stream<K = unknown, V = unknown>(
  definition: StreamDefinition<K, V>,
): StreamDefinition<K, V> {
  return inRegistry(definition);
}
