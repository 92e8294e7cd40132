/**
 * Objects that Python text has from KSML (runtime.md 1.7 and 2, dialect.md 7.4, 7.5 and 7.7): their methods, with the
 * numbers of arguments that are written as a plain call. Any other use of them goes through `py.callMethod` and
 * `py.getAttr`, which raise as Python does.
 */
import { BOOL, COUNT, DATA, NONE, objectType, type PyType, STR } from "./type.ts";

export type ObjectName =
  | "metrics"
  | "counter"
  | "meter"
  | "timer"
  | "gauge"
  | "keyValueStore"
  | "timestampedStore"
  | "versionedStore"
  | "windowStore"
  | "sessionStore"
  | "customStore"
  | "tableView"
  | "storeIterator"
  | "customStoreIterator"
  | "thread";

interface ObjectMethod {
  /** Numbers of arguments: at least, at most. */
  readonly least: number;
  readonly most: number;
  readonly result: PyType;
  readonly ofMore: PyType;
  /** Gives a promise. */
  readonly waits: boolean;
  /** Takes numbers only as such: a float need not be told from an int. */
  readonly plainFloats: boolean;
  /** Gives a copy of a row; the handle has `peek`, which Python has not, for code that only looks at it. */
  readonly lends: boolean;
}

interface Notes {
  readonly waits?: boolean;
  readonly plainFloats?: boolean;
  readonly lends?: boolean;
  /** The result of calls with more than the least number of arguments. */
  readonly ofMore?: PyType;
}

function method(least: number, most: number, result: PyType, notes: Notes = {}): ObjectMethod {
  const { waits = false, plainFloats = false, lends = false, ofMore = result } = notes;
  return { least, most, result, ofMore, waits, plainFloats, lends };
}

type Methods = Readonly<Record<string, ObjectMethod>>;

const NUMBER = { plainFloats: true };
const WAITS = { waits: true };
const LENDS = { lends: true };

const COMMON: Methods = {
  name: method(0, 0, STR),
  persistent: method(0, 0, BOOL),
  isOpen: method(0, 0, BOOL),
  flush: method(0, 0, NONE),
};

const ITERATOR = objectType("storeIterator");
const CUSTOM_ITERATOR = objectType("customStoreIterator");
const close = method(0, 0, NONE);

const METHODS: Readonly<Record<ObjectName, Methods>> = {
  metrics: {
    counter: method(1, 2, objectType("counter")),
    meter: method(1, 2, objectType("meter")),
    timer: method(1, 2, objectType("timer")),
    gauge: method(1, 2, objectType("gauge")),
  },
  counter: { increment: method(0, 1, NONE, NUMBER), close },
  meter: { mark: method(0, 1, NONE, NUMBER), close },
  timer: {
    updateSeconds: method(1, 1, NONE, NUMBER),
    updateMillis: method(1, 1, NONE, NUMBER),
    updateNanos: method(1, 1, NONE, NUMBER),
    close,
  },
  gauge: { set: method(1, 1, NONE, NUMBER), record: method(1, 1, NONE, NUMBER), close },
  keyValueStore: {
    ...COMMON,
    get: method(1, 1, DATA, LENDS),
    put: method(2, 2, NONE),
    putIfAbsent: method(2, 2, DATA),
    delete: method(1, 1, DATA),
    all: method(0, 0, ITERATOR),
    approximateNumEntries: method(0, 0, COUNT),
  },
  timestampedStore: {
    ...COMMON,
    get: method(1, 1, DATA),
    put: method(3, 3, NONE),
    putIfAbsent: method(3, 3, DATA),
    delete: method(1, 1, DATA),
    approximateNumEntries: method(0, 0, COUNT),
  },
  versionedStore: {
    ...COMMON,
    get: method(1, 2, DATA),
    put: method(3, 3, DATA),
    delete: method(2, 2, DATA),
  },
  windowStore: {
    ...COMMON,
    get: method(1, 1, DATA, LENDS),
    put: method(2, 3, NONE),
    delete: method(1, 1, DATA),
    fetch: method(2, 4, DATA, { ofMore: ITERATOR }),
    backwardFetch: method(3, 4, ITERATOR),
    fetchAll: method(2, 2, ITERATOR),
    backwardFetchAll: method(2, 2, ITERATOR),
    all: method(0, 0, ITERATOR),
    backwardAll: method(0, 0, ITERATOR),
  },
  sessionStore: {
    ...COMMON,
    fetch: method(1, 2, ITERATOR),
    backwardFetch: method(1, 2, ITERATOR),
    findSessions: method(3, 4, ITERATOR),
    backwardFindSessions: method(3, 4, ITERATOR),
    fetchSession: method(3, 3, DATA),
    put: method(2, 2, NONE),
    remove: method(1, 1, NONE),
  },
  customStore: {
    ...COMMON,
    get: method(1, 1, DATA, WAITS),
    put: method(2, 2, NONE, WAITS),
    putIfAbsent: method(2, 2, DATA, WAITS),
    delete: method(1, 1, DATA, WAITS),
    range: method(0, 2, CUSTOM_ITERATOR),
    all: method(0, 0, CUSTOM_ITERATOR),
  },
  tableView: { ...COMMON, get: method(1, 1, DATA, LENDS), all: method(0, 0, ITERATOR) },
  storeIterator: { hasNext: method(0, 0, BOOL), next: method(0, 0, DATA), close },
  customStoreIterator: {
    hasNext: method(0, 0, BOOL, WAITS),
    next: method(0, 0, DATA, WAITS),
    close: method(0, 0, NONE, WAITS),
  },
  thread: {
    start: method(0, 0, NONE),
    join: method(0, 1, NONE, WAITS),
    is_alive: method(0, 0, BOOL),
  },
};

export interface ObjectCall {
  readonly result: PyType;
  readonly waits: boolean;
  readonly plainFloats: boolean;
  readonly lends: boolean;
}

/** Null: the object has no method that takes so many arguments. */
export function objectCall(object: ObjectName, name: string, count: number): ObjectCall | null {
  const methods = METHODS[object];
  const found = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (found === undefined || count < found.least || count > found.most) return null;
  const { result, ofMore, waits, plainFloats, lends } = found;
  return { result: count > found.least ? ofMore : result, waits, plainFloats, lends };
}

export const hasMethod = (object: ObjectName, name: string): boolean =>
  Object.hasOwn(METHODS[object], name);

/** Attributes that are properties of the object, read and set as such. */
const PROPERTIES: Partial<Readonly<Record<ObjectName, Readonly<Record<string, PyType>>>>> = {
  thread: { daemon: BOOL, name: STR },
};

export function objectProperty(object: ObjectName, name: string): PyType | null {
  const properties = PROPERTIES[object] ?? {};
  return Object.hasOwn(properties, name) ? (properties[name] ?? null) : null;
}
