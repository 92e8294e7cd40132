/**
 * The stores of one task: stacked from the layers that each definition asks for, opened, flushed, committed and closed
 * together. In: the handles that the task's nodes name. Out: what those stand for in this task.
 */
import { join } from "node:path";
import { any, type DataType, isFreeForm } from "../data-types/data-type.ts";
import { toType } from "../data-types/to-type.ts";
import type { RecordContext } from "../dsl/node.ts";
import type {
  KeyValueStoreDefinition,
  StoreSettings,
  WindowStoreDefinition,
} from "../dsl/store-definition.ts";
import type { StoreStatistics } from "../metrics/service-families.ts";
import type { Value } from "../python/value.ts";
import { BuiltStore } from "./built-store.ts";
import { CacheLayer } from "./cache-layer.ts";
import { ChangelogLayer, type ChangelogWriter } from "./changelog-layer.ts";
import { CustomStoreHandle } from "./handles/custom-store.ts";
import { LevelDatabase } from "./level-database.ts";
import { LevelState, WriteBackBudget } from "./level-state.ts";
import type { LiveCustomStore } from "./live-custom-store.ts";
import { LiveStore, LiveWindowStore } from "./live-store.ts";
import { MemoryState } from "./memory-state.ts";
import { OpenedCustomStore } from "./opened-custom-store.ts";
import type { Restorable } from "./restorable.ts";
import type { KeyValueState, Layer, StateStore } from "./store.ts";
import { StoreCodec, type StoreCodecs } from "./store-codec.ts";
import type { StoreEnvironment } from "./store-environment.ts";
import { changelogTopic, type StoreUse } from "./store-uses.ts";
import { storedSchemas } from "./stored-schemas.ts";
import { SEGMENT_BYTES, WindowState } from "./window-state.ts";

export interface StoreTask {
  /** `<sub-topology>_<partition>` */
  readonly id: string;
  readonly partition: number;
  readonly record: RecordContext;
}

export type ChangelogOf = (topic: string, partition: number) => ChangelogWriter;

type BuiltInDefinition = KeyValueStoreDefinition | WindowStoreDefinition;

export class TaskStores {
  readonly #task: StoreTask;
  readonly #environment: StoreEnvironment;
  readonly #changelogOf: ChangelogOf;
  readonly #live = new Map<object, LiveStore | LiveCustomStore>();
  readonly #built: BuiltStore[] = [];
  readonly #custom: OpenedCustomStore[] = [];
  readonly #writeBack = new WriteBackBudget();
  #hasFolder = false;

  constructor(
    uses: readonly StoreUse[],
    task: StoreTask,
    environment: StoreEnvironment,
    changelogOf: ChangelogOf,
  ) {
    this.#task = task;
    this.#environment = environment;
    this.#changelogOf = changelogOf;
    for (const { handle, isKept } of uses) {
      if (handle instanceof CustomStoreHandle) this.#addCustom(handle);
      else this.#live.set(handle, this.#build(handle.definition, isKept));
    }
  }

  /** Undefined: the task has no such store. */
  get(handle: object): LiveStore | LiveCustomStore | undefined {
    return this.#live.get(handle) ?? this.#environment.globals.get(handle);
  }

  /** Changes may wait for `flush`. */
  get hasCaches(): boolean {
    return this.#built.some(({ cache }) => cache !== null);
  }

  /** Nothing has to be waited for before the first record: all is in memory, and no changelog is read. */
  get isReadyAtOnce(): boolean {
    return !this.#needsFolder;
  }

