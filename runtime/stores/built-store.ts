/** One of the runtime's own stores in one task, as its life cycle sees it. */
import type { StoreSettings } from "../dsl/store-definition.ts";
import type { StoreStatistics } from "../metrics/service-families.ts";
import type { ByteText } from "./byte-text.ts";
import type { CacheLayer } from "./cache-layer.ts";
import type { Restorable } from "./restorable.ts";
import type { StateStore } from "./store.ts";
import { pendingOf, type StoreCodecs } from "./store-codec.ts";

export class BuiltStore implements Restorable {
  readonly store: string;
  readonly topic: string;
  readonly state: StateStore;
  readonly cache: CacheLayer | null;
  readonly isLogged: boolean;
  readonly isOnDisk: boolean;
  position: number | null = null;
  readonly #codecs: StoreCodecs;
  #isOpen = false;

  constructor(
    { name, logging }: StoreSettings & { readonly name: string },
    topic: string,
    state: StateStore,
    cache: CacheLayer | null,
    isOnDisk: boolean,
    codecs: StoreCodecs,
  ) {
    this.store = name;
    this.topic = topic;
    this.state = state;
    this.cache = cache;
    this.isLogged = logging === true;
    this.isOnDisk = isOnDisk;
    this.#codecs = codecs;
  }

  async open(): Promise<void> {
    this.#isOpen = true;
    this.position = await this.state.open();
  }

  restore(key: ByteText, value: ByteText | null, timestamp: number): void | Promise<void> {
    this.state.put(key, value, timestamp);
    if (value !== null) return pendingOf(this.#codecs, key, value);
  }

  save(): Promise<void> {
    return this.state.commit(this.isLogged ? this.position : null);
  }

  async reset(): Promise<void> {
    await this.state.clear();
    this.position = null;
  }

  /** False: it was not open. */
  async close(): Promise<boolean> {
    if (!this.#isOpen) return false;
    this.#isOpen = false;
    this.cache?.release();
    await this.state.close();
    return true;
  }

  statistics(): Omit<StoreStatistics, "partition"> {
    return {
      store: this.store,
      entries: this.state.count,
      bytes: this.state.bytes,
      cacheBytes: this.cache?.bytes ?? 0,
      cacheLimitBytes: this.cache?.budget.limit ?? 0,
    };
  }
}
