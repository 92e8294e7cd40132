/**
 * Python's builtins: what a call of each gives. The target has the builtin's own name in `ksmlc/runtime/python`
 * (`len(x)` → `py.len(x)`); `native` builtins are written by the emitter where types allow it.
 */
import {
  ANY,
  BOOL,
  COUNT,
  DICT,
  FLOAT,
  INT,
  intBetween,
  isSafeInt,
  LIST,
  NONE,
  type PyType,
  SET,
  STR,
  TUPLE,
} from "./type.ts";

export interface BuiltinRow {
  readonly result: (args: readonly PyType[]) => PyType;
  /** Takes a whole iterable before it does anything else, so that a generator may be a list. */
  readonly drains?: boolean;
}

/** Of one argument an int; of a float and a number of digits a float, which `py.floatRound` gives as a plain number. */
function round([x, digits]: readonly PyType[]): PyType {
  if (x === undefined || digits === undefined || digits.kind === "none") return INT;
  return isFloatRound(x, digits) ? FLOAT : ANY;
}

export const isFloatRound = (x: PyType, digits: PyType): boolean =>
  x.kind === "float" && isSafeInt(digits);

const gives = (type: PyType): BuiltinRow => ({ result: () => type });
const drains = (type: PyType): BuiltinRow => ({ result: () => type, drains: true });

export const BUILTINS: ReadonlyMap<string, BuiltinRow> = new Map<string, BuiltinRow>([
  ["abs", { result: ([x]) => (x?.kind === "float" ? FLOAT : ANY) }],
  ["all", gives(BOOL)],
  ["any", gives(BOOL)],
  ["ascii", gives(STR)],
  ["bin", gives(STR)],
  ["bool", gives(BOOL)],
  ["bytearray", gives(ANY)],
  ["bytes", gives(ANY)],
  ["callable", gives(BOOL)],
  ["chr", gives(STR)],
  ["dict", drains(DICT)],
  ["divmod", gives(TUPLE)],
  ["enumerate", gives(ANY)],
  ["filter", gives(ANY)],
  ["float", gives(FLOAT)],
  ["format", gives(STR)],
  ["frozenset", drains(ANY)],
  ["getattr", gives(ANY)],
  ["globals", gives(ANY)],
  ["hasattr", gives(BOOL)],
  ["hash", gives(INT)],
  ["hex", gives(STR)],
  ["id", gives(ANY)],
  ["int", gives(INT)],
  ["isinstance", gives(BOOL)],
  ["issubclass", gives(BOOL)],
  ["iter", gives(ANY)],
  ["len", gives(COUNT)],
  ["list", drains(LIST)],
  ["map", gives(ANY)],
  ["max", drains(ANY)],
  ["min", drains(ANY)],
  ["next", gives(ANY)],
  ["oct", gives(STR)],
  ["ord", gives(intBetween(0, 0x10ffff))],
  ["pow", gives(ANY)],
  ["print", gives(NONE)],
  ["range", gives(ANY)],
  ["repr", gives(STR)],
  ["reversed", gives(ANY)],
  ["round", { result: round }],
  ["set", drains(SET)],
  ["setattr", gives(NONE)],
  ["delattr", gives(NONE)],
  ["slice", gives(ANY)],
  ["sorted", drains(LIST)],
  ["str", gives(STR)],
  ["sum", drains(ANY)],
  ["super", gives(ANY)],
  ["tuple", drains(TUPLE)],
  ["type", gives(ANY)],
  ["zip", gives(ANY)],
  ["property", gives(ANY)],
  ["staticmethod", gives(ANY)],
  ["classmethod", gives(ANY)],
]);

/** Builtins and functions of modules that only look at what they are given. */
export const LOOKING: ReadonlySet<string> = new Set(
  "len str repr ascii bool int float round abs print format isinstance json.dumps dict".split(" "),
);

const EXCEPTIONS =
  "ArithmeticError AssertionError AttributeError BaseException BlockingIOError BrokenPipeError BufferError ChildProcessError " +
  "ConnectionAbortedError ConnectionError ConnectionRefusedError ConnectionResetError DeprecationWarning EOFError " +
  "EnvironmentError Exception FileExistsError FileNotFoundError FloatingPointError GeneratorExit IOError ImportError " +
  "IndexError InterruptedError IsADirectoryError KeyError KeyboardInterrupt LookupError MemoryError ModuleNotFoundError " +
  "NameError NotADirectoryError NotImplementedError OSError OverflowError PermissionError ProcessLookupError RecursionError " +
  "ReferenceError RuntimeError RuntimeWarning StopAsyncIteration StopIteration SyntaxError SystemError SystemExit " +
  "TimeoutError TypeError UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError UnicodeTranslateError " +
  "UserWarning ValueError Warning ZeroDivisionError";

export const EXCEPTION_NAMES: ReadonlySet<string> = new Set(EXCEPTIONS.split(" "));

const CLASSES =
  "bool bytearray bytes dict float frozenset int list object range set slice str tuple type";

/** Builtins that are classes: as values they are `py.types.<name>`. */
export const BUILTIN_CLASSES: ReadonlySet<string> = new Set([
  ...CLASSES.split(" "),
  ...EXCEPTION_NAMES,
]);

/** Builtins whose helper has another name: `py.iter` is for `for … of`. */
const HELPERS: Readonly<Record<string, string>> = { iter: "iterator" };

export const builtinHelper = (name: string): string =>
  Object.hasOwn(HELPERS, name) ? (HELPERS[name] ?? name) : name;

/** What a call of a class object of the builtins gives. */
export function classCallResult(name: string, args: readonly PyType[]): PyType {
  return BUILTINS.get(name)?.result(args) ?? ANY;
}
