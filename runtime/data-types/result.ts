/** What a function returned → the type that its place wants (runtime.md 1.10 step 5). Chosen once, when a topology is wired. */
import { isDict, type Value } from "../python/value.ts";
import type { DataType } from "./data-type.ts";
import { natural } from "./natural.ts";
import { plainFloat, toType } from "./to-type.ts";

export type ResultConverter = (value: Value) => Value;

/** @throws DataException from the converter */
export function resultConverter(type: DataType): ResultConverter {
  switch (type.shape.kind) {
    case "any":
      // Nothing is known of it yet: it goes on as it is, and is converted where a type is (a sink, a store).
      return (value) => value ?? null;
    case "string":
      return (value) => (typeof value === "string" ? value : toType(value, type, true));
    case "boolean":
      return (value) => (typeof value === "boolean" ? value : toType(value, type, true));
    case "float":
    case "double":
      return (value) => plainFloat(toType(value, type, true));
    case "union":
      if (type.shape.members[0]?.shape.kind === "struct") {
        return (value) => (isDict(value) ? natural(value, false) : toType(value, type, true));
      }
      break;
    default:
      break;
  }
  return (value) => toType(value, type, true);
}
