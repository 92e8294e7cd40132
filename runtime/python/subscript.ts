/** `x[i]`, `x[i] = v`, `del x[i]` on any value. */

import { isIndex, itemError } from "./access.ts";
import { codePointLength, codePointsOf, hasSurrogates } from "./code-points.ts";
import { delKey, getKey, setKey } from "./dict.ts";
import { indexError, keyError, typeError, valueError } from "./exceptions.ts";
import { classItem } from "./generic-alias.ts";
import { toSmallIndex } from "./int.ts";
import { iter } from "./iteration.ts";
import { countOf, PySlice, selectItems } from "./slice.ts";
import { PyTuple } from "./tuple.ts";
import { typeName } from "./type-name.ts";
import { isDict, PyObject, type Value } from "./value.ts";

/** @throws IndexError, KeyError, TypeError */
export function getItem(x: Value, index: Value): Value {
  if (Array.isArray(x)) return listItem(x, index);
  if (typeof x === "string") return strItem(x, index);
  if (isDict(x)) {
    const found = getKey(x, index);
    if (found === undefined) throw keyError(index);
    return found;
  }
  if (x instanceof PyTuple) return tupleItem(x, index);
  if (x instanceof PyObject && x.pyGetItem !== undefined) return x.pyGetItem(index);
  return classItem(x, index) ?? fail(x, index, "[]");
}

function fail(x: Value, index: Value, use: "[]" | "[]=" | "del []"): never {
  throw itemError(x, index, use);
}

function listItem(list: readonly Value[], index: Value): Value {
  if (typeof index === "number" && index >= 0) {
    const found = list[index];
    if (found !== undefined) return found;
  }
  if (index instanceof PySlice) return selectItems(list, index.bounds(list.length));
  if (!isIndex(index)) throw itemError(list as Value[], index, "[]");
  const at = toSmallIndex(index);
  const found = list[at < 0 ? at + list.length : at];
  if (found === undefined) throw indexError("list index out of range");
  return found;
}

function tupleItem(tuple: PyTuple, index: Value): Value {
  const { items } = tuple;
  if (index instanceof PySlice) return new PyTuple(selectItems(items, index.bounds(items.length)));
  if (!isIndex(index)) throw itemError(tuple, index, "[]");
  const at = toSmallIndex(index);
  const found = items[at < 0 ? at + items.length : at];
  if (found === undefined) throw indexError("tuple index out of range");
  return found;
}

function strItem(text: string, index: Value): string {
  if (index instanceof PySlice) return sliceText(text, index);
  if (!isIndex(index)) throw itemError(text, index, "[]");
  const at = toSmallIndex(index);
  const length = codePointLength(text);
  const place = at < 0 ? at + length : at;
  if (place < 0 || place >= length) throw indexError("string index out of range");
  if (length === text.length && !hasSurrogates(text)) return text[place] as string;
  return codePointsOf(text)[place] as string;
}

function sliceText(text: string, index: PySlice): string {
  if (!hasSurrogates(text)) {
    const bounds = index.bounds(text.length);
    if (bounds[2] === 1) return text.slice(bounds[0], Math.max(bounds[0], bounds[1]));
    return selectItems(text.split(""), bounds).join("");
  }
  const characters = codePointsOf(text);
  return selectItems(characters, index.bounds(characters.length)).join("");
}

/** `x[lower:upper:step]` */
export function getSlice(x: Value, lower: Value, upper: Value, step: Value = null): Value {
  // JavaScript counts from the end and stops at the ends as Python does.
  if (Array.isArray(x) && step === null && isBound(lower) && isBound(upper))
    return x.slice(lower ?? 0, upper ?? x.length);
  return getItem(x, new PySlice(lower, upper, step));
}

const isBound = (x: Value): x is number | null => x === null || Number.isInteger(x);

/** @throws IndexError, TypeError, ValueError */
export function setItem(x: Value, index: Value, value: Value): void {
  if (Array.isArray(x)) setListItem(x, index, value);
  else if (isDict(x)) setKey(x, index, value);
  else if (x instanceof PyObject && x.pySetItem !== undefined) x.pySetItem(index, value);
  else fail(x, index, "[]=");
}

function setListItem(list: Value[], index: Value, value: Value): void {
  if (index instanceof PySlice) {
    setListSlice(list, index, value);
    return;
  }
  if (!isIndex(index)) throw itemError(list, index, "[]=");
  const at = toSmallIndex(index);
  const place = at < 0 ? at + list.length : at;
  if (place < 0 || place >= list.length) throw indexError("list assignment index out of range");
  list[place] = value;
}

function setListSlice(list: Value[], index: PySlice, value: Value): void {
  const [start, stop, step] = index.bounds(list.length);
  let items: Value[];
  try {
    items = Array.from(iter(value));
  } catch (thrown) {
    if (typeof value === "object" && value !== null && !(value instanceof PyObject)) throw thrown;
    throw typeError(
      step === 1 ? "can only assign an iterable" : "must assign iterable to extended slice",
    );
  }
  if (step === 1) {
    const tail = list.slice(Math.max(start, stop));
    list.length = start;
    for (const item of items) list.push(item);
    for (const item of tail) list.push(item);
    return;
  }
  const count = countOf(start, stop, step);
  if (items.length !== count) {
    throw valueError(
      `attempt to assign sequence of size ${items.length} to extended slice of size ${count}`,
    );
  }
  for (let i = 0; i < count; i++) list[start + i * step] = items[i] as Value;
}

/** @throws IndexError, KeyError, TypeError */
export function delItem(x: Value, index: Value): void {
  if (Array.isArray(x)) delListItem(x, index);
  else if (isDict(x)) delKey(x, index);
  else if (x instanceof PyObject && x.pyDelItem !== undefined) x.pyDelItem(index);
  else fail(x, index, "del []");
}

function delListItem(list: Value[], index: Value): void {
  if (index instanceof PySlice) {
    const [start, stop, step] = index.bounds(list.length);
    const count = countOf(start, stop, step);
    const places = new Set(Array.from({ length: count }, (_, i) => start + i * step));
    const kept = list.filter((_, at) => !places.has(at));
    list.length = 0;
    for (const item of kept) list.push(item);
    return;
  }
  if (!isIndex(index)) {
    throw typeError(`list indices must be integers or slices, not ${typeName(index)}`);
  }
  const at = toSmallIndex(index);
  const place = at < 0 ? at + list.length : at;
  if (place < 0 || place >= list.length) throw indexError("list assignment index out of range");
  list.splice(place, 1);
}
