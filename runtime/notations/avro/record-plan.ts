/**
 * A record's schema → what a field of a dict that Python code made has to hold, for the value to be of the field's type
 * already: made once a schema, so that nothing is asked again for each record. Null: a schema with parts that only
 * the conversions understand (unions of several kinds, maps, bytes, UUIDs, times of day).
 */
import { compareKeys } from "../json-codec/key-order.ts";
import {
  type AvroField,
  type AvroRecord,
  type AvroType,
  contentOf,
  LEFT_OUT,
} from "./avro-schema.ts";

export interface FieldPlan {
  readonly name: string;
  /** The branch of its union that is null; -1: it has to be there. */
  readonly nullBranch: number;
  /** An optional field without value is not there at all: `LEFT_OUT`. */
  readonly isLeftOut: boolean;
  readonly content: ContentPlan;
}

/** One shape for all kinds, since one loop sees them all. */
export interface ContentPlan {
  readonly kind:
    | "boolean"
    | "int"
    | "long"
    | "float"
    | "double"
    | "string"
    | "enum"
    | "array"
    | "record";
  readonly symbols: readonly string[];
  /** Of an array. */
  readonly items: ContentPlan | null;
  /** Of a record: in the order of their bytes, and as dicts have them. */
  readonly fields: readonly FieldPlan[];
  readonly sorted: readonly FieldPlan[];
  /** Those of the fields that hold records, or lists of them. */
  readonly withRecords: readonly FieldPlan[];
}

/** `record`: as it is written. */
export const planOf = (record: AvroRecord): ContentPlan | null => contentPlan(record);

function contentPlan(type: AvroType): ContentPlan | null {
  switch (type.kind) {
    case "boolean":
    case "int":
    case "long":
    case "float":
    case "double":
    case "string":
      return type.logical !== null && CHECKED.has(type.logical.name) ? null : plan(type.kind, {});
    case "enum":
      return plan("enum", { symbols: type.symbols });
    case "array": {
      const items = contentPlan(type.items);
      return items === null ? null : plan("array", { items });
    }
    case "record":
      return recordPlan(type);
    default:
      return null;
  }
}

/** Their values have rules beside those of their type. (A decimal stands on bytes.) */
const CHECKED = new Set(["uuid", "time-millis", "time-micros"]);

function recordPlan(record: AvroRecord): ContentPlan | null {
  const fields: FieldPlan[] = [];
  for (const field of record.fields) {
    const own = fieldPlan(field);
    if (own === null) return null;
    fields.push(own);
  }
  const sorted = [...fields].sort((a, b) => compareKeys(a.name, b.name));
  const withRecords = fields.filter(({ content }) => holdsRecords(content));
  return plan("record", { fields, sorted, withRecords });
}

const holdsRecords = ({ kind, items }: ContentPlan): boolean =>
  kind === "record" || (items !== null && holdsRecords(items));

function fieldPlan(field: AvroField): FieldPlan | null {
  const type = contentOf(field);
  const content = contentPlan(type);
  if (content === null) return null;
  const branches = field.type.kind === "union" ? field.type.branches : [];
  return {
    name: field.name,
    nullBranch: branches.findIndex(({ kind }) => kind === "null"),
    isLeftOut: LEFT_OUT.has(type.kind),
    content,
  };
}

const plan = (kind: ContentPlan["kind"], rest: Partial<ContentPlan>): ContentPlan => ({
  kind,
  symbols: rest.symbols ?? [],
  items: rest.items ?? null,
  fields: rest.fields ?? [],
  sorted: rest.sorted ?? [],
  withRecords: rest.withRecords ?? [],
});
