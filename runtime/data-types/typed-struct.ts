/**
 * Any dict → a struct in typed form (`struct-schema.ts`). In: the dict, in either form, and how a field's value becomes
 * one of the field's type. Out: the declared fields in sorted order; the very same object where nothing had to change.
 */
import { makerFor } from "../notations/json-codec/roomy-dict.ts";
import { getKey, hasOddKeys } from "../python/dict.ts";
import { type Dict, isDict, PyFloat, type Value } from "../python/value.ts";
import { markMissing, missingFields } from "./missing-fields.ts";
import { mapDict, mapItems } from "./natural.ts";
import type { StructField, StructSchema } from "./struct-schema.ts";

/** The result is in dynamic form: floats boxed. `value` is not null. */
export type FieldConversion = (value: Value, field: StructField) => Value;

/** `from`: the schema of `dict`, null where it has none. */
export function toTypedStruct(
  dict: Dict,
  schema: StructSchema,
  convert: FieldConversion,
  from: StructSchema | null = null,
): Dict {
  const struct = new (makerFor(schema.fields.length))();
  let missing: string[] | null = null;
  let isChanged = false;
  for (const field of schema.fields) {
    const { name } = field;
    const given = getKey(dict, name);
    if (given === undefined || given === null) {
      if (field.required) {
        if (!field.mayBeMissing && field.type.shape.kind !== "union") {
          missing ??= [];
          missing.push(name);
        }
      } else if (given === undefined) continue;
      struct[name] = null;
      isChanged ||= given === undefined;
      continue;
    }
    const value = withPlainFloats(convert(given, field), field);
    struct[name] = value;
    isChanged ||= value !== given;
    const inside = isDict(value) ? missingFields(value) : null;
    if (inside !== null) {
      missing ??= [];
      missing.push(...inside.map((path) => `${name}.${path}`));
    }
  }
  const result = isChanged || !isInOrder(dict, schema) ? struct : dict;
  if (missing !== null) markMissing(result, missing, from);
  return result;
}

/** The dict has fields of the schema only, and in sorted order. */
function isInOrder(dict: Dict, { fields }: StructSchema): boolean {
  let at = 0;
  for (const key in dict) {
    while (at < fields.length && fields[at]?.name !== key) at++;
    if (at++ === fields.length) return false;
  }
  return !hasOddKeys(dict);
}

function withPlainFloats(value: Value, field: StructField): Value {
  if (value instanceof PyFloat) return field.type.shape.kind === "union" ? value : value.value;
  return field.holdsFloats ? plainInside(value) : value;
}

/** Of a type whose only values, at some depth of lists and dicts, are floats. */
function plainInside(value: Value): Value {
  if (value instanceof PyFloat) return value.value;
  if (Array.isArray(value)) return mapItems(value, value, plainInside);
  return isDict(value) ? mapDict(value, plainInside, false) : value;
}
