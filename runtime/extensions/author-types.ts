/** What authors of extensions implement (dialect.md 9). */
import type { KsmlValue } from "./ksml-value.ts";

/** What a function without `return` gives. */
type Nothing = ReturnType<() => void>;

/** The input record that is being processed. */
export interface RecordContext {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly headers: ReadonlyArray<[string, Uint8Array | null]>;
}

/** A name that Python text calls and nothing defines. Keyword arguments arrive as one object, last. */
export type Helper = (...args: KsmlValue[]) => KsmlValue | Nothing | Promise<KsmlValue | Nothing>;

export type Predicate = (key: KsmlValue, value: KsmlValue) => boolean | Promise<boolean>;
export type ValueTransformer = (key: KsmlValue, value: KsmlValue) => KsmlValue | Promise<KsmlValue>;
export type KeyTransformer = ValueTransformer;
export type Initializer = () => KsmlValue;
export type Aggregator = (key: KsmlValue, value: KsmlValue, aggregated: KsmlValue) => KsmlValue;
export type ValueJoiner = (key: KsmlValue, left: KsmlValue, right: KsmlValue) => KsmlValue;

/** Made once for each side of each stream that uses it. */
export interface Serde {
  /** Before anything else. `config`: the settings that the definition gives for the serde. */
  configure?(config: Record<string, unknown>, side: "key" | "value"): void | Promise<void>;
  /** Null: a record without this part. */
  serialize(topic: string, data: KsmlValue): Uint8Array | null | Promise<Uint8Array | null>;
  /** `bytes` is null where a record lacks this part; else the bytes are the serde's to keep. */
  deserialize(topic: string, bytes: Uint8Array | null): KsmlValue | Promise<KsmlValue>;
}

export interface StoreInit {
  name: string;
  /** The settings that the definition gives for the store. */
  config: Record<string, unknown>;
  stateDir: string;
  partition: number;
}

/** Made once for each partition of a store; opened before the first record of that partition, closed on revoke. */
export interface CustomStore {
  open(init: StoreInit): Promise<void>;
  get(key: KsmlValue): KsmlValue | Promise<KsmlValue>;
  put(key: KsmlValue, value: KsmlValue): void | Promise<void>;
  /** Gives the value that was deleted, or null. */
  delete(key: KsmlValue): KsmlValue | Promise<KsmlValue>;
  /** Entries in the order of their keys; both ends belong to the range. */
  range?(from?: KsmlValue, to?: KsmlValue): AsyncIterable<[KsmlValue, KsmlValue]>;
  /** Before each commit. */
  flush(): Promise<void>;
  close(): Promise<void>;
  /** False: the store is empty whenever it is opened. */
  readonly persistent: boolean;
}

/** Chooses options of the built-in persistent stores, when one is opened. */
export interface StoreOptionsHook {
  setOptions(
    storeName: string,
    options: StoreOptions,
    config: Readonly<Record<string, unknown>>,
  ): void;
  close?(storeName: string): void;
}

/** Options of `classic-level`; all of this memory lies outside of the JavaScript heap. */
export interface StoreOptions {
  cacheBytes?: number;
  writeBufferBytes?: number;
  blockBytes?: number;
  maxOpenFiles?: number;
  compression?: boolean;
}

/** A step of one's own, made for each task and use: what `process` yields goes on, in that order. */
export interface CustomOperation {
  configure?(config: Record<string, unknown>): void | Promise<void>;
  process(
    key: KsmlValue,
    value: KsmlValue,
    ctx: RecordContext,
  ): AsyncIterable<[KsmlValue, KsmlValue]>;
}
