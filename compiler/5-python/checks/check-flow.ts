/** `return`, `yield`, `break`, `continue` where they mean nothing; handlers in the wrong order; names that can't be bound. */
import type { Statement } from "../tree.ts";
import { type AnyNode, childrenOf } from "../walk-tree.ts";
import type { Problem } from "./problem.ts";

interface Where {
  readonly inFunction: boolean;
  readonly inLoop: boolean;
  readonly inClass: boolean;
  /** Nothing but a docstring and other such imports stands before. */
  readonly mayHaveFuture?: boolean;
}

const FUTURE_FEATURES: ReadonlySet<string> = new Set(
  "nested_scopes generators division absolute_import with_statement print_function unicode_literals barry_as_FLUFL generator_stop annotations".split(
    " ",
  ),
);

export class FlowCheck {
  readonly #problems: Problem[];

  constructor(problems: Problem[]) {
    this.#problems = problems;
  }

  body(body: readonly Statement[], where: Where): void {
    for (const statement of body) this.#visit(statement, where);
  }

  module(body: readonly Statement[]): void {
    let mayHaveFuture = true;
    for (const [i, statement] of body.entries()) {
      this.#visit(statement, { inFunction: false, inLoop: false, inClass: false, mayHaveFuture });
      const isDocstring =
        i === 0 && statement.kind === "expressionStatement" && statement.value.kind === "string";
      if (!isDocstring && !(statement.kind === "importFrom" && statement.module === "__future__"))
        mayHaveFuture = false;
    }
  }

  #problem(message: string, node: AnyNode): void {
    this.#problems.push({ message, node });
  }

  #visit(node: AnyNode, where: Where): void {
    switch (node.kind) {
      case "return":
        if (!where.inFunction || where.inClass) this.#problem("'return' outside function", node);
        break;
      case "yield":
      case "yieldFrom":
        if (!where.inFunction || where.inClass) this.#problem("'yield' outside function", node);
        break;
      case "break":
        if (!where.inLoop) this.#problem("'break' outside loop", node);
        break;
      case "continue":
        if (!where.inLoop) this.#problem("'continue' not properly in loop", node);
        break;
      case "for":
      case "while": {
        const inside = { ...where, inLoop: true };
        for (const child of node.kind === "for" ? [node.target, node.iterable] : [node.test])
          this.#visit(child, where);
        this.body(node.body, inside);
        this.body(node.orElse, where);
        return;
      }
      case "functionDef": {
        for (const child of childrenOf(node))
          if (!node.body.includes(child as Statement)) this.#visit(child, where);
        this.body(node.body, { inFunction: true, inLoop: false, inClass: false });
        return;
      }
      case "lambda":
        for (const child of childrenOf(node)) {
          this.#visit(
            child,
            child === node.body ? { inFunction: true, inLoop: false, inClass: false } : where,
          );
        }
        return;
      case "classDef":
        for (const child of childrenOf(node))
          if (!node.body.includes(child as Statement)) this.#visit(child, where);
        this.body(node.body, { inFunction: false, inLoop: false, inClass: true });
        return;
      case "listComprehension":
      case "setComprehension":
      case "dictComprehension":
      case "generatorExpression":
        this.#comprehension(node);
        break;
      case "try":
        if (node.handlers.length === 0 && node.finalBody.length === 0) {
          this.#problem("expected 'except' or 'finally' block", node);
        }
        for (const [i, handler] of node.handlers.entries()) {
          if (handler.type === null && i < node.handlers.length - 1) {
            this.#problems.push({ message: "default 'except:' must be last", node: handler });
          }
        }
        break;
      case "importFrom":
        this.#future(node, where);
        if (node.names.some((one) => one.name === "*") && (where.inFunction || where.inClass)) {
          this.#problem("import * only allowed at module level", node);
        }
        break;
      default:
    }
    const inside = where.mayHaveFuture ? { ...where, mayHaveFuture: false } : where;
    for (const child of childrenOf(node)) this.#visit(child, inside);
  }

  #future(node: Extract<AnyNode, { readonly kind: "importFrom" }>, where: Where): void {
    if (node.module !== "__future__") return;
    if (!where.mayHaveFuture) {
      this.#problem("from __future__ imports must occur at the beginning of the file", node);
    }
    for (const { name } of node.names) {
      if (name === "braces") this.#problem("not a chance", node);
      else if (!FUTURE_FEATURES.has(name))
        this.#problem(`future feature ${name} is not defined`, node);
    }
  }

  #comprehension(node: Extract<AnyNode, { readonly generators: unknown }>): void {
    const names = {
      listComprehension: "list comprehension",
      setComprehension: "set comprehension",
      dictComprehension: "dict comprehension",
      generatorExpression: "generator expression",
    };
    const first = node.generators[0]?.iterable;
    const find = (inner: AnyNode): void => {
      if (inner.kind === "lambda" || inner === first) return;
      if (inner.kind === "yield" || inner.kind === "yieldFrom") {
        this.#problem(`'yield' inside ${names[node.kind]}`, inner);
      }
      for (const child of childrenOf(inner)) find(child);
    };
    for (const child of childrenOf(node)) find(child);
  }
}
