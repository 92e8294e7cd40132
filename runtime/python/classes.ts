/**
 * Class objects. A class is the JavaScript function that makes its instances (`py.int`, `py.ValueError`), with what
 * Python knows of a class attached under a symbol. So a class can be passed around as any other callable.
 */

import { type PyFunction, PyObject, type Value } from "./value.ts";

export const CLASS: unique symbol = Symbol("python class");

export interface ClassInfo {
  readonly name: string;
  readonly module: string;
  readonly bases: readonly PyClass[];
  /** The class itself first, `object` last. */
  readonly mro: readonly PyClass[];
  /** What the class body bound; builtin classes have their methods in tables of their own. */
  readonly attributes: Map<string, Value>;
}

export interface PyClass {
  (...args: never[]): Value;
  readonly [CLASS]: ClassInfo;
}

/** Attaches class information to a constructor. The order of bases is C3's. */
export function defineClass<F extends PyFunction>(
  construct: F,
  name: string,
  bases: readonly PyClass[],
  module = "builtins",
  attributes: Map<string, Value> = new Map(),
): F & PyClass {
  const result = construct as F & PyClass;
  const mro = [result as PyClass, ...linearize(bases)];
  Object.defineProperty(result, CLASS, {
    value: { name, module, bases, mro, attributes } satisfies ClassInfo,
  });
  return result;
}

export function isClass(x: unknown): x is PyClass {
  return typeof x === "function" && Object.hasOwn(x, CLASS);
}

export function isSubclass(cls: PyClass, of: PyClass): boolean {
  return cls === of || cls[CLASS].mro.includes(of);
}

export function className(cls: PyClass): string {
  return cls[CLASS].name;
}

/** What the class or a class above it binds to a name. */
export function classAttribute(cls: PyClass, name: string): Value | undefined {
  for (const one of cls[CLASS].mro) {
    const found = one[CLASS].attributes.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** C3 of the bases; an impossible order is left to the compiler to refuse and falls back on first come. */
function linearize(bases: readonly PyClass[]): PyClass[] {
  const lists = [...bases.map((base) => [...base[CLASS].mro]), [...bases]];
  const merged: PyClass[] = [];
  for (;;) {
    const rest = lists.filter((list) => list.length > 0);
    const first = rest[0]?.[0];
    if (first === undefined) return merged;
    const good = rest.find((list) => !rest.some((other) => other.indexOf(list[0] as PyClass) > 0));
    const next = good?.[0] ?? first;
    merged.push(next);
    for (const list of lists) {
      const at = list.indexOf(next);
      if (at >= 0) list.splice(at, 1);
    }
  }
}

/** What `object()` makes. */
class PlainObject extends PyObject {
  override pyTypeName(): string {
    return "object";
  }
}

/** The root of all classes. */
export const object: (() => Value) & PyClass = defineClass(
  (): Value => new PlainObject(),
  "object",
  [],
);
