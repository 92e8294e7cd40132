/**
 * What generated code says of a function beside calling it. Marks hang on the function itself and may be combined:
 * `waits(withStores(enrich, recent))`. Functions are marked before a topology uses them.
 */

export type AnyFunction = (...args: never[]) => unknown;

/** Fields of typed structs that a function reads, of its first and of its second parameter. */
export interface TypedFields {
  readonly key?: readonly string[];
  readonly value?: readonly string[];
}

/** Entries that a function uses of its parameter `value`, where that is a free-form dict. */
export interface ReadEntries {
  readonly value?: readonly string[];
  /** It may return its value itself, as a whole. */
  readonly returns?: "value";
}

const mutating = new WeakSet<AnyFunction>();
const retaining = new WeakSet<AnyFunction>();
const waiting = new WeakSet<AnyFunction>();
const connected = new WeakMap<AnyFunction, ReadonlySet<object>>();
const typedFields = new WeakMap<AnyFunction, TypedFields>();
const readEntries = new WeakMap<AnyFunction, ReadEntries>();
const NO_STORES: ReadonlySet<object> = new Set();

/** `fn` changes a parameter in place: it gets a copy of its own wherever the record goes on with the same object. */
export function mutates<F extends AnyFunction>(fn: F): F {
  mutating.add(fn);
  return fn;
}

/** `fn` keeps a reference to a parameter beyond the call: what it gets is never an object that somebody else still needs. */
export function retains<F extends AnyFunction>(fn: F): F {
  retaining.add(fn);
  return fn;
}

/** `fn` may return a promise: the sub-topology it is used in takes its asynchronous form. */
export function waits<F extends AnyFunction>(fn: F): F {
  waiting.add(fn);
  return fn;
}

/** `fn` uses these stores and tables: the nodes that call it are connected to them. */
export function withStores<F extends AnyFunction>(fn: F, ...handles: readonly object[]): F {
  connected.set(fn, new Set([...storesOf(fn), ...handles]));
  return fn;
}

/**
 * `fn` takes structs with a schema in their typed form (design.md 3) and reads these fields; all other functions get
 * the dynamic dict.
 */
export function typed<F extends AnyFunction>(fn: F, fields: TypedFields): F {
  typedFields.set(fn, { ...typedFields.get(fn), ...fields });
  return fn;
}

/**
 * Where its `value` is a dict of JSON, `fn` uses these top-level entries of it only, each by its constant name: reads,
 * asks for, sets or deletes them. Of the dict itself it asks at most whether it is None, whether it is empty, and whether
 * it is a dict; unless it `returns` the value, no result is or holds the dict itself. The value of an entry is always
 * whole, and goes wherever `fn` wants. Names are ordinary keys (design.md 3) that do not begin with `@`. Of an aggregator
 * `value` is the parameter of that name.
 */
export function reads<F extends AnyFunction>(fn: F, entries: ReadEntries): F {
  readEntries.set(fn, { ...readEntries.get(fn), ...entries });
  return fn;
}

export const isMutating = (fn: AnyFunction): boolean => mutating.has(fn);
export const isRetaining = (fn: AnyFunction): boolean => retaining.has(fn);
export const isWaiting = (fn: AnyFunction): boolean => waiting.has(fn);

/** The handles of its stores and tables, in the order in which they were named. */
export const storesOf = (fn: AnyFunction): ReadonlySet<object> => connected.get(fn) ?? NO_STORES;

/** Null: both parameters are taken in dynamic form; a parameter that is not named is too. */
export const typedFieldsOf = (fn: AnyFunction): TypedFields | null => typedFields.get(fn) ?? null;

/** Null: it may use all of its value. */
export const readEntriesOf = (fn: AnyFunction): ReadEntries | null => readEntries.get(fn) ?? null;
