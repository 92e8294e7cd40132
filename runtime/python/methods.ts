/** The methods of the builtin types by Python's names: what dynamic calls find, and what `str.upper` as a value is. */

import { PyBytes } from "./bytes.ts";
import * as bytes from "./bytes-methods.ts";
import { strEncode } from "./codecs.ts";
import * as dicts from "./dict-methods.ts";
import { dictItems, dictKeys, dictValues } from "./dict-views.ts";
import * as lists from "./list.ts";
import * as numbers from "./number-methods.ts";
import { PySet } from "./set.ts";
import * as sets from "./set-methods.ts";
import { listSort, type SortKeywords } from "./sorting.ts";
import * as cases from "./str-case.ts";
import { strFormat, strFormatMap, strMaketrans, strTranslate } from "./str-format.ts";
import * as texts from "./str-search.ts";
import { PyTuple } from "./tuple.ts";
import { type Dict, PyFloat, PyObject, type Value } from "./value.ts";

export interface Method {
  /** Takes the receiver first. */
  readonly fn: (receiver: never, ...args: never[]) => Value;
  readonly least: number;
  readonly most: number;
  /** Parameters that may be given by name. */
  readonly names?: readonly string[];
  /** Keyword arguments arrive as one last object. */
  readonly keywords?: true;
  /** Gives a static float. */
  readonly float?: true;
  /** Belongs to the class: takes no receiver. */
  readonly onClass?: true;
  /** Takes the receiver and positional arguments, and gives its result as it is. */
  readonly isPlain?: boolean;
}

type MethodTable = Readonly<Record<string, Method>>;

const method = (fn: Method["fn"], least = 0, most = least, names?: readonly string[]): Method =>
  names === undefined
    ? { fn, least, most, isPlain: true }
    : { fn, least, most, names, isPlain: true };

const MANY = Number.POSITIVE_INFINITY;

const str: MethodTable = {
  capitalize: method(cases.strCapitalize),
  casefold: method(cases.strCasefold),
  center: method(texts.strCenter, 1, 2),
  count: method(texts.strCount, 1, 3),
  encode: method(strEncode, 0, 2, ["encoding", "errors"]),
  endswith: method(texts.strEndswith, 1, 3),
  expandtabs: method(texts.strExpandtabs, 0, 1, ["tabsize"]),
  find: method(texts.strFind, 1, 3),
  format: {
    fn: (s: string, ...args: Value[]) => strFormat(s, args.slice(0, -1), args.at(-1) as Dict),
    least: 0,
    most: MANY,
    keywords: true,
  },
  format_map: method(strFormatMap, 1),
  index: method(texts.strIndex, 1, 3),
  isalnum: method(cases.strIsalnum),
  isalpha: method(cases.strIsalpha),
  isascii: method(cases.strIsascii),
  isdecimal: method(cases.strIsdecimal),
  isdigit: method(cases.strIsdigit),
  isidentifier: method(cases.strIsidentifier),
  islower: method(cases.strIslower),
  isnumeric: method(cases.strIsnumeric),
  isprintable: method(cases.strIsprintable),
  isspace: method(cases.strIsspace),
  istitle: method(cases.strIstitle),
  isupper: method(cases.strIsupper),
  join: method(texts.strJoin, 1),
  ljust: method(texts.strLjust, 1, 2),
  lower: method(cases.strLower),
  lstrip: method(texts.strLstrip, 0, 1),
  maketrans: { ...method(strMaketrans as Method["fn"], 1, 3), onClass: true, isPlain: false },
  partition: method(texts.strPartition, 1),
  removeprefix: method(texts.strRemoveprefix, 1),
  removesuffix: method(texts.strRemovesuffix, 1),
  replace: method(texts.strReplace, 2, 3),
  rfind: method(texts.strRfind, 1, 3),
  rindex: method(texts.strRindex, 1, 3),
  rjust: method(texts.strRjust, 1, 2),
  rpartition: method(texts.strRpartition, 1),
  rsplit: method(texts.strRsplit, 0, 2, ["sep", "maxsplit"]),
  rstrip: method(texts.strRstrip, 0, 1),
  split: method(texts.strSplit, 0, 2, ["sep", "maxsplit"]),
  splitlines: method(texts.strSplitlines, 0, 1, ["keepends"]),
  startswith: method(texts.strStartswith, 1, 3),
  strip: method(texts.strStrip, 0, 1),
  swapcase: method(cases.strSwapcase),
  title: method(cases.strTitle),
  translate: method(strTranslate, 1),
  upper: method(cases.strUpper),
  zfill: method(texts.strZfill, 1),
};

const list: MethodTable = {
  append: method(lists.listAppend, 1),
  clear: method(lists.listClear),
  copy: method(lists.listCopy),
  count: method(lists.listCount, 1),
  extend: method(lists.listExtend, 1),
  index: method(lists.listIndex, 1, 3),
  insert: method(lists.listInsert, 2),
  pop: method(lists.listPop, 0, 1),
  remove: method(lists.listRemove, 1),
  reverse: method(lists.listReverse),
  sort: {
    fn: (items: Value[], keywords: Dict) => listSort(items, keywords as SortKeywords),
    least: 0,
    most: 0,
    keywords: true,
  },
};

