/** `type(x)`, `isinstance`, `issubclass`, and the class objects of builtin types. */

import type { PyBytes } from "./bytes.ts";
import { defineClass, isClass, isSubclass, object, type PyClass } from "./classes.ts";
import * as constructors from "./constructors.ts";
import { exceptionClasses, typeError } from "./exceptions.ts";
import { call, functionOf, isCallable } from "./functions.ts";
import { float, int } from "./parse-number.ts";
import { range } from "./range.ts";
import type { PySet } from "./set.ts";
import { slice } from "./slice.ts";
import { PyTuple } from "./tuple.ts";
import { typeName } from "./type-name.ts";
import { type Dict, PyFloat, type PyFunction, PyObject, type Value } from "./value.ts";

/** A class object that knows which TypeScript type its instances have. */
export type ClassOf<T> = PyClass & { readonly [INSTANCE]?: T };
declare const INSTANCE: unique symbol;

function builtin<T>(
  fn: PyFunction,
  name: string,
  bases: readonly PyClass[] = [object],
): ClassOf<T> {
  return defineClass(fn, name, bases) as ClassOf<T>;
}

/** A class that nothing constructs by calling it. */
function internal<T = Value>(name: string): ClassOf<T> {
  return builtin<T>(() => {
    throw typeError(`cannot create '${name}' instances`);
  }, name);
}

functionOf(int, { name: "int", parameters: ["x", "base"], required: 0 });
functionOf(float, { name: "float", parameters: ["x"], required: 0, float: true });
functionOf(constructors.dict, { name: "dict", parameters: [], rest: true, keywords: true });

const intClass: ClassOf<Value> = builtin(int, "int");

/** The builtin classes, exceptions included. */
export const types = {
  object: object as ClassOf<Value>,
  int: intClass,
  bool: builtin<boolean>(constructors.bool, "bool", [intClass]),
  float: builtin<Value>(float, "float"),
  str: builtin<string>(constructors.str, "str"),
  list: builtin<Value[]>(constructors.list, "list"),
  tuple: builtin<PyTuple>(constructors.tuple, "tuple"),
  dict: builtin<Dict>(constructors.dict, "dict"),
  set: builtin<PySet>(constructors.set, "set"),
  frozenset: builtin<PySet>(constructors.frozenset, "frozenset"),
  bytes: builtin<PyBytes>(constructors.bytes, "bytes"),
  bytearray: builtin<PyBytes>(constructors.bytearray, "bytearray"),
  range: builtin<Value>(range, "range"),
  slice: builtin<Value>(slice as PyFunction, "slice"),
  type: builtin<PyClass>(typeOf, "type"),
  NoneType: internal<null>("NoneType"),
  function: internal("function"),
  ...exceptionClasses,
};

const others = new Map<string, PyClass>();

export function typeOf(x: Value): PyClass {
  switch (typeof x) {
    case "string":
      return types.str;
    case "number":
      return Number.isInteger(x) ? types.int : types.float;
    case "bigint":
      return types.int;
    case "boolean":
      return types.bool;
    case "function":
      return isClass(x) ? types.type : types.function;
    default:
      break;
  }
  if (x === null) return types.NoneType;
  if (Array.isArray(x)) return types.list;
  if (x instanceof PyFloat) return types.float;
  if (!(x instanceof PyObject)) return types.dict;
  const own = x.pyType?.();
  if (isClass(own)) return own;
  const name = typeName(x);
  const known = (types as unknown as Record<string, PyClass | undefined>)[name] ?? others.get(name);
  if (known !== undefined) return known;
  const made = internal(name);
  others.set(name, made);
  return made;
}

/** `type(x)` */
export { typeOf as type };

export function isinstance(x: Value, cls: ClassOf<string>): x is string;
export function isinstance(x: Value, cls: typeof types.dict): x is Dict;
export function isinstance(x: Value, cls: typeof types.list): x is Value[];
export function isinstance(x: Value, cls: typeof types.tuple): x is PyTuple;
export function isinstance(x: Value, cls: Value): boolean;
/** @throws TypeError */
export function isinstance(x: Value, cls: Value): boolean {
  if (cls instanceof PyTuple) return cls.items.some((one) => isinstance(x, one));
  if (!isClass(cls)) {
    const check = cls instanceof PyObject ? cls.pyGetAttr?.("__instancecheck__") : undefined;
    if (check !== undefined && isCallable(check)) return call(check, [x]) === true;
    throw typeError("isinstance() arg 2 must be a type, a tuple of types, or a union");
  }
  return isSubclass(typeOf(x), cls);
}

/** @throws TypeError */
export function issubclass(x: Value, cls: Value): boolean {
  if (!isClass(x)) throw typeError("issubclass() arg 1 must be a class");
  if (cls instanceof PyTuple) return cls.items.some((one) => issubclass(x, one));
  if (!isClass(cls)) {
    throw typeError("issubclass() arg 2 must be a class, a tuple of classes, or a union");
  }
  return isSubclass(x, cls);
}
