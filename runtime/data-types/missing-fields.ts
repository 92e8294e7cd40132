/**
 * Structs in typed form that have no value for a field which their type says is there (design.md V34): a writer's schema
 * lacks it, or a function returned none. A function that was compiled for the type must not see them. Nothing is looked
 * up while there are none.
 */
import { DataException } from "../errors/ksml-exceptions.ts";

const missing = new WeakMap<object, readonly string[]>();
let thereAreSome = false;

/** `fields`: paths from the struct on, `window.count`. */
export function markMissing(struct: object, fields: readonly string[]): void {
  if (fields.length === 0) return;
  missing.set(struct, fields);
  thereAreSome = true;
}

/** Null: nothing is missing, or it is no struct. */
export function missingFields(value: unknown): readonly string[] | null {
  if (!thereAreSome || typeof value !== "object" || value === null) return null;
  return missing.get(value) ?? null;
}

/** `copy` is a copy of `struct`. */
export function copyMark(struct: object, copy: object): void {
  const fields = missingFields(struct);
  if (fields !== null) markMissing(copy, fields);
}

/**
 * For a function that reads these fields of a struct in typed form.
 * @throws DataException that names the first of them that is not there
 */
export function requireFields(value: unknown, read: readonly string[], typeName: string): void {
  const fields = missingFields(value);
  if (fields === null) return;
  const [first] = fields.filter((path) => read.includes(path.split(".")[0] ?? path));
  if (first === undefined) return;
  throw new DataException(
    `The field "${first}" of ${typeName} has no value: the record's writer does not have it, and its schema has no default`,
  );
}
