/** Avro records with Confluent's framing (runtime.md 4.7): `avro:<schema>`, the schema a file `<schema>.avsc`. */
import type { Notation } from "./notation.ts";

const named = (name: string): Notation => ({
  name,
  aliases: [],
  schema: "required",
  schemaFormat: "avsc",
  defaultType: { kind: "struct" },
  hasSerde: (type) => type.kind === "struct",
  isBuilt: true,
});

/** Where nothing is configured, KSML means Confluent's by it (runtime.md 4.1). */
export const avro = named("avro");
export const confluentAvro = named("confluent_avro");
