/**
 * Functions: parameters, result and body of each, and what its positions ask of it. In: function trees and positions.
 * Out: checked functions, which know what every position passes; they are whole when all positions are checked.
 */

import { longName, type Place } from "../../runtime/dsl/operation-names.ts";
import type { Span } from "../1-source/source-file.ts";
import { type Place as Spot, tell, within } from "../2-syntax/place.ts";
import type { FunctionTree, FunctionUse, Text } from "../2-syntax/tree.ts";
import { nearest } from "../diagnostics/nearest.ts";
import type { UserType } from "../language/data-types/data-type.ts";
import { printType } from "../language/data-types/print-type.ts";
import {
  FUNCTION_TYPES,
  type FunctionType,
  functionType,
  type InferredResult,
} from "../language/function-types.ts";
import { anyType, type Role } from "../language/operations/roles.ts";
import { checkParameters } from "./check-parameters.ts";
import { type CompanionFunctions, type Loan, lend, loanOf } from "./companion-functions.ts";
import type { Mode } from "./context.ts";
import type {
  CheckedFunction,
  CheckedParameter,
  PythonSource,
  StoreInFunction,
} from "./definition.ts";
import type { Externals } from "./externals.ts";
import { functionName, isPythonName } from "./name-anonymous.ts";
import { readType } from "./read-type.ts";
import { settleResult, tellInferred } from "./repair/inferred-result.ts";
import { builtinHelper, externalFunction, identity, madePython } from "./repair/made-functions.ts";
import { type Declared, meant, resolve } from "./resolve-names.ts";
import type { Schemas } from "./resolve-schemas.ts";

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
  /** How its result is found (dialect.md F1); null: it is known. */
  readonly infers: InferredResult | null;
  readonly isResultStated: boolean;
  /** Of a function of another definition: what it is used for here. */
  readonly loans: Role[];
}

/** What the `stores` of a function name; null, told, where one cannot be had. */
export type BindStores = (
  names: readonly Text[],
  tree: FunctionTree,
  spot: Spot,
) => readonly StoreInFunction[] | null;

export class Functions {
  readonly #mode: Mode;
  readonly #schemas: Schemas;
  readonly #externals: Externals;
  readonly #declared = new Map<string, FunctionEntry>();
  readonly #lost: Set<string>;
  readonly #inline: FunctionEntry[] = [];
  readonly #inlineNames = new Map<string, Span>();
  /** Of the author's module, and helpers that ksmlc brings. */
  readonly #made = new Map<string, FunctionEntry>();
  readonly #trees = new Map<FunctionEntry, FunctionTree>();
  readonly #companions: CompanionFunctions;
  #bindStores: BindStores = () => [];

  constructor(
    mode: Mode,
    schemas: Schemas,
    externals: Externals,
    companions: CompanionFunctions,
    lost: Iterable<string>,
  ) {
    this.#companions = companions;
    this.#mode = mode;
    this.#externals = externals;
    this.#schemas = schemas;
    this.#lost = new Set(lost);
  }

  /** The `functions` section. */
  declare(trees: readonly FunctionTree[], spot: Spot): void {
    for (const tree of trees) {
      if (tree.name === null) continue;
      const inner = within(spot, tree.name.value);
      const type = declaredType(tree, inner);
      const entry =
        type === null ? null : makeFunction(tree, type, ["functions"], inner, this.#schemas);
      if (entry === null) this.#lost.add(tree.name.value);
      else this.#declare(tree.name.value, entry, tree);
    }
  }

  #declare(name: string, entry: FunctionEntry, tree: FunctionTree): void {
    this.#declared.set(name, entry);
    this.#trees.set(entry, tree);
  }

