/** The names of the definition's module and what each is, as far as its bindings tell. */
import { type AuthorModule, entryOf } from "../../1-source/author-module.ts";
import type { Span } from "../../1-source/source-file.ts";
import type { CheckedFunction } from "../../3-check/definition.ts";
import type { GlobalName } from "../tree.ts";
import type { ScopeNode } from "./scope-node.ts";

export function collectGlobals(
  module: ScopeNode,
  bound: ReadonlySet<string>,
  ksmlFunctions: readonly CheckedFunction[],
  extensions: AuthorModule | null,
): Map<string, GlobalName> {
  const globals = new Map<string, GlobalName>();
  const inFunctions = assignedInFunctions(module);
  const ksml = new Map(ksmlFunctions.filter((f) => !f.inline).map((f) => [f.name, f] as const));
  for (const name of bound) {
    const bindings = module.bindings.filter((binding) => binding.name === name);
    const assigned = inFunctions.get(name);
    const assignedBy = [...(assigned?.by ?? [])];
    const first = bindings[0];
    const span = first?.span ?? assigned?.span;
    if (span === undefined) continue;
    const isStable = first !== undefined && assignedBy.length === 0 && !ksml.has(name);
    const isImport =
      isStable && first.module !== null && bindings.every((b) => b.module === first.module);
    if (isImport && first.module !== null) {
      globals.set(name, { name, kind: "import", module: first.module, span, assignedBy });
      continue;
    }
    const isOne = isStable && bindings.every((b) => b.text === first.text);
    const kind =
      isOne && (first.kind === "function" || first.kind === "class") ? first.kind : "variable";
    globals.set(name, { name, kind, span, assignedBy });
  }
  for (const [name, f] of ksml) {
    if (globals.has(name)) continue;
    const global = { name, span: f.span, assignedBy: [] };
    if (f.source === "external") {
      const waits = entryOf(extensions, "functions", name)?.waits ?? false;
      globals.set(name, { ...global, kind: "helper", waits });
    } else globals.set(name, { ...global, kind: "ksml" });
  }
  return globals;
}

interface Assigned {
  readonly by: Set<string>;
  readonly span: Span | undefined;
}

/** Names that functions declare `global` and bind. */
function assignedInFunctions(module: ScopeNode): Map<string, Assigned> {
  const assigned = new Map<string, Assigned>();
  const visit = (scope: ScopeNode) => {
    for (const name of scope.globals.keys()) {
      if (!scope.bound.has(name) || scope.kind === "module") continue;
      const entry = assigned.get(name) ?? {
        by: new Set(),
        span: scope.bindings.find((binding) => binding.name === name)?.span,
      };
      entry.by.add(scope.path);
      assigned.set(name, entry);
    }
    scope.children.forEach(visit);
  };
  visit(module);
  return assigned;
}
