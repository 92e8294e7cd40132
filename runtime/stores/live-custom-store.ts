/** An author's store in one task: converts what goes in, adopts what comes out, and logs where that is wanted. */

import { adopt } from "../extensions/adopt.ts";
import { authorError } from "../extensions/author-errors.ts";
import type { CustomStore } from "../extensions/author-types.ts";
import type { KsmlValue } from "../extensions/ksml-value.ts";
import type { Dict, Value } from "../python/value.ts";

/** What a put is written to beside the store. */
export interface CustomLog {
  put(key: Value, value: Value): void;
}

export class LiveCustomStore {
  readonly name: string;
  readonly store: CustomStore;
  readonly #convert: (value: Value) => Value;
  readonly #log: CustomLog | null;

  /** `convert`: values to the declared type. */
  constructor(
    name: string,
    store: CustomStore,
    convert: (value: Value) => Value,
    log: CustomLog | null,
  ) {
    this.name = name;
    this.store = store;
    this.#convert = convert;
    this.#log = log;
  }

  get isPersistent(): boolean {
    return this.store.persistent;
  }

  async get(key: Value): Promise<Value> {
    return adopt(await this.#call(() => this.store.get(key as KsmlValue)), `store ${this.name}`);
  }

  async put(key: Value, value: Value): Promise<void> {
    if (value === null) {
      await this.delete(key);
      return;
    }
    const converted = this.#convert(value);
    await this.#call(() => this.store.put(key as KsmlValue, converted as KsmlValue));
    this.#log?.put(key, converted);
  }

  async delete(key: Value): Promise<Value> {
    const before = await this.#call(() => this.store.delete(key as KsmlValue));
    this.#log?.put(key, null);
    return adopt(before, `store ${this.name}`);
  }

  /** Null: the store has no `range`. A bound that is null is none. */
  range(from: Value, to: Value): AsyncIterator<Dict> | null {
    return this.store.range === undefined ? null : this.#rows(from, to);
  }

  async *#rows(from: Value, to: Value): AsyncGenerator<Dict, undefined> {
    const bounds = [from ?? undefined, to ?? undefined] as (KsmlValue | undefined)[];
    const source = `store ${this.name}`;
    try {
      for await (const [key, value] of this.store.range?.(...bounds) ?? [])
        yield { key: adopt(key, source), value: adopt(value, source) };
    } catch (error) {
      throw authorError(error);
    }
    return undefined;
  }

  /** What the author's code throws is a Python exception of the function that called it. */
  async #call<T>(call: () => T | Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw authorError(error);
    }
  }
}
