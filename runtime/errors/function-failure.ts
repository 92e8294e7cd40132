/** A function of the definition failed, or what it gave cannot be used (runtime.md 1.10). */
import { caught, describe } from "../python/exceptions.ts";
import { messageOf, TopologyException } from "./ksml-exceptions.ts";

export class FunctionFailure extends TopologyException {
  /** `namespace.function` */
  readonly functionName: string;
  constructor(functionName: string, message: string, cause: unknown) {
    super(`Error while executing function ${functionName} : ${message}`, { cause });
    this.name = "FunctionFailure";
    this.functionName = functionName;
  }
}

/** `error`: what was thrown in the function or while its result was converted. */
export function functionFailure(functionName: string, error: unknown): FunctionFailure {
  if (error instanceof FunctionFailure) return error;
  return new FunctionFailure(functionName, textOf(error), error);
}

/** `KeyError: 'x'` of a Python exception; of anything else its own text. */
function textOf(error: unknown): string {
  try {
    return describe(caught(error));
  } catch {
    return messageOf(error);
  }
}
