/** The list that a function returned, element by element; `None` is an empty one. */
import type { DataType } from "../data-types/data-type.ts";
import { sequenceItems } from "../data-types/natural.ts";
import { cannotConvert } from "../data-types/to-type.ts";
import { parseJson } from "../notations/parse-json.ts";
import type { Value } from "../python/value.ts";

/** @throws DataException when it is no list */
export function listItems(result: Value, type: DataType): readonly Value[] {
  if (result === null || result === undefined) return [];
  const list = typeof result === "string" ? parseJson(result) : result;
  const items = list === undefined ? undefined : sequenceItems(list, true);
  if (items === undefined) throw cannotConvert(result, type);
  return items;
}
