/**
 * Which parameters a function changes in place, and to which it keeps a reference beyond the call. In: an inferred
 * function. What is not known counts as both: the cost of a wrong yes is one copy, that of a wrong no a wrong record.
 */
import type { Expression, PythonFunction, Scope, Statement } from "../5-python/tree.ts";
import { mayMutate, mayStore } from "../language/python/methods.ts";
import { MUTATING_FUNCTIONS } from "../language/python/modules.ts";
import { isImmutable } from "../language/python/type.ts";
import { childExpressions } from "./children.ts";
import type { DefStatement, Program } from "./program.ts";
import { walkTree } from "./walk-tree.ts";

export interface Effects {
  readonly mutates: ReadonlySet<number>;
  readonly retains: ReadonlySet<number>;
}

export function findEffects(program: Program, python: PythonFunction): Effects {
  return new Search(program).of(python);
}

/** What is looked into: a KSML function, or a `def` of the module. */
interface Body {
  readonly parameters: readonly string[];
  readonly scope: Scope;
  readonly code: readonly Statement[];
  readonly expression: Expression | null;
}

/** One function, and those that it calls by name. */
class Search {
  readonly program: Program;
  /** Undefined while it is looked into: a function that calls itself counts as one that may do anything. */
  readonly #found = new Map<object, Effects | undefined>();

  constructor(program: Program) {
    this.program = program;
  }

  of(target: PythonFunction | DefStatement): Effects {
    const body = "function" in target ? ofFunction(target) : ofDef(target);
    const all = new Set(body.parameters.keys());
    if (this.#found.has(target)) return this.#found.get(target) ?? { mutates: all, retains: all };
    this.#found.set(target, undefined);
    // A generator keeps all that it is given until it ends.
    const effects = target.isGenerator ? { mutates: all, retains: all } : this.#look(body);
    this.#found.set(target, effects);
    return effects;
  }

  #look(body: Body): Effects {
    const finder = new EffectFinder(this, body);
    walkTree(
      body.code,
      body.expression,
      (s) => finder.statement(s),
      (e) => finder.expression(e),
    );
    return finder.result();
  }
}

const ofFunction = ({ function: fn, scope, code, expression }: PythonFunction): Body => ({
  parameters: fn.parameters.map(({ name }) => name),
  scope,
  code,
  expression,
});

const ofDef = ({ parameters, scope, body }: DefStatement): Body => ({
  parameters: [...parameters.positionalOnly, ...parameters.positional].map(({ name }) => name),
  scope,
  code: body,
  expression: null,
});

/**
 * How a name's value may share something with another's: it is the same object, a part of it, or contains it. Changing a
 * name's own object touches the same object and what it is a part of; changing something inside of it touches them all.
 */
type Relation = "same" | "part" | "contains";
type Roots = Map<string, Relation>;

class EffectFinder {
  readonly #search: Search;
  readonly #program: Program;
  readonly #body: Body;
  readonly #holds = new Map<string, Map<string, Set<Relation>>>();
  /** Names whose own object is changed, and those inside of which something is. */
  readonly #changed = new Set<string>();
  readonly #changedInside = new Set<string>();
  readonly #retained = new Set<string>();

  constructor(search: Search, body: Body) {
    this.#search = search;
    this.#program = search.program;
    this.#body = body;
  }

