/**
 * The scopes of a definition with what each binds, declares and reads, as CPython's symtable collects them.
 * Comes in: trees. Goes out: scopes, not yet resolved, and what the symtable refuses.
 */
import type { Span } from "../../1-source/source-file.ts";
import type { Comprehension, Expression, Parameters, Pattern, Statement } from "../tree.ts";
import { type AnyNode, childrenOf } from "../walk-tree.ts";
import { endsControl } from "./reachability.ts";
import { newScope, type ScopeSets, setsOf } from "./scope-builder.ts";
import { type BindingKind, makeScope, type Refusal, type ScopeNode } from "./scope-node.ts";

export function moduleScope(): ScopeNode {
  return makeScope("module", null, setsOf(newScope()), "");
}

/** Collects one body into a scope that is there already. */
export class ScopeCollector {
  readonly refusals: Refusal[] = [];
  #scope: ScopeNode;
  #unreachable = false;

  constructor(scope: ScopeNode) {
    this.#scope = scope;
  }

  body(statements: readonly Statement[]): void {
    const before = this.#unreachable;
    for (const statement of statements) {
      this.statement(statement);
      if (endsControl(statement)) this.#unreachable = true;
    }
    this.#unreachable = before;
  }

  expression(node: Expression, unreachable = false): void {
    const before = this.#unreachable;
    if (unreachable) this.#unreachable = true;
    this.visit(node);
    this.#unreachable = before;
  }

  parameter(name: string, span: Span): void {
    this.#bind(name, span, "parameter", null);
  }

