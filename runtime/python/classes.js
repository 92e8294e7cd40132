/**
 * Class objects. A class is the JavaScript function that makes its instances (`py.int`, `py.ValueError`), with what
 * Python knows of a class attached under a symbol. So a class can be passed around as any other callable.
 */
import { PyObject } from "./value.js";
export const CLASS = Symbol("python class");
/** Attaches class information to a constructor. The order of bases is C3's. */
export function defineClass(construct, name, bases, module = "builtins", attributes = new Map()) {
  const result = construct;
  const mro = [result, ...linearize(bases)];
  Object.defineProperty(result, CLASS, {
    value: { name, module, bases, mro, attributes },
  });
  return result;
}
export function isClass(x) {
  return typeof x === "function" && Object.hasOwn(x, CLASS);
}
export function isSubclass(cls, of) {
  return cls === of || cls[CLASS].mro.includes(of);
}
export function className(cls) {
  return cls[CLASS].name;
}
/** What the class or a class above it binds to a name. */
export function classAttribute(cls, name) {
  for (const one of cls[CLASS].mro) {
    const found = one[CLASS].attributes.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}
/** C3 of the bases; an impossible order is left to the compiler to refuse and falls back on first come. */
function linearize(bases) {
  const lists = [...bases.map((base) => [...base[CLASS].mro]), [...bases]];
  const merged = [];
  for (;;) {
    const rest = lists.filter((list) => list.length > 0);
    const first = rest[0]?.[0];
    if (first === undefined) return merged;
    const good = rest.find((list) => !rest.some((other) => other.indexOf(list[0]) > 0));
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
  pyTypeName() {
    return "object";
  }
}
/** The root of all classes. */
export const object = defineClass(() => new PlainObject(), "object", []);
//# sourceMappingURL=classes.js.map
