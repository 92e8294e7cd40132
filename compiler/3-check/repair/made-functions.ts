/**
 * Functions that stand nowhere in the file: helpers that ksmlc brings (dialect.md 5.2), the mapper that a join with a
 * global table has when none is given (A13), and functions of the author's module. In: where they are used. Out: checked
 * functions like any other.
 */
import { type Span, TextOrigin } from "../../1-source/source-file.ts";
import type { UserType } from "../../language/data-types/data-type.ts";
import { inDefault } from "../../language/data-types/data-type.ts";
import { type FunctionType, functionType } from "../../language/function-types.ts";
import { pairOf } from "../../language/operations/pair.ts";
import { anyType } from "../../language/operations/roles.ts";
import { type FunctionEntry, newEntry } from "../check-function.ts";
import type { CheckedFunction, PythonSource } from "../definition.ts";

/** By name: the function type and the Python expression. */
const HELPERS: ReadonlyMap<string, readonly [type: string, expression: string]> = new Map([
  ["is_not_null", ["predicate", "value is not None"]],
]);

/** Undefined: ksmlc has no helper of that name. */
export function builtinHelper(name: string, span: Span): FunctionEntry | undefined {
  const helper = HELPERS.get(name);
  if (helper === undefined) return undefined;
  const [type, expression] = helper;
  const path = `functions.${name}`;
  const made = { name, path, inline: false, source: "builtin", span } as const;
  return entryOf(functionType(type), made, madePython(expression, span));
}

/** The function that returns its `parameter` as it is. */
export function identity(
  type: string,
  parameter: string,
  result: UserType,
  place: { readonly name: string; readonly path: string; readonly span: Span },
): FunctionEntry {
  const made = { ...place, inline: true, source: "definition" } as const;
  const entry = entryOf(functionType(type), made, madePython(parameter, place.span));
  entry.checked.result = result;
  entry.checked.isResultInferred = false;
  return { ...entry, infers: null };
}

/** Of the author's module: its type is that of the position where the name is found first. */
export function externalFunction(name: string, type: FunctionType, span: Span): FunctionEntry {
  const made = {
    name,
    path: `functions.${name}`,
    inline: false,
    source: "external",
    span,
  } as const;
  const entry = entryOf(type, made, null);
  entry.checked.result = entry.checked.result ?? LISTS.get(type.name) ?? null;
  return entry;
}

/** What the author's module returns in lists is converted where it is written. */
const LISTS: ReadonlyMap<string, UserType> = new Map([
  [
    "keyValueToKeyValueListTransformer",
    inDefault({ kind: "list", element: pairOf(anyType, anyType) }),
  ],
  ["keyValueToValueListTransformer", inDefault({ kind: "list", element: anyType.dataType })],
  ["merger", anyType],
]);

function entryOf(
  type: FunctionType,
  made: Pick<CheckedFunction, "name" | "path" | "inline" | "source" | "span">,
  expression: PythonSource | null,
): FunctionEntry {
  const parameters = type.parameters.map((fixed) => ({
    name: fixed.name,
    declared: fixed.type,
    supplied: [],
    fixed: true,
    defaultText: null,
    span: made.span,
  }));
  const result = type.result.kind === "default" ? type.result.type : null;
  return newEntry(type, parameters, {
    ...made,
    result,
    globalCode: null,
    code: null,
    expression,
    expressionIsDefault: false,
    form: made.source === "external" ? "dialect" : "2.0",
    comment: null,
    isResultStated: false,
  });
}

/** Stands nowhere in the file: all of it points at what it was made for. */
export function madePython(text: string, span: Span): PythonSource {
  const pieces = Array.from(text, (_, at) => ({ at, offset: span.start }));
  return { text, origin: new TextOrigin(span.file, pieces), span };
}
