/**
 * Where a schema stands in a generated project, and its name there: `UserEvent` is the interface and the data type that
 * `src/schemas/UserEvent.ts` exports. Both are in every module beside what it imports of the runtime.
 */
import type { StructSchema } from "../language/data-types/data-type.ts";
import { operations } from "../language/operations/index.ts";
import { isReserved, toIdentifier } from "./names.ts";

/** Names in lower case that generated modules import of the runtime, and that no schema may hide. */
const OF_RUNTIME = new Set([
  ...operations.keys(),
  ...`any binary boolean byte bytes customStore defineProducers defineTopology double enumOf extensions float globalTable
  helper int json jsonOf keyValueStore list logger long map metrics mutates nullType otherwise py retains sessionStore
  short stream string struct table tuple typed union unresolved waits when windowStore windowed withStores`.split(
    /\s+/,
  ),
]);

/**
 * As type strings have it, that is by its file: two schemas of one record, an older and a newer one, are two files.
 * `_` behind what is a word of JavaScript or of the runtime.
 */
export function schemaIdentifier({ name, reference = name }: StructSchema): string {
  const identifier = toIdentifier(reference, "Schema");
  return isReserved(identifier) || OF_RUNTIME.has(identifier) ? `${identifier}_` : identifier;
}

/** `src/schemas/UserEvent.ts` */
export const schemaPath = (schema: StructSchema): string =>
  `src/schemas/${schemaIdentifier(schema)}.ts`;

/** What a definition's module imports: `./schemas/UserEvent.js`. */
export const schemaImport = (schema: StructSchema): string =>
  `./schemas/${schemaIdentifier(schema)}.js`;
