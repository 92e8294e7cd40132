/**
 * Calling what is known only at run time. A JavaScript function that Python uses dynamically carries what a call needs:
 * its name, its parameters and defaults for keyword arguments, and whether it gives a static float.
 */
import { CLASS, isClass } from "./classes.js";
import { getKey, keysOf } from "./dict.js";
import { typeError } from "./exceptions.js";
import { typeName } from "./type-name.js";
import { boxFloat, isDict, PyObject } from "./value.js";

const SIGNATURE = Symbol("python signature");
/** Attaches the signature to a function that is used as a value. */
export function functionOf(fn, signature) {
  Object.defineProperty(fn, SIGNATURE, { value: signature, configurable: true });
  return fn;
}
/** Marks a builtin whose result is a static float. */
export function givesFloat(name, fn) {
  return functionOf(fn, { name, float: true });
}
export function functionName(fn) {
  return fn[SIGNATURE]?.name ?? fn.name;
}
export function isCallable(x) {
  return typeof x === "function" || (x instanceof PyObject && x.pyCall !== undefined);
}
/** `fn(*args, **keywords)` @throws TypeError */
export function call(fn, args = [], keywords) {
  if (typeof fn !== "function") {
    if (fn instanceof PyObject && fn.pyCall !== undefined) return fn.pyCall(args, keywords);
    throw typeError(`'${typeName(fn)}' object is not callable`);
  }
  const signature = fn[SIGNATURE];
  if (signature === undefined) return plainCall(fn, args, keywords);
  const bound =
    signature.parameters === undefined
      ? keywords === undefined
        ? args
        : [...args, keywords]
      : bindArguments(signature, signature.parameters, args, keywords);
  const result = fn(...bound);
  return signature.float ? boxFloat(result) : (result ?? null);
}
function plainCall(fn, args, keywords) {
  const result = fn(...(keywords === undefined ? args : [...args, keywords]));
  return result ?? null;
}
/** The arguments in the order of the parameters, with CPython's texts for those that do not fit. */
function bindArguments(signature, parameters, args, keywords) {
  const { name } = signature;
  const positional = signature.positional ?? parameters.length;
  const required = signature.required ?? parameters.length;
  if (args.length > positional && !signature.rest) {
    throw tooMany(name, positional, Math.min(required, positional), args.length);
  }
  const bound = args.slice(0, positional);
  while (bound.length < parameters.length) bound.push(undefined);
  const others = {};
  let hasOthers = false;
  for (const key of keywords === undefined ? [] : keysOf(keywords)) {
    const index = parameters.indexOf(key);
    const value = getKey(keywords, key);
    if (index < 0) {
      if (!signature.keywords) {
        throw typeError(`${name}() got an unexpected keyword argument '${key}'`);
      }
      others[key] = value;
      hasOthers = true;
    } else if (bound[index] !== undefined) {
      throw typeError(`${name}() got multiple values for argument '${key}'`);
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
function tooMany(name, most, least, given) {
  const takes = least === most ? `${most}` : `from ${least} to ${most}`;
  const noun = most === 1 && least === most ? "argument" : "arguments";
  const was = given === 1 ? "was" : "were";
  return typeError(`${name}() takes ${takes} positional ${noun} but ${given} ${was} given`);
}
function missingArguments(name, kind, missing) {
  const quoted = missing.map((one) => `'${one}'`);
  const last = quoted.at(-1);
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
export function functionAttribute(fn, name) {
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
export function keywordArguments(given, names, defaults) {
  const at = given.findIndex(
    (value) => typeof value === "object" && value !== null && isDict(value),
  );
  if (at < 0) return [...given];
  const keywords = given[at];
  return names.map((name, i) => keywords[name] ?? (i < at ? given[i] : defaults[i]) ?? null);
}
//# sourceMappingURL=functions.js.map
