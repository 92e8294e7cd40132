/** What can be read of rows that have a key each: of stores of keys and values, and of tables. */
import type { Value } from "../../python/value.ts";
import type { LiveStore } from "../live-store.ts";
import type { KeyedEntry } from "../store.ts";
import { COMMON_METHODS, type Methods, StoreHandle } from "./store-handle.ts";
import { StoreIterator } from "./store-iterator.ts";

const METHODS: Methods = {
  ...COMMON_METHODS,
  get: [1, 1],
  put: [2, 2],
  putIfAbsent: [2, 2],
  delete: [1, 1],
  all: [0, 0],
  approximateNumEntries: [0, 0],
};

export abstract class KeyedRows<Definition> extends StoreHandle<LiveStore, Definition> {
  protected readonly proxyName: string = "KeyValueStoreProxy";
  protected readonly methods = METHODS;

  /** None: there is no such key. */
  get(key: Value): Value {
    return this.do((live) => live.valueOf(live.keyOf(key)));
  }

  /** As `get`, where generated code only looks at the row: a dict may be the store's own, and must not be changed. */
  peek(key: Value): Value {
    return this.do((live) => live.peek(live.keyOf(key)));
  }

  /** `{"key", "value"}` of all rows, in the order of the bytes of the keys. */
  all(): StoreIterator<KeyedEntry> {
    return this.do((live) => this.#rowsOf(live));
  }

  /** The rows of now. In memory their values are read, and gone ones left out, when they are reached: no sooner. */
  #rowsOf(live: LiveStore): StoreIterator<KeyedEntry> {
    const { layer } = live;
    const reading = {
      show: ([key, entry]: KeyedEntry) => ({ key: live.key(key), value: live.value(entry) }),
      asPython: (error: unknown) => this.asPython(error),
    };
    const again = ([key]: KeyedEntry): KeyedEntry | null => {
      const entry = layer.get(key);
      return entry === null ? null : [key, entry];
    };
    const isOfNow = !(live.isPersistent || live.isCached);
    return new StoreIterator(layer.entries(), isOfNow ? { ...reading, again } : reading);
  }

  approximateNumEntries(): number {
    return this.do((live) => live.layer.count);
  }
}
