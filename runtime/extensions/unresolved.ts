/** What stands for a name that nothing binds, in a service that was built with `--allow-unresolved`. */
import { nameError } from "../python/exceptions.ts";

/** Generated code: `const score = unresolved("score");`. Called for what it should be, it is Python's NameError. */
export function unresolved(name: string): (...args: unknown[]) => never {
  return () => {
    throw nameError(`name '${name}' is not defined`);
  };
}
