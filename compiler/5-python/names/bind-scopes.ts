/**
 * All trees of a definition -> its global names, filled scopes, and findings about names.
 */
import type { Span } from "../../1-source/source-file.ts";
import type { CheckedFunction } from "../../3-check/definition.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Expression, GlobalName, Scope, Statement } from "../tree.ts";
import { BUILTINS, FORBIDDEN_BUILTINS, HOST_NAMES, INJECTED, INJECTED_LATER } from "./builtins.ts";
import { IMPLICIT_MODULES } from "./known-modules.ts";
import { nearestNames } from "./nearest-names.ts";
import { type GlobalCode, reboundGlobals } from "./rebound-globals.ts";
import { moduleNames, resolveScopes, type Unresolved } from "./resolve-scopes.ts";
import { newScope, setsOf } from "./scope-builder.ts";
import { makeScope, moduleScope, ScopeCollector, type ScopeNode } from "./scope-tree.ts";

/** A function whose pieces could be read. */
export interface ReadFunction {
  readonly function: CheckedFunction;
  readonly globalCode: readonly Statement[];
  readonly code: readonly Statement[];
  readonly expression: Expression | null;
  /** `expression` stands behind code that always leaves. */
  readonly expressionUnreachable: boolean;
  readonly defaults: ReadonlyMap<string, Expression>;
}

export interface BindOptions {
  readonly mode: "service" | "library";
  /** All KSML functions, those that could not be read too. */
  readonly ksmlFunctions: readonly CheckedFunction[];
  /** Some `globalCode` could not be read: what it binds is not known, so no name can be called unknown. */
  readonly incomplete: boolean;
}

export interface Binding {
  readonly globals: ReadonlyMap<string, GlobalName>;
  /** The scope of each function's own body. */
  readonly scopes: ReadonlyMap<CheckedFunction, Scope>;
  /** Names without a binding by function: nothing can be emitted that reads them. */
  readonly unknown: ReadonlyMap<CheckedFunction, ReadonlySet<string>>;
  readonly diagnostics: readonly Diagnostic[];
}

