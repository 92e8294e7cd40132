/** Times as Python code gives them to stores. */
import { typeError } from "../../python/exceptions.ts";
import { typeName } from "../../python/type-name.ts";
import type { Value } from "../../python/value.ts";

/** @throws TypeError for what is no int */
export function milliseconds(time: Value): number {
  if (typeof time === "number" && Number.isInteger(time)) return time;
  if (typeof time === "bigint" || typeof time === "boolean") return Number(time);
  throw typeError(`a time in milliseconds must be an int, not ${typeName(time)}`);
}
