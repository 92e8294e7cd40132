/** The table of notations, sorted by name. */
import type { DataType, UserType } from "../data-types/data-type.ts";
import { avro, confluentAvro } from "./avro.ts";
import { defaultNotation } from "./default.ts";
import { jsonNotation } from "./json.ts";
import type { Notation } from "./notation.ts";
import {
  apicurioAvro,
  apicurioJsonSchema,
  apicurioProtobuf,
  csv,
  jsonSchema,
  protobuf,
  xml,
} from "./schema-notations.ts";

export const NOTATIONS: readonly Notation[] = [
  apicurioAvro,
  apicurioJsonSchema,
  apicurioProtobuf,
  avro,
  confluentAvro,
  csv,
  defaultNotation,
  jsonNotation,
  jsonSchema,
  protobuf,
  xml,
];

const byName = new Map(
  NOTATIONS.flatMap((notation) =>
    [notation.name, ...notation.aliases].map((name) => [name, notation] as const),
  ),
);

/** Looks a notation up as the author wrote it: case does not matter. */
export const findNotation = (written: string): Notation | undefined =>
  byName.get(written.toLowerCase());

/** Every name that an author may write, for suggestions. */
export const notationNames = (): readonly string[] => [...byName.keys()];

/** The notation of a checked type. */
export function notationOf(type: UserType): Notation {
  return byName.get(type.notation) ?? defaultNotation;
}

/** Whether records can have keys or values of the type: null, or the part of it that has no wire format. */
export function withoutSerde(type: UserType): DataType | null {
  const { dataType } = type;
  if (!notationOf(type).hasSerde(dataType)) return dataType;
  if (dataType.kind !== "union") return null;
  for (const member of dataType.members) {
    const missing = withoutSerde(member);
    if (missing !== null) return missing;
  }
  return null;
}
