/**
 * Python's exceptions: the exception objects, their classes with the hierarchy of CPython 3.12, and `PyError`, the one
 * JavaScript error that carries them. Everything in the runtime that fails as Python would throws a `PyError`.
 */

import {
  CLASS,
  className,
  defineClass,
  isClass,
  isSubclass,
  object,
  type PyClass,
} from "./classes.ts";
import { repr, str } from "./repr.ts";
import { PyTuple } from "./tuple.ts";
import { typeName } from "./type-name.ts";
import { PyObject, type Value } from "./value.ts";

export class PyException extends PyObject {
  readonly cls: PyClass;
  args: PyTuple;
  cause: PyException | null = null;
  context: PyException | null = null;
  suppressContext = false;
  /** Attributes beyond `args`: those of JSONDecodeError, and what code sets. */
  readonly fields = new Map<string, Value>();
  /** The JavaScript error that carried it first: its stack is where the exception was raised. */
  raised: PyError | undefined;
  /** Set for exceptions whose text is not made from `args`. */
  text: string | undefined;

  constructor(cls: PyClass, args: readonly Value[]) {
    super();
    this.cls = cls;
    this.args = new PyTuple(args);
  }
  override pyType(): PyClass {
    return this.cls;
  }
  override pyTypeName(): string {
    return className(this.cls);
  }
  override pyStr(): string {
    if (this.text !== undefined) return this.text;
    const { items } = this.args;
    if (items.length === 0) return "";
    const first = items[0] as Value;
    if (items.length > 1) return osErrorText(this) ?? repr(this.args);
    return isSubclass(this.cls, KeyError) ? repr(first) : str(first);
  }
  override pyRepr(): string {
    const { items } = this.args;
    return `${className(this.cls)}(${items.map((item) => repr(item)).join(", ")})`;
  }
  override pyGetAttr(name: string): Value | undefined {
    switch (name) {
      case "args":
        return this.args;
      case "__cause__":
        return this.cause;
      case "__context__":
        return this.context;
      case "__suppress_context__":
        return this.suppressContext;
      case "__traceback__":
        return null;
      case "value":
        if (isSubclass(this.cls, StopIteration)) return this.args.items[0] ?? null;
        break;
      case "errno":
      case "strerror":
        if (isSubclass(this.cls, OSError) && this.args.items.length >= 2) {
          return this.args.items[name === "errno" ? 0 : 1];
        }
        break;
      default:
        break;
    }
    return this.fields.get(name);
  }
  override pySetAttr(name: string, value: Value | undefined): boolean {
    if (value === undefined) return this.fields.delete(name);
    if (name === "args") this.args = new PyTuple([...((value as PyTuple).items ?? value)]);
    else if (name === "__cause__") {
      this.cause = value as PyException | null;
      this.suppressContext = true;
    } else this.fields.set(name, value);
    return true;
  }
}

function osErrorText(exception: PyException): string | undefined {
  if (!isSubclass(exception.cls, OSError)) return undefined;
  const [errno, text] = exception.args.items;
  return `[Errno ${str(errno as Value)}] ${str(text as Value)}`;
}

/** How a Python exception travels through JavaScript. */
export class PyError extends Error {
  readonly exception: PyException;
  constructor(exception: PyException) {
    super(describe(exception));
    this.name = "PyError";
    this.exception = exception;
    exception.raised ??= this;
  }
}

/** The last line of a traceback: `KeyError: 'x'`. */
export function describe(exception: PyException): string {
  const text = exception.pyStr();
  const { name, module } = exception.cls[CLASS];
  const full = module === "builtins" || module === "__main__" ? name : `${module}.${name}`;
  return text === "" ? full : `${full}: ${text}`;
}

/** A feature that the subset leaves out was reached at run time. No `except` of Python catches it. */
export class UnsupportedError extends Error {
  readonly code: string;
  constructor(code: string, text: string) {
    super(`${text} (${code})`);
    this.name = "UnsupportedError";
    this.code = code;
  }
}

export type ExceptionClass = ((...args: Value[]) => PyException) & PyClass;

function classOfErrno(args: readonly Value[]): PyClass | undefined {
  if (args.length < 2 || typeof args[0] !== "number") return undefined;
  const name = ERRNO_CLASSES[args[0]];
  return name === undefined ? undefined : (exceptionClasses as Record<string, PyClass>)[name];
}

/** Linux's numbers. */
const ERRNO_CLASSES: Record<number, string> = {
  1: "PermissionError",
  2: "FileNotFoundError",
  3: "ProcessLookupError",
  4: "InterruptedError",
  10: "ChildProcessError",
  11: "BlockingIOError",
  13: "PermissionError",
  17: "FileExistsError",
  20: "NotADirectoryError",
  21: "IsADirectoryError",
  32: "BrokenPipeError",
  103: "ConnectionAbortedError",
  104: "ConnectionResetError",
  110: "TimeoutError",
  111: "ConnectionRefusedError",
};

