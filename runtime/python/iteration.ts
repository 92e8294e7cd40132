/** Iteration: any Python iterable as a JavaScript one, iterators as objects, generators, unpacking. */

import { keysOf, walkDict } from "./dict.ts";
import {
  caught,
  matches,
  PyError,
  raise,
  runtimeError,
  StopIteration,
  stopIteration,
  typeError,
  valueError,
} from "./exceptions.ts";
import { typeName } from "./type-name.ts";
import { isDict, PyObject, type Value } from "./value.ts";

/** An iterator of Python: what `iter(x)`, generators, `map`, `zip` … give. It is its own iterable. */
export class PyIterator extends PyObject {
  private readonly source: Iterator<Value, unknown>;
  private readonly name: string;
  private done = false;

  constructor(source: Iterator<Value, unknown>, name: string) {
    super();
    this.source = source;
    this.name = name;
  }
  next(): IteratorResult<Value, undefined> {
    if (!this.done) {
      const step = this.source.next();
      if (!step.done) return step as IteratorYieldResult<Value>;
      this.done = true;
    }
    return { done: true, value: undefined };
  }
  /** A `for` that ends early leaves the iterator where it is. */
  [Symbol.iterator](): Iterator<Value, undefined> {
    return { next: () => this.next() };
  }
  override pyTypeName(): string {
    return this.name;
  }
  override pyTruthy(): boolean {
    return true;
  }
  override pyIter(): Iterable<Value> {
    return this;
  }
}

/** A generator: an iterator that also takes values (`send`), exceptions (`throw`) and `close`. */
export class PyGenerator extends PyObject {
  private readonly body: Generator<Value, Value | undefined, Value>;
  private started = false;
  private finished = false;
  private running = false;

  constructor(body: Generator<Value, Value | undefined, Value>) {
    super();
    this.body = body;
  }
  private step(
    run: () => IteratorResult<Value, Value | undefined>,
  ): IteratorResult<Value, Value | undefined> {
    if (this.running) throw valueError("generator already executing");
    this.running = true;
    this.started = true;
    try {
      const result = run();
      if (result.done) this.finished = true;
      return result;
    } catch (thrown) {
      this.finished = true;
      if (thrown instanceof PyError && matches(thrown.exception, StopIteration)) {
        const error = runtimeError("generator raised StopIteration");
        error.exception.cause = thrown.exception;
        throw error;
      }
      throw thrown;
    } finally {
      this.running = false;
    }
  }
  next(): IteratorResult<Value, undefined> {
    if (this.finished) return { done: true, value: undefined };
    const result = this.step(() => this.body.next(null));
    return result.done ? { done: true, value: undefined } : result;
  }
  [Symbol.iterator](): Iterator<Value, undefined> {
    return { next: () => this.next() };
  }
  /** `next(g)` with the generator's result in the StopIteration. */
  advance(): Value {
    return this.send(null);
  }
  send(value: Value): Value {
    if (this.finished) throw stopIteration();
    if (!this.started && value !== null) {
      throw typeError("can't send non-None value to a just-started generator");
    }
    const result = this.step(() => this.body.next(value));
    if (result.done) throw stopIteration(result.value ?? null);
    return result.value;
  }
  throw(thrown: PyError): Value {
    if (this.finished) throw thrown;
    const result = this.step(() => this.body.throw(thrown));
    if (result.done) throw stopIteration(result.value ?? null);
    return result.value;
  }
  close(): null {
    if (!this.finished) {
      this.finished = true;
      this.body.return(null);
    }
    return null;
  }
  /** What `yield from` evaluates to: walks to the end and gives the returned value. */
  *delegate(): Generator<Value, Value, Value> {
    let sent: Value = null;
    for (;;) {
      if (this.finished) return null;
      const value: Value = sent;
      const result = this.step(() => this.body.next(value));
      if (result.done) return result.value ?? null;
      sent = yield result.value;
    }
  }
  override pyGetAttr(name: string): Value | undefined {
    switch (name) {
      case "send":
        return (value: Value) => this.send(value);
      case "throw":
        return (exception: Value) => this.throw(raise(exception));
      case "close":
        return () => this.close();
      case "__next__":
        return () => this.advance();
      case "__iter__":
        return () => this;
      default:
        return undefined;
    }
  }
  override pyTypeName(): string {
    return "generator";
  }
  override pyTruthy(): boolean {
    return true;
  }
  override pyIter(): Iterable<Value> {
    return this;
  }
}

/** A generator object from a JavaScript generator function that is Python's body. */
export function generator(body: () => Generator<Value, Value | undefined, Value>): PyGenerator {
  return new PyGenerator(body() as Generator<Value, Value | undefined, Value>);
}

/** `yield from x` inside a generator body: `yield* py.yieldFrom(x)`. */
export function* yieldFrom(x: Value): Generator<Value, Value, Value> {
  if (x instanceof PyGenerator) return yield* x.delegate();
  for (const item of iter(x)) yield item;
  return null;
}

