/** Names that Python 3.12 has everywhere, and what of them a stream function can't have (python.md 5 and 10). */

const NAMES =
  "abs all any ascii bin bool bytes bytearray callable chr classmethod delattr dict divmod enumerate filter float format " +
  "frozenset getattr globals hasattr hash hex id int isinstance issubclass iter len list map max min next object oct ord " +
  "pow print property range repr reversed round set setattr slice sorted staticmethod str sum super tuple type zip " +
  "NotImplemented Ellipsis __name__ __debug__ __doc__ " +
  "BaseException BaseExceptionGroup GeneratorExit KeyboardInterrupt SystemExit Exception ArithmeticError " +
  "FloatingPointError OverflowError ZeroDivisionError AssertionError AttributeError BufferError EOFError ExceptionGroup " +
  "ImportError ModuleNotFoundError LookupError IndexError KeyError MemoryError NameError UnboundLocalError OSError IOError " +
  "EnvironmentError BlockingIOError ChildProcessError ConnectionError BrokenPipeError ConnectionAbortedError " +
  "ConnectionRefusedError ConnectionResetError FileExistsError FileNotFoundError InterruptedError IsADirectoryError " +
  "NotADirectoryError PermissionError ProcessLookupError TimeoutError ReferenceError RuntimeError NotImplementedError " +
  "RecursionError StopAsyncIteration StopIteration SyntaxError IndentationError TabError SystemError TypeError ValueError " +
  "UnicodeError UnicodeDecodeError UnicodeEncodeError UnicodeTranslateError Warning BytesWarning DeprecationWarning " +
  "EncodingWarning FutureWarning ImportWarning PendingDeprecationWarning ResourceWarning RuntimeWarning SyntaxWarning " +
  "UnicodeWarning UserWarning";

export const BUILTINS: ReadonlySet<string> = new Set(NAMES.split(" "));

/** Refused for good; the code and what is said. */
export const FORBIDDEN_BUILTINS: ReadonlyMap<
  string,
  { readonly code: string; readonly help: string }
> = new Map([
  ...(
    [
      ["exec", "write the statements themselves"],
      ["eval", "write the expression itself"],
      ["compile", "write the statements themselves"],
      ["__import__", "use an `import` statement"],
      ["input", "take what you need from the record"],
      ["open", "take what you need from the record, a table or a store"],
      ["breakpoint", "use `log.debug`"],
      ["vars", "use the dict or the names themselves"],
      ["locals", "use the names themselves"],
      ["dir", "use `hasattr`"],
      ["memoryview", "use `bytes`"],
      ["help", "look in Python's documentation"],
      ["exit", "raise an exception"],
      ["quit", "raise an exception"],
    ] as const
  ).map(([name, help]) => [name, { code: "python/forbidden-builtin", help }] as const),
  ["complex", { code: "python/complex", help: "keep the two parts in two numbers" }],
  ["aiter", { code: "python/async", help: "use `iter`" }],
  ["anext", { code: "python/async", help: "use `next`" }],
]);

/** Names that KSML puts into every function (runtime.md 1.3, dialect.md 7.1). */
export const INJECTED: ReadonlySet<string> = new Set(["log", "metrics"]);

/** KSML's, but not built yet. */
export const INJECTED_LATER: ReadonlySet<string> = new Set(["stores", "loggerBridge"]);

/** The host behind the engine: refused for good. */
export const HOST_NAMES: ReadonlySet<string> = new Set([
  "polyglot",
  "java",
  "register_ksml_bridges",
]);
