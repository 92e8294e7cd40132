/**
 * `table({...})` and `globalTable({...})`: what pipelines read and join with, and at the same time the rows as Python
 * code sees them, which only the topic can change.
 */
import type { DataType } from "../../data-types/data-type.ts";
import type { TableDefinition } from "../../dsl/store-definition.ts";
import { runtimeError } from "../../python/exceptions.ts";
import type { Value } from "../../python/value.ts";
import { KeyedRows } from "./keyed-rows.ts";

declare const TYPES: unique symbol;

abstract class TableView<K, V> extends KeyedRows<TableDefinition<K, V>> {
  declare readonly [TYPES]?: (key: K, value: V) => void;

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
