/**
 * Values of one type → another, as `convertKey`, `convertValue`, `convertKeyValue` and producers do it (runtime.md 3.4
 * and 4.9): what a notation can read or write as text comes before the rules of `to-type.ts`.
 */
import { jsonText } from "../notations/json-text.ts";
import { boxFloat, type Value } from "../python/value.ts";
import type { DataType, Shape } from "./data-type.ts";
import { printValue } from "./print-format.ts";
import { plainFloat, toType } from "./to-type.ts";

export type Converter = (value: Value) => Value;

const FLOATS: readonly Shape["kind"][] = ["float", "double"];
/** Types of which every value has the same form, so that nothing is to do between equal ones. */
const SIMPLE = new Set<Shape["kind"]>([
  "boolean",
  "byte",
  "short",
  "integer",
  "long",
  "float",
  "double",
  "string",
]);

/** @throws DataException from the converter. Null stays null. */
export function converter(from: DataType, to: DataType): Converter {
  const source = from.shape.kind;
  const target = to.shape.kind;
  if (source === target && SIMPLE.has(source)) return (value) => value;
  const convert = target === "string" ? textConverter(from, to) : otherConverter(to);
  const boxed: Converter = FLOATS.includes(source)
    ? (value) => convert(boxFloat(value as number))
    : convert;
  const plain: Converter = FLOATS.includes(target) ? (value) => plainFloat(boxed(value)) : boxed;
  return (value) => (value === null ? null : plain(value));
}

/** JSON becomes its text, anything else its print text. */
function textConverter(from: DataType, to: DataType): Converter {
  const isJson = from.notation === "json" || to.notation === "json";
  return (value) => {
    if (typeof value === "string") return value;
    return isJson && typeof value === "object" ? jsonText(value) : printValue(value, from);
  };
}

function otherConverter(to: DataType): Converter {
  return (value) => toType(value, to, false);
}
