/**
 * `globalCode` runs once here and several times in KSML (design.md V31). That can be seen where two functions bind one
 * name differently, and where globalCode reads a name before it binds it.
 */
import type { CheckedFunction } from "../../3-check/definition.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Statement } from "../tree.ts";
import type { Binding, Read } from "./scope-tree.ts";

export interface GlobalCode {
  readonly function: CheckedFunction;
  readonly statements: readonly Statement[];
  readonly bindings: readonly Binding[];
  readonly reads: readonly Read[];
}

export function reboundGlobals(globalCodes: readonly GlobalCode[]): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const seen = new Map<
    string,
    { readonly function: CheckedFunction; readonly texts: string; readonly binding: Binding }
  >();
  for (const code of globalCodes) {
    const names = new Set(code.bindings.map((binding) => binding.name));
    for (const name of names) {
      const bindings = code.bindings.filter((binding) => binding.name === name);
      const first = bindings[0];
      if (first === undefined) continue;
      const texts = bindings.map((binding) => binding.text).join("\n");
      const earlier = seen.get(name);
      if (earlier === undefined) seen.set(name, { function: code.function, texts, binding: first });
      else if (earlier.texts !== texts) {
        diagnostics.push({
          code: "name/rebound-global",
          severity: "warning",
          span: first.span,
          message: `The globalCode of two functions binds \`${name}\` differently; it runs once, in the order of the file.`,
          help: "use two names, or bind it in one place",
          related: [{ message: "first bound here", span: earlier.binding.span }],
          path: code.function.path,
        });
      }
      const read = code.reads.find((r) => r.name === name && r.span.start <= first.span.start);
      if (read !== undefined) {
        diagnostics.push({
          code: "name/rebound-global",
          severity: "warning",
          span: read.span,
          message: `This globalCode reads \`${name}\` before it binds it; it runs once here, and several times in KSML.`,
          help: "bind it first",
          related: [],
          path: code.function.path,
        });
      }
    }
  }
  return diagnostics;
}
