/** Scopes start empty when a tree is made and are filled by `bind-scopes.ts`, the only other file that imports this. */
import type { Scope } from "../tree.ts";

export interface ScopeSets {
  readonly locals: Set<string>;
  readonly globals: Set<string>;
  readonly free: Set<string>;
  readonly captured: Set<string>;
  readonly imports: Map<string, string>;
}

export function newScope(): Scope & ScopeSets {
  return {
    locals: new Set(),
    globals: new Set(),
    free: new Set(),
    captured: new Set(),
    imports: new Map(),
  };
}

/** The sets of a scope of a tree of this stage, to be filled. */
export function setsOf(scope: Scope): ScopeSets {
  return scope as ScopeSets;
}
