/**
 * Methods by which a value is most likely a list or a set, called where that is not known: `value["tags"].append(x)` is
 * `py.listAppend(py.item(value.tags, "tags"), x)`. Each looks at the value first; what is no list or set is asked for
 * the method by its name, and raises AttributeError where it has none.
 */

import { callMethod } from "./attributes.ts";
import * as lists from "./list.ts";
import { PySet } from "./set.ts";
import * as sets from "./set-methods.ts";
import type { Value } from "./value.ts";

const isSet = (x: Value): x is PySet => x instanceof PySet && !x.frozen;

/** `x.append(item)`. @throws AttributeError where `x` is no list */
export function listAppend(x: Value[], item: Value): null;
export function listAppend(x: Value, item: Value): Value;
export function listAppend(x: Value, item: Value): Value {
  return Array.isArray(x) ? lists.listAppend(x, item) : callMethod(x, "append", item);
}

/** `x.extend(items)`. @throws AttributeError where `x` is no list, TypeError where `items` cannot be iterated */
export function listExtend(x: Value[], items: Value): null;
export function listExtend(x: Value, items: Value): Value;
export function listExtend(x: Value, items: Value): Value {
  return Array.isArray(x) ? lists.listExtend(x, items) : callMethod(x, "extend", items);
}

/** `x.insert(index, item)`. @throws AttributeError where `x` is no list */
export function listInsert(x: Value[], index: Value, item: Value): null;
export function listInsert(x: Value, index: Value, item: Value): Value;
export function listInsert(x: Value, index: Value, item: Value): Value {
  return Array.isArray(x) ? lists.listInsert(x, index, item) : callMethod(x, "insert", index, item);
}

/** `x.add(item)`. @throws AttributeError where `x` is no set, TypeError where `item` cannot be in one */
export function setAdd(x: PySet, item: Value): null;
export function setAdd(x: Value, item: Value): Value;
export function setAdd(x: Value, item: Value): Value {
  return isSet(x) ? sets.setAdd(x, item) : callMethod(x, "add", item);
}

/** `x.discard(item)`. @throws AttributeError where `x` is no set */
export function setDiscard(x: PySet, item: Value): null;
export function setDiscard(x: Value, item: Value): Value;
export function setDiscard(x: Value, item: Value): Value {
  return isSet(x) ? sets.setDiscard(x, item) : callMethod(x, "discard", item);
}
