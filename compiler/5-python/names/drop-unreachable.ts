/**
 * Statements that are never reached and read a name that nothing binds: they mean nothing and could not be emitted.
 * Other unreachable statements stay as the author wrote them.
 */
import type { Statement } from "../tree.ts";
import { walkTree } from "../walk-tree.ts";
import { endsControl } from "./reachability.ts";

export function dropUnreachable(
  body: readonly Statement[],
  unknown: ReadonlySet<string>,
): readonly Statement[] {
  if (unknown.size === 0) return body;
  const end = body.findIndex(endsControl);
  const tail = end < 0 ? [] : body.slice(end + 1);
  const kept = tail.some((statement) => reads(statement, unknown)) ? body.slice(0, end + 1) : body;
  return kept.map((statement) => dropInside(statement, unknown));
}

function dropInside(node: Statement, unknown: ReadonlySet<string>): Statement {
  switch (node.kind) {
    case "if":
    case "while":
    case "for":
      return {
        ...node,
        body: dropUnreachable(node.body, unknown),
        orElse: dropUnreachable(node.orElse, unknown),
      };
    case "with":
    case "functionDef":
    case "classDef":
      return { ...node, body: dropUnreachable(node.body, unknown) };
    case "try":
      return {
        ...node,
        body: dropUnreachable(node.body, unknown),
        handlers: node.handlers.map((h) => ({ ...h, body: dropUnreachable(h.body, unknown) })),
        orElse: dropUnreachable(node.orElse, unknown),
        finalBody: dropUnreachable(node.finalBody, unknown),
      };
    case "match":
      return {
        ...node,
        cases: node.cases.map((c) => ({ ...c, body: dropUnreachable(c.body, unknown) })),
      };
    default:
      return node;
  }
}

function reads(statement: Statement, names: ReadonlySet<string>): boolean {
  let found = false;
  walkTree(statement, (node) => {
    if (node.kind === "name" && names.has(node.name)) found = true;
    return !found;
  });
  return found;
}
