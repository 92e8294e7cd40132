/**
 * The encoder for dicts just as Python code made them, where each value is of its field's type already: the bytes that
 * converting them first would lead to, without the struct in between. In: a value in dynamic form, its keys in any order.
 * Out: false where it has to be converted, or is wrong: nobody needs what was written until then.
 */
import { fitsLong } from "../../data-types/java-number.ts";
import { PySet } from "../../python/set.ts";
import { PyTuple } from "../../python/tuple.ts";
import { isDict, PyFloat, type Value } from "../../python/value.ts";
import type { AvroWriter } from "./avro-writer.ts";
import type { ContentPlan, FieldPlan } from "./record-plan.ts";

export function writeGiven(
  output: AvroWriter,
  value: Value | undefined,
  plan: ContentPlan,
): boolean {
  switch (plan.kind) {
    case "string":
      if (typeof value !== "string") return false;
      output.string(value);
      return true;
    case "long":
      if (!isLong(value)) return false;
      output.long(value);
      return true;
    case "double": {
      const float = floatOf(value);
      if (float === undefined) return false;
      output.double(float);
      return true;
    }
    case "int":
      if (typeof value !== "number" || value !== (value | 0)) return false;
      output.int(value);
      return true;
    case "boolean":
      if (typeof value !== "boolean") return false;
      output.boolean(value);
      return true;
    case "record":
      return writeRecord(output, value, plan.fields);
    case "array":
      return writeItems(output, value, plan.items as ContentPlan);
    case "float": {
      const float = floatOf(value);
      if (float === undefined || isTooLarge(float)) return false;
      output.float(float);
      return true;
    }
    case "enum": {
      const index = plan.symbols.indexOf(value as string);
      if (index >= 0) output.int(index);
      return index >= 0;
    }
  }
}

/**
 * The elements of a tuple or list are fields in the order of the schema, where there are as many. A dict without a field
 * that every object seems to have (`constructor`) shows a function there, which is of no type.
 */
function writeRecord(
  output: AvroWriter,
  value: Value | undefined,
  fields: readonly FieldPlan[],
): boolean {
  if (value === undefined || value === null) return false;
  if (isDict(value)) {
    for (let i = 0; i < fields.length; i++) {
      const field = fields[i] as FieldPlan;
      if (!writeField(output, value[field.name], field)) return false;
    }
    return true;
  }
  const items = value instanceof PyTuple ? value.items : value;
  if (!Array.isArray(items) || items.length !== fields.length) return false;
  for (let i = 0; i < fields.length; i++) {
    if (!writeField(output, items[i], fields[i] as FieldPlan)) return false;
  }
  return true;
}

function writeField(output: AvroWriter, value: Value | undefined, field: FieldPlan): boolean {
  const { nullBranch } = field;
  if (nullBranch >= 0) {
    if (value === undefined || value === null) {
      output.branch(nullBranch);
      return true;
    }
    output.branch(1 - nullBranch);
  }
  return writeGiven(output, value, field.content);
}

function writeItems(output: AvroWriter, value: Value | undefined, plan: ContentPlan): boolean {
  const items = listed(value);
  if (items === undefined) return false;
  if (items.length > 0) {
    output.long(items.length);
    for (let i = 0; i < items.length; i++) {
      if (!writeGiven(output, items[i], plan)) return false;
    }
  }
  output.long(0);
  return true;
}

/** What an array is written from; undefined: only the conversions know whether it is one. */
function listed(value: Value | undefined): readonly Value[] | undefined {
  if (Array.isArray(value)) return value;
  if (value instanceof PyTuple) return value.items;
  return value instanceof PySet ? value.list() : undefined;
}

export const isLong = (value: Value | undefined): value is number | bigint =>
  typeof value === "number"
    ? Number.isSafeInteger(value)
    : typeof value === "bigint" && fitsLong(value);

/** Ints are floats where one is wanted; those that no float is exactly are left to the conversions. */
export function floatOf(value: Value | undefined): number | undefined {
  if (typeof value === "number") return value;
  return value instanceof PyFloat ? value.value : undefined;
}

export const isTooLarge = (float: number): boolean =>
  Number.isFinite(float) && !Number.isFinite(Math.fround(float));
