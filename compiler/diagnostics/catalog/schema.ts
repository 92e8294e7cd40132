/** `schema`: the files of the schema folder. Sorted by code. */
import { error, type Row, warning } from "./row.ts";

export const schemaRows = {
  "schema/duplicate-name": error(
    "The name `{name}` is used twice in this schema.",
    "give one of the two another name",
  ),
  "schema/invalid": error("This is no Avro schema: {reason}."),
  "schema/invalid-name": error(
    "`{name}` cannot be a name in an Avro schema.",
    "use letters, digits and `_`, no digit at the start, and neither a type of Avro's own nor `__proto__`",
  ),
  "schema/no-field": warning("The schema `{schema}` has no field `{field}`, {effect}."),
  "schema/not-json": error("The schema is no JSON: something else was expected here."),
  "schema/recursive": error(
    "The record `{name}` holds itself, which KSML cannot read.",
    "give what is inside of it a fixed depth, or make it a text",
  ),
  "schema/unknown-type": error(
    "The schema has no type called `{name}`.",
    "define it where it is used first, in this file",
  ),
} as const satisfies Record<`schema/${string}`, Row>;
