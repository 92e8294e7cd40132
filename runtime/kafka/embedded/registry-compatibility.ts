/** Whether a schema may follow others, by the level of its subject. Avro's own rules, as `avsc` has them. */
import type { Schema, Type } from "avsc";
import type { JsonValue } from "../../notations/avro/avro-schema.ts";
import { LEVELS } from "../../notations/registry/registry-settings.ts";

export type Level = (typeof LEVELS)[number];

export const isLevel = (text: string): text is Level => LEVELS.some((level) => level === text);

/** Null: it may. `earlier`: the versions that there are, oldest first. */
export async function incompatibility(
  level: Level,
  schema: JsonValue,
  earlier: readonly JsonValue[],
): Promise<string | null> {
  const others = level.endsWith("_TRANSITIVE") ? earlier : earlier.slice(-1);
  if (level === "NONE" || others.length === 0) return null;
  // Node does not see the names that avsc exports: only the whole is certain to be there.
  const { default: avsc } = await import("avsc");
  const typeOf = (json: JsonValue): Type => avsc.Type.forSchema(json as Schema);
  const own = typeOf(schema);
  for (const other of others.map(typeOf)) {
    if (!level.startsWith("FORWARD")) {
      const problem = unreadable(own, other);
      if (problem !== null) return `the new schema cannot read an earlier one: ${problem}`;
    }
    if (!level.startsWith("BACKWARD")) {
      const problem = unreadable(other, own);
      if (problem !== null) return `an earlier schema cannot read the new one: ${problem}`;
    }
  }
  return null;
}

function unreadable(reader: Type, writer: Type): string | null {
  try {
    reader.createResolver(writer);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
