/** Stores and tables as generated code declares them. What they become in a task is `../stores/`. */
import type { DataType } from "../data-types/data-type.ts";
import type { CustomStore } from "../extensions/author-types.ts";
import type { TopicSource } from "./stream.ts";

/** Of the stores that the runtime has itself. What is left out is off. */
export interface StoreSettings {
  /** On disk, under the state directory; else in memory. */
  readonly persistent?: boolean;
  readonly caching?: boolean;
  /** With a changelog topic, from which the store is restored. */
  readonly logging?: boolean;
  /** Bytes of a cache of its own, for all partitions of a service together; else the store has a share of the common one. */
  readonly cacheSizeBytes?: number;
  /** Settings of the changelog topic. */
  readonly logConfig?: Readonly<Record<string, string>>;
  /** Fields of its values that are sets, where the type knows lists only; a path inside of a value has dots. */
  readonly sets?: readonly string[];
}

export interface KeyValueStoreDefinition<K = unknown, V = unknown> extends StoreSettings {
  readonly name: string;
  readonly key: DataType<K>;
  readonly value: DataType<V>;
  /** Entries have a timestamp, which functions see. */
  readonly timestamped?: boolean;
}

export interface WindowStoreDefinition<K = unknown, V = unknown> extends StoreSettings {
  readonly name: string;
  readonly key: DataType<K>;
  readonly value: DataType<V>;
  readonly timestamped?: boolean;
  readonly windowSizeMs: number;
  /** Windows that began longer ago, in the time of what was put, are gone. */
  readonly retentionMs: number;
}

export interface CustomStoreDefinition<K = unknown, V = unknown> {
  readonly name: string;
  /** Makes the author's store, one a partition. */
  readonly implementation: () => CustomStore;
  /** Handed to it as it is. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Without: Python's values pass through. */
  readonly key?: DataType<K>;
  readonly value?: DataType<V>;
  readonly logging?: boolean;
  readonly logConfig?: Readonly<Record<string, string>>;
  readonly sets?: readonly string[];
}

/** A topic whose last record of each key is a row. */
export interface TableDefinition<K = unknown, V = unknown> extends TopicSource {
  readonly key: DataType<K>;
  readonly value: DataType<V>;
  /** Address of the registry of its schemas; left out: the service's own. */
  readonly registry?: string;
  readonly registryConfig?: Readonly<Record<string, string>>;
  /** Without: in memory, restored from the topic. */
  readonly store?: StoreSettings;
}
