/** What `all` and `fetch` give (runtime.md 2.9): not a Python iterable; `hasNext`, `next`, `close`. */
import { functionOf } from "../../python/functions.ts";
import { type Dict, PyObject, type Value } from "../../python/value.ts";

export class StoreIterator extends PyObject {
  readonly #entries: Iterator<Dict>;
  #ahead: Dict | null | undefined;
  #isClosed = false;

  constructor(entries: Iterable<Dict>) {
    super();
    this.#entries = entries[Symbol.iterator]();
  }

  hasNext(): boolean {
    if (this.#ahead === undefined) {
      const { done, value } = this.#entries.next();
      this.#ahead = done === true ? null : value;
    }
    return !this.#isClosed && this.#ahead !== null;
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
