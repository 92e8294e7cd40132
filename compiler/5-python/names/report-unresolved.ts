/**
 * What is said about names that nothing in the definition binds (python.md 3, dialect.md 5.4): Python's own, KSML's,
 * modules that need no import, those that are refused, and those that are unknown.
 */
import { type AuthorModule, entryOf } from "../../1-source/author-module.ts";
import type { Span } from "../../1-source/source-file.ts";
import type { CheckedFunction, External } from "../../3-check/definition.ts";
import { diagnostic } from "../../diagnostics/catalog.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { nearestNames } from "../../diagnostics/nearest.ts";
import { functionType } from "../../language/function-types.ts";
import type { GlobalName } from "../tree.ts";
import { BUILTINS, BUILTINS_LATER, FORBIDDEN_BUILTINS, HOST_NAMES, INJECTED } from "./builtins.ts";
import { type CallSite, externalHelper } from "./call-sites.ts";
import { IMPLICIT_MODULES } from "./known-modules.ts";
import type { Unresolved } from "./resolve-scopes.ts";
import type { ScopeNode } from "./scope-node.ts";

export interface OwnedRead extends Unresolved {
  readonly function: CheckedFunction;
}

export interface NameReport {
  readonly unknown: ReadonlyMap<CheckedFunction, ReadonlySet<string>>;
  readonly externals: readonly External[];
  readonly diagnostics: readonly Diagnostic[];
}

interface ReportOptions {
  readonly mode: "service" | "library";
  readonly extensions: AuthorModule | null;
  readonly allowUnresolved: boolean;
  readonly listable: ReadonlySet<string>;
  readonly incomplete: boolean;
}

/** Modules that are used without an import become globals, and so do names that the author's TypeScript is to bind. */
export function reportUnresolved(
  reads: readonly OwnedRead[],
  known: ReadonlySet<string>,
  globals: Map<string, GlobalName>,
  calls: ReadonlyMap<string, readonly CallSite[]>,
  options: ReportOptions,
): NameReport {
  const open = new Map<string, Span[]>();
  const unknown = new Map<CheckedFunction, Set<string>>();
  const diagnostics: Diagnostic[] = [];
  const told = new Set<string>();
  for (const read of reads) {
    const { name, span, function: f } = read;
    const { path } = f;
    // Before Python's own: a store keeps its name, whatever it is called (dialect.md 5.4).
    if (isListedStore(f, name)) continue;
    const forbidden = FORBIDDEN_BUILTINS.get(name);
    if (forbidden !== undefined) {
      const { code, help } = forbidden;
      diagnostics.push(diagnostic(code, span, { name, feature: `\`${name}\`` }, { path, help }));
    } else if (HOST_NAMES.has(name)) {
      diagnostics.push(diagnostic("python/host-access", span, { name }, { path }));
    } else if (BUILTINS_LATER.has(name)) {
      const construct = `\`${name}\``;
      diagnostics.push(diagnostic("python/not-built-yet", span, { construct }, { path }));
    } else if (BUILTINS.has(name) || INJECTED.has(name)) {
    } else if (IMPLICIT_MODULES.has(name)) {
      if (!globals.has(name)) {
        globals.set(name, { name, kind: "import", module: name, span, assignedBy: [] });
      }
      const once = `${path} ${name}`;
      if (!told.has(once)) {
        diagnostics.push(diagnostic("name/implicit-import", span, { name }, { path }));
      }
      told.add(once);
    } else if (!options.incomplete) {
      if (!read.unreachable) {
        if (!open.has(name)) globals.set(name, openName(read, options));
        open.set(name, [...(open.get(name) ?? []), span]);
        const isBound = entryOf(options.extensions, "helpers", name) !== undefined;
        if (!isBound) diagnostics.push(unknownName(read, known, options));
        continue;
      }
      // What is never reached is told once; elsewhere each place is to be corrected.
      const names = unknown.get(f) ?? new Set<string>();
      unknown.set(f, names);
      if (!names.has(name)) diagnostics.push(unknownName(read, known, options));
      names.add(name);
    }
  }
  const externals = [...open].map(([name, uses]) =>
    externalHelper(name, calls.get(name) ?? [], uses),
  );
  return { unknown, externals, diagnostics };
}

const isListedStore = (f: CheckedFunction, name: string): boolean =>
  f.stores.some((store) => store.name === name);

function openName({ name, span }: OwnedRead, options: ReportOptions): GlobalName {
  const entry = entryOf(options.extensions, "helpers", name);
  const kind = entry === undefined && options.allowUnresolved ? "missing" : "helper";
  return { name, kind, waits: entry?.waits ?? false, span, assignedBy: [] };
}

function unknownName(
  read: OwnedRead,
  known: ReadonlySet<string>,
  { mode, allowUnresolved, listable }: ReportOptions,
): Diagnostic {
  const { name, span, function: f } = read;
  const values = { name, function: f.path };
  if (read.unreachable) {
    return diagnostic("name/unbound-unreachable", span, values, { path: f.path });
  }
  const parameters = f.parameters.map((each) => `\`${each.name}\``).join(", ");
  const passed = parameters === "" ? "" : `; what is passed here: ${parameters}`;
  const near = listable.has(name)
    ? []
    : nearestNames(name, [
        ...known,
        ...namesAround(read.scope),
        ...listable,
        ...f.stores.map((store) => store.name),
        ...BUILTINS,
        ...INJECTED,
      ]);
  const otherwise = listable.has(name)
    ? storeHelp(f, name)
    : `assign it in \`globalCode\`, declare a function of this name under \`functions\`, or export it from the module of \`--extensions\`, under \`helpers\`${passed}`;
  return diagnostic("name/unknown", span, values, {
    path: f.path,
    severity: allowUnresolved ? "warning" : mode === "service" ? "error" : "info",
    help:
      near.length > 0
        ? `did you mean ${near.map((each) => `\`${each}\``).join(" or ")}?`
        : otherwise,
  });
}

function storeHelp({ type }: CheckedFunction, name: string): string {
  return functionType(type).allowsStores
    ? `add \`${name}\` to the \`stores\` of this function: what it does not list it does not see`
    : `use \`${name}\` in a step before or after this one: functions of the type ${type} cannot use stores`;
}

function namesAround(from: ScopeNode): string[] {
  const names: string[] = [];
  for (let scope: ScopeNode | null = from; scope !== null; scope = scope.parent) {
    names.push(...scope.bound);
  }
  return names;
}
