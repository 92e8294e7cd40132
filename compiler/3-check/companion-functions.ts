/**
 * Functions of other definitions of the service (dialect.md 5.2). In: a name in a position of a function that this
 * definition does not have. Out: what the position has to know of the other definition's function, which stays there,
 * with its own globals; and what that definition has to know: in which roles it is used here.
 */
import { type Place as Spot, tell, within } from "../2-syntax/place.ts";
import type { FunctionTree, Text } from "../2-syntax/tree.ts";
import type { UserType } from "../language/data-types/data-type.ts";
import { anyType, type Role } from "../language/operations/roles.ts";
import { declaredType, type FunctionEntry, makeFunction } from "./check-function.ts";
import type { OtherDefinitions } from "./other-definitions.ts";
import type { Schemas } from "./resolve-schemas.ts";

/** A function that another definition uses. */
export interface Loan {
  /** Namespace of the definition that has it. */
  readonly from: string;
  /** Namespace of the definition that uses it. */
  readonly by: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly result: UserType | null;
}

export class CompanionFunctions {
  readonly #others: OtherDefinitions;
  readonly #schemas: Schemas;
  readonly #entries = new Map<string, FunctionEntry | "lost">();

  constructor(others: OtherDefinitions, schemas: Schemas) {
    this.#others = others;
    this.#schemas = schemas;
  }

  /** `lost`: it cannot be used, which was told. Undefined: no other definition has it, or more than one. */
  use(name: Text, spot: Spot): FunctionEntry | "lost" | undefined {
    const known = this.#entries.get(name.value);
    if (known !== undefined) return known;
    const found = this.#others.function(name.value);
    if (found === undefined || found.kind === "several") return undefined;
    const entry =
      found.kind === "broken" ? null : this.#make(found.declared, found.namespace, name, spot);
    this.#entries.set(name.value, entry ?? "lost");
    if (found.kind !== "one" || entry === null) return "lost";
    const values = { name: name.value, kind: "a function", file: found.span.file.path };
    const related = [{ message: "it is declared here", span: found.span }];
    tell(spot, "name/other-definition", name.span, values, { related });
    return entry;
  }

  #make(tree: FunctionTree, namespace: string, name: Text, spot: Spot): FunctionEntry | null {
    if (tree.stores.length > 0) {
      const help =
        "the function of that name in another definition uses stores, which only that definition has: declare both here, too";
      const related = [{ message: "it is declared here", span: tree.span }];
      tell(spot, "name/unknown-function", name.span, { name: name.value }, { help, related });
      return null;
    }
    // What is wrong with it is told where it stands.
    const silent: Spot = within({ path: "functions", report: () => {} }, name.value);
    const type = declaredType(tree, silent);
    const entry = type && makeFunction(tree, type, ["functions"], silent, this.#schemas);
    if (entry === null) return null;
    Object.assign(entry.checked, { globalCode: null, code: null, companion: namespace });
    return entry;
  }

  /** Two other definitions have the name: what a finding says that takes it for none of theirs. */
  ambiguous(name: string) {
    const found = this.#others.function(name);
    return found?.kind === "several" ? { help: found.help, related: found.related } : null;
  }

  /** The functions that are used here, now that their uses are known. */
  *entries(): Iterable<FunctionEntry> {
    for (const entry of this.#entries.values()) if (entry !== "lost") yield entry;
  }
}

export function loanOf({ checked, loans }: FunctionEntry, by: string): Loan[] {
  const { companion: from, name, result } = checked;
  return from === undefined ? [] : [{ from, by, name, roles: loans, result }];
}

/** What another definition passes is not known here: `any`. */
export function lend(entry: FunctionEntry, { roles, result }: Loan): void {
  const { checked, expected, usedBy } = entry;
  if (entry.infers !== null) checked.result ??= result;
  for (const role of roles) {
    if (entry.isResultOpen && role.expected !== null) expected.push(role.expected);
    for (const parameter of entry.parameters.slice(0, role.supplied.length))
      parameter.supplied.push(anyType);
    if (!usedBy.includes("pipelines")) usedBy.push("pipelines");
    entry.roles.push("function");
    if (role.atOnce === true) checked.atOnce ??= role.name;
  }
}
