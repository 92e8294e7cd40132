/**
 * All trees of a definition -> its global names, filled scopes, and findings about names.
 *
 * The definition is one module: what any `globalCode` binds, at its level or through `global` in a function, is
 * shared, and each function of the `functions` section is a name of it too (python.md 2).
 */
import type { AuthorModule } from "../../1-source/author-module.ts";
import type { Span } from "../../1-source/source-file.ts";
import type { CheckedFunction, External, PythonSource } from "../../3-check/definition.ts";
import { diagnostic } from "../../diagnostics/catalog.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Expression, GlobalName, Scope, Statement } from "../tree.ts";
import { callsOf } from "./call-sites.ts";
import { collectGlobals } from "./collect-globals.ts";
import { type GlobalCode, reboundGlobals } from "./rebound-globals.ts";
import { reportUnresolved } from "./report-unresolved.ts";
import { moduleNames, resolveScopes, type Unresolved } from "./resolve-scopes.ts";
import { newScope, setsOf } from "./scope-builder.ts";
import { makeScope, type ScopeNode } from "./scope-node.ts";
import { moduleScope, ScopeCollector } from "./scope-tree.ts";
import { shadowedInjected } from "./shadowed-injected.ts";

/** A function whose pieces could be read. */
export interface ReadFunction {
  readonly function: CheckedFunction;
  readonly globalCode: readonly Statement[];
  readonly code: readonly Statement[];
  readonly expression: Expression | null;
  /** `expression` stands behind code that always leaves. */
  readonly expressionUnreachable: boolean;
  /** `code` that is the result: the text of `expression`; null: it is what the definition says. */
  readonly expressionCode: PythonSource | null;
  readonly defaults: ReadonlyMap<string, Expression>;
}

export interface BindOptions {
  readonly mode: "service" | "library";
  readonly extensions: AuthorModule | null;
  readonly allowUnresolved: boolean;
  /** Stores and tables of the definition, which a function sees when it lists them. */
  readonly listable: ReadonlySet<string>;
  /** All KSML functions, those that could not be read too. */
  readonly ksmlFunctions: readonly CheckedFunction[];
  /** Some `globalCode` could not be read: what it binds is not known, so no name can be called unknown. */
  readonly incomplete: boolean;
}

export interface Binding {
  readonly globals: ReadonlyMap<string, GlobalName>;
  /** The scope of each function's own body. */
  readonly scopes: ReadonlyMap<CheckedFunction, Scope>;
  /** Names without a binding that are only read where control never gets: nothing can be emitted that reads them. */
  readonly unknown: ReadonlyMap<CheckedFunction, ReadonlySet<string>>;
  readonly externals: readonly External[];
  readonly diagnostics: readonly Diagnostic[];
}

export function bindScopes(functions: readonly ReadFunction[], options: BindOptions): Binding {
  const collected = collectFunctions(functions);
  const { module, owners, scopes, globalCodes, refusals } = collected;
  const ksmlNames = options.ksmlFunctions.filter((f) => !f.inline).map((f) => f.name);
  const bound = moduleNames(module);
  const known = new Set([...bound, ...ksmlNames]);
  const resolution = resolveScopes(module, known);
  const refusedLate = resolution.refusals.map(({ message, span }) =>
    diagnostic("python/syntax", span, { message }),
  );

  const globals = collectGlobals(module, bound, options.ksmlFunctions, options.extensions);
  const unresolved = resolution.unresolved.flatMap((read) => {
    const owner = ownerOfRead(read, owners, globalCodes) ?? functions[0]?.function;
    return owner === undefined ? [] : [{ ...read, function: owner }];
  });
  const report = reportUnresolved(unresolved, known, globals, callsOf(functions), options);
  return {
    globals,
    scopes,
    unknown: report.unknown,
    externals: report.externals,
    diagnostics: [
      ...refusals,
      ...refusedLate.map((found) => ({ ...found, ...pathAt(found.span, functions) })),
      ...report.diagnostics,
      ...shadowedInjected(module, owners, globalCodes),
      ...reboundGlobals(globalCodes),
    ],
  };
}

interface Collected {
  readonly module: ScopeNode;
  /** The KSML function that a scope directly below the module was written in. */
  readonly owners: ReadonlyMap<ScopeNode, CheckedFunction>;
  readonly scopes: ReadonlyMap<CheckedFunction, Scope>;
  readonly globalCodes: readonly GlobalCode[];
  readonly refusals: readonly Diagnostic[];
}

function collectFunctions(functions: readonly ReadFunction[]): Collected {
  const module = moduleScope();
  const owners = new Map<ScopeNode, CheckedFunction>();
  const scopes = new Map<CheckedFunction, Scope>();
  const globalCodes: GlobalCode[] = [];
  const refusals: Diagnostic[] = [];
  for (const one of functions) {
    const f = one.function;
    const shared = new ScopeCollector(module);
    const before = {
      reads: module.reads.length,
      bindings: module.bindings.length,
      children: module.children.length,
    };
    shared.body(one.globalCode);
    globalCodes.push({
      function: f,
      bindings: module.bindings.slice(before.bindings),
      reads: module.reads.slice(before.reads),
    });
    for (const child of module.children.slice(before.children)) owners.set(child, f);

    const scope = newScope();
    scopes.set(f, scope);
    const own = makeScope("function", module, setsOf(scope), f.path);
    owners.set(own, f);
    const body = new ScopeCollector(own);
    for (const parameter of f.parameters) body.parameter(parameter.name, parameter.span);
    // KSML fills a default in at the start of the body (runtime.md 1.4), so it sees what the body sees.
    for (const fallback of one.defaults.values()) body.expression(fallback);
    body.body(one.code);
    if (one.expression !== null) body.expression(one.expression, one.expressionUnreachable);
    for (const { message, span } of [...shared.refusals, ...body.refusals]) {
      refusals.push(diagnostic("python/syntax", span, { message }, { path: f.path }));
    }
  }
  return { module, owners, scopes, globalCodes, refusals };
}

function ownerOfRead(
  read: Unresolved,
  owners: ReadonlyMap<ScopeNode, CheckedFunction>,
  globalCodes: readonly GlobalCode[],
): CheckedFunction | undefined {
  for (let scope: ScopeNode | null = read.scope; scope !== null; scope = scope.parent) {
    const owner = owners.get(scope);
    if (owner !== undefined) return owner;
  }
  return globalCodes.find(({ reads }) => reads.some(({ span }) => span === read.span))?.function;
}

/** The function whose text a place is in. */
function pathAt(span: Span, functions: readonly ReadFunction[]): { path?: string } {
  const owner = functions.find(({ function: f }) =>
    [f.globalCode, f.code, f.expression].some(
      (piece) => piece !== null && piece.span.start <= span.start && span.end <= piece.span.end,
    ),
  );
  return owner === undefined ? {} : { path: owner.function.path };
}
