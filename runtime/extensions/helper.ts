/**
 * Functions of the author as Python code and operations call them: live values in, an adopted value out, errors as
 * exceptions of Python. Those that return a promise give a promise: the compiler has their callers wait.
 */
import { CallContext } from "../dsl/call-context.ts";
import { isWaiting, waits } from "../dsl/function-marks.ts";
import { functionOf } from "../python/functions.ts";
import type { PyFunction, Value } from "../python/value.ts";
import { adopt } from "./adopt.ts";
import { authorError, later } from "./author-errors.ts";

type AuthorFunction = (...args: never[]) => unknown;

/** Where a result is a promise or not, the compiler knows: it writes `await`, or relies on there being none. */
type Adopted<R> = [R] extends [Promise<unknown>] ? Promise<Value> : Value;

type ResultOf<F> = F extends AuthorFunction ? ReturnType<F> : never;

/** Arguments are handed on as they are; a call by keywords has them as one object, last. */
export type HelperFunction<R> = (...args: unknown[]) => Adopted<R>;

const helpers = new WeakSet<AuthorFunction>();

/**
 * Generated code: `const score = helper(extensions.helpers, "score");`. The section is what `this` is in a method, as where
 * the author calls it.
 */
export function helper<S extends object, N extends keyof S & string>(
  section: S,
  name: N,
): HelperFunction<ResultOf<S[N]>> {
  const fn = section[name] as AuthorFunction;
  const source = `${name}()`;
  const run = (...args: unknown[]): Value | Promise<Value> => {
    if (args.at(-1) instanceof CallContext) args.pop();
    let result: unknown;
    try {
      result = fn.apply(section, args as never[]);
    } catch (error) {
      throw authorError(error);
    }
    return isThenable(result)
      ? later(result, (value) => adopt(value, source))
      : adopt(result, source);
  };
  Object.defineProperty(run, "name", { value: name });
  functionOf(run as unknown as PyFunction, { name });
  helpers.add(run);
  if (isWaiting(fn) || fn.constructor.name === "AsyncFunction") waits(run);
  return run as unknown as HelperFunction<ResultOf<S[N]>>;
}

export const isHelper = (fn: AuthorFunction): boolean => helpers.has(fn);

/** A value never has a `then` that can be called. */
function isThenable(result: unknown): result is PromiseLike<unknown> {
  return (
    typeof result === "object" &&
    result !== null &&
    "then" in result &&
    typeof result.then === "function"
  );
}
