/**
 * The IR of the typed stage: the Python of a definition with a type on each expression, and for each function what the
 * emitters must know of it. Trees are those of the Python stage; what was found out stands in tables beside them, keyed
 * by node. What now holds: every construct in a function that is left can be emitted, and where Python and JavaScript
 * agree on it was decided, once.
 */
import type { CheckedDefinition, StoreInFunction } from "../3-check/definition.ts";
import type { Expression, PythonDefinition, PythonFunction, Statement } from "../5-python/tree.ts";
import type { PyType } from "../language/python/type.ts";
import type { DeclaredField } from "./dict-facts.ts";
import type { EntriesRead } from "./entries-read.ts";
import type { ScopePlan } from "./scope-plan.ts";

export interface TypedDefinition {
  readonly definition: CheckedDefinition;
  readonly python: PythonDefinition;
  readonly facts: Facts;
  readonly module: TypedModule;
  /** Those of the definition that can be emitted, in its order. */
  readonly functions: readonly TypedFunction[];
  /** Fields that hold sets in what a store keeps, by the store's name: its type does not say so. */
  readonly setFields: ReadonlyMap<string, readonly string[]>;
}

/** The `globalCode` of all functions, in the order of the file. */
export interface TypedModule {
  readonly pieces: readonly ModulePiece[];
  readonly plan: ScopePlan;
  readonly variables: ReadonlyMap<string, PyType>;
  /** Globals that nothing of module level binds for certain before a function runs. */
  readonly maybeUnbound: ReadonlySet<string>;
  readonly usesLog: boolean;
}

export interface ModulePiece {
  readonly function: PythonFunction;
  readonly statements: readonly Statement[];
}

export interface TypedFunction {
  readonly python: PythonFunction;
  readonly parameters: readonly TypedParameter[];
  readonly plan: ScopePlan;
  readonly variables: ReadonlyMap<string, PyType>;
  readonly unboundNames: ReadonlySet<string>;
  /** `never` where no value is given: what KSML ignores. */
  readonly result: PyType;
  readonly usesLog: boolean;
  /** Gives a promise: it sleeps, calls what does, or what the author's TypeScript may make wait. */
  readonly waits: boolean;
  /** Called by name from Python code: all arguments are then Python values of any type. */
  readonly calledFromPython: boolean;
  /** Positions of parameters whose value it changes in place, or keeps a reference to beyond the call. */
  readonly mutates: ReadonlySet<number>;
  readonly retains: ReadonlySet<number>;
  /** Of its `value`, where that is free-form JSON; null: it may see all of it, or saying so has no effect. */
  readonly reads: EntriesRead | null;
  /** The end of `code` is never reached, so that the expression is dead. */
  readonly codeAlwaysLeaves: boolean;
  /** The `expression` as a `return`; null: there is none, or it may be written as an arrow function. */
  readonly end: Statement | null;
}

export interface TypedParameter {
  readonly name: string;
  readonly type: PyType;
  /** KSML hands over a static float where the function takes a value of any type. */
  readonly boxed: boolean;
  readonly used: boolean;
  readonly assigned: boolean;
  /** Null: KSML or the caller always passes it. */
  readonly default: Expression | null;
  readonly optional: boolean;
  /** Of a struct in typed form: the fields that the function reads. Null: it takes what Python sees of any value. */
  readonly fields: readonly string[] | null;
}

/** A `def` or a lambda inside of Python text. */
export interface TypedDef {
  readonly plan: ScopePlan;
  readonly variables: ReadonlyMap<string, PyType>;
  readonly parameters: ReadonlyMap<string, PyType>;
  readonly result: PyType;
  readonly usesLog: boolean;
  readonly waits: boolean;
  readonly alwaysLeaves: boolean;
  readonly unboundNames: ReadonlySet<string>;
}

/** What to check before a statement, so that the name is a dict from there on: `py.assertDict(value, "get");` */
export interface Guard {
  readonly name: string;
  readonly use: DictUse;
  /** It is a struct in typed form, or None: only that is to be ruled out. */
  readonly isStruct: boolean;
}

/** `get` and other methods by name; `[]` reading, `[]=` writing and `del []` deleting an item. */
export type DictUse = string;

