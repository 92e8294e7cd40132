/** Imports of modules, and attributes of names that only an import binds: known, not built yet, or not there. */
import type { Span } from "../../1-source/source-file.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Expression, GlobalName, Scope } from "../tree.ts";
import { type AnyNode, childrenOf } from "../walk-tree.ts";
import type { ReadFunction } from "./bind-scopes.ts";
import { CONCURRENCY_MODULES, HOST_MODULES, KNOWN_MODULES, memberState } from "./known-modules.ts";
import { nearestNames } from "./nearest-names.ts";

export function checkModules(
  one: ReadFunction,
  scope: Scope,
  globals: ReadonlyMap<string, GlobalName>,
  mode: "service" | "library",
): Diagnostic[] {
  const walk = new ModuleWalk(globals, mode);
  for (const statement of one.globalCode) walk.visit(statement, []);
  for (const statement of one.code) walk.visit(statement, [scope]);
  for (const value of one.defaults.values()) walk.visit(value, []);
  if (one.expression !== null && !one.expressionUnreachable) walk.visit(one.expression, [scope]);
  return walk.diagnostics;
}

class ModuleWalk {
  readonly diagnostics: Diagnostic[] = [];
  readonly #globals: ReadonlyMap<string, GlobalName>;
  readonly #mode: "service" | "library";

  constructor(globals: ReadonlyMap<string, GlobalName>, mode: "service" | "library") {
    this.#globals = globals;
    this.#mode = mode;
  }

  visit(node: AnyNode, scopes: readonly Scope[]): void {
    if (node.kind === "import") for (const one of node.names) this.#import(one.name, one.span);
    if (node.kind === "importFrom") this.#importFrom(node.module, node.names, node.span);
    if (node.kind === "attribute") {
      const module = this.#moduleOf(node.value, scopes);
      if (module !== null && KNOWN_MODULES.has(module))
        this.#member(module, node.attribute, node.attributeSpan);
    }
    const inner = "scope" in node ? [...scopes, node.scope] : scopes;
    for (const child of childrenOf(node)) this.visit(child, inner);
  }

  /** The module that an expression certainly is. */
  #moduleOf(node: Expression, scopes: readonly Scope[]): string | null {
    if (node.kind === "attribute") {
      const outer = this.#moduleOf(node.value, scopes);
      const whole = outer === null ? "" : `${outer}.${node.attribute}`;
      return KNOWN_MODULES.has(whole) ? whole : null;
    }
    if (node.kind !== "name") return null;
    for (let i = scopes.length - 1; i >= 0; i--) {
      const scope = scopes[i];
      if (scope?.globals.has(node.name)) break;
      if (scope?.locals.has(node.name)) return scope.imports.get(node.name) ?? null;
    }
    return this.#globals.get(node.name)?.module ?? null;
  }

  #add(
    code: string,
    span: Span,
    message: string,
    help?: string,
    severity: Diagnostic["severity"] = "error",
  ): void {
    this.diagnostics.push({
      code,
      severity,
      span,
      message,
      related: [],
      ...(help === undefined ? {} : { help }),
    });
  }

  /** True: the module is known. */
  #import(name: string, span: Span): boolean {
    const top = name.split(".")[0] ?? name;
    const entry = KNOWN_MODULES.get(name);
    if (entry !== undefined) {
      if (entry.members.size === 0)
        this.#add("python/not-built-yet", span, `Module \`${name}\` isn't built yet.`);
      return true;
    }
    if (HOST_MODULES.has(top)) {
      this.#add(
        "python/host-access",
        span,
        "Access to the host isn't possible.",
        "write it in Python, or leave it out",
      );
    } else if (CONCURRENCY_MODULES.has(top)) {
      this.#add(
        "python/concurrency",
        span,
        `Using \`${name}\` isn't possible in a stream function.`,
        "leave it out",
      );
    } else {
      const nearest = nearestNames(name, KNOWN_MODULES.keys());
      const help =
        nearest.length > 0
          ? `did you mean ${nearest.map((n) => `\`${n}\``).join(", ")}?`
          : "write what you need of it in globalCode";
      this.#add(
        "python/module",
        span,
        `There is no module \`${name}\`.`,
        help,
        this.#mode === "service" ? "error" : "info",
      );
    }
    return false;
  }

  #importFrom(
    module: string,
    names: readonly { readonly name: string; readonly span: Span }[],
    span: Span,
  ): void {
    const known = this.#import(module, span);
    if (!known || this.diagnostics.at(-1)?.span === span) return;
    for (const one of names) {
      if (one.name === "*") {
        this.#add(
          "python/not-built-yet",
          one.span,
          "`import *` isn't built yet.",
          "name what you import",
        );
      } else this.#member(module, one.name, one.span);
    }
  }

  #member(module: string, member: string, span: Span): void {
    const state = memberState(module, member);
    if (state === "later")
      this.#add("python/not-built-yet", span, `\`${module}.${member}\` isn't built yet.`);
    if (state !== "unknown") return;
    const nearest = nearestNames(member, KNOWN_MODULES.get(module)?.members ?? []);
    const help =
      nearest.length > 0 ? `did you mean ${nearest.map((n) => `\`${n}\``).join(", ")}?` : undefined;
    this.#add("python/module-member", span, `Module \`${module}\` has no \`${member}\`.`, help);
  }
}
