/**
 * `windowStore({...})`: the store of windows as Python code calls it (runtime.md 2.6). Beside the methods that name a
 * time, `get(k)`, `put(k, v)` and `delete(k)` use the window of the current record's timestamp (dialect.md T4).
 */
import { windowedKey } from "../../data-types/windowed-key.ts";
import type { WindowStoreDefinition } from "../../dsl/store-definition.ts";
import { typeError } from "../../python/exceptions.ts";
import type { Dict, Value } from "../../python/value.ts";
import type { ByteText } from "../byte-text.ts";
import type { LiveWindowStore, WindowEntry } from "../live-store.ts";
import { milliseconds } from "./milliseconds.ts";
import { COMMON_METHODS, type Methods, StoreHandle } from "./store-handle.ts";
import type { StoreIterator } from "./store-iterator.ts";

declare const TYPES: unique symbol;

const METHODS: Methods = {
  ...COMMON_METHODS,
  get: [1, 1],
  put: [2, 3],
  delete: [1, 1],
  fetch: [2, 4],
  backwardFetch: [3, 4],
  fetchAll: [2, 2],
  backwardFetchAll: [2, 2],
  all: [0, 0],
  backwardAll: [0, 0],
};

/** Key, from, to; or first key, last key, from, to. */
type Range =
  | readonly [key: Value, fromMs: Value, toMs: Value]
  | readonly [firstKey: Value, lastKey: Value, fromMs: Value, toMs: Value];

export class WindowStore<K = unknown, V = unknown> extends StoreHandle<
  LiveWindowStore,
  WindowStoreDefinition<K, V>
> {
  declare readonly [TYPES]?: (key: K, value: V) => void;
  protected readonly proxyName: string = "WindowStoreProxy";
  protected readonly methods = METHODS;

  get storeName(): string {
    return this.definition.name;
  }

  persistent(): boolean {
    return this.definition.persistent === true;
  }

  /** Where the window begins that holds the current record. */
  #start(live: LiveWindowStore): number {
    return live.startAt(live.record.timestamp);
  }

  /** Of the current window; None: it has no such key. */
  get(key: Value): Value {
    return this.do((live) => live.valueOf(live.at(key, this.#start(live))));
  }

  /** As `get`, where generated code only looks at the row: a dict may be the store's own, and must not be changed. */
  peek(key: Value): Value {
    return this.do((live) => live.peek(live.at(key, this.#start(live))));
  }

  /** Into the window that begins at `windowStart`, without it into the current one. None deletes. */
  put(key: Value, value: Value, windowStart?: Value): null {
    return this.do((live) => {
      const start = windowStart === undefined ? this.#start(live) : milliseconds(windowStart);
      void live.put(live.at(key, start), value, live.record.timestamp);
      return null;
    });
  }

  /** From the current window; what it held, or None. */
  delete(key: Value): Value {
    return this.do((live) => {
      const at = live.at(key, this.#start(live));
      const before = live.valueOf(at);
      void live.put(at, null, live.record.timestamp);
      return before;
    });
  }

  /** The value of the window that begins at `time`, or None; with more arguments what `Range` says. */
  fetch(key: Value, time: Value): Value;
  fetch(...range: Range): StoreIterator;
  fetch(...args: readonly Value[]): Value {
    if (args.length !== 2) return this.#range(args, false);
    const [key = null, time = null] = args;
    return this.do((live) => live.valueOf(live.at(key, milliseconds(time))));
  }

  backwardFetch(...range: Range): StoreIterator {
    return this.#range(range, true);
  }

  fetchAll(from: Value, to: Value): StoreIterator {
    return this.#all(from, to, false);
  }

  backwardFetchAll(from: Value, to: Value): StoreIterator {
    return this.#all(from, to, true);
  }

  all(): StoreIterator {
    return this.do((live) => this.iterator(this.#keyed(live, live.all())));
  }

  backwardAll(): StoreIterator {
    return this.do((live) => this.iterator(this.#keyed(live, [...live.all()].reverse())));
  }

  #all(from: Value, to: Value, backward: boolean): StoreIterator {
    return this.do((live) => {
      const found = live.fetch(null, null, milliseconds(from), milliseconds(to));
      return this.iterator(this.#keyed(live, backward ? [...found].reverse() : found));
    });
  }

  #range(args: readonly Value[], backward: boolean): StoreIterator {
    if (args.length !== 3 && args.length !== 4) {
      throw typeError(`fetch takes 2 to 4 arguments (${args.length} given)`);
    }
    return this.do((live) => {
      const times = args.slice(-2).map(milliseconds) as [number, number];
      const [first, last] = keyRange(live, args);
      const found = live.fetch(first, last, ...times);
      const entries = backward ? [...found].reverse() : found;
      return this.iterator(args.length === 4 ? this.#keyed(live, entries) : byStart(live, entries));
    });
  }

  *#keyed(live: LiveWindowStore, found: Iterable<WindowEntry>): Generator<Dict, undefined> {
    const { key: type, windowSizeMs } = this.definition;
    let known: ByteText | null = null;
    let key: Value = null;
    for (const { key: bytes, startMs, entry } of found) {
      if (bytes !== known) {
        known = bytes;
        key = live.key(bytes);
      }
      yield {
        key: windowedKey(key, type, startMs, startMs + windowSizeMs),
        value: live.value(entry),
      };
    }
    return undefined;
  }
}

/** Of four arguments the first two are keys, and None is no bound. */
function keyRange(
  live: LiveWindowStore,
  [first = null, last = null, ...times]: readonly Value[],
): [ByteText | null, ByteText | null] {
  if (times.length < 2) {
    const key = live.keyOf(first);
    return [key, key];
  }
  const bound = (key: Value): ByteText | null => (key === null ? null : live.keyOf(key));
  return [bound(first), bound(last)];
}

function* byStart(live: LiveWindowStore, found: Iterable<WindowEntry>): Generator<Dict, undefined> {
  for (const { startMs, entry } of found) yield { key: startMs, value: live.value(entry) };
  return undefined;
}
