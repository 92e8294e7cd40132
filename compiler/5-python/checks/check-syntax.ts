/**
 * What CPython's compiler refuses in a tree that its grammar allows, and what py-ast's grammar lets through.
 */
import { diagnostic } from "../../diagnostics/catalog.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Expression, Statement } from "../tree.ts";
import { checkExpressions } from "./check-expressions.ts";
import { FlowCheck } from "./check-flow.ts";
import { checkTargets } from "./check-targets.ts";
import type { Problem } from "./problem.ts";

export function checkModule(body: readonly Statement[]): Diagnostic[] {
  return check(body, "module");
}

export function checkStatements(body: readonly Statement[]): Diagnostic[] {
  return check(body, "function");
}

export function checkExpression(node: Expression): Diagnostic[] {
  const statement: Statement = { kind: "return", value: node, span: node.span };
  return check([statement], "function");
}

function check(body: readonly Statement[], where: "module" | "function"): Diagnostic[] {
  const problems: Problem[] = [];
  const flow = new FlowCheck(problems);
  if (where === "module") flow.module(body);
  else flow.body(body, { inFunction: true, inLoop: false, inClass: false });
  for (const statement of body) {
    checkTargets(statement, problems);
    checkExpressions(statement, problems);
  }
  return problems.map(({ message, node }) => diagnostic("python/syntax", node.span, { message }));
}
