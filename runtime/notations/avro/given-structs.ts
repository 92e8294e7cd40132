/**
 * Structs as Python code may give them → structs that an emitted encoder writes. A tuple or list stands for the fields of a
 * record in the order of the schema, where there are as many: of these it makes dicts. In: a value in dynamic form. Out:
 * the very same one where nothing had to change; undefined where something else stands for a record, or for a list.
 */
import { PyTuple } from "../../python/tuple.ts";
import { type Dict, isDict, type Value } from "../../python/value.ts";
import { listed } from "./avro-writer.ts";
import type { ContentPlan, FieldPlan } from "./record-plan.ts";

export function givenStruct(value: Value, plan: ContentPlan): Dict | undefined {
  if (isDict(value)) return plan.withRecords.length === 0 ? value : inside(value, plan.withRecords);
  const items = value instanceof PyTuple ? value.items : value;
  const { fields } = plan;
  if (!Array.isArray(items) || items.length !== fields.length) return undefined;
  const dict: Dict = {};
  for (let i = 0; i < fields.length; i++) dict[(fields[i] as FieldPlan).name] = items[i];
  return inside(dict, plan.withRecords);
}

function inside(dict: Dict, fields: readonly FieldPlan[]): Dict | undefined {
  let copy: Dict | null = null;
  for (const { name, nullBranch, content } of fields) {
    const given = dict[name];
    if (given === undefined || given === null) {
      if (nullBranch < 0) return undefined;
      continue;
    }
    const own = givenPart(given, content);
    if (own === undefined) return undefined;
    if (own === given) continue;
    copy ??= { ...dict };
    copy[name] = own;
  }
  return copy ?? dict;
}

function givenPart(value: Value, plan: ContentPlan): Value | undefined {
  if (plan.kind === "record") return givenStruct(value, plan);
  const items = listed(value);
  if (items === undefined) return undefined;
  let copy: Value[] | null = null;
  for (let i = 0; i < items.length; i++) {
    const given = items[i] as Value;
    const own = givenPart(given, plan.items as ContentPlan);
    if (own === undefined) return undefined;
    if (copy === null && own !== given) copy = items.slice(0, i);
    copy?.push(own);
  }
  return copy ?? value;
}
