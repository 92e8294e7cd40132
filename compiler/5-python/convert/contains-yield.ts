/** Whether a body makes its function a generator. */
import type { Statement } from "../tree.ts";
import { type AnyNode, walkTree } from "../walk-tree.ts";

const OWN_BODY: ReadonlySet<AnyNode["kind"]> = new Set(["functionDef", "classDef", "lambda"]);

export function containsYield(body: readonly Statement[]): boolean {
  let found = false;
  for (const statement of body) {
    walkTree(statement, (node) => {
      if (node.kind === "yield" || node.kind === "yieldFrom") found = true;
      return !found && !OWN_BODY.has(node.kind);
    });
  }
  return found;
}
