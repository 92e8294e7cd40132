/** A type as text: as an author would write it in a definition, and as KSML names it in its own texts. */
import type { DataType, UserType } from "./data-type.ts";

/** As the author would write it: `json`, `list(string)`, `(string, json)`, `avro:Reading`. */
export function printType(type: UserType): string {
  // `list(json)` gives values of the default notation that look like json, and are not called so.
  if (type.notation === "default") return printUnion(type.dataType) ?? printDataType(type.dataType);
  const inner = printDataType(type.dataType);
  // The `json` that a rule of the dialect chose holds anything.
  return type.dataType.kind === "any" || isWholeNotation(type.dataType)
    ? type.notation
    : `${type.notation}:${inner}`;
}

/** `json` alone is a union of struct and list that are both json. */
const isWholeNotation = (type: DataType): boolean =>
  type.kind === "union" &&
  type.members.length === 2 &&
  type.members[0]?.dataType.kind === "struct" &&
  type.members[1]?.dataType.kind === "list";

export function printDataType(type: DataType): string {
  switch (type.kind) {
    case "enum":
      return `enum(${type.symbols.join(",")})`;
    case "list":
      return `list(${printDataType(type.element)})`;
    case "map":
      return `map(${printDataType(type.value)})`;
    case "struct":
      return type.schema?.reference ?? type.schema?.name ?? type.open ?? "struct";
    case "tuple":
      return `(${type.elements.map(printType).join(", ")})`;
    case "union":
      return isWholeNotation(type) && type.members.every((member) => member.notation === "json")
        ? "json"
        : printUnion(type);
    case "windowed":
      return `windowed(${printDataType(type.key)})`;
    case "integer":
      return "int";
    default:
      return type.kind;
  }
}

function printUnion(type: DataType & { readonly kind: "union" }): string;
function printUnion(type: DataType): string | null;
function printUnion(type: DataType): string | null {
  return type.kind === "union" ? `union(${type.members.map(printType).join(", ")})` : null;
}

/** As KSML names a data type, `UnionOfStructOrListOfUnknown`: a part of the names of windowed structs. */
export function ksmlTypeName(type: DataType): string {
  switch (type.kind) {
    case "any":
      return "Unknown";
    case "list":
      return `ListOf${capital(ksmlTypeName(type.element))}`;
    case "map":
      return `MapOf${capital(ksmlTypeName(type.value))}`;
    case "struct":
      return type.schema?.name ?? "Struct";
    case "tuple":
      return `TupleOf${joined(type.elements, "And")}`;
    case "union":
      return `UnionOf${joined(type.members, "Or")}`;
    case "windowed":
      return `Windowed${capital(ksmlTypeName(type.key))}`;
    default:
      return type.kind;
  }
}

const joined = (types: readonly UserType[], word: string): string =>
  types.map((type) => capital(ksmlTypeName(type.dataType))).join(word);

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
