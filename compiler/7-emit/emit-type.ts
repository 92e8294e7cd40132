/**
 * A data type in generated code: `json`, `list(string)`, `jsonOf(map(long))`, imported from the runtime; one with a schema
 * is `UserEvent`, imported from its own module.
 */
import type { DataType, PrimitiveKind, UserType } from "../language/data-types/data-type.ts";
import { notationOf } from "../language/notations/index.ts";
import { call, type Document, imported } from "./document.ts";
import { stringLiteral } from "./emit-text.ts";
import { schemaIdentifier, schemaImport } from "./schema-name.ts";

const RUNTIME = "ksmlc/runtime";

const PRIMITIVES: Readonly<Record<PrimitiveKind, string>> = {
  any: "any",
  null: "nullType",
  boolean: "boolean",
  byte: "byte",
  short: "short",
  integer: "int",
  long: "long",
  float: "float",
  double: "double",
  bytes: "bytes",
  string: "string",
};

export function emitType({ notation, dataType }: UserType): Document {
  // The schema's own module says what its notation is; where the schema is open, nothing more is known.
  if (dataType.kind === "struct" && notationOf({ notation, dataType }).schema === "required") {
    return emitDataType(dataType, notation);
  }
  if (notation === "default") return emitDataType(dataType, notation);
  if (notation === "json" && isAnyJson(dataType)) return imported("json", RUNTIME);
  return call(imported(`${notation}Of`, RUNTIME), [emitDataType(dataType, notation)]);
}

/** `outer` is the notation that the type stands in: members that share it do not repeat it. */
function emitDataType(type: DataType, outer: string): Document {
  if (isAnyJson(type)) return imported("json", RUNTIME);
  const construct = (name: string, args: readonly Document[]): Document =>
    call(imported(name, RUNTIME), args);
  const member = (user: UserType): Document =>
    user.notation === outer ? emitDataType(user.dataType, outer) : emitType(user);
  switch (type.kind) {
    case "enum":
      return construct("enumOf", type.symbols.map(stringLiteral));
    case "list":
      return construct("list", [emitDataType(type.element, outer)]);
    case "map":
      return construct("map", [emitDataType(type.value, outer)]);
    case "struct":
      return type.schema?.avro === undefined
        ? imported("struct", RUNTIME)
        : imported(schemaIdentifier(type.schema), schemaImport(type.schema));
    case "tuple":
      return construct("tuple", type.elements.map(member));
    case "union":
      return construct("union", type.members.map(member));
    case "windowed":
      return construct("windowed", [emitDataType(type.key, outer)]);
    default:
      return imported(PRIMITIVES[type.kind], RUNTIME);
  }
}

/** What `json` alone means: any object or array, both written as JSON. */
function isAnyJson(type: DataType): boolean {
  if (type.kind !== "union" || type.members.length !== 2) return false;
  const [object, array] = type.members;
  return (
    object?.notation === "json" &&
    object.dataType.kind === "struct" &&
    object.dataType.schema === undefined &&
    array?.notation === "json" &&
    array.dataType.kind === "list" &&
    array.dataType.element.kind === "any"
  );
}