function exceptionClass(name: string, ...bases: PyClass[]): ExceptionClass {
  const cls: ExceptionClass = defineClass(
    (...args: Value[]) => new PyException(cls, args),
    name,
    bases,
  );
  return cls;
}

/** A subclass in another module (`json.decoder.JSONDecodeError`), or one of the author's. */
export function subclassOf(base: PyClass, name: string, module = "__main__"): ExceptionClass {
  const cls: ExceptionClass = defineClass(
    (...args: Value[]) => new PyException(cls, args),
    name,
    [base],
    module,
  );
  return cls;
}

export const BaseException = exceptionClass("BaseException", object);
export const Exception = exceptionClass("Exception", BaseException);
export const SystemExit = exceptionClass("SystemExit", BaseException);
export const KeyboardInterrupt = exceptionClass("KeyboardInterrupt", BaseException);
export const GeneratorExit = exceptionClass("GeneratorExit", BaseException);
export const StopIteration = exceptionClass("StopIteration", Exception);
export const StopAsyncIteration = exceptionClass("StopAsyncIteration", Exception);
export const ArithmeticError = exceptionClass("ArithmeticError", Exception);
export const FloatingPointError = exceptionClass("FloatingPointError", ArithmeticError);
export const OverflowError = exceptionClass("OverflowError", ArithmeticError);
export const ZeroDivisionError = exceptionClass("ZeroDivisionError", ArithmeticError);
export const AssertionError = exceptionClass("AssertionError", Exception);
export const AttributeError = exceptionClass("AttributeError", Exception);
export const BufferError = exceptionClass("BufferError", Exception);
export const EOFError = exceptionClass("EOFError", Exception);
export const ImportError = exceptionClass("ImportError", Exception);
export const ModuleNotFoundError = exceptionClass("ModuleNotFoundError", ImportError);
export const LookupError = exceptionClass("LookupError", Exception);
export const IndexError = exceptionClass("IndexError", LookupError);
export const KeyError = exceptionClass("KeyError", LookupError);
export const MemoryError = exceptionClass("MemoryError", Exception);
export const NameError = exceptionClass("NameError", Exception);
export const UnboundLocalError = exceptionClass("UnboundLocalError", NameError);
/** `OSError(errno, text)` makes the subclass that belongs to the number. */
export const OSError: ExceptionClass = defineClass(
  (...args: Value[]) => new PyException(classOfErrno(args) ?? OSError, args),
  "OSError",
  [Exception],
);
export const BlockingIOError = exceptionClass("BlockingIOError", OSError);
export const ChildProcessError = exceptionClass("ChildProcessError", OSError);
export const ConnectionError = exceptionClass("ConnectionError", OSError);
export const BrokenPipeError = exceptionClass("BrokenPipeError", ConnectionError);
export const ConnectionAbortedError = exceptionClass("ConnectionAbortedError", ConnectionError);
export const ConnectionRefusedError = exceptionClass("ConnectionRefusedError", ConnectionError);
export const ConnectionResetError = exceptionClass("ConnectionResetError", ConnectionError);
export const FileExistsError = exceptionClass("FileExistsError", OSError);
export const FileNotFoundError = exceptionClass("FileNotFoundError", OSError);
export const InterruptedError = exceptionClass("InterruptedError", OSError);
export const IsADirectoryError = exceptionClass("IsADirectoryError", OSError);
export const NotADirectoryError = exceptionClass("NotADirectoryError", OSError);
export const PermissionError = exceptionClass("PermissionError", OSError);
export const ProcessLookupError = exceptionClass("ProcessLookupError", OSError);
export const TimeoutError = exceptionClass("TimeoutError", OSError);
export const ReferenceError_ = exceptionClass("ReferenceError", Exception);
export const RuntimeError = exceptionClass("RuntimeError", Exception);
export const NotImplementedError = exceptionClass("NotImplementedError", RuntimeError);
export const RecursionError = exceptionClass("RecursionError", RuntimeError);
export const SyntaxError_ = exceptionClass("SyntaxError", Exception);
export const SystemError = exceptionClass("SystemError", Exception);
export const TypeError_ = exceptionClass("TypeError", Exception);
export const ValueError = exceptionClass("ValueError", Exception);
export const UnicodeError = exceptionClass("UnicodeError", ValueError);
export const UnicodeDecodeError = exceptionClass("UnicodeDecodeError", UnicodeError);
export const UnicodeEncodeError = exceptionClass("UnicodeEncodeError", UnicodeError);
export const UnicodeTranslateError = exceptionClass("UnicodeTranslateError", UnicodeError);
export const Warning = exceptionClass("Warning", Exception);
export const DeprecationWarning = exceptionClass("DeprecationWarning", Warning);
export const RuntimeWarning = exceptionClass("RuntimeWarning", Warning);
export const UserWarning = exceptionClass("UserWarning", Warning);