  result(): Effects {
    const { parameters } = this.#body;
    const positions = (names: ReadonlySet<string>): ReadonlySet<number> =>
      new Set(parameters.flatMap((name, i) => (names.has(name) ? [i] : [])));
    return { mutates: positions(this.#allChanged()), retains: positions(this.#allRetained()) };
  }

  #allChanged(): ReadonlySet<string> {
    const own = new Set(this.#changed);
    const inside = new Set(this.#changedInside);
    for (let size = -1; size !== own.size + inside.size; ) {
      size = own.size + inside.size;
      for (const name of own) {
        for (const [other, relations] of this.#holds.get(name) ?? []) {
          if (relations.has("same")) own.add(other);
          if (relations.has("part")) inside.add(other);
        }
      }
      for (const name of inside)
        for (const other of this.#holds.get(name)?.keys() ?? []) inside.add(other);
    }
    return new Set([...own, ...inside]);
  }

  #allRetained(): ReadonlySet<string> {
    const reached = new Set(this.#retained);
    for (const name of reached)
      for (const held of this.#holds.get(name)?.keys() ?? []) reached.add(held);
    return reached;
  }

  #isLocal(name: string): boolean {
    return this.#body.scope.locals.has(name) && !this.#body.scope.globals.has(name);
  }

  #hold(name: string, roots: Roots, through: (relation: Relation) => Relation): void {
    const held = this.#holds.get(name) ?? new Map<string, Set<Relation>>();
    for (const [root, relation] of roots) {
      if (root === name) continue;
      const relations = held.get(root) ?? new Set();
      held.set(root, relations.add(through(relation)));
    }
    this.#holds.set(name, held);
  }

  #bind(name: string, roots: Roots): void {
    if (roots.size === 0) return;
    if (!this.#isLocal(name) && this.#program.python.globals.has(name)) {
      for (const root of roots.keys()) this.#retained.add(root);
    }
    this.#hold(name, roots, (relation) => relation);
  }

  /** `isPart`: the targets get what is in the value, one by one. */
  #bindTarget(target: Expression, value: Expression, isPart = false): void {
    if (target.kind === "name") {
      const roots = this.#roots(value);
      this.#bind(target.name, isPart ? asParts(roots) : roots);
    } else if (target.kind === "starred") this.#bindTarget(target.value, value, true);
    else if (target.kind === "tuple" || target.kind === "list") {
      for (const element of target.elements) this.#bindTarget(element, value, true);
    } else if (target.kind === "subscript" || target.kind === "attribute") {
      this.#mutate(target.value);
      this.#store(target.value, value);
    }
  }

  /** `value` becomes part of what `container` holds. */
  #store(container: Expression, value: Expression): void {
    const stored = this.#roots(value);
    if (stored.size === 0) return;
    for (const root of this.#roots(container).keys()) {
      this.#hold(root, stored, () => "contains");
      const isParameter = this.#body.parameters.includes(root);
      if (this.#isLocal(root) && !isParameter) continue;
      for (const one of stored.keys()) if (one !== root) this.#retained.add(one);
    }
  }

  #mutate(target: Expression): void {
    for (const [root, relation] of this.#roots(target)) {
      if (relation === "same") this.#changed.add(root);
      else if (relation === "part") this.#changedInside.add(root);
    }
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
        if (s.target.kind === "name") {
          this.#mutate(s.target);
          this.#store(s.target, s.value);
        } else this.#bindTarget(s.target, s.value);
        return;
      case "delete":
        for (const target of s.targets)
          if (target.kind === "subscript" || target.kind === "attribute")
            this.#mutate(target.value);
        return;
      case "for":
        this.#bindTarget(s.target, s.iterable, true);
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
        this.#bind(e.target, this.#roots(e.value));
        return;
      case "listComprehension":
      case "setComprehension":
      case "generatorExpression":
      case "dictComprehension":
        for (const generator of e.generators)
          this.#bindTarget(generator.target, generator.iterable, true);
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
      // Stores and metrics take copies.
      call.kind === "object" ||
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
    if (call.kind === "direct" && this.#callByName(e, call.arguments)) return;
    for (const arg of args) this.#letGo(arg);
  }

  /** What the called function does to each argument. False: it is not known. */
  #callByName(
    { function: callee }: Expression & { readonly kind: "call" },
    args: readonly (Expression | null)[],
  ): boolean {
    if (callee.kind !== "name" || this.#isLocal(callee.name)) return false;
    const { defs, ksml } = this.#program;
    const target = defs.get(callee.name) ?? ksml.get(callee.name);
    if (target === undefined) return false;
    const { mutates, retains } = this.#search.of(target);
    args.forEach((arg, i) => {
      if (arg === null) return;
      for (const root of this.#roots(arg).keys()) {
        if (mutates.has(i)) this.#changedInside.add(root);
        if (retains.has(i)) this.#retained.add(root);
      }
    });
    return true;
  }

  /** Methods of strings, dicts, lists and numbers: all that a KSML value can be. */
  #isDataMethod(attribute: string): boolean {
    return DATA_METHODS.has(attribute) || mayMutate(attribute);
  }

  /** Handed to a function that may do anything with it. */
  #letGo(arg: Expression): void {
    for (const root of this.#roots(arg).keys()) {
      this.#changedInside.add(root);
      this.#retained.add(root);
    }
  }

  /** Names whose values the value of an expression may share something with that can be changed. */
  #roots(e: Expression): Roots {
    const type = this.#program.facts.types.get(e);
    if (type !== undefined && type.kind !== "never" && isImmutable(type)) return new Map();
    switch (e.kind) {
      case "name":
        return new Map([[e.name, "same"]]);
      case "compare":
      case "formatted":
      case "unary":
        return new Map();
      case "subscript":
      case "attribute":
        return asParts(this.#roots(e.value));
      case "named":
        return this.#roots(e.value);
      case "and":
      case "or":
        return this.#together(e.operands);
      case "conditional":
        return this.#together([e.then, e.orElse]);
      case "call": {
        // What a store gives is the function's own.
        if (this.#program.facts.calls.get(e)?.kind === "object") return new Map();
        const parts = [...e.arguments, ...e.keywords.map((k) => k.value)];
        if (e.function.kind === "attribute") parts.push(e.function.value);
        const shared = asParts(this.#together(parts));
        return makesNew(e) ? contained(shared) : shared;
      }
      default:
        return contained(this.#together(childExpressions(e)));
    }
  }

  #together(parts: readonly Expression[]): Roots {
    const all: Roots = new Map();
    for (const part of parts) {
      for (const [root, relation] of this.#roots(part)) {
        // Where it may be several, the one that reaches furthest counts.
        const before = all.get(root);
        all.set(root, before === undefined || before === relation ? relation : "part");
      }
    }
    return all;
  }
}

/** What is in something that contains a value may be that value: counted as a part of it. */
const asParts = (roots: Roots): Roots => new Map([...roots.keys()].map((root) => [root, "part"]));
const contained = (roots: Roots): Roots =>
  new Map([...roots.keys()].map((root) => [root, "contains"]));

const COPYING = new Set(["dict", "list", "tuple", "set", "frozenset", "sorted", "copy"]);

/** The result is an object of its own, though what is in it is shared. */
function makesNew(e: Expression & { readonly kind: "call" }): boolean {
  if (e.function.kind === "name") return COPYING.has(e.function.name);
  return e.function.kind === "attribute" && COPYING.has(e.function.attribute);
}

const DATA_METHODS: ReadonlySet<string> = new Set(
  (
    "get items keys values copy count index split join upper lower strip lstrip rstrip replace startswith endswith format " +
    "find rfind title capitalize zfill isoformat strftime timestamp total_seconds isdigit isalpha encode decode ljust rjust center"
  ).split(" "),
);
