/** Assignments to `log`, `metrics` and `stores`: ordinary names here, which in KSML would reach all functions (design.md V32). */
import type { CheckedFunction } from "../../3-check/definition.ts";
import { diagnostic } from "../../diagnostics/catalog.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { ScopeNode } from "./scope-tree.ts";

const HIDDEN: ReadonlySet<string> = new Set(["log", "metrics", "stores"]);

export function shadowedInjected(
  module: ScopeNode,
  owners: ReadonlyMap<ScopeNode, CheckedFunction>,
): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const visit = (scope: ScopeNode, around: CheckedFunction | undefined) => {
    const f = owners.get(scope) ?? around;
    const path = f === undefined ? {} : { path: f.path };
    for (const { name, kind, span } of scope.bindings) {
      if (kind === "parameter" || !HIDDEN.has(name)) continue;
      diagnostics.push(diagnostic("name/shadows-injected", span, { name }, path));
    }
    for (const child of scope.children) visit(child, f);
  };
  visit(module, undefined);
  return diagnostics;
}
