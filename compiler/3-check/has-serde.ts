/** Types without a form in Kafka. In: a type, and the place that reads or writes it. Out: whether it has one; told where not. */

import type { Span } from "../1-source/source-file.ts";
import { type Place as Spot, tell } from "../2-syntax/place.ts";
import { type DataType, inDefault, type UserType } from "../language/data-types/data-type.ts";
import { printType } from "../language/data-types/print-type.ts";
import { flattenWindowed } from "../language/data-types/record-types.ts";
import { withoutSerde } from "../language/notations/index.ts";

/** Whether keys or values of the type can be read and written at all. */
export function hasSerde(type: UserType, part: "key" | "value", span: Span, spot: Spot): boolean {
  return hasSerdeOr(undefined, type, part, span, spot);
}

/** The same of what a pipeline brings to a place that states no type: it is the functions before that know it. */
export function canBeWritten(
  type: UserType,
  part: "key" | "value",
  span: Span,
  spot: Spot,
): boolean {
  const step = part === "key" ? "convertKey" : "convertValue";
  const help = `state the type that is written, such as \`json\`: as \`resultType\` of the function that makes the ${part}, or in a step \`${step}\` before`;
  return hasSerdeOr(help, type, part, span, spot);
}

function hasSerdeOr(
  help: string | undefined,
  type: UserType,
  part: "key" | "value",
  span: Span,
  spot: Spot,
): boolean {
  const missing: DataType | null = withoutSerde(flat(type));
  if (missing === null) return true;
  const values = { part, type: printType(type), missing: printType(inDefault(missing)) };
  tell(spot, "type/no-serde", span, values, help === undefined ? {} : { help });
  return false;
}

/** As functions and serdes see it: windowed keys are structs (runtime.md 5). */
export const flat = ({ notation, dataType }: UserType): UserType => ({
  notation,
  dataType: flattenWindowed(dataType),
});
