/** Modules, functions that take keyword arguments, and classes of the runtime with attributes that Python sees. */

import { AttributeError, PyError, typeError } from "./exceptions.ts";
import { functionOf, type Signature } from "./functions.ts";
import { boxFloat, type Dict, isDict, type PyFunction, PyObject, type Value } from "./value.ts";

const NAME: unique symbol = Symbol("module name");

export class PyModule extends PyObject {
  readonly [NAME]: string;
  constructor(name: string) {
    super();
    this[NAME] = name;
  }
  override pyTypeName(): string {
    return "module";
  }
  override pyRepr(): string {
    return `<module '${this[NAME]}'>`;
  }
  override pyGetAttr(name: string): Value | undefined {
    if (name === "__name__") return this[NAME];
    if (Object.hasOwn(this, name)) return (this as unknown as Record<string, Value>)[name];
    throw new PyError(AttributeError(`module '${this[NAME]}' has no attribute '${name}'`));
  }
}

/** A module: its members have Python's names. Numbers among them are floats. */
export function defineModule<T extends object>(name: string, members: T): T & PyModule {
  return Object.assign(new PyModule(name), members);
}

/**
 * A function with named parameters: a dict as last argument holds keyword arguments, unless it stands in one of the first
 * `dicts` places. Dynamic calls find the same names.
 */
export function native<F extends PyFunction>(
  name: string,
  parameters: readonly string[],
  required: number,
  fn: F,
  more: Partial<Signature> & { readonly dicts?: number } = {},
): F {
  const { dicts = 0, ...signature } = more;
  const wrapped = (...args: (Value | undefined)[]): Value => {
    const at = args.length - 1;
    const last = args[at];
    if (at >= dicts && isDict(last))
      return plain(...byName(name, parameters, args.slice(0, at), last));
    return plain(...args);
  };
  const plain = fn as unknown as (...args: (Value | undefined)[]) => Value;
  return functionOf(wrapped as unknown as F, { name, parameters, required, ...signature });
}

function byName(
  name: string,
  parameters: readonly string[],
  args: readonly (Value | undefined)[],
  keywords: Dict,
): (Value | undefined)[] {
  const result = [...args];
  for (const key of Object.keys(keywords)) {
    const at = parameters.indexOf(key);
    if (at < 0) throw typeError(`${name}() got an unexpected keyword argument '${key}'`);
    while (result.length < at) result.push(undefined);
    result[at] = keywords[key];
  }
  return result;
}

/** What Python sees of a runtime class: fields, and methods with their signatures. */
export type Members = Readonly<Record<string, "field" | "float" | Partial<Signature>>>;

/** Base of runtime classes whose JavaScript members have Python's names. */
export abstract class NativeObject extends PyObject {
  abstract members(): Members;
  override pyGetAttr(name: string): Value | undefined {
    const table = this.members();
    if (!Object.hasOwn(table, name)) return undefined;
    const member = table[name] as Members[string];
    const own = (this as unknown as Record<string, Value>)[name] as Value;
    if (member === "field") return own;
    if (member === "float") return boxFloat(own as number);
    const bound = ((...args: Value[]) =>
      (own as unknown as (...args: Value[]) => Value).apply(this, args)) as PyFunction;
    return functionOf(bound, { name, ...member });
  }
}
