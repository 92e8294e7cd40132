/** Imports of modules, and attributes of names that only an import binds: known, not built yet, or not there. */
import type { Span } from "../../1-source/source-file.ts";
import { type DiagnosticCode, diagnostic, type SlotValues } from "../../diagnostics/catalog.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { nearestNames } from "../../diagnostics/nearest.ts";
import type { Expression, GlobalName, Scope } from "../tree.ts";
import { type AnyNode, childrenOf } from "../walk-tree.ts";
import type { ReadFunction } from "./bind-scopes.ts";
import { CONCURRENCY_MODULES, HOST_MODULES, KNOWN_MODULES, memberState } from "./known-modules.ts";

export function checkModules(
  one: ReadFunction,
  scope: Scope,
  globals: ReadonlyMap<string, GlobalName>,
  mode: "service" | "library",
): Diagnostic[] {
  const walk = new ModuleWalk(globals, mode, one.function.path);
  for (const statement of one.globalCode) walk.visit(statement, []);
  for (const statement of one.code) walk.visit(statement, [scope]);
  for (const value of one.defaults.values()) walk.visit(value, [scope]);
  if (one.expression !== null && !one.expressionUnreachable) walk.visit(one.expression, [scope]);
  return walk.diagnostics;
}

class ModuleWalk {
  readonly diagnostics: Diagnostic[] = [];
  readonly #globals: ReadonlyMap<string, GlobalName>;
  readonly #mode: "service" | "library";
  readonly #path: string;

  constructor(globals: ReadonlyMap<string, GlobalName>, mode: "service" | "library", path: string) {
    this.#globals = globals;
    this.#mode = mode;
    this.#path = path;
  }

  visit(node: AnyNode, scopes: readonly Scope[]): void {
    if (node.kind === "import") for (const one of node.names) this.#import(one.name, one.span);
    if (node.kind === "importFrom" && this.#import(node.module, node.span)) {
      for (const one of node.names) this.#imported(node.module, one.name, one.span);
    }
    if (node.kind === "attribute") {
      const module = this.#moduleOf(node.value, scopes);
      if (module !== null) {
        if (isBuilt(module)) this.#member(module, node.attribute, node.attributeSpan);
        else if (!this.#isImported(node.value)) this.#notBuilt(node.value.span, module);
      }
    }
    const inner = "scope" in node ? [...scopes, node.scope] : scopes;
    for (const child of childrenOf(node)) this.visit(child, inner);
  }

  /** The known module that an expression certainly is. */
  #moduleOf(node: Expression, scopes: readonly Scope[]): string | null {
    if (node.kind === "attribute") {
      const outer = this.#moduleOf(node.value, scopes);
      const whole = outer === null ? "" : `${outer}.${node.attribute}`;
      return KNOWN_MODULES.has(whole) ? whole : null;
    }
    if (node.kind !== "name") return null;
    const module = this.#importOf(node.name, scopes);
    return module !== undefined && KNOWN_MODULES.has(module) ? module : null;
  }

  #importOf(name: string, scopes: readonly Scope[]): string | undefined {
    for (const scope of scopes.toReversed()) {
      if (scope.globals.has(name)) break;
      if (scope.locals.has(name)) return scope.imports.get(name);
    }
    return this.#globals.get(name)?.module;
  }

  /** An import statement binds it, and has been told about. */
  #isImported(node: Expression): boolean {
    const global = node.kind === "name" ? this.#globals.get(node.name) : undefined;
    return global === undefined || global.span.start !== node.span.start;
  }

  #add(code: DiagnosticCode, span: Span, values: SlotValues, help?: string): void {
    const options = { path: this.#path, ...(help === undefined ? {} : { help }) };
    const isExternal = code === "python/module" && this.#mode === "library";
    this.diagnostics.push(
      diagnostic(code, span, values, { ...options, ...(isExternal ? { severity: "info" } : {}) }),
    );
  }

  #notBuilt(span: Span, module: string): void {
    this.#add("python/not-built-yet", span, { construct: `the module \`${module}\`` });
  }

  /** True: the module is built. */
  #import(module: string, span: Span): boolean {
    const top = module.split(".")[0] ?? module;
    if (isBuilt(module)) return true;
    if (KNOWN_MODULES.has(module)) this.#notBuilt(span, module);
    else if (HOST_MODULES.has(top)) this.#add("python/host-access", span, { name: top });
    else if (CONCURRENCY_MODULES.has(top)) this.#add("python/concurrency", span, { module });
    else {
      const help =
        didYouMean(module, KNOWN_MODULES.keys()) ?? "write what you need of it in `globalCode`";
      this.#add("python/module", span, { module }, help);
    }
    return false;
  }

  #imported(module: string, name: string, span: Span): void {
    if (name === "*") this.#add("python/not-built-yet", span, { construct: "`import *`" });
    else this.#member(module, name, span);
  }

  #member(module: string, member: string, span: Span): void {
    const state = memberState(module, member);
    if (state === "later") {
      this.#add("python/not-built-yet", span, { construct: `\`${module}.${member}\`` });
    } else if (state === "unknown") {
      const help = didYouMean(member, KNOWN_MODULES.get(module)?.members ?? []);
      this.#add("python/module-member", span, { module, member }, help);
    }
  }
}

function isBuilt(module: string): boolean {
  return (KNOWN_MODULES.get(module)?.members.size ?? 0) > 0;
}

function didYouMean(name: string, known: Iterable<string>): string | undefined {
  const near = nearestNames(name, known);
  if (near.length === 0) return undefined;
  return `did you mean ${near.map((each) => `\`${each}\``).join(" or ")}?`;
}