/** A JavaScript iterable of the items, for `for … of`. @throws TypeError where `x` has no items */
export function iter(x: Value): Iterable<Value> {
  if (Array.isArray(x)) return x;
  if (typeof x === "string") return x; // by code point
  if (x instanceof PyObject) {
    if (x.pyIter !== undefined) return x.pyIter();
  } else if (isDict(x)) return walkDict(x, keysOf);
  throw typeError(`'${typeName(x)}' object is not iterable`);
}

/** `*x` in a display or a call. */
export function spread(x: Value): Iterable<Value> {
  if (Array.isArray(x) || typeof x === "string" || isDict(x)) return iter(x);
  if (x instanceof PyObject && x.pyIter !== undefined) return x.pyIter();
  throw typeError(`Value after * must be an iterable, not ${typeName(x)}`);
}

/** The items as an array of its own. */
export function listOf(x: Value): Value[] {
  if (Array.isArray(x)) return x.slice();
  if (x instanceof PyObject && x.pyList !== undefined) return x.pyList();
  return isDict(x) ? keysOf(x) : Array.from(iter(x));
}

const ITERATOR_NAMES: Record<string, string> = {
  list: "list_iterator",
  str: "str_iterator",
  dict: "dict_keyiterator",
  tuple: "tuple_iterator",
  set: "set_iterator",
  frozenset: "set_iterator",
  range: "range_iterator",
  bytes: "bytes_iterator",
  dict_keys: "dict_keyiterator",
  dict_values: "dict_valueiterator",
  dict_items: "dict_itemiterator",
};

/** `iter(x)`: an iterator object. */
export function iterator(x: Value): PyIterator | PyGenerator {
  if (x instanceof PyIterator || x instanceof PyGenerator) return x;
  const name = typeName(x);
  return new PyIterator(iter(x)[Symbol.iterator](), ITERATOR_NAMES[name] ?? "iterator");
}

/** `next(x[, default])` */
export function next(x: Value, otherwise?: Value): Value {
  if (x instanceof PyGenerator && otherwise === undefined) return x.advance();
  if (x instanceof PyIterator || x instanceof PyGenerator) {
    const step = x.next();
    if (!step.done) return step.value;
    if (otherwise !== undefined) return otherwise;
    throw stopIteration();
  }
  if (x instanceof PyObject && "next" in x && typeof x.next === "function") {
    try {
      return (x.next as () => Value)();
    } catch (thrown) {
      if (otherwise !== undefined && matches(caught(thrown), StopIteration)) return otherwise;
      throw thrown;
    }
  }
  throw typeError(`'${typeName(x)}' object is not an iterator`);
}

export function unpack(x: Value, count: 1): [Value];
export function unpack(x: Value, count: 2): [Value, Value];
export function unpack(x: Value, count: 3): [Value, Value, Value];
export function unpack(x: Value, count: 4): [Value, Value, Value, Value];
export function unpack(x: Value, count: 5): [Value, Value, Value, Value, Value];
export function unpack(x: Value, count: 6): [Value, Value, Value, Value, Value, Value];
export function unpack(x: Value, count: number): Value[];
/** `a, b = x`. @throws TypeError, ValueError */
export function unpack(x: Value, count: number): Value[] {
  const items: Value[] = [];
  for (const item of iterToUnpack(x)) {
    if (items.length === count) {
      throw valueError(`too many values to unpack (expected ${count})`);
    }
    items.push(item);
  }
  if (items.length < count) {
    throw valueError(`not enough values to unpack (expected ${count}, got ${items.length})`);
  }
  return items;
}

function iterToUnpack(x: Value): Iterable<Value> {
  if (isDict(x) || typeof x === "string" || (x instanceof PyObject && x.pyIter !== undefined)) {
    return iter(x);
  }
  if (Array.isArray(x)) return x;
  throw typeError(`cannot unpack non-iterable ${typeName(x)} object`);
}

/** So many values; any number of them where that is not known. */
export type Several<N extends number, Parts extends Value[] = []> = number extends N
  ? Value[]
  : Parts["length"] extends N
    ? Parts
    : Several<N, [...Parts, Value]>;

/** `a, *b, c = x`: the items before, the list, the items after. */
export function unpackStar<B extends number, A extends number>(
  x: Value,
  before: B,
  after: A,
): [...Several<B>, Value[], ...Several<A>];
export function unpackStar(x: Value, before: number, after: number): Value[] {
  const items = Array.from(iterToUnpack(x));
  if (items.length < before + after) {
    throw valueError(
      `not enough values to unpack (expected at least ${before + after}, got ${items.length})`,
    );
  }
  const end = items.length - after;
  return [...items.slice(0, before), items.slice(before, end), ...items.slice(end)];
}
