/** A type string of the tree -> its type. In: the text, its place, the schemas. Out: the type; null, told, where it is none. */

import { type Place, tell } from "../2-syntax/place.ts";
import type { Text } from "../2-syntax/tree.ts";
import { didYouMean, nearest } from "../diagnostics/nearest.ts";
import type { UserType } from "../language/data-types/data-type.ts";
import { parseType } from "../language/data-types/parse-type.ts";
import type { TypeProblem } from "../language/data-types/type-scanner.ts";
import { severityOfOpenName } from "./context.ts";
import type { Schemas } from "./resolve-schemas.ts";

/** `custom` is what a side is called that an author's serde reads and writes (dialect.md G6). */
const SERDE_MISSING =
  "`custom` is for what a class of yours reads and writes: name it beside the type, `serdes: {key: …, value: …}`";

/** Words of other languages and formats. */
const MEANT: ReadonlyMap<string, string> = new Map([
  ["bool", "boolean"],
  ["dict", "struct"],
  ["float64", "double"],
  ["int32", "int"],
  ["int64", "long"],
  ["object", "struct"],
  ["text", "string"],
]);

export function readType(text: Text, place: Place, schemas: Schemas): UserType | null {
  const { type, problems } = parseType(text.value, schemas.lookup);
  for (const problem of problems) {
    const { code, start, end, values, candidates } = problem;
    const span = end > start ? text.origin.span(start, end) : text.span;
    if (code === "name/unknown-schema") {
      tellOpenSchema(problem, place, schemas, span);
      continue;
    }
    const name = values.name ?? values.type ?? "";
    const help = name === "custom" ? SERDE_MISSING : helpOnName(name, candidates);
    tell(place, code, span, values, help === null ? {} : { help });
  }
  return type;
}

function helpOnName(name: string, candidates: readonly string[]): string | null {
  const meant = MEANT.get(name.toLowerCase());
  return meant !== undefined && candidates.includes(meant)
    ? `did you mean \`${meant}\`?`
    : didYouMean(name, candidates);
}

/** In library mode whoever uses the library brings the schema; its records are structs of which nothing is known. */
function tellOpenSchema(
  { code, values }: TypeProblem,
  place: Place,
  schemas: Schemas,
  span: Text["span"],
): void {
  const name = values.name ?? "";
  schemas.leaveOpen(name, span);
  const near = nearest(name.slice(name.lastIndexOf(".") + 1), schemas.names);
  const severity = severityOfOpenName(schemas.mode, near !== null);
  const help = near === null ? {} : { help: `did you mean \`${near}\`?` };
  tell(place, code, span, values, { severity, ...help });
}