const dict: MethodTable = {
  clear: method(dicts.dictClear),
  copy: method(dicts.dictCopy),
  fromkeys: { ...method(dicts.dictFromkeys as Method["fn"], 1, 2), onClass: true, isPlain: false },
  get: method(dicts.dictGet, 1, 2),
  items: method(dictItems),
  keys: method(dictKeys),
  pop: method(dicts.dictPop, 1, 2),
  popitem: method(dicts.dictPopitem),
  setdefault: method(dicts.dictSetdefault, 1, 2),
  update: { fn: dicts.dictUpdate, least: 0, most: 1, keywords: true },
  values: method(dictValues),
};

const tuple: MethodTable = {
  count: method(lists.tupleCount, 1),
  index: method(lists.tupleIndex, 1, 3),
};

const frozenset: MethodTable = {
  copy: method(sets.setCopy),
  difference: method(sets.setDifference, 0, MANY),
  intersection: method(sets.setIntersection, 0, MANY),
  isdisjoint: method(sets.setIsdisjoint, 1),
  issubset: method(sets.setIssubset, 1),
  issuperset: method(sets.setIssuperset, 1),
  symmetric_difference: method(sets.setSymmetricDifference, 1),
  union: method(sets.setUnion, 0, MANY),
};

const set: MethodTable = {
  ...frozenset,
  add: method(sets.setAdd, 1),
  clear: method(sets.setClear),
  difference_update: method(sets.setDifferenceUpdate, 0, MANY),
  discard: method(sets.setDiscard, 1),
  intersection_update: method(sets.setIntersectionUpdate, 0, MANY),
  pop: method(sets.setPop),
  remove: method(sets.setRemove, 1),
  symmetric_difference_update: method(sets.setSymmetricDifferenceUpdate, 1),
  update: method(sets.setUpdate, 0, MANY),
};

const bytesTable: MethodTable = {
  count: method(bytes.bytesCount, 1, 3),
  decode: method(bytes.bytesDecode, 0, 2, ["encoding", "errors"]),
  endswith: method(bytes.bytesEndswith, 1, 3),
  find: method(bytes.bytesFind, 1, 3),
  fromhex: { ...method(bytes.bytesFromhex as Method["fn"], 1), onClass: true, isPlain: false },
  hex: method(bytes.bytesHex, 0, 2, ["sep", "bytes_per_sep"]),
  index: method(bytes.bytesIndex, 1, 3),
  join: method(bytes.bytesJoin, 1),
  lower: method(bytes.bytesLower),
  lstrip: method(bytes.bytesLstrip, 0, 1),
  replace: method(bytes.bytesReplace, 2, 3),
  rfind: method(bytes.bytesRfind, 1, 3),
  rstrip: method(bytes.bytesRstrip, 0, 1),
  split: method(bytes.bytesSplit, 0, 2, ["sep", "maxsplit"]),
  startswith: method(bytes.bytesStartswith, 1, 3),
  strip: method(bytes.bytesStrip, 0, 1),
  upper: method(bytes.bytesUpper),
};

const bytearray: MethodTable = {
  ...bytesTable,
  append: method(bytes.bytearrayAppend, 1),
  extend: method(bytes.bytearrayExtend, 1),
};

const int: MethodTable = {
  as_integer_ratio: method(numbers.intAsIntegerRatio),
  bit_count: method(numbers.intBitCount),
  bit_length: method(numbers.intBitLength),
  conjugate: method(numbers.intConjugate),
  from_bytes: {
    ...method(numbers.intFromBytes as Method["fn"], 1, 2, ["bytes", "byteorder", "signed"]),
    onClass: true,
    isPlain: false,
  },
  is_integer: method(numbers.intIsInteger),
  to_bytes: method(numbers.intToBytes, 0, 2, ["length", "byteorder", "signed"]),
};

const float: MethodTable = {
  as_integer_ratio: method(numbers.floatAsIntegerRatio),
  conjugate: { ...method(numbers.floatConjugate), float: true, isPlain: false },
  fromhex: {
    ...method(numbers.floatFromhex as Method["fn"], 1),
    onClass: true,
    float: true,
    isPlain: false,
  },
  hex: method(numbers.floatHex),
  is_integer: method(numbers.floatIsInteger),
};

/** By class name; classes that are not here describe their own attributes. */
export const methodTables: Readonly<Record<string, MethodTable>> = {
  str,
  list,
  dict,
  tuple,
  set,
  frozenset,
  bytes: bytesTable,
  bytearray,
  int,
  bool: int,
  float,
};

/** The table for a value, or undefined. */
export function methodsOf(x: Value): MethodTable | undefined {
  switch (typeof x) {
    case "string":
      return str;
    case "number":
      return Number.isInteger(x) ? int : float;
    case "bigint":
    case "boolean":
      return int;
    case "function":
      return undefined;
    default:
      break;
  }
  if (x === null) return undefined;
  if (Array.isArray(x)) return list;
  if (x instanceof PyFloat) return float;
  if (!(x instanceof PyObject)) return dict;
  if (x instanceof PyTuple) return tuple;
  if (x instanceof PySet) return x.frozen ? frozenset : set;
  if (x instanceof PyBytes) return x.mutable ? bytearray : bytesTable;
  return undefined;
}
