/** The expressions directly inside of an expression, in the order in which Python evaluates them. */
import type { Expression, FormattedPart } from "../5-python/tree.ts";

const NO_CHILDREN: readonly Expression[] = [];

export function childExpressions(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "none":
    case "ellipsis":
    case "bool":
    case "int":
    case "float":
    case "string":
    case "bytes":
    case "name":
      return NO_CHILDREN;
    case "formatted":
      return formattedChildren(expression.parts);
    case "attribute":
    case "starred":
    case "named":
    case "yieldFrom":
      return [expression.value];
    case "yield":
      return expression.value === null ? NO_CHILDREN : [expression.value];
    case "subscript":
      return [expression.value, expression.index];
    case "slice":
      return [expression.lower, expression.upper, expression.step].filter((part) => part !== null);
    case "call":
      return [
        expression.function,
        ...expression.arguments,
        ...expression.keywords.map((k) => k.value),
      ];
    case "binary":
      return [expression.left, expression.right];
    case "unary":
      return [expression.operand];
    case "and":
    case "or":
      return expression.operands;
    case "compare":
      return [expression.left, ...expression.comparators];
    case "conditional":
      return [expression.test, expression.then, expression.orElse];
    case "list":
    case "tuple":
    case "set":
      return expression.elements;
    case "dict":
      return expression.entries.flatMap((entry) =>
        entry.key === null ? [entry.value] : [entry.key, entry.value],
      );
    case "listComprehension":
    case "setComprehension":
    case "generatorExpression":
      return [
        ...expression.generators.flatMap((g) => [g.iterable, g.target, ...g.conditions]),
        expression.element,
      ];
    case "dictComprehension":
      return [
        ...expression.generators.flatMap((g) => [g.iterable, g.target, ...g.conditions]),
        expression.key,
        expression.value,
      ];
    case "lambda":
      return [expression.body];
    default:
      return expression satisfies never;
  }
}

function formattedChildren(parts: readonly FormattedPart[]): Expression[] {
  return parts.flatMap((part) =>
    part.kind === "text" ? [] : [part.value, ...formattedChildren(part.spec ?? [])],
  );
}
