/**
 * Binds what scopes read to what scopes bind (CPython's symtable, `analyze_name`), and fills their sets.
 * Comes in: a module scope with all functions under it. Goes out: the reads that nothing in the module binds.
 */
import type { Read, Refusal, ScopeNode } from "./scope-node.ts";

export interface Unresolved extends Read {
  readonly scope: ScopeNode;
}

export interface Resolution {
  readonly unresolved: readonly Unresolved[];
  readonly refusals: readonly Refusal[];
}

/** Names of the module: bound at its level or, through `global`, anywhere. */
export function moduleNames(module: ScopeNode): Set<string> {
  const names = new Set(module.bound);
  const visit = (scope: ScopeNode) => {
    for (const name of scope.globals.keys()) if (scope.bound.has(name)) names.add(name);
    scope.children.forEach(visit);
  };
  visit(module);
  return names;
}

export function resolveScopes(module: ScopeNode, known: ReadonlySet<string>): Resolution {
  const unresolved: Unresolved[] = [];
  const refusals: Refusal[] = [];
  const visit = (scope: ScopeNode) => {
    if (scope.kind !== "module") fillOwn(scope, refusals);
    for (const read of scope.reads) {
      if (!resolveRead(scope, read.name, known)) unresolved.push({ ...read, scope });
    }
    scope.children.forEach(visit);
  };
  // Own names of all scopes first: a read may come before an inner scope's binding is known.
  visit(module);
  return { unresolved, refusals };
}

function fillOwn(scope: ScopeNode, refusals: Refusal[]): void {
  for (const name of scope.globals.keys()) scope.sets.globals.add(name);
  for (const name of scope.bound) {
    if (!scope.globals.has(name) && !scope.nonlocals.has(name)) scope.sets.locals.add(name);
  }
  for (const [name, span] of scope.nonlocals) {
    const owner = ownerOf(scope.parent, name);
    if (owner === null) refusals.push({ message: `no binding for nonlocal '${name}' found`, span });
    else markFree(scope, owner, name);
  }
  fillImports(scope);
}

function fillImports(scope: ScopeNode): void {
  for (const name of scope.sets.locals) {
    const bindings = scope.bindings.filter((binding) => binding.name === name);
    const module = bindings[0]?.module ?? null;
    if (module !== null && bindings.every((binding) => binding.module === module)) {
      scope.sets.imports.set(name, module);
    }
  }
}

/** The function around that has the name as a local; class bodies are not looked at (nor is the module). */
function ownerOf(from: ScopeNode | null, name: string): ScopeNode | null {
  for (let scope = from; scope !== null && scope.kind !== "module"; scope = scope.parent) {
    if (scope.kind === "class") continue;
    if (scope.globals.has(name)) return null;
    if (scope.bound.has(name) && !scope.nonlocals.has(name)) return scope;
  }
  return null;
}

function markFree(from: ScopeNode, owner: ScopeNode, name: string): void {
  let later = false;
  for (
    let scope: ScopeNode | null = from;
    scope !== null && scope !== owner;
    scope = scope.parent
  ) {
    scope.sets.free.add(name);
    if (scope.kind !== "comprehension") later = true;
  }
  if (later) owner.sets.captured.add(name);
}

function resolveRead(scope: ScopeNode, name: string, known: ReadonlySet<string>): boolean {
  if (scope.globals.has(name)) return known.has(name);
  if (scope.bound.has(name) && scope.kind !== "module") return true;
  const owner = ownerOf(scope.parent, name);
  if (owner !== null) {
    markFree(scope, owner, name);
    return true;
  }
  return known.has(name);
}