/** How an operator is written: `native` JavaScript, or a helper for what is known of the operands. */
export type OperatorForm = "native" | "int" | "float" | "floor" | "generic";

/** Bound by then for certain, never, or known at run time only. */
export type GlobalState = "bound" | "unbound" | "variable";

export interface Facts {
  readonly types: Map<Expression, PyType>;
  readonly forms: Map<Expression | Statement, readonly OperatorForm[]>;
  readonly calls: Map<Expression, ResolvedCall>;
  /** Reads of names that may be unbound. */
  readonly unbound: Map<Expression, "local" | "free" | "global">;
  /** Those of them that nothing has bound on any way there. */
  readonly nowhereBound: Set<Expression>;
  readonly guards: Map<Statement, Guard>;
  /** What names that no code binds stand for. */
  readonly injected: Map<Expression, "builtin" | "log" | "metrics" | "moduleName" | "store">;
  /** Names that stand for a store which the function lists. */
  readonly stores: ReadonlyMap<Expression, StoreInFunction>;
  /** `dict["key"]` and `dict.get("key")` whose field is certainly there; where it is declared with the dict, that. */
  readonly knownFields: Map<Expression, DeclaredField | null>;
  /** Calls of a store's `get` whose row is only looked at. */
  readonly lent: Set<Expression>;
  /** Calls that give a promise. */
  readonly waits: Set<Expression>;
  /** `while` loops of a thread, a round of which may never wait by itself. */
  readonly pauses: Set<Statement>;
  /** `'n' in globals()`: what the name is there. */
  readonly globalTests: Map<Expression, { readonly name: string; readonly state: GlobalState }>;
  readonly unreachable: Set<Statement>;
  /** `try` statements after which no handler goes on. */
  readonly handlersLeave: Set<Statement>;
  readonly defs: Map<Statement | Expression, TypedDef>;
  /** `def`s that Python code uses as values: they need a signature for dynamic calls. */
  readonly valueDefs: Set<Statement>;
  /** The same of KSML functions and of `def`s at module level, by name. */
  readonly valueNames: Set<string>;
  /** Names that are compared with `==` or `is`: a constant needs its wide type there. */
  readonly compared: Set<string>;
  /** Declarations that must state their type, since in their loop TypeScript would go round in circles for it. */
  readonly circles: Set<Statement>;
  /** Names and fields that TypeScript finds to have no value there: it knows nothing of them any more. */
  readonly withoutValue: Set<Expression>;
}

/** What a call calls. */
export type ResolvedCall =
  /** `py.len(x)`, or a function of a module, `py.random.choice(x)`. */
  | { readonly kind: "helper"; readonly path: readonly string[] }
  /** `py.strUpper(x)`: a method of a builtin type, the receiver first. */
  | { readonly kind: "method"; readonly helper: string }
  /** `value.get("x")` on a dict with a constant key. */
  | { readonly kind: "dictGet"; readonly key: string; readonly asDict: boolean }
  /** `value.get("x")` on a struct in typed form; a field that is not optional is always there. */
  | { readonly kind: "fieldGet"; readonly field: string; readonly isOptional: boolean }
  | { readonly kind: "log"; readonly method: string }
  /** `store.get(key)`: a method of an object that KSML provides. */
  | {
      readonly kind: "object";
      readonly method: string;
      readonly plainFloats: boolean;
      /** It gives a row that could be looked at without a copy. */
      readonly lends: boolean;
    }
  /** A function of the author's TypeScript: arguments in order, those by keyword in one object. */
  | { readonly kind: "external" }
  /** `new`-like: `threading.Thread(target=f)`. */
  | { readonly kind: "thread" }
  /** A `def` or a KSML function, called by name with arguments that fit: positional ones in order. */
  | { readonly kind: "direct"; readonly arguments: readonly (Expression | null)[] }
  /** Arguments that do not fit: the error that Python raises. */
  | { readonly kind: "mismatch"; readonly text: string }
  | { readonly kind: "isinstance"; readonly test: "str" | "bool" | "dict" | "list" | "none" }
  | { readonly kind: "callMethod" }
  | { readonly kind: "call" };
