/** What the stores of tasks need of the service around them. */
import type { StoreOptionsHook } from "../extensions/author-types.ts";
import { CacheBudget } from "./cache-budget.ts";
import type { DatabaseOptions } from "./level-database.ts";
import type { LiveStore } from "./live-store.ts";

export interface StoreEnvironment {
  readonly applicationId: string;
  /** Where persistent stores lie; null: there is no disk, they are in memory. */
  readonly stateDirectory: string | null;
  readonly caches: CacheBudgets;
  /** Global tables by their handles. */
  readonly globals: ReadonlyMap<object, LiveStore>;
  readonly options: StoreOptionsChoice;
  /** Ids of the tasks whose folders are in use, by whichever member; one set for all members of a service. */
  readonly taken: Set<string>;
}

/** The room that caches have: what a store has of its own is one for the whole service, all else a member's. */
export class CacheBudgets {
  readonly #shared: CacheBudget;
  readonly #own: Map<string, CacheBudget>;

  /** `own`: the same map for all members of a service. */
  constructor(sharedBytes: number, own: Map<string, CacheBudget>) {
    this.#shared = new CacheBudget(sharedBytes);
    this.#own = own;
  }

  of(store: string, ownBytes: number | undefined): CacheBudget {
    if (ownBytes === undefined) return this.#shared;
    let budget = this.#own.get(store);
    if (budget === undefined) {
      budget = new CacheBudget(ownBytes);
      this.#own.set(store, budget);
    }
    return budget;
  }
}

/** The author's say in the options of the databases (dialect.md 9.4). */
export class StoreOptionsChoice {
  readonly #hook: StoreOptionsHook | null;
  readonly #config: Readonly<Record<string, unknown>>;

  constructor(
    hook: StoreOptionsHook | null = null,
    config: Readonly<Record<string, unknown>> = {},
  ) {
    this.#hook = hook;
    this.#config = config;
  }

  /** Once for each partition that is opened. */
  for(store: string): DatabaseOptions {
    if (this.#hook === null) return {};
    const options: Parameters<StoreOptionsHook["setOptions"]>[1] = {};
    this.#hook.setOptions(store, options, this.#config);
    return {
      ...(options.cacheBytes === undefined ? {} : { cacheSize: options.cacheBytes }),
      ...(options.writeBufferBytes === undefined
        ? {}
        : { writeBufferSize: options.writeBufferBytes }),
      ...(options.blockBytes === undefined ? {} : { blockSize: options.blockBytes }),
      ...(options.maxOpenFiles === undefined ? {} : { maxOpenFiles: options.maxOpenFiles }),
      ...(options.compression === undefined ? {} : { compression: options.compression }),
    };
  }

  closed(store: string): void {
    this.#hook?.close?.(store);
  }
}

/** Of tests: nothing on disk, the usual room for caches. */
export const inMemory = (): StoreEnvironment => ({
  applicationId: "test",
  stateDirectory: null,
  caches: new CacheBudgets(10 * 1024 * 1024, new Map()),
  globals: new Map(),
  options: new StoreOptionsChoice(),
  taken: new Set(),
});
