/** The notations with schemas, Avro apart. This version reads their types and reports `type/not-built-yet` where one is used. */
import { ANY, type DataType } from "../data-types/data-type.ts";
import type { Notation } from "./notation.ts";

const STRUCT: DataType = { kind: "struct" };
const STRUCT_OR_LIST: DataType = {
  kind: "union",
  members: [
    { notation: "default", dataType: STRUCT },
    { notation: "default", dataType: { kind: "list", element: ANY } },
  ],
};

const notBuilt = (
  name: string,
  schema: Notation["schema"],
  defaultType: DataType,
  stored: readonly DataType["kind"][],
): Notation => ({
  name,
  aliases: [],
  schema,
  defaultType,
  hasSerde: (type) => stored.includes(type.kind) || type.kind === "windowed",
  isBuilt: false,
});

export const apicurioAvro = notBuilt("apicurio_avro", "required", STRUCT, ["struct"]);
export const apicurioJsonSchema = notBuilt("apicurio_jsonschema", "required", STRUCT_OR_LIST, [
  "struct",
  "list",
]);
export const apicurioProtobuf = notBuilt("apicurio_protobuf", "required", STRUCT, ["struct"]);
export const csv = notBuilt("csv", "required", STRUCT_OR_LIST, ["struct", "list"]);
export const jsonSchema = notBuilt("jsonschema", "required", STRUCT_OR_LIST, ["struct", "list"]);
export const protobuf = notBuilt("protobuf", "required", STRUCT, ["struct"]);
export const xml = notBuilt("xml", "optional", STRUCT, ["struct", "map"]);
