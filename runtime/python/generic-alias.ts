/** `list[int]` and its like: annotations that are evaluated, never looked into. */

import { CLASS, isClass } from "./classes.ts";
import { typeError } from "./exceptions.ts";
import { repr } from "./repr.ts";
import { PyTuple } from "./tuple.ts";
import { PyObject, type Value } from "./value.ts";

const GENERIC = new Set([
  "list",
  "dict",
  "tuple",
  "set",
  "frozenset",
  "type",
  "deque",
  "defaultdict",
]);

class GenericAlias extends PyObject {
  private readonly origin: Value;
  private readonly parameters: readonly Value[];
  constructor(origin: Value, parameters: readonly Value[]) {
    super();
    this.origin = origin;
    this.parameters = parameters;
  }
  override pyTypeName(): string {
    return "types.GenericAlias";
  }
  override pyRepr(): string {
    return `${nameOf(this.origin)}[${this.parameters.map(nameOf).join(", ")}]`;
  }
}

function nameOf(x: Value): string {
  return isClass(x) ? x[CLASS].name : repr(x);
}

/** The subscript of a class, or undefined where `x` is none. @throws TypeError for a class without parameters */
export function classItem(x: Value, index: Value): Value | undefined {
  if (!isClass(x)) return undefined;
  const { name } = x[CLASS];
  if (!GENERIC.has(name)) throw typeError(`type '${name}' is not subscriptable`);
  return new GenericAlias(x, index instanceof PyTuple ? index.items : [index]);
}
