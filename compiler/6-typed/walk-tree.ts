/** Visits every statement and every expression of a body, those of inner functions included, outer ones first. */
import type { Expression, Parameters, Pattern, Statement } from "../5-python/tree.ts";
import { childExpressions } from "./children.ts";

export function walkTree(
  body: readonly Statement[],
  expression: Expression | null,
  onStatement: (statement: Statement) => void,
  onExpression: (expression: Expression) => void,
): void {
  const expr = (e: Expression | null): void => {
    if (e === null) return;
    onExpression(e);
    if (e.kind === "lambda") defaults(e.parameters);
    for (const child of childExpressions(e)) expr(child);
  };
  const defaults = (parameters: Parameters): void => defaultsOf(parameters).forEach(expr);
  const block = (statements: readonly Statement[]): void => {
    for (const s of statements) {
      onStatement(s);
      for (const e of statementExpressions(s)) expr(e);
      if (s.kind === "functionDef") defaults(s.parameters);
      for (const inner of statementBlocks(s)) block(inner);
    }
  };
  block(body);
  expr(expression);
}

/** Defaults of the parameters: they are evaluated where the function is made. */
export function defaultsOf(parameters: Parameters): readonly Expression[] {
  const { positionalOnly, positional, keywordOnly } = parameters;
  return [...positionalOnly, ...positional, ...keywordOnly].flatMap(({ default: value }) =>
    value === null ? [] : [value],
  );
}

/** Expressions directly in a statement. */
export function statementExpressions(s: Statement): readonly (Expression | null)[] {
  switch (s.kind) {
    case "expressionStatement":
      return [s.value];
    case "assign":
      return [s.value, ...s.targets];
    case "annotatedAssign":
      return [s.value, s.target];
    case "augmentedAssign":
      return [s.target, s.value];
    case "delete":
      return s.targets;
    case "return":
      return [s.value];
    case "if":
    case "while":
      return [s.test];
    case "for":
      return [s.iterable, s.target];
    case "functionDef":
      return s.decorators;
    case "classDef":
      return [...s.bases, ...s.decorators];
    case "raise":
      return [s.exception, s.cause];
    case "try":
      return s.handlers.map((handler) => handler.type);
    case "assert":
      return [s.test, s.message];
    case "with":
      return s.items.flatMap((item) => [item.context, item.target]);
    case "match":
      return [
        s.subject,
        ...s.cases.flatMap((one) => [...patternExpressions(one.pattern), one.guard]),
      ];
    case "import":
    case "importFrom":
    case "global":
    case "nonlocal":
    case "pass":
    case "break":
    case "continue":
      return [];
    default:
      return s satisfies never;
  }
}

function patternExpressions(pattern: Pattern): readonly Expression[] {
  switch (pattern.kind) {
    case "matchValue":
      return [pattern.value];
    case "matchMapping":
      return [...pattern.keys, ...pattern.patterns.flatMap(patternExpressions)];
    case "matchClass":
      return [
        pattern.type,
        ...[...pattern.patterns, ...pattern.keywordPatterns].flatMap(patternExpressions),
      ];
    case "matchSequence":
    case "matchOr":
      return pattern.patterns.flatMap(patternExpressions);
    case "matchAs":
      return pattern.pattern === null ? [] : patternExpressions(pattern.pattern);
    case "matchStar":
    case "matchSingleton":
      return [];
    default:
      return pattern satisfies never;
  }
}

/** Blocks directly in a statement. */
export function statementBlocks(s: Statement): readonly (readonly Statement[])[] {
  switch (s.kind) {
    case "if":
    case "while":
    case "for":
      return [s.body, s.orElse];
    case "try":
      return [s.body, ...s.handlers.map((handler) => handler.body), s.orElse, s.finalBody];
    case "functionDef":
    case "classDef":
    case "with":
      return [s.body];
    case "match":
      return s.cases.map((one) => one.body);
    default:
      return [];
  }
}
