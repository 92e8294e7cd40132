/** The Avro records that the types of a definition name, each once, in the order in which the definition has them. */
import type { StructSchema } from "../language/data-types/data-type.ts";

/** Not part of the types: places, and the definition's text. */
const SKIPPED = new Set(["span", "file", "origin", "avro"]);

/** `root`: a checked definition, or any part of one. */
export function schemasIn(root: object): StructSchema[] {
  const found = new Set<StructSchema>();
  const seen = new Set<unknown>();
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null || seen.has(node)) return;
    seen.add(node);
    if (isAvroStruct(node)) found.add(node.schema);
    for (const [field, value] of Object.entries(node)) {
      if (!SKIPPED.has(field)) visit(value);
    }
  };
  visit(root);
  return [...found];
}

const isAvroStruct = (node: object): node is { readonly schema: StructSchema } =>
  "kind" in node &&
  node.kind === "struct" &&
  "schema" in node &&
  typeof node.schema === "object" &&
  node.schema !== null &&
  "avro" in node.schema &&
  node.schema.avro !== undefined;