export function bindScopes(functions: readonly ReadFunction[], options: BindOptions): Binding {
  const module = moduleScope();
  const diagnostics: Diagnostic[] = [];
  const owners = new Map<ScopeNode, CheckedFunction>();
  const scopes = new Map<CheckedFunction, Scope>();
  const globalCodes: GlobalCode[] = [];
  const moduleReads: {
    readonly from: number;
    readonly to: number;
    readonly function: CheckedFunction;
  }[] = [];
  const report = (f: CheckedFunction, d: Omit<Diagnostic, "path" | "related">) =>
    diagnostics.push({ ...d, related: [], path: f.path });

  for (const one of functions) {
    const f = one.function;
    const collector = new ScopeCollector(module);
    const reads = module.reads.length;
    const bindings = module.bindings.length;
    const childrenBefore = module.children.length;
    collector.body(one.globalCode);
    for (const fallback of one.defaults.values()) collector.expression(fallback);
    globalCodes.push({
      function: f,
      statements: one.globalCode,
      bindings: module.bindings.slice(bindings),
      reads: module.reads.slice(reads),
    });
    moduleReads.push({ from: reads, to: module.reads.length, function: f });
    for (const child of module.children.slice(childrenBefore)) owners.set(child, f);

    const scope = newScope();
    scopes.set(f, scope);
    const own = makeScope("function", module, setsOf(scope), f.path);
    owners.set(own, f);
    const body = new ScopeCollector(own);
    for (const parameter of f.parameters) body.parameter(parameter.name, parameter.span);
    body.body(one.code);
    if (one.expression !== null) body.expression(one.expression, one.expressionUnreachable);
    for (const { message, span } of [...collector.refusals, ...body.refusals]) {
      report(f, { code: "python/syntax", severity: "error", span, message });
    }
  }

  const ownerOf = (scope: ScopeNode, read: Unresolved): CheckedFunction | undefined => {
    for (let s: ScopeNode | null = scope; s !== null; s = s.parent) {
      const owner = owners.get(s);
      if (owner !== undefined) return owner;
    }
    const index = module.reads.findIndex((r) => r.span === read.span);
    return (
      moduleReads.find(({ from, to }) => index >= from && index < to)?.function ??
      functions[0]?.function
    );
  };

  const ksmlNames = new Set(options.ksmlFunctions.filter((f) => !f.inline).map((f) => f.name));
  const bound = moduleNames(module);
  const known = new Set([...bound, ...ksmlNames]);
  const { unresolved, refusals } = resolveScopes(module, known);
  for (const { message, span } of refusals) {
    diagnostics.push({ code: "python/syntax", severity: "error", span, message, related: [] });
  }

  const globals = collectGlobals(module, bound, options.ksmlFunctions);
  const unknown = new Map<CheckedFunction, Set<string>>();
  const told = new Set<string>();
  for (const read of unresolved) {
    const f = ownerOf(read.scope, read);
    if (f === undefined) continue;
    const { name, span } = read;
    const forbidden = FORBIDDEN_BUILTINS.get(name);
    if (forbidden !== undefined) {
      report(f, {
        code: forbidden.code,
        severity: "error",
        span,
        message:
          forbidden.code === "python/complex"
            ? "Complex numbers aren't supported."
            : `\`${name}\` isn't available in stream functions.`,
        help: forbidden.help,
      });
      continue;
    }
    if (HOST_NAMES.has(name)) {
      report(f, {
        code: "python/host-access",
        severity: "error",
        span,
        message: "Access to the host isn't possible.",
        help: "write it in Python, or leave it out",
      });
      continue;
    }
    if (INJECTED_LATER.has(name)) {
      report(f, {
        code: "python/not-built-yet",
        severity: "error",
        span,
        message: `\`${name}\` isn't built yet.`,
      });
      continue;
    }
    if (BUILTINS.has(name) || INJECTED.has(name)) continue;
    if (IMPLICIT_MODULES.has(name)) {
      if (!globals.has(name))
        globals.set(name, { name, kind: "import", module: name, span, assignedBy: [] });
      const key = `${f.path} ${name}`;
      if (!told.has(key)) {
        report(f, {
          code: "name/implicit-import",
          severity: "warning",
          span,
          message: `Module \`${name}\` is used without an import.`,
          help: `add \`import ${name}\` to the function's globalCode`,
        });
      }
      told.add(key);
      continue;
    }
    if (options.incomplete) continue;
    const names = unknown.get(f) ?? new Set<string>();
    unknown.set(f, names);
    names.add(name);
    if (read.unreachable) {
      report(f, {
        code: "name/unbound-unreachable",
        severity: "warning",
        span,
        message: `\`${name}\` is bound nowhere, but is only read where the function never gets.`,
        help: "take the unreachable text out",
      });
      continue;
    }
    const nearest = nearestNames(name, [
      ...known,
      ...visibleNames(read.scope),
      ...BUILTINS,
      ...INJECTED,
    ]);
    report(f, {
      code: "name/unknown",
      severity: options.mode === "service" ? "error" : "info",
      span,
      message: `There is no name \`${name}\` in function \`${f.name}\`.`,
      ...(nearest.length === 0
        ? {}
        : { help: `did you mean ${nearest.map((n) => `\`${n}\``).join(", ")}?` }),
    });
  }
  diagnostics.push(...shadowedInjected(module, owners), ...reboundGlobals(globalCodes));
  return { globals, scopes, unknown, diagnostics };
}

function visibleNames(from: ScopeNode): string[] {
  const names: string[] = [];
  for (let scope: ScopeNode | null = from; scope !== null; scope = scope.parent)
    names.push(...scope.bound);
  return names;
}

function collectGlobals(
  module: ScopeNode,
  bound: ReadonlySet<string>,
  ksmlFunctions: readonly CheckedFunction[],
): Map<string, GlobalName> {
  const globals = new Map<string, GlobalName>();
  const assignedBy = new Map<string, Set<string>>();
  const firstSpans = new Map<string, Span>();
  const visit = (scope: ScopeNode) => {
    for (const name of scope.globals.keys()) {
      if (!scope.bound.has(name) || scope.kind === "module") continue;
      assignedBy.set(name, (assignedBy.get(name) ?? new Set()).add(scope.path));
      const binding = scope.bindings.find((b) => b.name === name);
      if (binding !== undefined && !firstSpans.has(name)) firstSpans.set(name, binding.span);
    }
    scope.children.forEach(visit);
  };
  visit(module);
  const ksml = new Map(ksmlFunctions.filter((f) => !f.inline).map((f) => [f.name, f] as const));
  for (const name of bound) {
    const bindings = module.bindings.filter((b) => b.name === name);
    const by = [...(assignedBy.get(name) ?? [])];
    const first = bindings[0];
    const span = first?.span ?? firstSpans.get(name);
    if (span === undefined) continue;
    const alike =
      first !== undefined && by.length === 0 && bindings.every((b) => b.text === first.text);
    if (alike && first.kind === "import" && first.module !== null) {
      globals.set(name, { name, kind: "import", module: first.module, span, assignedBy: by });
    } else {
      const isOne = by.length === 0 && bindings.length === 1 && !ksml.has(name);
      const kind =
        isOne && (first?.kind === "function" || first?.kind === "class") ? first.kind : "variable";
      globals.set(name, { name, kind, span, assignedBy: by });
    }
  }
  for (const [name, f] of ksml) {
    if (!globals.has(name)) globals.set(name, { name, kind: "ksml", span: f.span, assignedBy: [] });
  }
  return globals;
}

function shadowedInjected(
  module: ScopeNode,
  owners: ReadonlyMap<ScopeNode, CheckedFunction>,
): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const visit = (scope: ScopeNode, owner: CheckedFunction | undefined) => {
    const f = owners.get(scope) ?? owner;
    for (const binding of scope.bindings) {
      if (
        binding.kind === "parameter" ||
        !(INJECTED.has(binding.name) || binding.name === "stores")
      )
        continue;
      diagnostics.push({
        code: "name/shadows-injected",
        severity: "warning",
        span: binding.span,
        message: `\`${binding.name}\` here is a name of this function and hides KSML's own.`,
        help: "use another name",
        related: [],
        ...(f === undefined ? {} : { path: f.path }),
      });
    }
    for (const child of scope.children) visit(child, f);
  };
  visit(module, undefined);
  return diagnostics;
}
