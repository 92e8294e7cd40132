/** What author code throws, at once or by its promise, is an exception of Python in the function that called it (dialect.md 9). */
import { messageOf } from "../errors/ksml-exceptions.ts";
import { PyError, RuntimeError, UnsupportedError } from "../python/exceptions.ts";

/**
 * What to throw instead: one of `pyError`, or of Python code that the author's called, as it is; anything else as a
 * RuntimeError with its message, and itself as the cause in the log.
 */
export function authorError(thrown: unknown): Error {
  if (thrown instanceof PyError || thrown instanceof UnsupportedError) return thrown;
  // Python knows how this one is called.
  if (thrown instanceof RangeError && thrown.message.includes("call stack")) return thrown;
  const error = new PyError(RuntimeError(messageOf(thrown)));
  error.cause = thrown;
  return error;
}

/** What `then` makes of what author code promised. @throws what the promise was rejected with, as an exception of Python */
export async function later<T>(
  promise: PromiseLike<unknown>,
  then: (result: unknown) => T,
): Promise<T> {
  let result: unknown;
  try {
    result = await promise;
  } catch (error) {
    throw authorError(error);
  }
  return then(result);
}
