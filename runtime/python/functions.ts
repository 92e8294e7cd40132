/**
 * Calling what is known only at run time. A JavaScript function that Python uses dynamically carries what a call needs:
 * its name, its parameters and defaults for keyword arguments, and whether it gives a static float.
 */

import { CLASS, isClass } from "./classes.ts";
import { getKey, isEmptyDict, keysOf } from "./dict.ts";
import { runtimeError, typeError } from "./exceptions.ts";
import { typeName } from "./type-name.ts";
import { boxFloat, type Dict, isDict, type PyFunction, PyObject, type Value } from "./value.ts";

const SIGNATURE: unique symbol = Symbol("python signature");

export interface Signature {
  readonly name: string;
  /** Parameters in order; `undefined` as given to the function means "take the default". */
  readonly parameters?: readonly string[];
  /** How many of the positional parameters must be given; all, if absent. */
  readonly required?: number;
  /** Keyword-only parameters with a default; all of them, if absent. */
  readonly optional?: readonly string[];
  /** Parameters from this place on are keyword-only. */
  readonly positional?: number;
  /** Takes any number of positional arguments more, spread after the parameters. */
  readonly rest?: boolean;
  /** Takes keyword arguments, as one last object. */
  readonly keywords?: boolean;
  /** The result is a static float, to be boxed for a dynamic caller. */
  readonly float?: boolean;
}

type Signed = PyFunction & { readonly [SIGNATURE]?: Signature };

type Callable = (...args: (Value | undefined)[]) => Value;
type Waiting = (...args: never[]) => Promise<Value>;

/** Attaches the signature to a function that is used as a value; one that waits can be the target of a thread. */
export function functionOf<F extends PyFunction | Waiting>(fn: F, signature: Signature): F {
  Object.defineProperty(fn, SIGNATURE, { value: signature, configurable: true });
  return fn;
}

/** Marks a builtin whose result is a static float. */
export function givesFloat<F extends (...args: never[]) => number>(name: string, fn: F): F {
  return functionOf(fn, { name, float: true });
}

export function functionName(fn: PyFunction): string {
  return (fn as Signed)[SIGNATURE]?.name ?? fn.name;
}

export function isCallable(x: Value): boolean {
  return typeof x === "function" || (x instanceof PyObject && x.pyCall !== undefined);
}

/**
 * `fn(*args, **keywords)`
 * @throws TypeError; RuntimeError where the function waits, since what calls it by an unknown target does not
 */
export function call(fn: Value, args: readonly Value[] = [], keywords?: Dict): Value {
  return settled(fn, callWaiting(fn, args, keywords));
}

function settled(fn: Value, result: Value | Promise<Value>): Value {
  if (!(result instanceof Promise)) return result;
  result.catch(() => {}); // nobody looks at how it ends
  throw runtimeError(`${functionName(fn as PyFunction)}() waits, and is called where nothing can`);
}

/** `fn(argument)`. @throws as `call` does */
export function callOne(fn: Value, argument: Value): Value {
  if (typeof fn !== "function" || (fn as Signed)[SIGNATURE] !== undefined)
    return call(fn, [argument]);
  const result = (fn as unknown as (argument: Value) => Value | undefined)(argument);
  return typeof result === "object" && result !== null ? settled(fn, result) : (result ?? null);
}

/** The same, of a function that may wait: then a promise. */
export function callWaiting(
  fn: Value,
  args: readonly Value[] = [],
  keywords?: Dict,
): Value | Promise<Value> {
  if (typeof fn !== "function") {
    if (fn instanceof PyObject && fn.pyCall !== undefined) return fn.pyCall(args, keywords);
    throw typeError(`'${typeName(fn)}' object is not callable`);
  }
  const signature = (fn as Signed)[SIGNATURE];
  if (signature === undefined) return plainCall(fn, args, keywords);
  const bound =
    signature.parameters === undefined
      ? withKeywords(args, keywords)
      : bindArguments(signature, signature.parameters, args, keywords);
  const result = (fn as unknown as Callable)(...bound);
  return signature.float ? boxFloat(result as number) : (result ?? null);
}

