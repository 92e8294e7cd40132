/** The direct children of any node of the tree, in the order of their fields (which is that of evaluation, by and large). */
import type { Expression, Pattern, Statement } from "./tree.ts";

export type AnyNode = Expression | Statement | Pattern;

const NO_CHILDREN: ReadonlySet<string> = new Set([
  "span",
  "nameSpan",
  "attributeSpan",
  "scope",
  "comments",
]);

export function childrenOf(node: AnyNode): AnyNode[] {
  const children: AnyNode[] = [];
  collect(node, children);
  return children;
}

/** Handlers, cases, keywords, parameters and the like are no nodes of their own: what they hold belongs to the node. */
function collect(holder: object, into: AnyNode[]): void {
  for (const [field, value] of Object.entries(holder)) {
    if (NO_CHILDREN.has(field) || typeof value !== "object" || value === null) continue;
    for (const item of Array.isArray(value) ? value : [value]) {
      if (typeof item !== "object" || item === null || item instanceof Uint8Array) continue;
      if (isNode(item)) into.push(item);
      else collect(item, into);
    }
  }
}

function isNode(item: object): item is AnyNode {
  return "kind" in item && "span" in item;
}

/** Calls `visit` for a node and all below it; where `visit` gives false, nothing below is visited. */
export function walkTree(node: AnyNode, visit: (node: AnyNode) => boolean | undefined): void {
  if (visit(node) === false) return;
  for (const child of childrenOf(node)) walkTree(child, visit);
}