  /** Stores and tables are known now: those of the section's functions, and of all that come. */
  bindStores(bind: BindStores, spot: Spot): void {
    this.#bindStores = bind;
    for (const [name, entry] of [...this.#declared]) {
      if (this.#bind(entry, this.#trees.get(entry), within(spot, name))) continue;
      this.#declared.delete(name);
      this.#lost.add(name);
    }
  }

  #bind(entry: FunctionEntry, tree: FunctionTree | undefined, outer: Spot): boolean {
    if (tree === undefined || tree.stores.length === 0) return true;
    const spot = within(outer, "stores");
    if (!entry.type.allowsStores) {
      const [first] = tree.stores;
      const reason = `functions of the type ${entry.type.name} cannot use stores`;
      if (first !== undefined)
        tell(spot, "pipeline/no-effect", first.span, { key: "stores", reason });
      return true;
    }
    const stores = this.#bindStores(tree.stores, tree, spot);
    if (stores !== null) entry.checked.stores = stores;
    return stores !== null;
  }

  /** What a position names or writes; null: told. `place` gives an inline function its name. */
  use(use: FunctionUse, typeOfPlace: string, place: Place, spot: Spot): FunctionEntry | null {
    if (use.kind === "reference") return this.#named(use.name, typeOfPlace, spot);
    const tree = use.function;
    const stated = tree.type;
    if (stated !== null && stated.value !== typeOfPlace) {
      tell(spot, "type/role-conflict", stated.span, { stated: stated.value, place: typeOfPlace });
      return null;
    }
    const entry = makeFunction(tree, functionType(typeOfPlace), place, spot, this.#schemas);
    if (entry === null || !this.#hasOwnName(entry, spot)) return null;
    if (!this.#bind(entry, tree, spot)) return null;
    this.#inline.push(entry);
    return entry;
  }

  /** A function of the definition, of another one, of the author's module, a helper of ksmlc, or one that is left open (dialect.md 5.2). */
  #named(name: Text, typeOfPlace: string, spot: Spot): FunctionEntry | null {
    const declared: Declared<FunctionEntry> = {
      entries: this.#declared,
      lost: this.#lost,
      spanOf: (entry) => entry.checked.span,
    };
    if (
      declared.entries.has(name.value) ||
      this.#lost.has(name.value) ||
      !isPythonName(name.value)
    ) {
      const help = `a text here is the name of a function; to write one in place: \`expression: ${name.value}\` below the key`;
      return resolve(name, declared, "name/unknown-function", this.#mode, spot, help);
    }
    const companion = this.#companions.use(name, spot);
    if (companion !== undefined) return companion === "lost" ? null : companion;
    const known = this.#made.get(name.value);
    const isBound = this.#externals.binds("function", name.value);
    const helper = isBound ? undefined : (known ?? builtinHelper(name.value, name.span));
    const entry =
      known ?? helper ?? externalFunction(name.value, functionType(typeOfPlace), name.span);
    this.#made.set(name.value, entry);
    if (entry.checked.source === "external") {
      const { type, parameters } = entry.checked;
      const signature = { role: type, parameters: parameters.map((each) => each.name) };
      const near = this.#companions.ambiguous(name.value) ?? meant(name.value, declared);
      this.#externals.use("function", name, spot, { signature, near });
    }
    return entry;
  }

  /** A function that returns its parameter as it is, where the author may leave it out. */
  identity(
    type: string,
    parameter: string,
    result: UserType,
    place: Place,
    at: { readonly path: string; readonly span: Span },
  ): FunctionEntry {
    const entry = identity(type, parameter, result, { ...at, name: longName(place) });
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

  /** Functions of this definition that others use, and, when all that is checked, those of others that this one uses. */
  lend(loans: readonly Loan[], namespace: string): Loan[] {
    for (const loan of loans) {
      const entry = this.#declared.get(loan.name);
      if (entry !== undefined) lend(entry, loan);
    }
    return [...this.#companions.entries()].flatMap((entry) => {
      finished(entry, { path: "", report: () => {} });
      return loanOf(entry, namespace);
    });
  }

  /** All functions, now that their uses are known: the section's, then others in order of appearance. */
  finish(spot: Spot): CheckedFunction[] {
    const all = [...this.#declared.values(), ...this.#made.values(), ...this.#inline];
    return all.map((entry) => finished(entry, spot));
  }
}

export function declaredType(tree: FunctionTree, spot: Spot): FunctionType | null {
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
export function makeFunction(
  tree: FunctionTree,
  type: FunctionType,
  place: Place,
  spot: Spot,
  schemas: Schemas,
): FunctionEntry | null {
  const name = functionName(tree.name, place, tree.span, spot);
  const parameters = checkParameters(tree, type, within(spot, "parameters"), schemas);
  const shown = called({ name: name ?? "", inline: tree.inline });
  const result = resultOf(tree, type, shown, spot, schemas);
  if (name === null || parameters === null || result === "broken") return null;
  if (type.mustGiveValue && tree.code === null && tree.expression === null) {
    tell(spot, "function/no-body", tree.span, { function: shown, type: type.name });
    return null;
  }
  const expression = expressionOf(tree, type);
  return newEntry(type, parameters, {
    name,
    path: tree.path,
    inline: tree.inline,
    result,
    globalCode: tree.globalCode,
    code: tree.code,
    expression,
    expressionIsDefault: tree.expression === null && expression !== null,
    source: "definition",
    form: tree.form,
    comment: tree.comment,
    span: tree.span,
    isResultStated: tree.resultType !== null,
    isDynamic: tree.resultType?.value === DYNAMIC,
  });
}

type Body = Omit<
  CheckedFunction,
  "type" | "parameters" | "stores" | "usedBy" | "atOnce" | "loggerKind" | "isResultInferred"
> & { readonly isResultStated: boolean; readonly isDynamic?: boolean };

export function newEntry(
  type: FunctionType,
  parameters: FunctionEntry["parameters"],
  { isResultStated, isDynamic = false, ...body }: Body,
): FunctionEntry {
  const usedBy: FunctionEntry["usedBy"] = [];
  const infers = isDynamic ? "dynamic" : isResultStated ? null : type.inferred;
  const entry: FunctionEntry = {
    type,
    checked: {
      ...body,
      type: type.name,
      parameters,
      isResultInferred: infers !== null,
      stores: [],
      loggerKind: "function",
      usedBy,
      atOnce: null,
    },
    parameters,
    expected: [],
    usedBy,
    roles: [],
    isResultOpen: type.result.kind === "optional" && !isResultStated,
    infers,
    isResultStated,
    loans: [],
  };
  // What its code gives is all that there is to know.
  if (entry.infers === "dynamic") settleResult(entry, { key: anyType, value: anyType });
  return entry;
}

/** In the author's words: one that is written in place often has no name that its author knows. */
export const called = ({ name, inline }: Pick<CheckedFunction, "name" | "inline">): string =>
  inline ? "This function" : `\`${name}\``;

/** As the canonical form says that nobody stated a type: to KSML 2.0 a stated `any` is the type that came in. */
export const DYNAMIC = "dynamic";

/** The declared result type, else the one of the function type; null: none (yet). */
function resultOf(
  { resultType, span }: FunctionTree,
  { name: type, result, inferred }: FunctionType,
  shown: string,
  spot: Spot,
  schemas: Schemas,
): UserType | null | "broken" {
  if (resultType === null) {
    if (result.kind === "default") return result.type;
    if (result.kind !== "required" || inferred !== null) return null;
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
  if (resultType.value === DYNAMIC) return anyType;
  return readType(resultType, within(spot, "resultType"), schemas) ?? "broken";
}

function expressionOf(tree: FunctionTree, type: FunctionType): PythonSource | null {
  if (tree.expression !== null) return tree.expression;
  const text = type.defaultExpression;
  if (text === null) return null;
  return madePython(text, tree.span);
}

function finished(entry: FunctionEntry, spot: Spot): CheckedFunction {
  const { checked, expected, roles, isResultOpen } = entry;
  if (isResultOpen) {
    const [first] = expected;
    const agree =
      first !== undefined && expected.every((each) => printType(each) === printType(first));
    checked.result = first === undefined ? null : agree ? first : anyType;
  }
  tellInferred(entry, spot);
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
