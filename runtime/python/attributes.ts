/** Attributes and method calls on values whose type only run time knows. */

import { CLASS, classAttribute, className, isClass } from "./classes.ts";
import { attributeError, typeError } from "./exceptions.ts";
import { call, functionAttribute, functionOf } from "./functions.ts";
import { toIndex } from "./int.ts";
import { type Method, methodsOf, methodTables } from "./methods.ts";
import { str } from "./repr.ts";
import { PyTuple } from "./tuple.ts";
import { typeName } from "./type-name.ts";
import { typeOf } from "./type-of.ts";
import { boxFloat, type Dict, isFloat, isInt, PyObject, type Value } from "./value.ts";

/** The attribute, or undefined where there is none. */
function attribute(x: Value, name: string): Value | undefined {
  if (x instanceof PyObject) {
    const own = x.pyGetAttr?.(name);
    if (own !== undefined) return own;
  } else if (typeof x === "function") {
    const own = isClass(x) ? attributeOfClass(x, name) : undefined;
    return own === undefined ? functionAttribute(x, name) : own;
  }
  const found = methodsOf(x)?.[name];
  if (found !== undefined) return boundMethod(x, name, found);
  if (name === "__class__") return typeOf(x);
  if (isInt(x)) {
    if (name === "real" || name === "numerator") return toIndex(x);
    if (name === "imag") return 0;
    if (name === "denominator") return 1;
  } else if (isFloat(x)) {
    if (name === "real") return x;
    if (name === "imag") return boxFloat(0);
  }
  return undefined;
}

function attributeOfClass(cls: Value, name: string): Value | undefined {
  if (!isClass(cls)) return undefined;
  const own = classAttribute(cls, name);
  if (own !== undefined) return own;
  if (name === "__mro__") return new PyTuple(cls[CLASS].mro);
  if (name === "__bases__") return new PyTuple(cls[CLASS].bases);
  if (name === "__class__") return typeOf(cls);
  for (const one of cls[CLASS].mro) {
    const found = methodTables[className(one)]?.[name];
    if (found !== undefined) return unboundMethod(className(one), name, found);
  }
  return undefined;
}

/** `x.upper` as a value. */
function boundMethod(x: Value, name: string, method: Method): Value {
  const fn = (...args: Value[]): Value => invoke(x, name, method, args);
  return functionOf(fn, { name, parameters: [], rest: true, keywords: true, required: 0 });
}

/** `str.upper` as a value: takes the receiver first, unless the method is the class's own. */
function unboundMethod(cls: string, name: string, method: Method): Value {
  const fn = (...all: Value[]): Value => {
    const keywords = all.at(-1) as Dict;
    const args = all.slice(0, -1);
    if (method.onClass)
      return finish(method, callFn(method, ordered(name, method, args, keywords)));
    const [receiver, ...rest] = args;
    if (receiver === undefined) {
      throw typeError(`unbound method ${cls}.${name}() needs an argument`);
    }
    if (methodsOf(receiver)?.[name]?.fn !== method.fn) {
      throw typeError(
        `descriptor '${name}' for '${cls}' objects doesn't apply to a '${typeName(receiver)}' object`,
      );
    }
    return invoke(receiver, name, method, [...rest, keywords]);
  };
  return functionOf(fn, { name, parameters: [], rest: true, keywords: true, required: 0 });
}

/** Calls with the arguments; the last one holds the keyword arguments. */
function invoke(x: Value, name: string, method: Method, all: readonly Value[]): Value {
  return callMethodOf(x, name, method, all.slice(0, -1), all.at(-1) as Dict);
}

function callMethodOf(
  x: Value,
  name: string,
  method: Method,
  args: readonly Value[],
  keywords: Dict | undefined,
): Value {
  const given = ordered(`${typeName(x)}.${name}`, method, args, keywords);
  return finish(method, callFn(method, method.onClass ? given : [x, ...given]));
}

function callFn(method: Method, args: readonly (Value | undefined)[]): Value {
  return (method.fn as unknown as (...args: readonly (Value | undefined)[]) => Value)(...args);
}

function finish(method: Method, result: Value): Value {
  return method.float ? boxFloat(result as number) : result;
}

/** The arguments as the method takes them. @throws TypeError where they do not fit */
function ordered(
  name: string,
  method: Method,
  args: readonly Value[],
  keywords: Dict | undefined,
): readonly (Value | undefined)[] {
  const named = keywords === undefined ? [] : Object.keys(keywords);
  if (method.keywords) {
    checkCount(name, method, args.length);
    return [...args, keywords ?? {}];
  }
  if (named.length === 0) {
    checkCount(name, method, args.length);
    return args;
  }
  const short = name.slice(name.lastIndexOf(".") + 1);
  if (method.names === undefined) throw typeError(`${name}() takes no keyword arguments`);
  const given: (Value | undefined)[] = [...args];
  for (const key of named) {
    const index = method.names.indexOf(key);
    if (index < 0) throw typeError(`'${key}' is an invalid keyword argument for ${short}()`);
    if (index < args.length) {
      throw typeError(
        `argument for ${short}() given by name ('${key}') and position (${index + 1})`,
      );
    }
    given[index] = (keywords as Dict)[key] as Value;
  }
  return Array.from(given);
}

