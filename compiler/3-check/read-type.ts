/** A type string of the tree -> its type. In: the text and its place. Out: the type; null, told, where it is none. */

import { type Place, tell } from "../2-syntax/place.ts";
import type { Text } from "../2-syntax/tree.ts";
import { didYouMean } from "../diagnostics/nearest.ts";
import type { UserType } from "../language/data-types/data-type.ts";
import { parseType } from "../language/data-types/parse-type.ts";

export function readType(text: Text, place: Place): UserType | null {
  const { type, problems } = parseType(text.value);
  for (const { code, start, end, values, candidates } of problems) {
    const span = end > start ? text.origin.span(start, end) : text.span;
    const name = values.name ?? values.type ?? "";
    const help = candidates.length > 0 ? didYouMean(name, candidates) : undefined;
    tell(place, code, span, values, help === undefined || help === null ? {} : { help });
  }
  return type;
}
