/** What inference shares over all functions of a definition while it looks for a fixed point. */

import type { Expression, PythonDefinition, PythonFunction, Statement } from "../5-python/tree.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { equalTypes, join, NEVER, type PyType, widen } from "../language/python/type.ts";
import type { Constants } from "./constants.ts";
import type { Env, ScopeState } from "./flow.ts";
import type { Facts } from "./ir.ts";

export type DefStatement = Statement & { readonly kind: "functionDef" };
export type Lambda = Expression & { readonly kind: "lambda" };

export interface Program {
  readonly python: PythonDefinition;
  readonly facts: Facts;
  readonly diagnostics: Diagnostic[];
  readonly module: ScopeState;
  /** Module-level variables: the join of what is assigned anywhere. */
  readonly globalTypes: Map<string, PyType>;
  readonly globalUnbound: Set<string>;
  readonly defs: ReadonlyMap<string, DefStatement>;
  readonly ksml: ReadonlyMap<string, PythonFunction>;
  /** `def`s inside of functions, by the scope that binds them. */
  readonly localDefs: Map<ScopeState, Map<string, DefStatement>>;
  /** Results of `def`s and KSML functions, by global name. */
  readonly results: Map<string, PyType>;
  /** Functions that are called by name, or used as values, in Python code. */
  readonly called: Set<string>;
  readonly asValue: Set<string>;
  readonly defsAsValue: Set<Statement>;
  /** A store is a value somewhere: in a variable, an argument, a list. */
  storesAreValues: boolean;
  /** Functions and `def`s that give a promise. */
  readonly waiting: Set<object>;
  /** Where a function is a value: the function or `def`, or a mark for what is no Python and waits. */
  readonly valueReads: Map<Expression, object>;
  /** What a name or field can be where it is read, if that is known. */
  readonly constants: Map<Expression, Constants>;
  /** Those that are the target of a thread. */
  readonly threadTargets: Set<object>;
  /** One state for each function, kept from round to round. */
  readonly scopes: Map<object, ScopeState>;
  /** The `expression` of a function as its last statement. */
  readonly ends: Map<PythonFunction, Statement>;
  /** Something that others depend on changed in this round. */
  changed: boolean;
}

/** Where inference stands. `env` is null where code is not reached. */
export interface Flow {
  readonly program: Program;
  readonly scope: ScopeState;
  env: Env | null;
  readonly loops: LoopExits[];
}

export interface LoopExits {
  breaks: Env | null;
  continues: Env | null;
}

/** From round to round a range that grows would grow forever: a counter, for example. */
function growing(before: PyType, type: PyType): PyType {
  const joined = join(before, type);
  return before.kind === "never" ? joined : widen(before, joined);
}

export function setGlobalType(program: Program, name: string, type: PyType): void {
  const before = program.globalTypes.get(name) ?? NEVER;
  const after = growing(before, type);
  if (equalTypes(before, after)) return;
  program.globalTypes.set(name, after);
  program.changed = true;
}

export function setResult(program: Program, name: string, type: PyType): void {
  const before = program.results.get(name) ?? NEVER;
  const after = growing(before, type);
  if (equalTypes(before, after)) return;
  program.results.set(name, after);
  program.changed = true;
}

/** The call gives a promise, so the function that it stands in waits, too. */
export function markWait(flow: Flow, call: Expression): void {
  flow.program.facts.waits.add(call);
  flow.scope.waits = true;
}

export function addTo<T>(program: Program, set: Set<T>, item: NoInfer<T>): void {
  if (set.has(item)) return;
  set.add(item);
  program.changed = true;
}
