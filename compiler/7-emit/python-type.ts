/** The TypeScript of a Python type. */
import { isSafeInt, type Kind, membersOf, type PyType } from "../language/python/type.ts";
import { type Document, importedType, join } from "./document.ts";
import { helper } from "./python-context.ts";
import { schemaIdentifier, schemaImport } from "./schema-name.ts";

const NAMES: Partial<Readonly<Record<Kind, Document>>> = {
  none: "null",
  bool: "boolean",
  float: "number",
  str: "string",
  list: [helper("Value"), "[]"],
  dict: helper("Dict"),
  tuple: helper("PyTuple"),
  set: helper("PySet"),
  bytes: helper("PyBytes"),
  function: helper("PyFunction"),
};

export function pythonType(type: PyType): Document {
  const members = membersOf(type);
  if (members.length === 0 || type.kind === "any") return helper("Value");
  const kinds = members.map((member) => member.kind);
  const parts: Document[] = [];
  const isJson = kinds.includes("list") && kinds.includes("dict");
  if (isJson) parts.push(helper("Json"));
  for (const member of members) {
    if (isJson && (member.kind === "list" || member.kind === "dict")) continue;
    const name = memberType(member);
    if (name === null) return helper("Value");
    parts.push(name);
  }
  return join(" | ", parts);
}

function memberType(type: PyType): Document | null {
  if (type.kind === "struct")
    return importedType(schemaIdentifier(type.schema), schemaImport(type.schema));
  if (type.kind === "int") return isSafeInt(type) ? "number" : helper("Int");
  return NAMES[type.kind] ?? null;
}

/** What a function gives that waits. */
export const promised = (type: Document, waits: boolean): Document =>
  waits ? ["Promise<", type, ">"] : type;
