/**
 * Methods of Python's builtin types: the helper of each (`s.upper()` → `py.strUpper(s)`), and what it gives. A method
 * that is not here does not exist: the call goes to `py.callMethod`, which raises as Python does.
 */
import {
  ANY,
  BOOL,
  COUNT,
  DICT,
  INT,
  LIST,
  NONE,
  type PyType,
  SET,
  STR,
  TUPLE,
} from "../../6-typed/type.ts";

export type MethodReceiver = "str" | "list" | "dict" | "set" | "tuple" | "bytes" | "int" | "float";

export interface MethodRow {
  readonly helper: string;
  readonly result: PyType;
  /** Changes the receiver in place. */
  readonly mutates: boolean;
  /** Keeps its arguments in the receiver. */
  readonly stores: boolean;
}

const ALL: Readonly<Record<MethodReceiver, Readonly<Record<string, PyType>>>> = {
  str: {
    capitalize: STR,
    casefold: STR,
    center: STR,
    count: COUNT,
    encode: ANY,
    endswith: BOOL,
    expandtabs: STR,
    find: INT,
    format: STR,
    format_map: STR,
    index: INT,
    isalnum: BOOL,
    isalpha: BOOL,
    isascii: BOOL,
    isdecimal: BOOL,
    isdigit: BOOL,
    isidentifier: BOOL,
    islower: BOOL,
    isnumeric: BOOL,
    isprintable: BOOL,
    isspace: BOOL,
    istitle: BOOL,
    isupper: BOOL,
    join: STR,
    ljust: STR,
    lower: STR,
    lstrip: STR,
    maketrans: ANY,
    partition: TUPLE,
    removeprefix: STR,
    removesuffix: STR,
    replace: STR,
    rfind: INT,
    rindex: INT,
    rjust: STR,
    rpartition: TUPLE,
    rsplit: LIST,
    rstrip: STR,
    split: LIST,
    splitlines: LIST,
    startswith: BOOL,
    strip: STR,
    swapcase: STR,
    title: STR,
    translate: STR,
    upper: STR,
    zfill: STR,
  },
  list: {
    append: NONE,
    clear: NONE,
    copy: LIST,
    count: COUNT,
    extend: NONE,
    index: INT,
    insert: NONE,
    pop: ANY,
    remove: NONE,
    reverse: NONE,
    sort: NONE,
  },
  dict: {
    clear: NONE,
    copy: DICT,
    get: ANY,
    items: ANY,
    keys: ANY,
    pop: ANY,
    popitem: ANY,
    setdefault: ANY,
    update: NONE,
    values: ANY,
  },
  set: {
    add: NONE,
    clear: NONE,
    copy: SET,
    difference: ANY,
    difference_update: NONE,
    discard: NONE,
    intersection: ANY,
    intersection_update: NONE,
    isdisjoint: BOOL,
    issubset: BOOL,
    issuperset: BOOL,
    pop: ANY,
    remove: NONE,
    symmetric_difference: ANY,
    symmetric_difference_update: NONE,
    union: ANY,
    update: NONE,
  },
  tuple: { count: COUNT, index: INT },
  bytes: {
    count: COUNT,
    decode: STR,
    endswith: BOOL,
    find: INT,
    hex: STR,
    join: ANY,
    replace: ANY,
    split: LIST,
    startswith: BOOL,
    strip: ANY,
  },
  int: { bit_count: COUNT, bit_length: COUNT, is_integer: BOOL, to_bytes: ANY },
  float: { as_integer_ratio: ANY, hex: STR, is_integer: BOOL },
};

const MUTATING = new Set(
  (
    "append clear extend insert pop remove reverse sort popitem setdefault update add discard difference_update " +
    "intersection_update symmetric_difference_update"
  ).split(" "),
);
const STORING = new Set("append extend insert setdefault update add".split(" "));

/** By name alone, for a receiver of unknown type. */
export const mayMutate = (method: string): boolean => MUTATING.has(method);
export const mayStore = (method: string): boolean => STORING.has(method);

export function methodRow(receiver: MethodReceiver, method: string): MethodRow | null {
  const results = ALL[receiver];
  const result = Object.hasOwn(results, method) ? results[method] : undefined;
  if (result === undefined) return null;
  return {
    helper: helperName(receiver, method),
    result,
    mutates: mayMutate(method),
    stores: mayStore(method),
  };
}

/** `str` and `is_integer` → `strIsInteger`. */
function helperName(receiver: string, method: string): string {
  const words = method.split("_").map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return receiver + words.join("");
}

/** Methods that only dicts have: the receiver of a call can be taken for one. */
export const DICT_ONLY_METHODS: ReadonlySet<string> = new Set([
  "get",
  "items",
  "keys",
  "values",
  "setdefault",
  "popitem",
]);
