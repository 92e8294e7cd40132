/**
 * Functions of other definitions of the service (dialect.md 5.2): `depotModule.enrich`, with the marks that its own
 * definition would give it. In: the typed definitions of the service. Out: references, and what each module has to export.
 */
import type { Loan } from "../3-check/companion-functions.ts";
import type { CheckedFunction } from "../3-check/definition.ts";
import type { TypedDefinition } from "../6-typed/ir.ts";
import { type Document, importedNamespace } from "./document.ts";
import { functionReference } from "./emit-function.ts";
import { moduleIdentifiers, moduleName } from "./module-name.ts";
import type { Names } from "./names.ts";

export interface Companions {
  /** A function of another definition where it is used. */
  reference(fn: CheckedFunction, supplied: number, names: Names): Document;
  /** Functions of a definition that others use, by name. */
  exported(namespace: string): readonly string[];
}

export const NO_COMPANIONS: Companions = companionsOf([], []);

export function companionsOf(
  definitions: readonly TypedDefinition[],
  loans: readonly Loan[],
): Companions {
  const lenders = [...new Set(loans.map(({ from }) => from))];
  const identifierOf = moduleIdentifiers(lenders);
  return {
    reference(fn, supplied, names) {
      const { companion: namespace = "", name } = fn;
      const found = definitions
        .find(({ definition }) => definition.namespace === namespace)
        ?.functions.find(({ python }) => !python.function.inline && python.function.name === name);
      if (found === undefined)
        throw new Error(`the function ${name} of ${namespace} was never typed`);
      const module = importedNamespace(identifierOf(namespace), `./${moduleName(namespace)}.js`);
      return functionReference(found, supplied, names, [module, `.${name}`]);
    },
    exported: (namespace) => [
      ...new Set(loans.filter(({ from }) => from === namespace).map(({ name }) => name)),
    ],
  };
}
