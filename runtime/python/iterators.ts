/** Builtins that walk: `enumerate`, `zip`, `map`, `filter`, `reversed`, and `len`. */

import { codePointLength, codePointsOf } from "./code-points.ts";
import { dictSize } from "./dict.ts";
import { dictReversed } from "./dict-methods.ts";
import { DictView } from "./dict-views.ts";
import { typeError, valueError } from "./exceptions.ts";
import { call } from "./functions.ts";
import { intAdd, toIndex } from "./int.ts";
import { iter, PyIterator } from "./iteration.ts";
import { truthy } from "./truth.ts";
import { PyTuple } from "./tuple.ts";
import { typeName } from "./type-name.ts";
import { type Int, isDict, PyObject, type Value } from "./value.ts";

/** @throws TypeError */
export function len(x: Value): number {
  if (typeof x === "string") return codePointLength(x);
  if (Array.isArray(x)) return x.length;
  if (isDict(x)) return dictSize(x);
  if (x instanceof PyObject && x.pyLen !== undefined) return x.pyLen();
  throw typeError(`object of type '${typeName(x)}' has no len()`);
}

/** `enumerate(x, start=0)` */
export function enumerate(x: Value, start: Value = 0): PyIterator {
  const from = toIndex(isDict(start) ? start.start : start);
  const source = iter(x);
  function* walk(): Generator<Value, undefined> {
    let index: Int = from;
    for (const item of source) {
      yield new PyTuple([index, item]);
      index = intAdd(index, 1);
    }
    return undefined;
  }
  return new PyIterator(walk(), "enumerate");
}

/** Index and item pairs for `for (const [i, x] of …)`, without tuples. */
export function* enumerated(x: Value, start = 0): Generator<[number, Value], undefined> {
  let index = start;
  for (const item of iter(x)) yield [index++, item];
  return undefined;
}

/** `zip(*xs, strict=False)` @throws ValueError when strict */
export function zip(...xs: Value[]): PyIterator {
  const sources = xs.slice();
  const last = sources.at(-1);
  let strict = false;
  if (isDict(last) && typeof last.strict === "boolean" && Object.keys(last).length === 1) {
    strict = last.strict;
    sources.pop();
  }
  const iterators = sources.map((x, i) => {
    try {
      return iter(x)[Symbol.iterator]();
    } catch (thrown) {
      throw isDict(x) ? thrown : typeError(`'${typeName(sources[i])}' object is not iterable`);
    }
  });
  function* walk(): Generator<Value, undefined> {
    while (iterators.length > 0) {
      const items: Value[] = [];
      for (const one of iterators) {
        const step = one.next();
        if (step.done) {
          if (strict) checkStrict(iterators, items.length);
          return undefined;
        }
        items.push(step.value);
      }
      yield new PyTuple(items);
    }
    return undefined;
  }
  return new PyIterator(walk(), "zip");
}

function checkStrict(iterators: readonly Iterator<Value>[], ended: number): void {
  const plural = (count: number): string => (count === 1 ? " " : "s 1-");
  if (ended > 0) {
    throw valueError(
      `zip() argument ${ended + 1} is shorter than argument${plural(ended)}${ended}`,
    );
  }
  for (let i = 1; i < iterators.length; i++) {
    if (!(iterators[i] as Iterator<Value>).next().done) {
      throw valueError(`zip() argument ${i + 1} is longer than argument${plural(i)}${i}`);
    }
  }
}

/** `map(fn, *xs)` */
export function map(fn: Value, ...xs: Value[]): PyIterator {
  const iterators = xs.map((x) => iter(x)[Symbol.iterator]());
  function* walk(): Generator<Value, undefined> {
    for (;;) {
      const args: Value[] = [];
      for (const one of iterators) {
        const step = one.next();
        if (step.done) return undefined;
        args.push(step.value);
      }
      yield call(fn, args);
    }
  }
  return new PyIterator(walk(), "map");
}

/** `filter(fn, x)`; without a function what is true. */
export function filter(fn: Value, x: Value): PyIterator {
  const source = iter(x);
  function* walk(): Generator<Value, undefined> {
    for (const item of source) if (truthy(fn === null ? item : call(fn, [item]))) yield item;
    return undefined;
  }
  return new PyIterator(walk(), "filter");
}

/** `reversed(x)` @throws TypeError */
export function reversed(x: Value): PyIterator {
  if (Array.isArray(x)) return new PyIterator(walkBack(x), "list_reverseiterator");
  if (typeof x === "string") return new PyIterator(codePointsOf(x).reverse().values(), "reversed");
  if (isDict(x)) return new PyIterator(dictReversed(x).values(), "dict_reversekeyiterator");
  if (x instanceof DictView)
    return new PyIterator(x.list().reverse().values(), "dict_reversekeyiterator");
  if (x instanceof PyObject) {
    const method = x.pyGetAttr?.("__reversed__");
    if (typeof method === "function")
      return new PyIterator(iter((method as () => Value)())[Symbol.iterator](), "reversed");
    if (
      x.pyLen !== undefined &&
      x.pyIter !== undefined &&
      ["tuple", "range", "bytes", "bytearray"].includes(typeName(x))
    ) {
      return new PyIterator(Array.from(x.pyIter()).reverse().values(), "reversed");
    }
  }
  throw typeError(`'${typeName(x)}' object is not reversible`);
}

function* walkBack(list: Value[]): Generator<Value, undefined> {
  for (let i = list.length - 1; i >= 0; i--) {
    if (i < list.length) yield list[i] as Value;
  }
  return undefined;
}
