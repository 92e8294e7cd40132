/**
 * All that generated code imports as `py`. Builtins and modules have Python's own names, methods are
 * `<type><Method>(receiver, …)`. Floats are boxed where a `Value` comes out; what always gives a float (`float`,
 * `math.*`, `time.time`, …) gives it static, as a plain number, and so do the `float…` forms for static floats.
 */

export * from "./access.ts";
export * from "./attributes.ts";
export { base64 } from "./base64.ts";
export { bytesOf, PyBytes } from "./bytes.ts";
export * from "./bytes-methods.ts";
export { CLASS, type ClassInfo, isClass, object, type PyClass } from "./classes.ts";
export { PyTime } from "./clock.ts";
export { strEncode } from "./codecs.ts";
export * from "./compare.ts";
export * from "./constructors.ts";
export { copy } from "./copy.ts";
export { PyDate } from "./date.ts";
export { datetime } from "./datetime.ts";
export * from "./dict.ts";
export * from "./dict-methods.ts";
export * from "./dict-views.ts";
export { Ellipsis } from "./ellipsis.ts";
export { type Environment, environment, setEnvironment } from "./environment.ts";
export * from "./exceptions.ts";
export {
  OSError as EnvironmentError,
  OSError as IOError,
  ReferenceError_ as ReferenceError,
  SyntaxError_ as SyntaxError,
  TypeError_ as TypeError,
} from "./exceptions.ts";
export * from "./float.ts";
export { floatRepr } from "./float-text.ts";
export { floatFormat, format } from "./format.ts";
export {
  call,
  functionOf,
  isCallable,
  isCallable as callable,
  type Signature,
} from "./functions.ts";
export * from "./generated-code.ts";
export { hash } from "./hash.ts";
export { hashlib } from "./hashlib.ts";
export * from "./in-place.ts";
export * from "./int.ts";
export * from "./iteration.ts";
export * from "./iterators.ts";
export { json } from "./json.ts";
export { identityOf } from "./keys.ts";
export { listAppend, listExtend, listInsert, setAdd, setDiscard } from "./likely-methods.ts";
export * from "./list.ts";
export { math } from "./math.ts";
export { defineModule, NativeObject, native, PyModule } from "./module.ts";
export { PyDateTime } from "./moment.ts";
export * from "./number-methods.ts";
export * from "./numeric-builtins.ts";
export { powMod as pow } from "./numeric-builtins.ts";
export * from "./operators.ts";
export { bin, float, hex, int, oct } from "./parse-number.ts";
export { percentFormat } from "./percent-format.ts";
export { id, print, printWith } from "./print.ts";
export { random } from "./random.ts";
export { PyRange, range } from "./range.ts";
export { ascii, repr } from "./repr.ts";
export { PySet, setOf } from "./set.ts";
export * from "./set-methods.ts";
export { pause } from "./sleep.ts";
export { PySlice, slice } from "./slice.ts";
export { listSort, max, min, sorted } from "./sorting.ts";
export * from "./str-case.ts";
export * from "./str-format.ts";
export * from "./str-search.ts";
export { string } from "./string.ts";
export * from "./subscript.ts";
export { PyThread, threading } from "./threading.ts";
export { time } from "./time.ts";
export { PyTimeDelta } from "./timedelta.ts";
export { PyTimezone } from "./timezone.ts";
export * from "./truth.ts";
export * from "./tuple.ts";
export { typeName } from "./type-name.ts";
export { type ClassOf, isinstance, issubclass, type, types } from "./type-of.ts";
export { updateDict } from "./update-dict.ts";
export { PyUuid, uuid } from "./uuid.ts";
export * from "./value.ts";
export * from "./waiting.ts";