function plainCall(fn: PyFunction, args: readonly Value[], keywords: Dict | undefined): Value {
  return (fn as unknown as Callable)(...withKeywords(args, keywords)) ?? null;
}

/** As builtins take them: those by name in a dict at the end. `f(*args, **{})` has none. */
const withKeywords = (args: readonly Value[], keywords: Dict | undefined): readonly Value[] =>
  keywords === undefined || isEmptyDict(keywords) ? args : [...args, keywords];

/** The arguments in the order of the parameters, with CPython's texts for those that do not fit. */
function bindArguments(
  signature: Signature,
  parameters: readonly string[],
  args: readonly Value[],
  keywords: Dict | undefined,
): (Value | undefined)[] {
  const { name } = signature;
  const positional = signature.positional ?? parameters.length;
  const required = signature.required ?? parameters.length;
  if (args.length > positional && !signature.rest) {
    throw tooMany(name, positional, Math.min(required, positional), args.length);
  }
  const bound: (Value | undefined)[] = args.slice(0, positional);
  while (bound.length < parameters.length) bound.push(undefined);
  const others: Dict = {};
  let hasOthers = false;
  for (const key of keywords === undefined ? [] : keysOf(keywords)) {
    const index = parameters.indexOf(key as string);
    const value = getKey(keywords as Dict, key) as Value;
    if (index < 0) {
      if (!signature.keywords) {
        throw typeError(`${name}() got an unexpected keyword argument '${key as string}'`);
      }
      others[key as string] = value;
      hasOthers = true;
    } else if (bound[index] !== undefined) {
      throw typeError(`${name}() got multiple values for argument '${key as string}'`);
    } else bound[index] = value;
  }
  const missing = parameters.filter(
    (_, i) => i < required && i < positional && bound[i] === undefined,
  );
  if (missing.length > 0) throw missingArguments(name, "positional", missing);
  const unnamed = parameters.filter(
    (one, i) =>
      i >= positional && bound[i] === undefined && signature.optional?.includes(one) === false,
  );
  if (unnamed.length > 0) throw missingArguments(name, "keyword-only", unnamed);
  if (signature.rest) bound.push(...args.slice(positional));
  if (hasOthers || signature.keywords) bound.push(others);
  return bound;
}

function tooMany(name: string, most: number, least: number, given: number): Error {
  const takes = least === most ? `${most}` : `from ${least} to ${most}`;
  const noun = most === 1 && least === most ? "argument" : "arguments";
  const was = given === 1 ? "was" : "were";
  return typeError(`${name}() takes ${takes} positional ${noun} but ${given} ${was} given`);
}

function missingArguments(name: string, kind: string, missing: readonly string[]): Error {
  const quoted = missing.map((one) => `'${one}'`);
  const last = quoted.at(-1) as string;
  const list =
    quoted.length === 1
      ? last
      : quoted.length === 2
        ? quoted.join(" and ")
        : `${quoted.slice(0, -1).join(", ")}, and ${last}`;
  const noun = missing.length === 1 ? "argument" : "arguments";
  return typeError(`${name}() missing ${missing.length} required ${kind} ${noun}: ${list}`);
}

/** Attributes of functions and classes. */
export function functionAttribute(fn: PyFunction, name: string): Value | undefined {
  if (name === "__name__" || name === "__qualname__") {
    return isClass(fn) ? fn[CLASS].name : functionName(fn);
  }
  if (name === "__module__") return isClass(fn) ? fn[CLASS].module : "__main__";
  return undefined;
}

/**
 * Optional arguments that may have come by name: a dict in one of the places holds them. For functions that take no dict
 * there.
 */
export function keywordArguments(
  given: readonly Value[],
  names: readonly string[],
  defaults: readonly Value[],
): Value[] {
  const at = given.findIndex((value) => isDict(value) && isKeywords(value, names));
  if (at < 0) return [...given];
  const keywords = given[at] as Dict;
  return names.map((name, i) => {
    const named = keywords[name];
    if (named !== undefined) return named;
    return (i < at ? given[i] : defaults[i]) ?? null;
  });
}

function isKeywords(x: Dict, names: readonly string[]): boolean {
  const keys = Object.keys(x);
  return keys.length > 0 && keys.every((key) => names.includes(key));
}
