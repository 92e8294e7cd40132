/**
 * Functions: parameters, result and body of each, and what its positions ask of it. In: function trees and positions.
 * Out: checked functions, which know what every position passes; they are whole when all positions are checked.
 */

import type { Place } from "../../runtime/dsl/operation-names.ts";
import type { Span } from "../1-source/source-file.ts";
import { TextOrigin } from "../1-source/source-file.ts";
import { type Place as Spot, tell, within } from "../2-syntax/place.ts";
import type { FunctionTree, FunctionUse } from "../2-syntax/tree.ts";
import { nearest } from "../diagnostics/nearest.ts";
import type { UserType } from "../language/data-types/data-type.ts";
import { printType } from "../language/data-types/print-type.ts";
import { FUNCTION_TYPES, type FunctionType, functionType } from "../language/function-types.ts";
import { anyType } from "../language/operations/roles.ts";
import { checkParameters } from "./check-parameters.ts";
import type { Mode } from "./context.ts";
import type { CheckedFunction, CheckedParameter, PythonSource } from "./definition.ts";
import { functionName, isPythonName } from "./name-anonymous.ts";
import { readType } from "./read-type.ts";
import { type Declared, resolve } from "./resolve-names.ts";

export type Draft<T> = { -readonly [K in keyof T]: T[K] };

/** A function while its uses are being found. */
export interface FunctionEntry {
  readonly type: FunctionType;
  readonly checked: Draft<CheckedFunction>;
  readonly parameters: readonly (CheckedParameter & { readonly supplied: UserType[] })[];
  /** Of `generic` functions without `resultType`: what the positions expect. */
  readonly expected: UserType[];
  readonly usedBy: ("pipelines" | "producers")[];
  readonly roles: ("function" | "generator" | "condition")[];
  /** The author wrote no resultType, and none follows from the type. */
  readonly isResultOpen: boolean;
}

export class Functions {
  readonly #mode: Mode;
  readonly #declared = new Map<string, FunctionEntry>();
  readonly #lost: Set<string>;
  readonly #inline: FunctionEntry[] = [];
  readonly #inlineNames = new Map<string, Span>();

  constructor(mode: Mode, lost: Iterable<string>) {
    this.#mode = mode;
    this.#lost = new Set(lost);
  }

  /** The `functions` section. */
  declare(trees: readonly FunctionTree[], spot: Spot): void {
    for (const tree of trees) {
      if (tree.name === null) continue;
      const inner = within(spot, tree.name.value);
      const type = declaredType(tree, inner);
      const entry = type === null ? null : makeFunction(tree, type, ["functions"], inner);
      if (entry === null) this.#lost.add(tree.name.value);
      else this.#declared.set(tree.name.value, entry);
    }
  }

