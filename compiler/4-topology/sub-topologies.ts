/** Cuts a graph into sub-topologies: what hangs together by edges or by shared stores (streams.md 1.10). */
import type { GraphNode, SubTopology } from "./graph.ts";

/**
 * `nodes` in insertion order, `global` the names of those of global tables; the first node of a group that was not seen yet
 * gives the group the next number.
 */
export function cutIntoSubTopologies(
  nodes: readonly GraphNode[],
  global: ReadonlySet<string>,
): SubTopology[] {
  const parents = new Map<string, string>();
  const find = (name: string): string => {
    let at = name;
    for (let up = parents.get(at); up !== undefined && up !== at; up = parents.get(at)) at = up;
    return at;
  };
  const unite = (a: string, b: string): void => {
    parents.set(find(b), find(a));
  };
  const firstWithStore = new Map<string, string>();
  for (const node of nodes) {
    for (const predecessor of node.predecessors) unite(predecessor, node.name);
    if (node.kind !== "processor") continue;
    for (const store of node.stores) {
      const first = firstWithStore.get(store);
      if (first === undefined) firstWithStore.set(store, node.name);
      else unite(first, node.name);
    }
  }
  const groups = new Map<string, GraphNode[]>();
  for (const node of nodes) {
    const group = find(node.name);
    const members = groups.get(group);
    if (members === undefined) groups.set(group, [node]);
    else members.push(node);
  }
  return [...groups.values()].map((members, id) => ({
    id,
    isGlobal: members.some(({ name }) => global.has(name)),
    nodes: members,
  }));
}
