/** What stands left of `=`, behind `del`, `for`, `as`, `:=`, and names that nobody may bind. */

import { allParameters } from "../names/scope-tree.ts";
import type { Expression, Parameter, Statement } from "../tree.ts";
import { type AnyNode, walkTree } from "../walk-tree.ts";
import type { Problem } from "./problem.ts";

const DESCRIPTIONS: Readonly<Record<Expression["kind"], string>> = {
  none: "None",
  ellipsis: "ellipsis",
  bool: "True",
  int: "literal",
  float: "literal",
  string: "literal",
  bytes: "literal",
  formatted: "f-string expression",
  name: "name",
  attribute: "attribute",
  subscript: "subscript",
  slice: "slice",
  call: "function call",
  binary: "expression",
  unary: "expression",
  and: "expression",
  or: "expression",
  compare: "comparison",
  conditional: "conditional expression",
  list: "list",
  tuple: "tuple",
  set: "set display",
  dict: "dict literal",
  listComprehension: "list comprehension",
  setComprehension: "set comprehension",
  generatorExpression: "generator expression",
  dictComprehension: "dict comprehension",
  lambda: "lambda",
  named: "named expression",
  starred: "starred",
  yield: "yield expression",
  yieldFrom: "yield expression",
};

function describe(node: Expression): string {
  return node.kind === "bool" && !node.value ? "False" : DESCRIPTIONS[node.kind];
}

/** What CPython says about something that cannot stand left of `=`. */
export function badTargetOf(node: Expression, isAugmented: boolean): string | null {
  if (isAugmented) return `'${describe(node)}' is an illegal expression for augmented assignment`;
  const problems: Problem[] = [];
  checkTarget(node, problems, "assign to");
  const message = problems[0]?.message ?? null;
  const isWhole = !["tuple", "list", "starred", "none", "bool", "ellipsis"].includes(node.kind);
  if (message === null || !isWhole || node.kind === "name") return message;
  return `${message} here. Maybe you meant '==' instead of '='?`;
}

export function checkTargets(root: Statement, problems: Problem[]): void {
  walkTree(root, (node) => {
    checkNode(node, problems);
    return undefined;
  });
}

function checkNode(node: AnyNode, problems: Problem[]): void {
  switch (node.kind) {
    case "assign":
      for (const target of node.targets) checkTarget(target, problems, "assign to");
      return;
    case "augmentedAssign":
      if (!["name", "attribute", "subscript"].includes(node.target.kind)) {
        problems.push({
          message: `'${describe(node.target)}' is an illegal expression for augmented assignment`,
          node: node.target,
        });
      } else checkName(node.target, problems);
      return;
    case "annotatedAssign":
      if (node.target.kind === "tuple" || node.target.kind === "list") {
        problems.push({
          message: `only single target (not ${node.target.kind}) can be annotated`,
          node: node.target,
        });
      } else if (!["name", "attribute", "subscript"].includes(node.target.kind)) {
        problems.push({ message: "illegal target for annotation", node: node.target });
      } else checkName(node.target, problems);
      return;
    case "for":
      checkTarget(node.target, problems, "assign to");
      return;
    case "with":
      for (const { target } of node.items)
        if (target !== null) checkTarget(target, problems, "assign to");
      return;
    case "delete":
      for (const target of node.targets) checkDeleted(target, problems);
      return;
    case "listComprehension":
    case "setComprehension":
    case "dictComprehension":
    case "generatorExpression":
      for (const { target, iterable, conditions } of node.generators) {
        checkTarget(target, problems, "assign to");
        checkNoWalrus(iterable, problems);
        for (const condition of conditions)
          if (condition.kind === "starred") checkStarred(condition, problems);
      }
      return;
    case "named":
      if (node.target === "")
        problems.push({ message: "cannot use assignment expressions with expression", node });
      else if (node.target === "__debug__")
        problems.push({ message: "cannot assign to __debug__", node });
      return;
    case "functionDef":
    case "lambda":
      checkParameters(allParameters(node.parameters), problems);
      if (node.kind === "functionDef" && node.name === "__debug__") {
        problems.push({ message: "cannot assign to __debug__", node });
      }
      return;
    case "classDef":
      if (node.name === "__debug__") problems.push({ message: "cannot assign to __debug__", node });
      return;
    case "try":
      for (const handler of node.handlers) {
        if (handler.name === "__debug__")
          problems.push({ message: "cannot assign to __debug__", node: handler });
      }
      return;
    case "import":
    case "importFrom":
      for (const one of node.names) {
        if ((one.asName ?? one.name) === "__debug__")
          problems.push({ message: "cannot assign to __debug__", node: one });
      }
      return;
    default:
  }
}

function checkStarred(node: Expression, problems: Problem[]): void {
  problems.push({ message: "can't use starred expression here", node });
}

function checkTarget(node: Expression, problems: Problem[], verb: string, inList = false): void {
  switch (node.kind) {
    case "name":
    case "attribute":
      checkName(node, problems);
      return;
    case "subscript":
      return;
    case "starred":
      if (!inList)
        problems.push({ message: "starred assignment target must be in a list or tuple", node });
      checkTarget(node.value, problems, verb);
      return;
    case "list":
    case "tuple": {
      const starred = node.elements.filter((element) => element.kind === "starred");
      if (starred.length > 1) {
        problems.push({
          message: "multiple starred expressions in assignment",
          node: starred[1] ?? node,
        });
      }
      for (const element of node.elements) checkTarget(element, problems, verb, true);
      return;
    }
    default:
      problems.push({ message: `cannot ${verb} ${describe(node)}`, node });
  }
}

function checkName(node: Expression, problems: Problem[]): void {
  const name = node.kind === "name" ? node.name : node.kind === "attribute" ? node.attribute : "";
  if (name === "__debug__") problems.push({ message: "cannot assign to __debug__", node });
}

function checkDeleted(node: Expression, problems: Problem[]): void {
  if (node.kind === "tuple" || node.kind === "list") {
    for (const element of node.elements) checkDeleted(element, problems);
  } else if (!["name", "attribute", "subscript"].includes(node.kind)) {
    problems.push({ message: `cannot delete ${describe(node)}`, node });
  } else if (node.kind === "name" && node.name === "__debug__") {
    problems.push({ message: "cannot delete __debug__", node });
  }
}

function checkNoWalrus(iterable: Expression, problems: Problem[]): void {
  walkTree(iterable, (node) => {
    if (node.kind === "named") {
      problems.push({
        message: "assignment expression cannot be used in a comprehension iterable expression",
        node,
      });
    }
    return undefined;
  });
}

function checkParameters(parameters: readonly Parameter[], problems: Problem[]): void {
  for (const parameter of parameters) {
    if (parameter.name === "__debug__")
      problems.push({ message: "cannot assign to __debug__", node: parameter });
  }
}
