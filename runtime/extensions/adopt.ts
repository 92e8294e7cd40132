/**
 * What author code gave → a value of Python, in one walk that allocates only where something has to be mended: `undefined`
 * is `None` (in an object: no entry), a `Uint8Array` is bytes, an integer-like or `__proto__` key goes to the side table,
 * a number that is spelled otherwise than ours gets our spelling. The author's own objects are never changed.
 */
import { PyBytes } from "../python/bytes.ts";
import { entriesOf, hasOddKeys, isOrdinaryKey, setKey } from "../python/dict.ts";
import { typeError } from "../python/exceptions.ts";
import { canonical } from "../python/int.ts";
import { PyTuple } from "../python/tuple.ts";
import { type Dict, PyFloat, PyObject, type Value } from "../python/value.ts";

/**
 * `source`: where the value comes from, as the error calls it: `helper score`.
 * @throws TypeError of Python, which names the place of what is no value
 */
export function adopt(value: unknown, source: string): Value {
  try {
    return adopted(value);
  } catch (error) {
    if (!(error instanceof NoValue)) throw error;
    const place = placeOf(error.value, value) ?? "";
    throw typeError(
      `${source} gave ${named(error.value)}${place === "" ? "" : ` at ${place}`}, which is no value of KSML`,
    );
  }
}

class NoValue extends Error {
  readonly value: unknown;
  constructor(value: unknown) {
    super();
    this.value = value;
  }
}

function adopted(value: unknown): Value {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return adoptedNumber(value);
    case "bigint":
      return canonical(value);
    case "undefined":
      return null;
    case "object":
      return value === null ? null : adoptedObject(value);
    default:
      throw new NoValue(value);
  }
}

/** An int is never -0; what is whole and beyond the safe range can only be a float. */
function adoptedNumber(value: number): Value {
  if (value === 0) return 0;
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? new PyFloat(value) : value;
}

function adoptedObject(value: object): Value {
  if (Array.isArray(value)) return adoptedItems(value);
  if (value instanceof PyFloat) return value;
  if (value instanceof PyTuple) {
    const items = adoptedItems(value.items);
    return items === value.items ? value : new PyTuple(items);
  }
  if (value instanceof PyObject) return value;
  if (value instanceof Uint8Array) return new PyBytes(value);
  if (!isPlain(value)) throw new NoValue(value);
  return adoptedDict(value as Dict);
}

/** Also an object of another realm. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function adoptedItems(items: readonly unknown[]): Value[] {
  let copy: Value[] | undefined;
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    const value = adopted(item);
    if (copy === undefined) {
      if (Object.is(value, item)) continue;
      copy = items.slice(0, i) as Value[];
    }
    copy.push(value);
  }
  return copy ?? (items as Value[]);
}

function adoptedDict(dict: Dict): Dict {
  if (hasOddKeys(dict)) {
    const isRight = entriesOf(dict).every(([, value]) => Object.is(adopted(value), value));
    return isRight ? dict : rebuilt(dict);
  }
  for (const key in dict) {
    const value: unknown = dict[key];
    if (typeof value === "string" && isOrdinaryKey(key)) continue;
    if (value === undefined || !isOrdinaryKey(key)) return rebuilt(dict);
    if (!Object.is(adopted(value), value)) return rebuilt(dict);
  }
  return dict;
}

function rebuilt(dict: Dict): Dict {
  const made: Dict = {};
  for (const [key, value] of entriesOf(dict)) {
    if (value !== undefined) setKey(made, key, adopted(value));
  }
  return made;
}

/** `["items"][2]`; null: the value is not in there. */
function placeOf(wanted: unknown, value: unknown): string | null {
  if (value === wanted) return "";
  if (typeof value !== "object" || value === null) return null;
  const inner: readonly (readonly [unknown, unknown])[] =
    Array.isArray(value) || value instanceof PyTuple
      ? [...value].map((item, i) => [i, item])
      : isPlain(value)
        ? entriesOf(value as Dict)
        : [];
  for (const [key, item] of inner) {
    const rest = placeOf(wanted, item);
    if (rest !== null) return `[${typeof key === "string" ? JSON.stringify(key) : key}]${rest}`;
  }
  return null;
}

/** `a Date`, `a function` */
function named(value: unknown): string {
  if (typeof value !== "object" || value === null) return `a ${typeof value}`;
  const of: unknown = value.constructor;
  return typeof of === "function" ? `a ${of.name}` : "an object";
}
