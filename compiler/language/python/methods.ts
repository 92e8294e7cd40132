/**
 * Methods of Python's builtin types: the helper of each (`s.upper()` → `py.strUpper(s)`), and what it gives. A method
 * that is not here does not exist: the call goes to `py.callMethod`, which raises as Python does.
 */
import type { Expression } from "../../5-python/tree.ts";
import { ANY, BOOL, COUNT, DICT, INT, LIST, NONE, type PyType, SET, STR, TUPLE } from "./type.ts";

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

/** How many arguments a method takes, by helper: `min`, or `min-max`; what is not here takes any number. */
const ARITIES =
  "strCapitalize 0 strCasefold 0 strCenter 1-2 strCount 1-3 strEncode 0-2 strEndswith 1-3 strExpandtabs 0-1 strFind 1-3 " +
  "strFormatMap 1 strIndex 1-3 strIsalnum 0 strIsalpha 0 strIsascii 0 strIsdecimal 0 strIsdigit 0 strIsidentifier 0 " +
  "strIslower 0 strIsnumeric 0 strIsprintable 0 strIsspace 0 strIstitle 0 strIsupper 0 strJoin 1 strLjust 1-2 strLower 0 " +
  "strLstrip 0-1 strPartition 1 strRemoveprefix 1 strRemovesuffix 1 strReplace 2-3 strRfind 1-3 strRindex 1-3 strRjust 1-2 " +
  "strRpartition 1 strRsplit 0-2 strRstrip 0-1 strSplit 0-2 strSplitlines 0-1 strStartswith 1-3 strStrip 0-1 strSwapcase 0 " +
  "strTitle 0 strTranslate 1 strUpper 0 strZfill 1 " +
  "listAppend 1 listClear 0 listCopy 0 listCount 1 listExtend 1 listIndex 1-3 listInsert 2 listPop 0-1 listRemove 1 " +
  "listReverse 0 listSort 0 " +
  "dictClear 0 dictCopy 0 dictGet 1-2 dictItems 0 dictKeys 0 dictPop 1-2 dictPopitem 0 dictSetdefault 1-2 dictUpdate 0-1 dictValues 0 " +
  "setAdd 1 setClear 0 setCopy 0 setDiscard 1 setIsdisjoint 1 setIssubset 1 setIssuperset 1 setPop 0 setRemove 1 " +
  "setSymmetricDifference 1 setSymmetricDifferenceUpdate 1 tupleCount 1 tupleIndex 1-3 " +
  "bytesCount 1-3 bytesDecode 0-2 bytesEndswith 1-3 bytesFind 1-3 bytesHex 0-2 bytesJoin 1 bytesReplace 2-3 bytesSplit 0-2 " +
  "bytesStartswith 1-3 bytesStrip 0-1 intBitCount 0 intBitLength 0 intIsInteger 0 floatIsInteger 0";

const ARITY = new Map<string, readonly [number, number]>();
for (const [, helper, least, most] of ARITIES.matchAll(/(\w+) (\d)(?:-(\d))?/g)) {
  ARITY.set(helper ?? "", [Number(least), Number(most ?? least)]);
}

/** A call with another number of arguments is refused by Python, in words of its own. */
export function takesArguments(helper: string, count: number): boolean {
  const arity = ARITY.get(helper);
  return arity === undefined || (count >= arity[0] && count <= arity[1]);
}

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

/** Methods by which a receiver of unknown type is most likely a list or a set; the helper of it takes any value. */
const LIKELY: ReadonlyMap<string, MethodReceiver> = new Map([
  ["append", "list"],
  ["extend", "list"],
  ["insert", "list"],
  ["add", "set"],
  ["discard", "set"],
]);

/** `x["tags"].append(y)` → `listAppend`. Null: any type may have the method, or the arguments do not fit. */
export function likelyHelper(method: string, args: readonly Expression[]): string | null {
  const receiver = LIKELY.get(method);
  if (receiver === undefined || args.some((argument) => argument.kind === "starred")) return null;
  const helper = helperName(receiver, method);
  return takesArguments(helper, args.length) ? helper : null;
}
