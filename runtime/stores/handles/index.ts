/** The declarations of stores and tables in generated code. */
import { inRegistry } from "../../dsl/in-registry.ts";
import type {
  CustomStoreDefinition,
  KeyValueStoreDefinition,
  TableDefinition,
  WindowStoreDefinition,
} from "../../dsl/store-definition.ts";
import { CustomStoreHandle } from "./custom-store.ts";
import { KeyValueStore, TimestampedKeyValueStore } from "./key-value-store.ts";
import { GlobalTable, TableSource } from "./table-view.ts";
import { WindowStore } from "./window-store.ts";

export type { CustomStoreHandle } from "./custom-store.ts";
export type { KeyValueStore, TimestampedKeyValueStore } from "./key-value-store.ts";
export type { GlobalTable, TableSource } from "./table-view.ts";
export type { WindowStore } from "./window-store.ts";

/** Generated code: `const recent = keyValueStore({ name: "recent", key: string, value: json });` */
export function keyValueStore<K, V>(
  definition: KeyValueStoreDefinition<K, V> & { readonly timestamped: true },
): TimestampedKeyValueStore<K, V>;
export function keyValueStore<K, V>(definition: KeyValueStoreDefinition<K, V>): KeyValueStore<K, V>;
export function keyValueStore<K, V>(
  definition: KeyValueStoreDefinition<K, V>,
): KeyValueStore<K, V> | TimestampedKeyValueStore<K, V> {
  return definition.timestamped === true
    ? new TimestampedKeyValueStore(definition)
    : new KeyValueStore(definition);
}

export function windowStore<K, V>(definition: WindowStoreDefinition<K, V>): WindowStore<K, V> {
  return new WindowStore(definition);
}

export function customStore<K = unknown, V = unknown>(
  definition: CustomStoreDefinition<K, V>,
): CustomStoreHandle<K, V> {
  return new CustomStoreHandle(definition);
}

export function table<K, V>(definition: TableDefinition<K, V>): TableSource<K, V> {
  return new TableSource(inRegistry(definition));
}

export function globalTable<K, V>(definition: TableDefinition<K, V>): GlobalTable<K, V> {
  return new GlobalTable(inRegistry(definition));
}
