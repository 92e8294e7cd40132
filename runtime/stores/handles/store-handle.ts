/**
 * What generated code calls a store by. One handle a store, module level; which partition's store it stands for is that
 * of the task whose record is being processed. What goes wrong in a call is a Python exception (runtime.md 1.10, V43).
 */
import { type CurrentTask, currentTask } from "../../engine/current-task.ts";
import { DataException } from "../../errors/ksml-exceptions.ts";
import { runtimeError, typeError, valueError } from "../../python/exceptions.ts";
import { type ArgumentCount, positionalMethod } from "../../python/positional-method.ts";
import { type Dict, PyObject, type Value } from "../../python/value.ts";
import { StoreIterator } from "./store-iterator.ts";

export abstract class StoreHandle<Live, Definition> extends PyObject {
  readonly definition: Definition;
  abstract readonly storeName: string;
  /** As `str(store)` shows it. */
  protected abstract readonly proxyName: string;
  /** What Python code may call. */
  protected abstract readonly methods: Methods;
  /** The store that the definition declares, where this is one of several views of it. */
  protected get declared(): object {
    return this;
  }
  #task: CurrentTask | null = null;
  #live: Live | null = null;

  constructor(definition: Definition) {
    super();
    this.definition = definition;
  }

  /** @throws RuntimeError outside of a task that has the store */
  protected live(): Live {
    const task = currentTask();
    if (task !== null && task === this.#task) return this.#live as Live;
    const live = task?.live(this.declared) as Live | undefined;
    if (task === null || live === undefined) {
      throw runtimeError(
        task === null
          ? `The store ${this.storeName} can only be used while a record is processed`
          : `The store ${this.storeName} does not belong to task ${task.id}: the function that uses it has to list it`,
      );
    }
    this.#task = task;
    this.#live = live;
    return live;
  }

  /** Runs one call of Python code. */
  protected do<T>(call: (live: Live) => T): T {
    const live = this.live();
    try {
      return call(live);
    } catch (error) {
      throw this.asPython(error);
    }
  }

  /** The same for a store whose answers are waited for. */
  protected async doLater<T>(call: (live: Live) => Promise<T>): Promise<T> {
    const live = this.live();
    try {
      return await call(live);
    } catch (error) {
      throw this.asPython(error);
    }
  }

  /** Entries that are made while code walks through them. */
  protected iterator(entries: Iterable<Dict>): StoreIterator {
    return new StoreIterator(entries, {
      show: (entry) => entry,
      asPython: (error) => this.asPython(error),
    });
  }

  /** What does not fit the store is an exception that `except Exception` takes, and names the store (V43). */
  protected asPython(error: unknown): unknown {
    if (!(error instanceof DataException)) return error;
    const isNullKey = error.message.endsWith("key cannot be null");
    const make = isNullKey ? typeError : valueError;
    const python = make(
      `store ${this.storeName}: ${isNullKey ? "key cannot be null" : error.message}`,
    );
    python.cause = error;
    return python;
  }

  name(): string {
    return this.storeName;
  }

  isOpen(): boolean {
    return this.do(() => true);
  }

  /** Stores are flushed when the service commits. */
  flush(): null {
    return this.do(() => null);
  }

  /** @throws RuntimeError always: a store is closed when its partition goes */
  close(): never {
    throw runtimeError("This method may only be called by Kafka Streams");
  }

  override toString(): string {
    return this.pyStr();
  }

  override pyStr(): string {
    return `${this.proxyName} [name="${this.storeName}"]`;
  }

  override pyRepr(): string {
    return this.pyStr();
  }

  override pyTypeName(): string {
    return this.proxyName;
  }

  /** A method as a value, and what is called with a number of arguments that no method takes: `f = store.get`. */
  override pyGetAttr(name: string): Value | undefined {
    const numbers = Object.hasOwn(this.methods, name) ? this.methods[name] : undefined;
    if (numbers === undefined) return undefined;
    const method = (this as unknown as Record<string, (...args: readonly Value[]) => Value>)[name];
    return positionalMethod(name, numbers, (...args) => method?.apply(this, args) ?? null);
  }
}

export type Methods = Readonly<Record<string, ArgumentCount>>;

export const COMMON_METHODS: Methods = {
  name: [0, 0],
  persistent: [0, 0],
  isOpen: [0, 0],
  flush: [0, 0],
  close: [0, 0],
  toString: [0, 0] as const,
};
