/**
 * Python → data without a wanted type (runtime.md 3.2 with design.md 7, V1 and V44), and with it what all conversions
 * have in common. In: any Python value. Out: the same value as a later function would see it: dicts sorted, tuples,
 * bytes and ranges as lists; the very same object where nothing had to change.
 *
 * Whole results and the elements of lists directly in them are *direct*: there an integral float becomes an int, as in
 * KSML. Inside a dict numbers stay what they are.
 */
import { DataException } from "../errors/ksml-exceptions.ts";
import { compareKeys } from "../notations/json-codec/key-order.ts";
import { entriesOf, hasOddKeys, isOrdinaryKey, setKey } from "../python/dict.ts";
import { PySet } from "../python/set.ts";
import { PyTuple } from "../python/tuple.ts";
import { typeName } from "../python/type-name.ts";
import { type Dict, isDict, PyFloat, PyObject, type Value } from "../python/value.ts";
import { canonicalInt, fitsLong } from "./java-number.ts";
import { keyText } from "./key-text.ts";
import { isMeta, sortedShape } from "./sorted-shape.ts";

/** The types that KSML takes for a list; a set only inside a dict. */
const SEQUENCES = new Set(["tuple", "bytes", "bytearray", "range"]);

/** The items of what KSML takes for a list, else undefined. */
export function sequenceItems(value: Value, isDirect: boolean): readonly Value[] | undefined {
  if (Array.isArray(value)) return value;
  if (value instanceof PyTuple) return value.items;
  if (value instanceof PyObject) {
    if (SEQUENCES.has(typeName(value))) return [...(value.pyIter?.() ?? [])];
    if (!isDirect && value instanceof PySet) return value.list();
  }
  return undefined;
}

export function unconvertible(): DataException {
  return new DataException("Can not convert Python dataType to DataObject: Value");
}

export function tooLarge(value: bigint, type: string): DataException {
  return new DataException(`Python value ${value} does not fit in expected type ${type}`);
}

/** The int that an integral float in a direct place is; undefined: it stays a float. */
export function directInt(value: number): number | bigint | undefined {
  if (!Number.isInteger(value) || Object.is(value, -0)) return undefined;
  if (Number.isSafeInteger(value)) return value;
  const int = BigInt(value);
  return fitsLong(int) ? canonicalInt(int) : undefined;
}

/** A float whose static type was known comes as a plain number; what is no safe integer is one for certain. */
function directFloat(value: number): Value {
  return Number.isInteger(value) ? (directInt(value) ?? new PyFloat(value)) : value;
}

/** A value that no type is wanted of. @throws DataException */
export function natural(value: Value, isDirect: boolean): Value {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return isDirect && !Number.isSafeInteger(value) ? directFloat(value) : value;
    case "bigint":
      if (!fitsLong(value)) throw tooLarge(value, "long");
      return value;
    case "undefined":
      return null;
    default:
      break;
  }
  if (value === null) return null;
  if (value instanceof PyFloat) {
    return isDirect ? (directInt(value.value) ?? value) : value;
  }
  const items = sequenceItems(value, isDirect);
  if (items !== undefined) {
    return mapItems(value, items, (item) => natural(item, isDirect));
  }
  if (isDict(value)) return mapDict(value, naturalInside, true);
  throw unconvertible();
}

const naturalInside = (value: Value): Value => natural(value, false);

/** A list of the converted items; `value` itself where it is a list and no item changed. */
export function mapItems(
  value: Value,
  items: readonly Value[],
  convert: (item: Value) => Value,
): Value[] {
  let copy: Value[] | undefined = Array.isArray(value) ? undefined : [];
  for (let i = 0; i < items.length; i++) {
    const item = items[i] as Value;
    const converted = convert(item);
    if (copy === undefined) {
      if (converted === item) continue;
      copy = items.slice(0, i);
    }
    copy.push(converted);
  }
  return copy ?? (value as Value[]);
}

/**
 * A dict of the converted values with sorted keys; the dict itself where nothing changed. `isStruct`: `@type` and
 * `@schema` go.
 */
export function mapDict(dict: Dict, convert: (value: Value) => Value, isStruct: boolean): Dict {
  if (hasOddKeys(dict)) return rebuildOdd(dict, convert, isStruct);
  let previous = "";
  const isNatural = convert === naturalInside;
  for (const key in dict) {
    // Sorted, plain keys: all before `@`, which is the rule for what came from a record.
    if (key < previous || key.charCodeAt(0) === 64) return rebuild(dict, convert, isStruct);
    previous = key;
    const value = dict[key] as Value;
    if (isNatural && (typeof value === "string" || typeof value === "number")) continue;
    if (convert(value) !== value) return rebuild(dict, convert, isStruct);
  }
  return dict;
}

function rebuild(dict: Dict, convert: (value: Value) => Value, isStruct: boolean): Dict {
  const shape = sortedShape(dict);
  if (shape === null) return rebuildOdd(dict, convert, isStruct);
  const isNatural = convert === naturalInside;
  const sorted = new shape.Make();
  for (const key of isStruct ? shape.sortedFields : shape.sorted) {
    const value = dict[key] as Value;
    const isDone = isNatural && (typeof value === "string" || typeof value === "number");
    sorted[key] = isDone ? value : convert(value);
  }
  return sorted;
}

/** Keys of any kind, and dicts with many of them. */
function rebuildOdd(dict: Dict, convert: (value: Value) => Value, isStruct: boolean): Dict {
  const entries: [string, Value][] = [];
  for (const [key, value] of entriesOf(dict)) {
    const text = keyText(key);
    if (isStruct && isMeta(text)) continue;
    entries.push([text, convert(value)]);
  }
  entries.sort(([a], [b]) => compareKeys(a, b));
  const sorted: Dict = {};
  for (const [key, value] of entries) {
    if (isOrdinaryKey(key)) sorted[key] = value;
    else setKey(sorted, key, value);
  }
  return sorted;
}
