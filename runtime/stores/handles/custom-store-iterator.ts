/** What `range` and `all` of an author's store give: as the iterators of other stores, only that their calls wait. */
import { functionOf } from "../../python/functions.ts";
import { type Dict, PyObject, type Value } from "../../python/value.ts";

export class CustomStoreIterator extends PyObject {
  readonly #entries: AsyncIterator<Dict>;
  #ahead: Dict | null | undefined;
  #isClosed = false;

  constructor(entries: AsyncIterator<Dict>) {
    super();
    this.#entries = entries;
  }

  async hasNext(): Promise<boolean> {
    if (this.#isClosed) return false;
    if (this.#ahead === undefined) {
      const { done, value } = await this.#entries.next();
      this.#ahead = done === true ? null : value;
    }
    return this.#ahead !== null;
  }

  /** `{"key", "value"}`; None behind the last one. */
  async next(): Promise<Dict | null> {
    if (!(await this.hasNext())) return null;
    const entry = this.#ahead as Dict;
    this.#ahead = undefined;
    return entry;
  }

  async close(): Promise<null> {
    this.#isClosed = true;
    await this.#entries.return?.();
    return null;
  }

  override pyTypeName(): string {
    return "StoreIterator";
  }

  override pyGetAttr(name: string): Value | undefined {
    const method = METHODS[name];
    if (method === undefined) return undefined;
    return functionOf((() => method(this)) as never, { name, parameters: [] });
  }
}

const METHODS: Readonly<Record<string, (iterator: CustomStoreIterator) => Promise<Value>>> = {
  hasNext: (iterator) => iterator.hasNext(),
  next: (iterator) => iterator.next(),
  close: (iterator) => iterator.close(),
};
