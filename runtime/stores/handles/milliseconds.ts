/** Times as Python code gives them to stores. */
import { typeError } from "../../python/exceptions.ts";
import { typeName } from "../../python/type-name.ts";
import { PyFloat, type Value } from "../../python/value.ts";

/** An integral float is one too. @throws TypeError for what is no int of 64 bits */
export function milliseconds(time: Value): number {
  const number =
    time instanceof PyFloat ? time.value : typeof time === "bigint" ? Number(time) : time;
  if (typeof number !== "number" || !Number.isInteger(number)) {
    throw typeError(`a time in milliseconds must be an int, not ${typeName(time)}`);
  }
  if (number < -(2 ** 63) || number >= 2 ** 63) {
    throw typeError(`a time in milliseconds must be an int of 64 bits, not ${number}`);
  }
  return number;
}
