/**
 * What the emitters of Python share: the facts of the typed stage, names, where they stand, and the names of their own
 * that they need on the way.
 */
import type { Span } from "../1-source/source-file.ts";
import type { StoreInFunction } from "../3-check/definition.ts";
import type { Expression } from "../5-python/tree.ts";
import type { Facts, TypedDef, TypedDefinition } from "../6-typed/ir.ts";
import type { ScopePlan } from "../6-typed/scope-plan.ts";
import { ANY, type PyType } from "../language/python/type.ts";
import { call, type Document, imported, importedNamespace, origin } from "./document.ts";
import { stringLiteral } from "./emit-text.ts";
import type { Names } from "./names.ts";

const RUNTIME_PYTHON = "ksmlc/runtime/python";
const PY = importedNamespace("py", RUNTIME_PYTHON);

/** `py.len` */
export const helper = (...path: readonly string[]): Document => [
  PY,
  ...path.map((name) => `.${name}`),
];

/** A name that generated code makes up: declared before the statement that needs it. */
export interface Temporary {
  readonly name: string;
  readonly type: PyType;
}

/** What differs from function to function. */
export interface PythonScope {
  /** Logical path of the function that the code belongs to; null: none. */
  readonly frame: string | null;
  /** The middle of its logger's name, `function` for most. */
  readonly loggerKind: string;
  readonly plan: ScopePlan;
  readonly variables: ReadonlyMap<string, PyType>;
  /** Names that some read may find unbound: their variables may be undefined. */
  readonly unboundNames: ReadonlySet<string>;
  /** The same of the functions around, without the names that this one binds itself. */
  readonly outerUnbound?: ReadonlySet<string>;
  /** Variables of the functions around. */
  readonly outerVariables?: ReadonlyMap<string, PyType>;
}

export const storeConstant = ({ store }: StoreInFunction, names: Names): string =>
  store.kind === "table" ? names.stream(store.topic.name) : names.store(store.store.name);

export class PythonContext {
  readonly typed: TypedDefinition;
  readonly names: Names;
  readonly scope: PythonScope;
  /** Null where there is no statement to declare one before: in an arrow function. */
  readonly temporaries: Temporary[] | null;
  readonly #taken: Set<string>;
  /** Names that arrow functions around bind: their parameters. Null: not in an arrow function. */
  readonly #arrowNames: ReadonlySet<string> | null;

  constructor(
    typed: TypedDefinition,
    names: Names,
    scope: PythonScope,
    temporaries: Temporary[] | null = [],
    taken: Set<string> = new Set(),
    arrowNames: ReadonlySet<string> | null = null,
  ) {
    this.typed = typed;
    this.names = names;
    this.scope = scope;
    this.temporaries = temporaries;
    this.#taken = taken;
    this.#arrowNames = arrowNames;
  }

  get facts(): Facts {
    return this.typed.facts;
  }

  get frame(): string | null {
    return this.scope.frame;
  }

  get plan(): ScopePlan {
    return this.scope.plan;
  }

  get variables(): ReadonlyMap<string, PyType> {
    return this.scope.variables;
  }

  /** Nothing has bound the name where it is read. */
  isUnbound(e: Expression): boolean {
    return this.facts.nowhereBound.has(e) || this.type(e).kind === "never";
  }

  /** The declared type of a variable: of this function, of one around it, or of the module. */
  variableType(name: string): PyType {
    const { variables, outerVariables } = this.scope;
    const own = variables.get(name) ?? outerVariables?.get(name);
    return own ?? this.typed.module.variables.get(name) ?? ANY;
  }

  /** The body of an arrow function, an expression only; `names`: those that it binds. */
  inArrow(names: Iterable<string> = []): PythonContext {
    const bound = new Set([...(this.#arrowNames ?? []), ...names]);
    return new PythonContext(this.typed, this.names, this.scope, null, this.#taken, bound);
  }

  /** The body of an inner function. */
  inFunction(name: string, def: TypedDef): PythonContext {
    const { plan, variables, unboundNames } = def;
    const frame = this.frame === null ? name : `${this.frame}.${name}`;
    const isModule = this.scope.plan === this.typed.module.plan;
    const outer = isModule ? [] : [...(this.scope.outerUnbound ?? []), ...this.scope.unboundNames];
    const outerUnbound = new Set(outer.filter((one) => !variables.has(one)));
    const outerVariables = isModule
      ? new Map<string, PyType>()
      : new Map([...(this.scope.outerVariables ?? []), ...this.scope.variables]);
    const own = { plan, variables, unboundNames, outerUnbound, outerVariables };
    const scope = { ...this.scope, frame, ...own };
    return new PythonContext(this.typed, this.names, scope, [], this.#taken);
  }

  /** TypeScript does not know here that the variable is bound, though it is: whose variable it is. */
  uncheckedBinding(name: string): "free" | "local" | undefined {
    if (this.#arrowNames?.has(name) === true) return undefined;
    if (this.scope.outerUnbound?.has(name) === true) return "free";
    return this.#arrowNames !== null && this.scope.unboundNames.has(name) ? "local" : undefined;
  }

  type(e: Expression): PyType {
    return this.facts.types.get(e) ?? ANY;
  }

  name(name: string): string {
    return this.names.local(name);
  }

  /** The constant of a store, or of a table that is read as one. */
  store(e: Expression): string {
    const listed = this.facts.stores.get(e);
    if (listed === undefined) throw new Error("the function lists the store");
    return storeConstant(listed, this.names);
  }

  /** A name of our own that no name of the author and no other one of ours is. */
  fresh(wish: string): string {
    let name = this.names.own(wish);
    for (let i = 2; this.#taken.has(name); i++) name = this.names.own(`${wish}${i}`);
    this.#taken.add(name);
    return name;
  }

  /** A variable of our own, or null where none can be declared. */
  temporary(wish: string, type: PyType): string | null {
    if (this.temporaries === null) return null;
    const name = this.fresh(wish);
    this.temporaries.push({ name, type });
    return name;
  }

  at(span: Span, content: Document): Document {
    return origin(span, this.frame, content);
  }

  /** `py.name(a, b)` */
  helper(name: string, args: readonly Document[]): Document {
    return call(helper(name), args);
  }

  /** `const log = logger("<namespace>.<kind>.<name>");` */
  loggerLine(name: string): Document {
    const full = `${this.typed.definition.namespace}.${this.scope.loggerKind}.${name}`;
    return ["const log = ", call(imported("logger", "ksmlc/runtime"), [stringLiteral(full)]), ";"];
  }
}
