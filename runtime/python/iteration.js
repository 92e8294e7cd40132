/** Iteration: any Python iterable as a JavaScript one, iterators as objects, generators, unpacking. */
import { keysOf, walkDict } from "./dict.js";
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
} from "./exceptions.js";
import { typeName } from "./type-name.js";
import { isDict, PyObject } from "./value.js";
/** An iterator of Python: what `iter(x)`, generators, `map`, `zip` … give. It is its own iterable. */
export class PyIterator extends PyObject {
  source;
  name;
  done = false;
  constructor(source, name) {
    super();
    this.source = source;
    this.name = name;
  }
  next() {
    if (!this.done) {
      const step = this.source.next();
      if (!step.done) return step;
      this.done = true;
    }
    return { done: true, value: undefined };
  }
  /** A `for` that ends early leaves the iterator where it is. */
  [Symbol.iterator]() {
    return { next: () => this.next() };
  }
  pyTypeName() {
    return this.name;
  }
  pyTruthy() {
    return true;
  }
  pyIter() {
    return this;
  }
}
/** A generator: an iterator that also takes values (`send`), exceptions (`throw`) and `close`. */
export class PyGenerator extends PyObject {
  body;
  started = false;
  finished = false;
  running = false;
  constructor(body) {
    super();
    this.body = body;
  }
  step(run) {
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
  next() {
    if (this.finished) return { done: true, value: undefined };
    const result = this.step(() => this.body.next(null));
    return result.done ? { done: true, value: undefined } : result;
  }
  [Symbol.iterator]() {
    return { next: () => this.next() };
  }
  /** `next(g)` with the generator's result in the StopIteration. */
  advance() {
    return this.send(null);
  }
  send(value) {
    if (this.finished) throw stopIteration();
    if (!this.started && value !== null) {
      throw typeError("can't send non-None value to a just-started generator");
    }
    const result = this.step(() => this.body.next(value));
    if (result.done) throw stopIteration(result.value ?? null);
    return result.value;
  }
  throw(thrown) {
    if (this.finished) throw thrown;
    const result = this.step(() => this.body.throw(thrown));
    if (result.done) throw stopIteration(result.value ?? null);
    return result.value;
  }
  close() {
    if (!this.finished) {
      this.finished = true;
      this.body.return(null);
    }
    return null;
  }
  /** What `yield from` evaluates to: walks to the end and gives the returned value. */
  *delegate() {
    let sent = null;
    for (;;) {
      if (this.finished) return null;
      const value = sent;
      const result = this.step(() => this.body.next(value));
      if (result.done) return result.value ?? null;
      sent = yield result.value;
    }
  }
  pyGetAttr(name) {
    switch (name) {
      case "send":
        return (value) => this.send(value);
      case "throw":
        return (exception) => this.throw(raise(exception));
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
  pyTypeName() {
    return "generator";
  }
  pyTruthy() {
    return true;
  }
  pyIter() {
    return this;
  }
}
/** A generator object from a JavaScript generator function that is Python's body. */
export function generator(body) {
  return new PyGenerator(body());
}
/** `yield from x` inside a generator body: `yield* py.yieldFrom(x)`. */
export function* yieldFrom(x) {
  if (x instanceof PyGenerator) return yield* x.delegate();
  for (const item of iter(x)) yield item;
  return null;
}
/** A JavaScript iterable of the items, for `for … of`. @throws TypeError where `x` has no items */
export function iter(x) {
  if (Array.isArray(x)) return x;
  if (typeof x === "string") return x; // by code point
  if (x instanceof PyObject) {
    if (x.pyIter !== undefined) return x.pyIter();
  } else if (isDict(x)) return walkDict(x, keysOf);
  throw typeError(`'${typeName(x)}' object is not iterable`);
}
/** The items as an array of its own. */
export function listOf(x) {
  return Array.isArray(x) ? x.slice() : isDict(x) ? keysOf(x) : Array.from(iter(x));
}
const ITERATOR_NAMES = {
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
export function iterator(x) {
  if (x instanceof PyIterator || x instanceof PyGenerator) return x;
  const name = typeName(x);
  return new PyIterator(iter(x)[Symbol.iterator](), ITERATOR_NAMES[name] ?? "iterator");
}
/** `next(x[, default])` */
export function next(x, otherwise) {
  if (x instanceof PyGenerator && otherwise === undefined) return x.advance();
  if (x instanceof PyIterator || x instanceof PyGenerator) {
    const step = x.next();
    if (!step.done) return step.value;
    if (otherwise !== undefined) return otherwise;
    throw stopIteration();
  }
  if (x instanceof PyObject && "next" in x && typeof x.next === "function") {
    try {
      return x.next();
    } catch (thrown) {
      if (otherwise !== undefined && matches(caught(thrown), StopIteration)) return otherwise;
      throw thrown;
    }
  }
  throw typeError(`'${typeName(x)}' object is not an iterator`);
}
/** `a, b = x`. @throws TypeError, ValueError */
export function unpack(x, count) {
  const items = [];
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
function iterToUnpack(x) {
  if (isDict(x) || typeof x === "string" || (x instanceof PyObject && x.pyIter !== undefined)) {
    return iter(x);
  }
  if (Array.isArray(x)) return x;
  throw typeError(`cannot unpack non-iterable ${typeName(x)} object`);
}
/** `a, *b, c = x`: the items before, the list, the items after. */
export function unpackStar(x, before, after) {
  const items = Array.from(iterToUnpack(x));
  if (items.length < before + after) {
    throw valueError(
      `not enough values to unpack (expected at least ${before + after}, got ${items.length})`,
    );
  }
  const end = items.length - after;
  return [...items.slice(0, before), items.slice(before, end), ...items.slice(end)];
}
//# sourceMappingURL=iteration.js.map
