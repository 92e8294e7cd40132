/** What `all` and `fetch` give (runtime.md 2.9): not a Python iterable; `hasNext`, `next`, `close`. */
import { functionOf } from "../../python/functions.ts";
import { type Dict, PyObject, type Value } from "../../python/value.ts";

/** How rows of a store are read. */
export interface Reading<Row> {
  readonly show: (row: Row) => Dict;
  /** Of a store that shows what it is now: a row that was only looked at, as it has become; null: it is gone. */
  readonly again?: (row: Row) => Row | null;
  /** What is thrown for a row that cannot be read. */
  readonly asPython: (error: unknown) => unknown;
}

export class StoreIterator<Row = Dict> extends PyObject {
  readonly #rows: Iterator<Row>;
  readonly #reading: Reading<Row>;
  #ahead: Row | null | undefined;
  #isClosed = false;

  constructor(rows: Iterable<Row>, reading: Reading<Row>) {
    super();
    this.#rows = rows[Symbol.iterator]();
    this.#reading = reading;
  }

  hasNext(): boolean {
    if (this.#isClosed) return false;
    const { again } = this.#reading;
    if (again !== undefined && this.#ahead != null) this.#ahead = again(this.#ahead) ?? undefined;
    if (this.#ahead === undefined) this.#ahead = this.#next();
    return this.#ahead !== null;
  }

  #next(): Row | null {
    try {
      const { done, value } = this.#rows.next();
      return done === true ? null : value;
    } catch (error) {
      throw this.#reading.asPython(error);
    }
  }

  /** `{"key", "value"}`; None behind the last one. */
  next(): Dict | null {
    if (!this.hasNext()) return null;
    const row = this.#ahead as Row;
    this.#ahead = undefined;
    try {
      return this.#reading.show(row);
    } catch (error) {
      throw this.#reading.asPython(error);
    }
  }

  close(): null {
    this.#isClosed = true;
    this.#rows.return?.();
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

type Walk = Pick<StoreIterator, "hasNext" | "next" | "close">;

const METHODS: Readonly<Record<string, (walk: Walk) => Value>> = {
  hasNext: (walk) => walk.hasNext(),
  next: (walk) => walk.next(),
  close: (walk) => walk.close(),
};
