/**
 * `table({...})` and `globalTable({...})`: what pipelines read and join with, and at the same time the rows as Python
 * code sees them, which only the topic can change.
 */
import type { DataType } from "../../data-types/data-type.ts";
import type { TableDefinition } from "../../dsl/store-definition.ts";
import { runtimeError } from "../../python/exceptions.ts";
import type { Value } from "../../python/value.ts";
import type { LiveStore } from "../live-store.ts";
import type { KeyedEntry } from "../store.ts";
import { rowsOf } from "./key-value-store.ts";
import { COMMON_METHODS, type Methods, StoreHandle } from "./store-handle.ts";
import type { StoreIterator } from "./store-iterator.ts";

declare const TYPES: unique symbol;

const METHODS: Methods = {
  ...COMMON_METHODS,
  get: [1, 1],
  put: [2, 2],
  putIfAbsent: [2, 2],
  delete: [1, 1],
  all: [0, 0],
  approximateNumEntries: [0, 0],
};

abstract class TableView<K, V> extends StoreHandle<LiveStore> {
  declare readonly [TYPES]?: (key: K, value: V) => void;
  readonly definition: TableDefinition<K, V>;
  protected readonly proxyName: string = "KeyValueStoreProxy";
  protected readonly methods = METHODS;

  constructor(definition: TableDefinition<K, V>) {
    super();
    this.definition = definition;
  }

  get storeName(): string {
    return this.definition.topic;
  }

  /** Of its topic, which pipelines and producers may write to as to a stream's. */
  get topic(): string {
    return this.definition.topic;
  }

  get key(): DataType<K> {
    return this.definition.key;
  }

  get value(): DataType<V> {
    return this.definition.value;
  }

  persistent(): boolean {
    return this.definition.store?.persistent === true;
  }

  /** None: there is no such row. */
  get(key: Value): Value {
    return this.do((live) => live.valueOf(live.keyOf(key)));
  }

  /** `{"key", "value"}` of all rows, in the order of the bytes of the keys. */
  all(): StoreIterator<KeyedEntry> {
    return this.do((live) => rowsOf(live, (error) => this.asPython(error)));
  }

  approximateNumEntries(): number {
    return this.do((live) => live.layer.count);
  }

  /** @throws RuntimeError always */
  put(_key: Value, _value: Value): never {
    throw this.#readOnly();
  }

  /** @throws RuntimeError always */
  putIfAbsent(_key: Value, _value: Value): never {
    throw this.#readOnly();
  }

  /** @throws RuntimeError always */
  delete(_key: Value): never {
    throw this.#readOnly();
  }

  #readOnly(): Error {
    return runtimeError(
      `The table of topic ${this.definition.topic} is read-only: write to the topic to change it`,
    );
  }
}

/** Partition by partition, by the task that reads it. */
export class TableSource<K = unknown, V = unknown> extends TableView<K, V> {
  readonly kind = "table";
}

/** All partitions, one for the whole service. */
export class GlobalTable<K = unknown, V = unknown> extends TableView<K, V> {
  readonly kind = "globalTable";
}
