/**
 * Which parameters a function changes in place, and to which it keeps a reference beyond the call. In: an inferred
 * function. What is not known counts as both: the cost of a wrong yes is one copy, that of a wrong no a wrong record.
 */
import type { Expression, PythonFunction, Statement } from "../5-python/tree.ts";
import { mayMutate, mayStore } from "../language/python/methods.ts";
import { MUTATING_FUNCTIONS } from "../language/python/modules.ts";
import { childExpressions } from "./children.ts";
import type { Program } from "./program.ts";
import { isImmutable } from "./type.ts";
import { walkTree } from "./walk-tree.ts";

export interface Effects {
  readonly mutates: ReadonlySet<number>;
  readonly retains: ReadonlySet<number>;
}

export function findEffects(program: Program, python: PythonFunction): Effects {
  const finder = new EffectFinder(program, python);
  walkTree(
    python.code,
    python.expression,
    (s) => finder.statement(s),
    (e) => finder.expression(e),
  );
  return finder.result();
}

class EffectFinder {
  readonly #program: Program;
  readonly #python: PythonFunction;
  /** A name may hold (parts of) what these names hold. */
  readonly #holds = new Map<string, Set<string>>();
  readonly #mutated = new Set<string>();
  readonly #retained = new Set<string>();

  constructor(program: Program, python: PythonFunction) {
    this.#program = program;
    this.#python = python;
  }

  result(): Effects {
    const { parameters } = this.#python.function;
    const mutated = this.#closure(this.#mutated);
    const retained = this.#closure(this.#retained);
    const positions = (names: ReadonlySet<string>): ReadonlySet<number> =>
      new Set(parameters.flatMap((p, i) => (names.has(p.name) ? [i] : [])));
    return { mutates: positions(mutated), retains: positions(retained) };
  }

  #closure(names: ReadonlySet<string>): ReadonlySet<string> {
    const reached = new Set(names);
    for (const name of reached) for (const held of this.#holds.get(name) ?? []) reached.add(held);
    return reached;
  }

