/** `customStore({...})`: a store that the author wrote. Its calls wait: functions that use it are asynchronous. */
import type { CustomStoreDefinition } from "../../dsl/store-definition.ts";
import { attributeError } from "../../python/exceptions.ts";
import type { Value } from "../../python/value.ts";
import type { LiveCustomStore } from "../live-custom-store.ts";
import { CustomStoreIterator } from "./custom-store-iterator.ts";
import { COMMON_METHODS, type Methods, StoreHandle } from "./store-handle.ts";

declare const TYPES: unique symbol;

const METHODS: Methods = {
  ...COMMON_METHODS,
  get: [1, 1],
  put: [2, 2],
  putIfAbsent: [2, 2],
  delete: [1, 1],
  range: [0, 2],
  all: [0, 0],
};

export class CustomStoreHandle<K = unknown, V = unknown> extends StoreHandle<
  LiveCustomStore,
  CustomStoreDefinition<K, V>
> {
  declare readonly [TYPES]?: (key: K, value: V) => void;
  protected readonly proxyName: string = "CustomStoreProxy";
  protected readonly methods = METHODS;

  get storeName(): string {
    return this.definition.name;
  }

  persistent(): boolean {
    return this.live().isPersistent;
  }

  /** None: there is no such key. */
  async get(key: Value): Promise<Value> {
    return this.doLater((live) => live.get(key));
  }

  /** None deletes. */
  async put(key: Value, value: Value): Promise<null> {
    await this.doLater((live) => live.put(key, value));
    return null;
  }

  /** The value that is there already; None: there was none, and `value` is stored. */
  async putIfAbsent(key: Value, value: Value): Promise<Value> {
    const before = await this.get(key);
    if (before === null) await this.put(key, value);
    return before;
  }

  /** The value that was there, or None. */
  async delete(key: Value): Promise<Value> {
    return this.doLater((live) => live.delete(key));
  }

  /**
   * `{"key", "value"}` from `from` to `to`, both included, in the order that the store has; None: no bound.
   * @throws AttributeError the author's store has no `range`
   */
  range(from: Value = null, to: Value = null): CustomStoreIterator {
    const entries = this.live().range(from, to);
    if (entries === null) throw attributeError(this, "range");
    return new CustomStoreIterator(entries);
  }

  /** As `range` without bounds. */
  all(): CustomStoreIterator {
    return this.range();
  }
}
