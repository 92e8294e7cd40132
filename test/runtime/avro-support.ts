/** What the tests of Avro share: a schema's data type with the codec that is emitted for it, and records through a serde. */
import { stripTypeScriptTypes } from "node:module";
import { emitSchema } from "../../compiler/7-emit/emit-schema.ts";
import { structOf } from "../../compiler/language/data-types/avro-type.ts";
import type { DataType } from "../../runtime/data-types/data-type.ts";
import { EmbeddedRegistry } from "../../runtime/kafka/embedded/embedded-registry.ts";
import { avroRecord } from "../../runtime/notations/avro/avro-record.ts";
import type { AvroRecord, JsonValue } from "../../runtime/notations/avro/avro-schema.ts";
import { parseAvroSchema } from "../../runtime/notations/avro/parse-avro-schema.ts";
import { Registries, useRegistries } from "../../runtime/notations/registry/registries.ts";

/** A schema and a later one of its subject: who has the first reads records of the second, but not the other way round. */
export const POINT: JsonValue = {
  type: "record",
  name: "Point",
  fields: [{ name: "x", type: "int" }],
};
export const WIDER: JsonValue = {
  type: "record",
  name: "Point",
  fields: [
    { name: "x", type: "int" },
    { name: "y", type: "int" },
  ],
};

export function recordOf(json: JsonValue): AvroRecord {
  const { type, problems } = parseAvroSchema(json);
  if (type?.kind !== "record") throw new Error(`no record: ${JSON.stringify(problems)}`);
  return type;
}

/** The text of the module that a build writes for the schema. */
export function moduleText(json: JsonValue, file = "Tested"): string {
  const type = structOf(recordOf(json), file);
  if (type.kind !== "struct" || type.schema?.avro === undefined) throw new Error("no struct");
  return emitSchema(type.schema, type.schema.avro).text;
}

/** The data type as that module exports it. */
export function emittedType(json: JsonValue): DataType {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    const javaScript = stripTypeScriptTypes(moduleText(json), { mode: "strip" })
      .replaceAll(/^import .*$/gm, "")
      .replace(/^export const (\w+) =/m, "return");
    // Functions below the `return` are hoisted; constants are not.
    const [head = "", tail = ""] = javaScript.split(/^return/m);
    const constants = tail.match(/^const \w+ = \[[^\]]*\];$/gm) ?? [];
    const body = `${head}${constants.join("\n")}\nreturn${tail.replaceAll(/^const \w+ = \[[^\]]*\];$/gm, "")}`;
    return new Function("avroRecord", body)(avroRecord) as DataType;
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** The registries of a process that begins: it knows nothing, and asks `registry`. */
export function beginRegistries(registry = new EmbeddedRegistry()): Registries {
  const registries = new Registries({
    transport: registry.transport,
    sleep: async () => {},
    warn: () => {},
    addresses: (address) => address,
    defaultAddress: "http://registry",
    register: true,
  });
  useRegistries(registries);
  return registries;
}