/** The names Python knows them by. */
export const exceptionClasses = {
  BaseException,
  Exception,
  SystemExit,
  KeyboardInterrupt,
  GeneratorExit,
  StopIteration,
  StopAsyncIteration,
  ArithmeticError,
  FloatingPointError,
  OverflowError,
  ZeroDivisionError,
  AssertionError,
  AttributeError,
  BufferError,
  EOFError,
  ImportError,
  ModuleNotFoundError,
  LookupError,
  IndexError,
  KeyError,
  MemoryError,
  NameError,
  UnboundLocalError,
  OSError,
  IOError: OSError,
  EnvironmentError: OSError,
  BlockingIOError,
  ChildProcessError,
  ConnectionError,
  BrokenPipeError,
  ConnectionAbortedError,
  ConnectionRefusedError,
  ConnectionResetError,
  FileExistsError,
  FileNotFoundError,
  InterruptedError,
  IsADirectoryError,
  NotADirectoryError,
  PermissionError,
  ProcessLookupError,
  TimeoutError,
  ReferenceError: ReferenceError_,
  RuntimeError,
  NotImplementedError,
  RecursionError,
  SyntaxError: SyntaxError_,
  SystemError,
  TypeError: TypeError_,
  ValueError,
  UnicodeError,
  UnicodeDecodeError,
  UnicodeEncodeError,
  UnicodeTranslateError,
  Warning,
  DeprecationWarning,
  RuntimeWarning,
  UserWarning,
};

/** What the runtime itself throws, by class. */
export const typeError = (text: string): PyError => new PyError(TypeError_(text));
export const valueError = (text: string): PyError => new PyError(ValueError(text));
export const keyError = (key: Value): PyError => new PyError(KeyError(key));
export const indexError = (text: string): PyError => new PyError(IndexError(text));
export const zeroDivision = (text: string): PyError => new PyError(ZeroDivisionError(text));
export const overflowError = (text: string): PyError => new PyError(OverflowError(text));
export const runtimeError = (text: string): PyError => new PyError(RuntimeError(text));
export const nameError = (text: string): PyError => new PyError(NameError(text));
export const stopIteration = (value: Value = null): PyError =>
  new PyError(value === null ? StopIteration() : StopIteration(value));

export function attributeError(x: Value | undefined, name: string): PyError {
  const exception = AttributeError(
    isClass(x)
      ? `type object '${className(x)}' has no attribute '${name}'`
      : `'${typeName(x)}' object has no attribute '${name}'`,
  );
  exception.fields.set("name", name);
  exception.fields.set("obj", x ?? null);
  return new PyError(exception);
}

/** `raise x [from cause]`: what to throw. @throws TypeError where `x` is no exception */
export function raise(x: Value, cause?: Value): PyError {
  const exception = toException(x, "exceptions must derive from BaseException");
  if (cause !== undefined) {
    exception.suppressContext = true;
    exception.cause =
      cause === null ? null : toException(cause, "exception causes must derive from BaseException");
  }
  return new PyError(exception);
}

function toException(x: Value, otherwise: string): PyException {
  if (x instanceof PyException) return x;
  if (isClass(x) && isSubclass(x, BaseException)) {
    const made = (x as unknown as () => Value)();
    if (made instanceof PyException) return made;
  }
  throw typeError(otherwise);
}

/**
 * What a `catch` got, as the Python exception that it is. @throws what is no Python exception, since that is an error of
 * ours, which no `except` may hide
 */
export function caught(thrown: unknown): PyException {
  if (thrown instanceof PyError) return thrown.exception;
  if (thrown instanceof RangeError && thrown.message.includes("call stack")) {
    return RecursionError("maximum recursion depth exceeded");
  }
  // `1 << 2**40`, or a list or string beyond what can be held.
  if (thrown instanceof RangeError && /size exceeded|Invalid .* length/.test(thrown.message)) {
    return MemoryError();
  }
  throw thrown;
}

/** Whether `except classes:` takes the exception. */
export function matches(exception: PyException, classes: Value): boolean {
  if (classes instanceof PyTuple) return classes.items.some((one) => matches(exception, one));
  if (!isClass(classes) || !isSubclass(classes, BaseException)) {
    throw typeError("catching classes that do not inherit from BaseException is not allowed");
  }
  return isSubclass(exception.cls, classes);
}

/** `raise` alone, and `assert`. */
export function assertionError(message?: Value): PyError {
  return new PyError(message === undefined ? AssertionError() : AssertionError(message));
}

/** A local that may be unbound. @throws UnboundLocalError */
export function bound<T>(x: T | undefined, name: string): T {
  if (x !== undefined) return x;
  throw new PyError(
    UnboundLocalError(
      `cannot access local variable '${name}' where it is not associated with a value`,
    ),
  );
}

/** A variable of an enclosing function that may be unbound. @throws NameError */
export function boundFree<T>(x: T | undefined, name: string): T {
  if (x !== undefined) return x;
  throw nameError(
    `cannot access free variable '${name}' where it is not associated with a value in enclosing scope`,
  );
}

/** A global that may be unbound. @throws NameError */
export function boundGlobal<T>(x: T | undefined, name: string): T {
  if (x !== undefined) return x;
  const exception = NameError(`name '${name}' is not defined`);
  exception.fields.set("name", name);
  throw new PyError(exception);
}