function checkCount(name: string, { least, most }: Method, count: number): void {
  if (count >= least && count <= most) return;
  const short = name.slice(name.lastIndexOf(".") + 1);
  if (most === 0) throw typeError(`${name}() takes no arguments (${count} given)`);
  if (least === most && least === 1) {
    throw typeError(`${name}() takes exactly one argument (${count} given)`);
  }
  if (least === most) throw typeError(`${short} expected ${least} arguments, got ${count}`);
  const [word, limit] = count < least ? ["least", least] : ["most", most];
  throw typeError(
    `${short} expected at ${word} ${limit} argument${limit === 1 ? "" : "s"}, got ${count}`,
  );
}

/** `x.name(*args)`. @throws AttributeError where `x` has no such method, TypeError where the arguments do not fit */
export function callMethod(x: Value, name: string, ...args: readonly Value[]): Value {
  const method = methodsOf(x)?.[name];
  if (method === undefined) return call(getAttr(x, name), args);
  if (method.isPlain === true && args.length >= method.least && args.length <= method.most) {
    const fn = method.fn as unknown as (...all: readonly Value[]) => Value;
    if (args.length === 0) return fn(x);
    if (args.length === 1) return fn(x, args[0] as Value);
  }
  return callMethodOf(x, name, method, args, undefined);
}

/** `x.name(*args, **keywords)`. @throws as `callMethod` */
export function callMethodWith(
  x: Value,
  name: string,
  args: readonly Value[],
  keywords: Dict,
): Value {
  const method = methodsOf(x)?.[name];
  if (method === undefined) return call(getAttr(x, name), args, keywords);
  return callMethodOf(x, name, method, args, keywords);
}

/**
 * The receiver of a method call whose arguments may raise: Python looks the method up before it evaluates them.
 *
 * @throws AttributeError
 */
export function having(x: Value, name: string): Value {
  if (methodsOf(x)?.[name] === undefined && attribute(x, name) === undefined) {
    throw attributeError(x, name);
  }
  return x;
}

/** `x.name`. @throws AttributeError */
export function getAttr(x: Value, name: string): Value {
  const found = attribute(x, name);
  if (found !== undefined) return found;
  throw attributeError(x, name);
}

/** `getattr(x, name[, default])` */
export function getattr(x: Value, name: Value, otherwise?: Value): Value {
  if (typeof name !== "string") {
    throw typeError(`attribute name must be string, not '${typeName(name)}'`);
  }
  const found = attribute(x, name);
  if (found !== undefined) return found;
  if (otherwise !== undefined) return otherwise;
  throw attributeError(x, name);
}

/** `hasattr(x, name)` */
export function hasattr(x: Value, name: Value): boolean {
  if (typeof name !== "string") {
    throw typeError(`attribute name must be string, not '${typeName(name)}'`);
  }
  return attribute(x, name) !== undefined;
}

/** `x.name = value`. @throws AttributeError */
export function setAttr(x: Value, name: string, value: Value): void {
  if (x instanceof PyObject && x.pySetAttr?.(name, value)) return;
  if (isClass(x) && x[CLASS].module !== "builtins") {
    x[CLASS].attributes.set(name, value);
    return;
  }
  if (isClass(x)) {
    throw typeError(`cannot set '${name}' attribute of immutable type '${className(x)}'`);
  }
  if (attribute(x, name) !== undefined) throw attributeErrorText(x, name, "read-only");
  throw attributeError(x, name);
}

/** `del x.name`. @throws AttributeError */
export function delAttr(x: Value, name: string): void {
  if (x instanceof PyObject && x.pySetAttr?.(name, undefined)) return;
  throw attributeError(x, name);
}

/** `setattr(x, name, value)` */
export function setattr(x: Value, name: Value, value: Value): null {
  setAttr(x, str(name), value);
  return null;
}

/** `delattr(x, name)` */
export function delattr(x: Value, name: Value): null {
  delAttr(x, str(name));
  return null;
}

function attributeErrorText(x: Value, name: string, kind: string): Error {
  const error = attributeError(x, name);
  error.exception.args = new PyTuple([`'${typeName(x)}' object attribute '${name}' is ${kind}`]);
  return error;
}