  #isLocal(name: string): boolean {
    return this.#python.scope.locals.has(name) && !this.#python.scope.globals.has(name);
  }

  #bind(name: string, value: Expression): void {
    const roots = this.#roots(value);
    if (roots.size === 0) return;
    if (!this.#isLocal(name) && this.#program.python.globals.has(name))
      for (const root of roots) this.#retained.add(root);
    const held = this.#holds.get(name) ?? new Set();
    for (const root of roots) held.add(root);
    this.#holds.set(name, held);
  }

  #bindTarget(target: Expression, value: Expression): void {
    if (target.kind === "name") this.#bind(target.name, value);
    else if (target.kind === "starred") this.#bindTarget(target.value, value);
    else if (target.kind === "tuple" || target.kind === "list")
      for (const element of target.elements) this.#bindTarget(element, value);
    else if (target.kind === "subscript" || target.kind === "attribute") {
      this.#mutate(target.value);
      this.#store(target.value, value);
    }
  }

  /** `value` becomes part of what `container` holds. */
  #store(container: Expression, value: Expression): void {
    const stored = this.#roots(value);
    if (stored.size === 0) return;
    for (const root of this.#roots(container)) {
      const held = this.#holds.get(root) ?? new Set();
      for (const one of stored) if (one !== root) held.add(one);
      this.#holds.set(root, held);
      const isParameter = this.#python.function.parameters.some((p) => p.name === root);
      if (!this.#isLocal(root) || isParameter)
        for (const one of stored) if (one !== root) this.#retained.add(one);
    }
  }

  #mutate(target: Expression): void {
    for (const root of this.#roots(target)) this.#mutated.add(root);
  }

  statement(s: Statement): void {
    switch (s.kind) {
      case "assign":
        for (const target of s.targets) this.#bindTarget(target, s.value);
        return;
      case "annotatedAssign":
        if (s.value !== null) this.#bindTarget(s.target, s.value);
        return;
      case "augmentedAssign":
        this.#bindTarget(s.target, s.value);
        if (s.target.kind === "name") this.#mutate(s.target);
        return;
      case "delete":
        for (const target of s.targets)
          if (target.kind === "subscript" || target.kind === "attribute")
            this.#mutate(target.value);
        return;
      case "for":
        this.#bindTarget(s.target, s.iterable);
        return;
      case "functionDef":
        for (const name of s.scope.free) this.#retained.add(name);
        return;
      default:
        return;
    }
  }

  expression(e: Expression): void {
    switch (e.kind) {
      case "named":
        this.#bind(e.target, e.value);
        return;
      case "listComprehension":
      case "setComprehension":
      case "generatorExpression":
      case "dictComprehension":
        for (const generator of e.generators)
          this.#bindTarget(generator.target, generator.iterable);
        return;
      case "call":
        this.#call(e);
        return;
      default:
        return;
    }
  }

  #call(e: Expression & { readonly kind: "call" }): void {
    const call = this.#program.facts.calls.get(e);
    const args = [...e.arguments, ...e.keywords.map((k) => k.value)];
    if (
      call === undefined ||
      call.kind === "log" ||
      call.kind === "isinstance" ||
      call.kind === "dictGet"
    )
      return;
    if (call.kind === "helper") {
      if (MUTATING_FUNCTIONS.has(call.path.join("."))) for (const arg of args) this.#mutate(arg);
      // Functions given to `map`, `sorted` and the like may do anything with what they get.
      const takesFunction = args.some(
        (arg) => this.#program.facts.types.get(arg)?.kind === "function" && arg.kind !== "lambda",
      );
      if (takesFunction) for (const arg of args) this.#letGo(arg);
      return;
    }
    if ((call.kind === "method" || call.kind === "callMethod") && e.function.kind === "attribute") {
      const { attribute, value } = e.function;
      const isKnown = call.kind === "method" || this.#isDataMethod(attribute);
      if (mayMutate(attribute) || !isKnown) this.#mutate(value);
      if (mayStore(attribute) || !isKnown) for (const arg of args) this.#store(value, arg);
      if (!isKnown) for (const arg of args) this.#letGo(arg);
      return;
    }
    for (const arg of args) this.#letGo(arg);
  }

  /** Methods of strings, dicts, lists and numbers: all that a KSML value can be. */
  #isDataMethod(attribute: string): boolean {
    return DATA_METHODS.has(attribute) || mayMutate(attribute);
  }

  /** Handed to a function that may do anything with it. */
  #letGo(arg: Expression): void {
    for (const root of this.#roots(arg)) {
      this.#mutated.add(root);
      this.#retained.add(root);
    }
  }

  /** Names whose values the value of an expression may share something with that can be changed. */
  #roots(e: Expression, into: Set<string> = new Set()): Set<string> {
    const type = this.#program.facts.types.get(e);
    if (type !== undefined && type.kind !== "never" && isImmutable(type)) return into;
    switch (e.kind) {
      case "name":
        into.add(e.name);
        return into;
      case "compare":
      case "formatted":
      case "unary":
        return into;
      case "subscript":
      case "attribute":
        return this.#roots(e.value, into);
      case "call":
        if (e.function.kind === "attribute") this.#roots(e.function.value, into);
        for (const arg of [...e.arguments, ...e.keywords.map((k) => k.value)])
          this.#roots(arg, into);
        return into;
      default:
        for (const child of childExpressions(e)) this.#roots(child, into);
        return into;
    }
  }
}

const DATA_METHODS: ReadonlySet<string> = new Set(
  (
    "get items keys values copy count index split join upper lower strip lstrip rstrip replace startswith endswith format " +
    "find rfind title capitalize zfill isoformat strftime timestamp total_seconds isdigit isalpha encode decode ljust rjust center"
  ).split(" "),
);
