/**
 * What the emitters of definitions and pipelines ask of those of Python. `emit-definition.ts` makes one for a typed
 * definition; tests of layout bring their own.
 */
import type { CheckedFunction, CheckedStore } from "../3-check/definition.ts";
import type { Document } from "./document.ts";
import type { Names } from "./names.ts";

export interface PythonEmitter {
  /** Every identifier of the definition's Python: locals, globals, parameters, KSML's functions. */
  readonly identifiers: Iterable<string>;
  /** Those that mean one thing in the whole module: globals, `def`s of globalCode, KSML's functions. */
  readonly globals: Iterable<string>;
  /** Names in Python text that the author's module binds, in order. */
  readonly helpers: readonly string[];
  /** Fields of the store's values that hold sets, though its type has none (dialect.md 7.6). */
  setFields(store: CheckedStore): readonly string[];
  /** `function is_hot(…) {…}` with its doc comment. */
  declaration(fn: CheckedFunction, names: Names): Document;
  /** The arrow function in the place of an inline function; null: it must be a named one. */
  inline(fn: CheckedFunction, supplied: number, names: Names): Document | null;
  /** The name of a function where it is used, in an arrow function or in `mutates(…)` where needed. */
  reference(fn: CheckedFunction, supplied: number, names: Names): Document;
  /** `globalCode` of all functions; null: there is none. */
  moduleCode(names: Names): Document | null;
}