  #refuse(message: string, span: Span): void {
    this.refusals.push({ message, span });
  }

  #bind(
    name: string,
    span: Span,
    kind: BindingKind,
    module: string | null = null,
    whole: Span = span,
  ): void {
    const scope = this.#scope;
    const text = whole.file.text.slice(whole.start, whole.end);
    scope.bindings.push({ name, kind, span, module, text });
    scope.bound.add(name);
  }

  #inside(kind: ScopeNode["kind"], sets: ScopeSets, path: string, walk: () => void): void {
    const outer = this.#scope;
    this.#scope = makeScope(kind, outer, sets, path);
    walk();
    this.#scope = outer;
  }

  statement(node: Statement): void {
    switch (node.kind) {
      case "assign":
        this.visit(node.value);
        for (const target of node.targets) this.#target(target, node.span);
        return;
      case "augmentedAssign":
        if (node.target.kind === "name") this.#read(node.target.name, node.target.span);
        this.visit(node.value);
        this.#target(node.target, node.span);
        return;
      case "annotatedAssign":
        if (node.value !== null) this.visit(node.value);
        if (this.#scope.kind !== "function") this.visit(node.annotation);
        this.#checkAnnotated(node);
        this.#target(node.target, node.span);
        return;
      case "delete":
        for (const target of node.targets) this.#target(target, node.span);
        return;
      case "for":
        this.visit(node.iterable);
        this.#target(node.target, node.target.span);
        this.body(node.body);
        this.body(node.orElse);
        return;
      case "if":
      case "while":
        this.visit(node.test);
        this.body(node.body);
        this.body(node.orElse);
        return;
      case "try":
        this.body(node.body);
        for (const handler of node.handlers) {
          if (handler.type !== null) this.visit(handler.type);
          if (handler.name !== null) this.#bind(handler.name, handler.span, "variable");
          this.body(handler.body);
        }
        this.body(node.orElse);
        this.body(node.finalBody);
        return;
      case "with":
        for (const item of node.items) {
          this.visit(item.context);
          if (item.target !== null) this.#target(item.target, item.target.span);
        }
        this.body(node.body);
        return;
      case "match":
        this.visit(node.subject);
        for (const one of node.cases) {
          this.#pattern(one.pattern);
          if (one.guard !== null) this.visit(one.guard);
          this.body(one.body);
        }
        return;
      case "functionDef":
        for (const decorator of node.decorators) this.visit(decorator);
        this.#outerParts(node.parameters);
        if (node.returns !== null) this.visit(node.returns);
        this.#bind(node.name, node.nameSpan, "function", null, node.span);
        this.#inside("function", setsOf(node.scope), this.#pathOf(node.name), () => {
          this.#parameters(node.parameters);
          this.body(node.body);
        });
        return;
      case "classDef":
        for (const part of [...node.decorators, ...node.bases]) this.visit(part);
        this.#bind(node.name, node.span, "class");
        this.#inside("class", setsOf(node.scope), this.#pathOf(node.name), () =>
          this.body(node.body),
        );
        return;
      case "import":
        for (const one of node.names) {
          const top = one.name.split(".")[0] ?? one.name;
          this.#bind(one.asName ?? top, one.span, "import", one.asName === null ? top : one.name);
        }
        return;
      case "importFrom":
        for (const one of node.names) {
          if (one.name !== "*")
            this.#bind(one.asName ?? one.name, one.span, "import", `${node.module}.${one.name}`);
        }
        return;
      case "global":
      case "nonlocal":
        for (const name of node.names) this.#declare(node.kind, name, node.span);
        return;
      default:
        for (const child of childrenOf(node)) this.visit(child);
    }
  }

  visit(node: AnyNode): void {
    switch (node.kind) {
      case "name":
        this.#read(node.name, node.span);
        return;
      case "named":
        this.visit(node.value);
        this.#walrus(node.target, node.span);
        return;
      case "lambda":
        this.#outerParts(node.parameters);
        this.#inside("function", setsOf(node.scope), this.#pathOf("<lambda>"), () => {
          this.#parameters(node.parameters);
          this.visit(node.body);
        });
        return;
      case "listComprehension":
      case "setComprehension":
      case "generatorExpression":
        this.#comprehension(
          node.kind === "generatorExpression",
          setsOf(node.scope),
          node.generators,
          [node.element],
        );
        return;
      case "dictComprehension":
        this.#comprehension(false, setsOf(node.scope), node.generators, [node.key, node.value]);
        return;
      default:
        for (const child of childrenOf(node)) this.visit(child);
    }
  }

  #comprehension(
    lazy: boolean,
    sets: ScopeSets,
    generators: readonly Comprehension[],
    results: Expression[],
  ): void {
    const first = generators[0];
    if (first !== undefined) this.visit(first.iterable);
    this.#inside(lazy ? "generator" : "comprehension", sets, this.#scope.path, () => {
      for (const generator of generators) {
        if (generator !== first) this.visit(generator.iterable);
        this.#target(generator.target, generator.target.span);
        for (const { name } of this.#scope.bindings) this.#scope.iterated.add(name);
        for (const condition of generator.conditions) this.visit(condition);
      }
      for (const result of results) this.visit(result);
    });
  }

  #checkAnnotated(node: Extract<Statement, { readonly kind: "annotatedAssign" }>): void {
    const { target } = node;
    if (
      target.kind !== "name" ||
      this.#scope.kind === "module" ||
      target.span.start !== node.span.start
    )
      return;
    for (const kind of ["global", "nonlocal"] as const) {
      const declared = kind === "global" ? this.#scope.globals : this.#scope.nonlocals;
      if (declared.has(target.name))
        this.#refuse(`annotated name '${target.name}' can't be ${kind}`, target.span);
    }
  }

  /** PEP 572: inside a comprehension it binds in the function around it. */
  #walrus(name: string, span: Span): void {
    const inner = this.#scope;
    let scope: ScopeNode | null = inner;
    while (scope !== null && (scope.kind === "comprehension" || scope.kind === "generator")) {
      if (scope.iterated.has(name)) {
        this.#refuse(
          `assignment expression cannot rebind comprehension iteration variable '${name}'`,
          span,
        );
      }
      scope = scope.parent;
    }
    if (scope === null) return;
    if (scope !== inner && scope.kind === "class") {
      this.#refuse(
        "assignment expression within a comprehension cannot be used in a class body",
        span,
      );
    }
    this.#scope = scope;
    this.#bind(name, span, "variable");
    this.#scope = inner;
    if (scope !== inner) inner.reads.push({ name, span, unreachable: true, early: false });
  }

  #target(node: Expression, whole: Span): void {
    switch (node.kind) {
      case "name":
        this.#bind(node.name, node.span, "variable", null, whole);
        return;
      case "tuple":
      case "list":
        for (const element of node.elements) this.#target(element, whole);
        return;
      case "starred":
        this.#target(node.value, whole);
        return;
      default:
        for (const child of childrenOf(node)) this.visit(child);
    }
  }

  #pattern(node: Pattern): void {
    switch (node.kind) {
      case "matchAs":
      case "matchStar":
        if (node.name !== null) this.#bind(node.name, node.span, "variable");
        break;
      case "matchMapping":
        if (node.rest !== null) this.#bind(node.rest, node.span, "variable");
        break;
      default:
    }
    for (const child of childrenOf(node)) {
      if (child.kind.startsWith("match")) this.#pattern(child as Pattern);
      else this.visit(child);
    }
  }

  #outerParts(parameters: Parameters): void {
    for (const parameter of allParameters(parameters)) {
      if (parameter.default !== null) this.visit(parameter.default);
      if (parameter.annotation !== null) this.visit(parameter.annotation);
    }
  }

  #parameters(parameters: Parameters): void {
    for (const { name, span } of allParameters(parameters)) {
      if (this.#scope.bound.has(name))
        this.#refuse(`duplicate argument '${name}' in function definition`, span);
      this.parameter(name, span);
    }
  }

  #read(name: string, span: Span): void {
    const scope = this.#scope;
    scope.reads.push({ name, span, unreachable: this.#unreachable, early: !scope.bound.has(name) });
  }

  #declare(kind: "global" | "nonlocal", name: string, span: Span): void {
    const scope = this.#scope;
    if (kind === "nonlocal" && scope.kind === "module") {
      this.#refuse("nonlocal declaration not allowed at module level", span);
      return;
    }
    const earlier = scope.bindings.find((binding) => binding.name === name);
    if (earlier?.kind === "parameter")
      this.#refuse(`name '${name}' is parameter and ${kind}`, span);
    else if (scope.reads.some((read) => read.name === name)) {
      this.#refuse(`name '${name}' is used prior to ${kind} declaration`, span);
    } else if (earlier !== undefined && earlier.kind !== "import") {
      this.#refuse(`name '${name}' is assigned to before ${kind} declaration`, span);
    }
    if ((kind === "global" ? scope.nonlocals : scope.globals).has(name)) {
      this.#refuse(`name '${name}' is nonlocal and global`, span);
    }
    (kind === "global" ? scope.globals : scope.nonlocals).set(name, span);
  }

  #pathOf(name: string): string {
    return this.#scope.path === "" ? name : `${this.#scope.path}.${name}`;
  }
}

export function allParameters(parameters: Parameters) {
  const { positionalOnly, positional, keywordOnly, rest, keywordRest } = parameters;
  return [
    ...positionalOnly,
    ...positional,
    ...(rest === null ? [] : [rest]),
    ...keywordOnly,
    ...(keywordRest === null ? [] : [keywordRest]),
  ];
}