  /** What a position names or writes; null: told. `place` gives an inline function its name. */
  use(use: FunctionUse, typeOfPlace: string, place: Place, spot: Spot): FunctionEntry | null {
    if (use.kind === "reference") {
      const declared: Declared<FunctionEntry> = {
        entries: this.#declared,
        lost: this.#lost,
        spanOf: (entry) => entry.checked.span,
      };
      const help = isPythonName(use.name.value)
        ? null
        : `a text here is the name of a function; to write one in place: \`expression: ${use.name.value}\` below the key`;
      return resolve(use.name, declared, "name/unknown-function", this.#mode, spot, help);
    }
    const tree = use.function;
    const stated = tree.type;
    if (stated !== null && stated.value !== typeOfPlace) {
      tell(spot, "type/role-conflict", stated.span, { stated: stated.value, place: typeOfPlace });
      return null;
    }
    const entry = makeFunction(tree, functionType(typeOfPlace), place, spot);
    if (entry === null || !this.#hasOwnName(entry, spot)) return null;
    this.#inline.push(entry);
    return entry;
  }

  /** KSML loads both into one namespace, where the later one replaces the first. */
  #hasOwnName({ checked }: FunctionEntry, spot: Spot): boolean {
    const other =
      this.#declared.get(checked.name)?.checked.span ?? this.#inlineNames.get(checked.name);
    if (other === undefined) {
      this.#inlineNames.set(checked.name, checked.span);
      return true;
    }
    const related = [{ message: "the other one is here", span: other }];
    tell(spot, "name/duplicate-function", checked.span, { name: checked.name }, { related });
    return false;
  }

  /** All functions, now that their uses are known: the section's, then inline ones in order of appearance. */
  finish(spot: Spot): CheckedFunction[] {
    return [...this.#declared.values(), ...this.#inline].map((entry) => finished(entry, spot));
  }
}

function declaredType(tree: FunctionTree, spot: Spot): FunctionType | null {
  if (tree.type === null) return functionType("generic");
  const known = FUNCTION_TYPES.get(tree.type.value);
  if (known !== undefined) return known;
  const near = nearest(tree.type.value, FUNCTION_TYPES.keys());
  const help =
    near === null
      ? `the types are ${[...FUNCTION_TYPES.keys()].join(", ")}`
      : `did you mean \`${near}\`?`;
  tell(
    within(spot, "type"),
    "function/unknown-type",
    tree.type.span,
    { type: tree.type.value },
    { help },
  );
  return null;
}

/** `place`: of the function itself, which names an inline one. */
function makeFunction(
  tree: FunctionTree,
  type: FunctionType,
  place: Place,
  spot: Spot,
): FunctionEntry | null {
  const name = functionName(tree.name, place, tree.span, spot);
  const parameters = checkParameters(tree, type, within(spot, "parameters"));
  const shown = called({ name: name ?? "", inline: tree.inline });
  const result = resultOf(tree, type, shown, spot);
  if (name === null || parameters === null || result === "broken") return null;
  if (type.mustGiveValue && tree.code === null && tree.expression === null) {
    tell(spot, "function/no-body", tree.span, { function: shown, type: type.name });
    return null;
  }
  const usedBy: FunctionEntry["usedBy"] = [];
  const expression = expressionOf(tree, type);
  const checked: Draft<CheckedFunction> = {
    name,
    path: tree.path,
    inline: tree.inline,
    type: type.name,
    parameters,
    result,
    globalCode: tree.globalCode,
    code: tree.code,
    expression,
    expressionIsDefault: tree.expression === null && expression !== null,
    stores: [],
    source: "definition",
    form: tree.form,
    loggerKind: "function",
    usedBy,
    comment: tree.comment,
    span: tree.span,
  };
  const isResultOpen = type.result.kind === "optional" && tree.resultType === null;
  return { type, checked, parameters, expected: [], usedBy, roles: [], isResultOpen };
}

/** In the author's words: one that is written in place often has no name that its author knows. */
export const called = ({ name, inline }: Pick<CheckedFunction, "name" | "inline">): string =>
  inline ? "This function" : `\`${name}\``;

/** The declared result type, else the one of the function type; null: none (yet). */
function resultOf(
  { resultType, span }: FunctionTree,
  { name: type, result }: FunctionType,
  shown: string,
  spot: Spot,
): UserType | null | "broken" {
  if (resultType === null) {
    if (result.kind === "default") return result.type;
    if (result.kind !== "required") return null;
    tell(spot, "function/result-type-missing", span, { function: shown, type });
    return "broken";
  }
  if (result.kind === "forbidden") {
    tell(within(spot, "resultType"), "function/result-type-forbidden", resultType.span, {
      function: shown,
      type,
    });
    return "broken";
  }
  return readType(resultType, within(spot, "resultType")) ?? "broken";
}

function expressionOf(tree: FunctionTree, type: FunctionType): PythonSource | null {
  if (tree.expression !== null) return tree.expression;
  const text = type.defaultExpression;
  if (text === null) return null;
  // It stands nowhere in the file: all of it points at the function.
  const pieces = Array.from(text, (_, at) => ({ at, offset: tree.span.start }));
  return { text, origin: new TextOrigin(tree.span.file, pieces), span: tree.span };
}

function finished(entry: FunctionEntry, spot: Spot): CheckedFunction {
  const { checked, expected, roles, isResultOpen } = entry;
  if (isResultOpen) {
    const [first] = expected;
    const agree =
      first !== undefined && expected.every((each) => printType(each) === printType(first));
    checked.result = first === undefined ? null : agree ? first : anyType;
  }
  checked.loggerKind = roles.includes("function") ? "function" : (roles[0] ?? "function");
  const isDropped = checked.result === null || checked.result.dataType.kind === "null";
  if (isDropped && checked.expression !== null) {
    if (!checked.expressionIsDefault) {
      const at = within({ path: checked.path, report: spot.report }, "expression");
      const isForbidden = entry.type.result.kind === "forbidden";
      const reason = `a ${checked.type} function${isForbidden ? "" : " without `resultType`"} returns nothing`;
      const help = isForbidden ? { help: "move what it does into `code`" } : {};
      const values = { function: called(checked), reason };
      tell(at, "function/expression-dropped", checked.expression.span, values, help);
    }
    checked.expression = null;
    checked.expressionIsDefault = false;
  }
  return checked;
}
