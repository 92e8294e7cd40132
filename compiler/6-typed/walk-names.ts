/**
 * Every use of a name in a scope, in the order of evaluation, with the blocks it stands in. Names of inner scopes are
 * not reported; what inner functions use of the outer ones is, as `inside`.
 */
import type {
  Comprehension,
  ExceptHandler,
  Expression,
  Parameters,
  Pattern,
  Scope,
  Statement,
} from "../5-python/tree.ts";
import { childExpressions } from "./children.ts";

export interface BlockStep {
  readonly block: readonly Statement[];
  readonly index: number;
  readonly isLoop: boolean;
}

export interface NameEvent {
  readonly name: string;
  readonly kind: "read" | "bind";
  readonly how:
    | "read"
    | "assign"
    | "unpack"
    | "augment"
    | "loop"
    | "except"
    | "def"
    | "class"
    | "import"
    | "delete"
    | "named"
    | "with"
    | "match";
  readonly site: Statement;
  readonly handler: ExceptHandler | null;
  readonly path: readonly BlockStep[];
  /** In an inner function, lambda or comprehension. */
  readonly inside: boolean;
  /** Of an import: the module, or `module.member`. */
  readonly module: string | null;
}

type Visit = (event: NameEvent) => void;

export function walkNames(
  body: readonly Statement[],
  expression: Expression | null,
  visit: Visit,
): void {
  const walker = new NameWalker(visit);
  walker.block(body, false);
  if (expression !== null) {
    const last = body[body.length - 1];
    walker.trailing(body, expression, last ?? { kind: "pass", span: expression.span });
  }
}

class NameWalker {
  readonly #visit: Visit;
  #path: readonly BlockStep[] = [];
  #hidden: readonly ReadonlySet<string>[] = [];
  #inside = false;
  #site: Statement | null = null;

  constructor(visit: Visit) {
    this.#visit = visit;
  }

  block(body: readonly Statement[], isLoop: boolean): void {
    const outer = this.#path;
    body.forEach((statement, index) => {
      this.#path = [...outer, { block: body, index, isLoop }];
      this.#site = statement;
      this.#statement(statement);
    });
    this.#path = outer;
  }

  trailing(body: readonly Statement[], expression: Expression, site: Statement): void {
    this.#path = [{ block: body, index: body.length, isLoop: false }];
    this.#site = site;
    this.#read(expression);
  }

