/** Whether control can go on behind a statement. Errs on the side of "it can". */
import type { Expression, Statement } from "../tree.ts";
import { walkTree } from "../walk-tree.ts";

/** Nothing directly behind the statement is ever reached. */
export function endsControl(node: Statement): boolean {
  return node.kind === "break" || node.kind === "continue" || endsFunction(node);
}

/** A body that never falls off its end. */
export function alwaysLeaves(body: readonly Statement[]): boolean {
  return body.some(endsFunction);
}

function endsFunction(node: Statement): boolean {
  switch (node.kind) {
    case "return":
    case "raise":
      return true;
    case "if":
      return alwaysLeaves(node.body) && alwaysLeaves(node.orElse);
    case "while":
      return isTrue(node.test) && !hasBreak(node.body);
    case "try":
      if (alwaysLeaves(node.finalBody)) return true;
      return (
        (alwaysLeaves(node.body) || alwaysLeaves(node.orElse)) &&
        node.handlers.every((handler) => alwaysLeaves(handler.body))
      );
    default:
      return false;
  }
}

function isTrue(test: Expression): boolean {
  return (test.kind === "bool" && test.value) || (test.kind === "int" && Boolean(test.value));
}

function hasBreak(body: readonly Statement[]): boolean {
  let found = false;
  for (const statement of body) {
    walkTree(statement, (node) => {
      if (node.kind === "break") found = true;
      return !found && node.kind !== "functionDef";
    });
  }
  return found;
}
