/** What walks a dict sees its own keys, whatever else is in the process. */
import { afterEach, beforeEach, expect, test } from "vitest";
import * as py from "../../runtime/python/index.ts";

// As some packages still do.
const add = () =>
  Object.defineProperty(Object.prototype, "added", {
    value: 1,
    enumerable: true,
    configurable: true,
  });
beforeEach(add);
afterEach(() => Reflect.deleteProperty(Object.prototype, "added"));

const odd = () => py.dictOf(["a", 1], [2, "two"]);

test.each([
  ["truth", () => py.truthy({}), false],
  ["values", () => py.list(py.dictValues({ a: 1 })), [1]],
  ["items", () => py.repr(py.dictItems({ a: 1, b: null })), "dict_items([('a', 1), ('b', None)])"],
  ["entries", () => [...py.entries({ a: 1 })], [["a", 1]]],
  ["items with odd keys", () => py.repr(py.dictItems(odd())), "dict_items([('a', 1), (2, 'two')])"],
  ["values with odd keys", () => py.list(py.dictValues(odd())), [1, "two"]],
])("%s", (_, walk, expected) => {
  const seen = walk();
  Reflect.deleteProperty(Object.prototype, "added"); // not for the comparison
  expect(seen).toEqual(expected);
});
