/** Names that Python 3.12 has everywhere, and what of them a stream function can't have (python.md 5 and 10). */
import type { DiagnosticCode } from "../../diagnostics/catalog.ts";

const NAMES =
  "abs all any ascii bin bool bytes bytearray callable chr classmethod delattr dict divmod enumerate filter float format " +
  "frozenset getattr globals hasattr hash hex id int isinstance issubclass iter len list map max min next object oct ord " +
  "pow print property range repr reversed round set setattr slice sorted staticmethod str sum super tuple type zip " +
  "NotImplemented Ellipsis __name__ __debug__ __doc__ " +
  "BaseException GeneratorExit KeyboardInterrupt SystemExit Exception ArithmeticError " +
  "FloatingPointError OverflowError ZeroDivisionError AssertionError AttributeError BufferError EOFError " +
  "ImportError ModuleNotFoundError LookupError IndexError KeyError MemoryError NameError UnboundLocalError OSError IOError " +
  "EnvironmentError BlockingIOError ChildProcessError ConnectionError BrokenPipeError ConnectionAbortedError " +
  "ConnectionRefusedError ConnectionResetError FileExistsError FileNotFoundError InterruptedError IsADirectoryError " +
  "NotADirectoryError PermissionError ProcessLookupError TimeoutError ReferenceError RuntimeError NotImplementedError " +
  "RecursionError StopAsyncIteration StopIteration SyntaxError IndentationError TabError SystemError TypeError ValueError " +
  "UnicodeError UnicodeDecodeError UnicodeEncodeError UnicodeTranslateError Warning BytesWarning DeprecationWarning " +
  "EncodingWarning FutureWarning ImportWarning PendingDeprecationWarning ResourceWarning RuntimeWarning SyntaxWarning " +
  "UnicodeWarning UserWarning";

export const BUILTINS: ReadonlySet<string> = new Set(NAMES.split(" "));

/** Of these, what is not built yet; `globals`, `super` and `id` depend on how they are used (typed stage). */
export const BUILTINS_LATER: ReadonlySet<string> = new Set(
  (
    "classmethod property staticmethod NotImplemented Ellipsis __debug__ __doc__ IndentationError TabError BytesWarning " +
    "EncodingWarning FutureWarning ImportWarning PendingDeprecationWarning ResourceWarning SyntaxWarning UnicodeWarning"
  ).split(" "),
);

/** Refused for good; the code and what to do instead. */
export const FORBIDDEN_BUILTINS: ReadonlyMap<string, Forbidden> = new Map([
  ["exec", forbidden("write the statements themselves")],
  ["eval", forbidden("write the expression itself")],
  ["compile", forbidden("write the statements themselves")],
  ["__import__", forbidden("use an `import` statement")],
  ["input", forbidden("take what you need from the record")],
  ["open", forbidden("take what you need from the record, a table or a store")],
  ["breakpoint", forbidden("use `log.debug`")],
  ["vars", forbidden("use the dict or the names themselves")],
  ["locals", forbidden("use the names themselves")],
  ["dir", forbidden("use `hasattr`")],
  ["memoryview", forbidden("use `bytes`")],
  ["help", forbidden("look into the documentation of Python")],
  ["exit", forbidden("raise an exception")],
  ["quit", forbidden("raise an exception")],
  ["complex", forbidden("keep the two parts as two numbers", "python/complex")],
  ["ExceptionGroup", forbidden("raise one exception", "python/newer-syntax")],
  ["BaseExceptionGroup", forbidden("raise one exception", "python/newer-syntax")],
  ["aiter", forbidden("use `iter`", "python/async")],
  ["anext", forbidden("use `next`", "python/async")],
]);

interface Forbidden {
  readonly code: DiagnosticCode;
  readonly help: string;
}

function forbidden(help: string, code: DiagnosticCode = "python/forbidden-builtin"): Forbidden {
  return { code, help };
}

/** Names that KSML puts into every function (runtime.md 1.3, dialect.md 7.1); what of them is built is decided later. */
export const INJECTED: ReadonlySet<string> = new Set(["log", "metrics", "stores", "loggerBridge"]);

/** The host behind the engine: refused for good. */
export const HOST_NAMES: ReadonlySet<string> = new Set([
  "polyglot",
  "java",
  "register_ksml_bridges",
]);
