/** A scope as the symtable has it: what it binds, declares and reads, and the scopes inside. */
import type { Span } from "../../1-source/source-file.ts";
import type { ScopeSets } from "./scope-builder.ts";

export type BindingKind = "function" | "class" | "import" | "variable" | "parameter";

export interface Binding {
  readonly name: string;
  readonly kind: BindingKind;
  readonly span: Span;
  /** Of an import. */
  readonly module: string | null;
  /** The text that binds it, to see whether two bindings are alike. */
  readonly text: string;
}

export interface Read {
  readonly name: string;
  readonly span: Span;
  readonly unreachable: boolean;
  /** Nothing in the scope has bound the name before, in the order of the text. */
  readonly early: boolean;
}

export interface ScopeNode {
  readonly kind: "module" | "function" | "class" | "comprehension" | "generator";
  readonly parent: ScopeNode | null;
  readonly sets: ScopeSets;
  /** `functions.is_hot`, or the dotted name of a `def`. */
  readonly path: string;
  readonly bindings: Binding[];
  readonly bound: Set<string>;
  readonly reads: Read[];
  readonly globals: Map<string, Span>;
  readonly nonlocals: Map<string, Span>;
  readonly children: ScopeNode[];
  /** Names that a comprehension iterates over. */
  readonly iterated: Set<string>;
}

export interface Refusal {
  readonly message: string;
  readonly span: Span;
}

export function makeScope(
  kind: ScopeNode["kind"],
  parent: ScopeNode | null,
  sets: ScopeSets,
  path: string,
): ScopeNode {
  const scope: ScopeNode = {
    kind,
    parent,
    sets,
    path,
    bindings: [],
    bound: new Set(),
    reads: [],
    globals: new Map(),
    nonlocals: new Map(),
    children: [],
    iterated: new Set(),
  };
  parent?.children.push(scope);
  return scope;
}
