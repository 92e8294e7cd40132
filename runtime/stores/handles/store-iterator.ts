/** What `all` and `fetch` give (runtime.md 2.9): not a Python iterable; `hasNext`, `next`, `close`. */
import { functionOf } from "../../python/functions.ts";
import { type Dict, PyObject, type Value } from "../../python/value.ts";

export class StoreIterator extends PyObject {
  readonly #entries: Iterator<Dict>;
  #ahead: Dict | null | undefined;
  #isClosed = false;
  readonly #asPython: (error: unknown) => unknown;

  /** `asPython`: what is thrown for an entry that cannot be read. */
  constructor(entries: Iterable<Dict>, asPython: (error: unknown) => unknown) {
    super();
    this.#entries = entries[Symbol.iterator]();
    this.#asPython = asPython;
  }

  hasNext(): boolean {
    if (this.#ahead === undefined) {
      const { done, value } = this.#next();
      this.#ahead = done === true ? null : value;
    }
    return !this.#isClosed && this.#ahead !== null;
  }

  #next(): IteratorResult<Dict> {
    try {
      return this.#entries.next();
    } catch (error) {
      throw this.#asPython(error);
    }
  }

  /** `{"key", "value"}`; None behind the last one. */
  next(): Dict | null {
    if (!this.hasNext()) return null;
    const entry = this.#ahead as Dict;
    this.#ahead = undefined;
    return entry;
  }

  close(): null {
    this.#isClosed = true;
    this.#entries.return?.();
    return null;
  }

  override pyTypeName(): string {
    return "StoreIterator";
  }

  override pyGetAttr(name: string): Value | undefined {
    const method = METHODS[name];
    return method === undefined
      ? undefined
      : functionOf(() => method(this), { name, parameters: [] });
  }
}

const METHODS: Readonly<Record<string, (iterator: StoreIterator) => Value>> = {
  hasNext: (iterator) => iterator.hasNext(),
  next: (iterator) => iterator.next(),
  close: (iterator) => iterator.close(),
};