  get #needsFolder(): boolean {
    return this.#custom.length > 0 || this.#built.some(({ isOnDisk }) => isOnDisk);
  }

  /** Nobody else has the stores of this task open. */
  get isFree(): boolean {
    return !this.#needsFolder || !this.#environment.taken.has(this.#task.id);
  }

  #topic(store: string): string {
    return changelogTopic(this.#environment.applicationId, store);
  }

  #build(definition: BuiltInDefinition, isKept: boolean): LiveStore {
    const { name, persistent = false, caching = false, logging = false } = definition;
    const { record, partition } = this.#task;
    const topic = this.#topic(name);
    const isTimestamped = isKept || definition.timestamped === true;
    const codecs = codecsOf(definition.key, definition.value, topic, definition.sets);
    const state = this.#state(definition, isTimestamped, codecs);
    let layer: Layer = state;
    if (logging) {
      const log = this.#changelogOf(topic, partition);
      layer = new ChangelogLayer(layer, log, record, isTimestamped);
    }
    const budget = this.#environment.caches.of(name, definition.cacheSizeBytes);
    const cache =
      caching && budget.limit > 0
        ? new CacheLayer(layer, budget, record, (key) => state.orderOf(key))
        : null;
    const isOnDisk = this.#isOnDisk(definition);
    this.#built.push(new BuiltStore(definition, topic, state, cache, isOnDisk, codecs));
    const parts = [name, cache ?? layer, codecs, record, persistent, cache] as const;
    return "windowSizeMs" in definition
      ? new LiveWindowStore(definition.windowSizeMs, ...parts)
      : new LiveStore(...parts);
  }

  #isOnDisk({ persistent }: StoreSettings): boolean {
    return persistent === true && this.#environment.stateDirectory !== null;
  }

  #state(definition: BuiltInDefinition, isTimestamped: boolean, codecs: StoreCodecs): StateStore {
    const isPersistent = definition.persistent === true;
    // A plain persistent store forgets the timestamps, wherever its entries are right now (streams.md 4.1).
    const keepsTimestamps = isPersistent ? definition.timestamped === true : isTimestamped;
    const below = this.#isOnDisk(definition)
      ? this.#onDisk(definition, keepsTimestamps, codecs)
      : new MemoryState(keepsTimestamps);
    if (!("windowSizeMs" in definition)) return below;
    return new WindowState(below, { retentionMs: definition.retentionMs, isPersistent });
  }

  #onDisk(
    definition: BuiltInDefinition,
    keepsTimestamps: boolean,
    codecs: StoreCodecs,
  ): KeyValueState {
    const { name, logging = false } = definition;
    const isWindowed = "windowSizeMs" in definition;
    const kind = isWindowed ? `window ${definition.retentionMs}` : "keyValue";
    const format = `1 ${kind}${keepsTimestamps ? " timestamped" : ""}`;
    const { options } = this.#environment;
    const database = new LevelDatabase(this.#directory(name), format, () => options.for(name));
    const schemas = storedSchemas(codecs, isWindowed ? SEGMENT_BYTES : 0);
    const how = { keepsTimestamps, canRestore: logging, schemas };
    return new LevelState(database, how, this.#writeBack);
  }

  /** Of one store. */
  #directory(store: string): string {
    const { stateDirectory, applicationId } = this.#environment;
    return join(stateDirectory ?? "", applicationId, this.#task.id, store);
  }

  #addCustom(handle: CustomStoreHandle): void {
    const { name, implementation, config = {}, logging = false } = handle.definition;
    const { key = any, value = any, sets } = handle.definition;
    const topic = this.#topic(name);
    const codecs = codecsOf(key, value, topic, sets);
    const opened = new OpenedCustomStore(
      name,
      implementation(),
      {
        name,
        config: { ...config },
        stateDir: this.#directory(name),
        partition: this.#task.partition,
      },
      codecs,
      logging
        ? {
            topic,
            write: this.#changelogOf(topic, this.#task.partition),
            record: this.#task.record,
          }
        : null,
      conversionTo(value),
    );
    this.#custom.push(opened);
    this.#live.set(handle, opened.live);
  }

  /** @throws ConfigurationError when a store cannot be opened; those that are open are closed again */
  async open(): Promise<void> {
    if (this.#needsFolder) {
      this.#environment.taken.add(this.#task.id);
      this.#hasFolder = true;
    }
    try {
      for (const store of this.#built) await store.open();
      for (const store of this.#custom) await store.open();
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /** Those that have a changelog. */
  get restorable(): readonly Restorable[] {
    return [
      ...this.#built.filter(({ isLogged }) => isLogged),
      ...this.#custom.filter(({ isLogged }) => isLogged),
    ];
  }

  /** Empties the caches, in the order of the stores. What they forward may be waited for. */
  flush(): void | Promise<void> {
    return flushFrom(this.#built, 0);
  }

  /** Author stores write what they hold back: before each commit. */
  async flushCustom(): Promise<void> {
    for (const store of this.#custom) await store.flush();
  }

  /** What was processed is committed: it becomes durable, with the positions of the changelogs. */
  async commit(): Promise<void> {
    for (const store of this.#built) await store.save();
  }

  get isOverfull(): boolean {
    return this.#writeBack.used > this.#writeBack.limit;
  }

  async relieve(): Promise<void> {
    for (const { state } of this.#built) await state.relieve();
  }

  async close(): Promise<void> {
    for (const store of this.#built) {
      const wasOpen = await store.close();
      if (wasOpen && store.isOnDisk) this.#environment.options.closed(store.store);
    }
    for (const store of this.#custom) await store.close();
    if (this.#hasFolder) this.#environment.taken.delete(this.#task.id);
    this.#hasFolder = false;
  }

  statistics(): readonly StoreStatistics[] {
    const { partition } = this.#task;
    return this.#built.map((store) => ({ partition, ...store.statistics() }));
  }
}

function flushFrom(stores: readonly BuiltStore[], from: number): void | Promise<void> {
  for (let i = from; i < stores.length; i++) {
    const flushed = stores[i]?.cache?.flush();
    if (flushed !== undefined) return flushed.then(() => flushFrom(stores, i + 1));
  }
}

/** Where the definition says nothing of a value, and where that can be any JSON, it passes through. */
const conversionTo = (type: DataType): ((value: Value) => Value) =>
  type.shape.kind === "any" || isFreeForm(type)
    ? (value) => value
    : (value) => toType(value, type, false);

function codecsOf(
  key: DataType,
  value: DataType,
  topic: string,
  sets: readonly string[] = [],
): StoreCodecs {
  return { key: new StoreCodec(key, topic), value: new StoreCodec(value, topic, sets) };
}
