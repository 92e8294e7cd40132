/** What Python says of the exception that code ends with. */
import { caught, describe } from "../../runtime/python/exceptions.ts";

export function errorOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return describe(caught(error));
  }
  return "no error";
}
