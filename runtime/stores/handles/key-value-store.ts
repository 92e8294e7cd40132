/** `keyValueStore({...})`: the store of keys and values as Python code calls it (runtime.md 2.3, 2.4). */
import { mapItems } from "../../data-types/natural.ts";
import { isMeta } from "../../data-types/sorted-shape.ts";
import type { KeyValueStoreDefinition } from "../../dsl/store-definition.ts";
import { entriesOf, setKey } from "../../python/dict.ts";
import { type Dict, isDict, type Value } from "../../python/value.ts";
import type { LiveStore } from "../live-store.ts";
import { KeyedRows } from "./keyed-rows.ts";
import { milliseconds } from "./milliseconds.ts";
import { COMMON_METHODS, type Methods, StoreHandle } from "./store-handle.ts";

declare const TYPES: unique symbol;

export class KeyValueStore<K = unknown, V = unknown> extends KeyedRows<
  KeyValueStoreDefinition<K, V>
> {
  declare readonly [TYPES]?: (key: K, value: V) => void;
  /** The same store with the timestamps of its entries, as functions in 2.0 form see a store that an operation keeps. */
  readonly timestamped: TimestampedKeyValueStore<K, V>;

  constructor(definition: KeyValueStoreDefinition<K, V>) {
    super(definition);
    this.timestamped = new TimestampedKeyValueStore(definition, this);
  }

  get storeName(): string {
    return this.definition.name;
  }

  persistent(): boolean {
    return this.definition.persistent === true;
  }

  /** None deletes. */
  put(key: Value, value: Value): null {
    return this.do((live) => {
      void live.put(live.keyOf(key), value, live.record.timestamp);
      return null;
    });
  }

  /** The value that is there already; None: there was none, and `value` is stored. */
  putIfAbsent(key: Value, value: Value): Value {
    return this.do((live) => {
      const at = live.keyOf(key);
      const before = live.valueOf(at);
      if (before === null) void live.put(at, value, live.record.timestamp);
      return before;
    });
  }

  /** The value that was there, or None. */
  delete(key: Value): Value {
    return this.do((live) => {
      const at = live.keyOf(key);
      const before = live.valueOf(at);
      void live.put(at, null, live.record.timestamp);
      return before;
    });
  }
}

const TIMESTAMPED_METHODS: Methods = {
  ...COMMON_METHODS,
  get: [1, 1],
  put: [3, 3],
  putIfAbsent: [3, 3],
  delete: [1, 1],
  approximateNumEntries: [0, 0],
};

export class TimestampedKeyValueStore<K = unknown, V = unknown> extends StoreHandle<
  LiveStore,
  KeyValueStoreDefinition<K, V>
> {
  declare readonly [TYPES]?: (key: K, value: V) => void;
  protected readonly proxyName: string = "TimestampedKeyValueStoreProxy";
  protected readonly methods = TIMESTAMPED_METHODS;
  readonly #of: object | null;

  /** `of`: the handle that the definition declares the store by; null: this is it. */
  constructor(definition: KeyValueStoreDefinition<K, V>, of: object | null = null) {
    super(definition);
    this.#of = of;
  }

  protected override get declared(): object {
    return this.#of ?? this;
  }

  get storeName(): string {
    return this.definition.name;
  }

  persistent(): boolean {
    return this.definition.persistent === true;
  }

  /** `{"timestamp", "value"}`, or None. */
  get(key: Value): Dict | null {
    return this.do((live) => timestampedAt(live, live.keyOf(key)));
  }

  /** `timestamp` in ms. */
  put(key: Value, value: Value, timestamp: Value): null {
    return this.do((live) => {
      void live.put(live.keyOf(withoutMeta(key)), withoutMeta(value), milliseconds(timestamp));
      return null;
    });
  }

  putIfAbsent(key: Value, value: Value, timestamp: Value): Dict | null {
    return this.do((live) => {
      const at = live.keyOf(withoutMeta(key));
      const before = timestampedAt(live, at);
      if (before === null) void live.put(at, withoutMeta(value), milliseconds(timestamp));
      return before;
    });
  }

  delete(key: Value): Dict | null {
    return this.do((live) => {
      const at = live.keyOf(key);
      const before = timestampedAt(live, at);
      void live.put(at, null, live.record.timestamp);
      return before;
    });
  }

  approximateNumEntries(): number {
    return this.do((live) => live.layer.count);
  }
}

/** A value without KSML's own entries at any depth, which the other stores keep. */
function withoutMeta(value: Value): Value {
  if (Array.isArray(value)) return mapItems(value, value, withoutMeta);
  if (!isDict(value)) return value;
  const copy: Dict = {};
  for (const [key, item] of entriesOf(value)) {
    if (typeof key !== "string" || !isMeta(key)) setKey(copy, key, withoutMeta(item));
  }
  return copy;
}

function timestampedAt(live: LiveStore, at: string): Dict | null {
  const entry = live.entry(at);
  return entry === null ? null : { timestamp: entry.timestamp, value: live.value(entry) };
}