  #event(
    name: string,
    how: NameEvent["how"],
    extra: { handler?: ExceptHandler; module?: string } = {},
  ): void {
    if (this.#hidden.some((names) => names.has(name))) return;
    this.#visit({
      name,
      kind: how === "read" ? "read" : "bind",
      how,
      site: this.#site as Statement,
      handler: extra.handler ?? null,
      path: this.#path,
      inside: this.#inside,
      module: extra.module ?? null,
    });
  }

  #statement(statement: Statement): void {
    switch (statement.kind) {
      case "expressionStatement":
        this.#read(statement.value);
        return;
      case "assign": {
        this.#read(statement.value);
        const single = statement.targets.length === 1;
        for (const target of statement.targets) this.#target(target, single ? "assign" : "unpack");
        return;
      }
      case "annotatedAssign":
        if (statement.value !== null) {
          this.#read(statement.value);
          this.#target(statement.target, "assign");
        }
        return;
      case "augmentedAssign":
        this.#read(statement.target);
        this.#read(statement.value);
        this.#target(statement.target, "augment");
        return;
      case "delete":
        for (const target of statement.targets) this.#target(target, "delete");
        return;
      case "return":
        if (statement.value !== null) this.#read(statement.value);
        return;
      case "if":
        this.#read(statement.test);
        this.block(statement.body, false);
        this.block(statement.orElse, false);
        return;
      case "while":
        this.#inLoopHead(statement.body, () => this.#read(statement.test));
        this.block(statement.body, true);
        this.block(statement.orElse, false);
        return;
      case "for":
        this.#read(statement.iterable);
        this.#target(statement.target, "loop");
        this.block(statement.body, true);
        this.block(statement.orElse, false);
        return;
      case "functionDef":
        for (const decorator of statement.decorators) this.#read(decorator);
        this.#defaults(statement.parameters);
        this.#event(statement.name, "def");
        this.#inner(statement.scope, () => this.block(statement.body, false));
        return;
      case "classDef":
        for (const base of [...statement.bases, ...statement.decorators]) this.#read(base);
        this.#event(statement.name, "class");
        this.#inner(statement.scope, () => this.block(statement.body, false));
        return;
      case "raise":
        if (statement.exception !== null) this.#read(statement.exception);
        if (statement.cause !== null) this.#read(statement.cause);
        return;
      case "try":
        this.block(statement.body, false);
        for (const handler of statement.handlers) {
          if (handler.type !== null) this.#read(handler.type);
          if (handler.name !== null) this.#event(handler.name, "except", { handler });
          this.block(handler.body, false);
        }
        this.block(statement.orElse, false);
        this.block(statement.finalBody, false);
        return;
      case "assert":
        this.#read(statement.test);
        if (statement.message !== null) this.#read(statement.message);
        return;
      case "import":
        for (const { name, asName } of statement.names) {
          const first = name.split(".")[0] ?? name;
          this.#event(asName ?? first, "import", { module: asName === null ? first : name });
        }
        return;
      case "importFrom":
        for (const { name, asName } of statement.names)
          this.#event(asName ?? name, "import", { module: `${statement.module}.${name}` });
        return;
      case "with":
        for (const item of statement.items) {
          this.#read(item.context);
          if (item.target !== null) this.#target(item.target, "with");
        }
        this.block(statement.body, false);
        return;
      case "match":
        this.#read(statement.subject);
        for (const one of statement.cases) {
          this.#pattern(one.pattern);
          if (one.guard !== null) this.#read(one.guard);
          this.block(one.body, false);
        }
        return;
      case "pass":
      case "break":
      case "continue":
      case "global":
      case "nonlocal":
        return;
      default:
        statement satisfies never;
        return;
    }
  }

  /** What stands in the head of a `while` is evaluated again and again. */
  #inLoopHead(body: readonly Statement[], run: () => void): void {
    const outer = this.#path;
    this.#path = [...outer, { block: body, index: -1, isLoop: true }];
    run();
    this.#path = outer;
  }

  #pattern(pattern: Pattern): void {
    switch (pattern.kind) {
      case "matchValue":
        this.#read(pattern.value);
        return;
      case "matchSequence":
      case "matchOr":
        for (const one of pattern.patterns) this.#pattern(one);
        return;
      case "matchMapping":
        for (const key of pattern.keys) this.#read(key);
        for (const one of pattern.patterns) this.#pattern(one);
        if (pattern.rest !== null) this.#event(pattern.rest, "match");
        return;
      case "matchClass":
        this.#read(pattern.type);
        for (const one of [...pattern.patterns, ...pattern.keywordPatterns]) this.#pattern(one);
        return;
      case "matchStar":
        if (pattern.name !== null) this.#event(pattern.name, "match");
        return;
      case "matchAs":
        if (pattern.pattern !== null) this.#pattern(pattern.pattern);
        if (pattern.name !== null) this.#event(pattern.name, "match");
        return;
      case "matchSingleton":
        return;
      default:
        pattern satisfies never;
        return;
    }
  }

  #target(target: Expression, how: NameEvent["how"]): void {
    if (target.kind === "name") {
      this.#event(target.name, how);
      return;
    }
    if (target.kind === "tuple" || target.kind === "list") {
      // `(a, b), *c = pair` can declare all of them.
      for (const element of target.elements) this.#target(element, how);
      return;
    }
    if (target.kind === "starred") {
      this.#target(target.value, how);
      return;
    }
    for (const child of childExpressions(target)) this.#read(child);
  }

  #read(expression: Expression): void {
    switch (expression.kind) {
      case "name":
        this.#event(expression.name, "read");
        return;
      case "named":
        this.#read(expression.value);
        this.#event(expression.target, "named");
        return;
      case "lambda":
        this.#defaults(expression.parameters);
        this.#inner(expression.scope, () => this.#read(expression.body));
        return;
      case "listComprehension":
      case "setComprehension":
      case "generatorExpression":
        this.#comprehension(expression.scope, expression.generators, [expression.element]);
        return;
      case "dictComprehension":
        this.#comprehension(expression.scope, expression.generators, [
          expression.key,
          expression.value,
        ]);
        return;
      default:
        for (const child of childExpressions(expression)) this.#read(child);
    }
  }

  #comprehension(
    scope: Scope,
    generators: readonly Comprehension[],
    results: readonly Expression[],
  ): void {
    const [first] = generators;
    if (first !== undefined) this.#read(first.iterable);
    this.#inner(scope, () => {
      generators.forEach((generator, i) => {
        if (i > 0) this.#read(generator.iterable);
        this.#target(generator.target, "loop");
        for (const condition of generator.conditions) this.#read(condition);
      });
      for (const result of results) this.#read(result);
    });
  }

  #inner(scope: Scope, run: () => void): void {
    const hidden = this.#hidden;
    const inside = this.#inside;
    this.#hidden = [...hidden, scope.locals];
    this.#inside = true;
    run();
    this.#hidden = hidden;
    this.#inside = inside;
  }

  #defaults(parameters: Parameters): void {
    for (const parameter of [
      ...parameters.positionalOnly,
      ...parameters.positional,
      ...parameters.keywordOnly,
    ]) {
      if (parameter.default !== null) this.#read(parameter.default);
    }
  }
}
