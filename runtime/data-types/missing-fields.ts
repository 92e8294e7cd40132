/**
 * Structs in typed form that have no value for a field which their type says is there (design.md V34): a writer's schema
 * lacks it, or a function returned none. A function that was compiled for the type must not see them. Nothing is looked
 * up while there are none.
 */
import { DataException } from "../errors/ksml-exceptions.ts";
import { type StructSchema, schemaOf } from "./struct-schema.ts";

interface Missing {
  /** Paths from the struct on, `window.count`. */
  readonly fields: readonly string[];
  /** The schema of what the struct was made of; null: it had none, as what a function gives. */
  readonly from: StructSchema | null;
}

const missing = new WeakMap<object, Missing>();
let thereAreSome = false;

/** `fields`: paths from the struct on; `from`: the schema of what it was made of, null where it had none. */
export function markMissing(
  struct: object,
  fields: readonly string[],
  from: StructSchema | null,
): void {
  if (fields.length === 0) return;
  missing.set(struct, { fields, from });
  thereAreSome = true;
}

/** Null: nothing is missing, or it is no struct. */
export function missingFields(value: unknown): readonly string[] | null {
  return markOf(value)?.fields ?? null;
}

function markOf(value: unknown): Missing | undefined {
  if (!thereAreSome || typeof value !== "object" || value === null) return undefined;
  return missing.get(value);
}

/** `copy` is a copy of `struct`. */
export function copyMark(struct: object, copy: object): void {
  const mark = markOf(struct);
  if (mark !== undefined) missing.set(copy, mark);
}

/**
 * For a function that reads these fields of a struct in typed form, which has the schema.
 * @throws DataException that names the first of them that is not there, and both schemas
 */
export function requireFields(value: unknown, read: readonly string[], schema: StructSchema): void {
  const mark = markOf(value);
  const first = mark?.fields.find((path) => read.includes(path.split(".")[0] ?? path));
  if (mark === undefined || first === undefined) return;
  const { from } = mark;
  throw new DataException(
    `The field "${first}" of ${schema.name} has no value: ${reason(first, from)}, and ${called(schema)}, the schema of this service, gives it no default`,
  );
}

function reason(path: string, from: StructSchema | null): string {
  if (from === null) return "what it was made of does not have it";
  return has(from, path)
    ? `it is null in what was written with the schema ${called(from)}`
    : `the schema ${called(from)} that it was written with does not have it`;
}

function has(schema: StructSchema, path: string): boolean {
  let at: StructSchema | undefined = schema;
  for (const name of path.split(".")) {
    const field: StructSchema["fields"][number] | undefined = at?.fields.find(
      (each) => each.name === name,
    );
    if (field === undefined) return false;
    at = schemaOf(field.type);
  }
  return true;
}

/** Versions of one schema have one name: the id tells them apart. */
function called({ namespace, name, registryId }: StructSchema): string {
  const full = namespace === null ? name : `${namespace}.${name}`;
  return registryId === undefined ? full : `${full} (id ${registryId})`;
}
