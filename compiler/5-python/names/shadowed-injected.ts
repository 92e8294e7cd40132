/**
 * Assignments to `log`, `metrics`, `stores` and listed stores: ordinary names here, which in KSML would reach all functions
 * (design.md V32).
 */
import type { CheckedFunction } from "../../3-check/definition.ts";
import { diagnostic } from "../../diagnostics/catalog.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { GlobalCode } from "./rebound-globals.ts";
import type { Binding, ScopeNode } from "./scope-node.ts";

const HIDDEN: ReadonlySet<string> = new Set(["log", "metrics", "stores"]);

export function shadowedInjected(
  module: ScopeNode,
  owners: ReadonlyMap<ScopeNode, CheckedFunction>,
  globalCodes: readonly GlobalCode[],
): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const check = (bindings: readonly Binding[], f: CheckedFunction) => {
    for (const { name, kind, span } of bindings) {
      const isStore = f.stores.some((store) => store.name === name);
      if (kind === "parameter" || !(HIDDEN.has(name) || isStore)) continue;
      diagnostics.push(diagnostic("name/shadows-injected", span, { name }, { path: f.path }));
    }
  };
  for (const { function: f, bindings } of globalCodes) check(bindings, f);
  const visit = (scope: ScopeNode, f: CheckedFunction) => {
    check(scope.bindings, f);
    for (const child of scope.children) visit(child, f);
  };
  for (const child of module.children) {
    const owner = owners.get(child);
    if (owner !== undefined) visit(child, owner);
  }
  return diagnostics;
}
