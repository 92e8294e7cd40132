/** A data type as KSML names it in its texts: `long`, `MapOfString`, `UnionOfStructOrListOfUnknown`. */
import type { DataType } from "./data-type.ts";

export function typeName({ shape }: DataType): string {
  switch (shape.kind) {
    case "any":
      return "Unknown";
    case "list":
      return `ListOf${capital(typeName(shape.element))}`;
    case "map":
      return `MapOf${capital(typeName(shape.value))}`;
    case "struct":
      return shape.schema?.name ?? "Struct";
    case "tuple":
      return `TupleOf${shape.elements.map((type) => capital(typeName(type))).join("And")}`;
    case "union":
      return `UnionOf${shape.members.map((type) => capital(typeName(type))).join("Or")}`;
    case "windowed":
      return `Windowed${capital(typeName(shape.key))}`;
    default:
      return shape.kind;
  }
}

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
