/**
 * The type of a constant that is declared with a dict literal, as far as the function reads its fields by name:
 * `py.Dict & { views: py.Int; window: py.Dict & { clicks: py.Value } }`.
 */
import type { Statement } from "../5-python/tree.ts";
import type { DeclaredField } from "../6-typed/dict-facts.ts";
import { type Document, group, ifBreak, indent, join, line } from "./document.ts";
import { propertyName } from "./emit-literal.ts";
import type { PythonContext } from "./python-context.ts";
import { pythonType } from "./python-type.ts";

/** What stands behind `py.Dict`; empty where no field is read. */
export function fieldTypes(context: PythonContext, statement: Statement): Document {
  const read = new Set<DeclaredField>();
  for (const declared of context.facts.knownFields.values())
    if (declared !== null && declared.statement === statement) read.add(declared);
  const all = [...read].sort((a, b) => a.order - b.order);
  return fieldsBelow(all, 0, []);
}

function fieldsBelow(
  all: readonly DeclaredField[],
  depth: number,
  above: readonly string[],
): Document {
  const here = all.filter(
    ({ path }) => path.length === depth + 1 && above.every((key, i) => path[i] === key),
  );
  if (here.length === 0) return "";
  const members = here.map(({ path, type }): Document => {
    const below = type.kind === "dict" ? fieldsBelow(all, depth + 1, path) : "";
    return [propertyName(path[depth] ?? ""), ": ", pythonType(type), below];
  });
  const separated = join([";", line], members);
  return [" & ", group(["{", indent([line, separated, ifBreak(";")]), line, "}"])];
}
