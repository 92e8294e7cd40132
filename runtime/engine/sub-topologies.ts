/**
 * Which sources belong together (streams.md 1.10): those whose records can meet at a node or in a store. In: the
 * topologies of all definitions of the service. Out: groups of sources, each the work of one task per partition.
 */
import { isWaiting } from "../dsl/function-marks.ts";
import type { OffsetReset, Port, SourceNode, TopologyNode } from "../dsl/node.ts";
import type { Topology } from "../dsl/topology.ts";
import { sharedStoresOf } from "../stores/store-uses.ts";

/** A topic that is read, once however many definitions read it. What the first of them says of it counts. */
export interface SourceTopic {
  readonly topic: string;
  readonly first: SourceNode;
  /** Where its records go, definition by definition. */
  readonly ports: readonly Port[];
  readonly offsetReset: OffsetReset | null;
}

export interface SubTopology {
  readonly id: number;
  readonly sources: readonly SourceTopic[];
}

export function subTopologies(topologies: readonly Topology[]): readonly SubTopology[] {
  const sources = sourceTopics(topologies);
  const groups = new Groups(sources.length);
  // Records meet at a node, and in a store that several nodes use.
  const owner = new Map<object, number>();
  for (const [i, { ports }] of sources.entries()) {
    for (const node of nodesBelow(ports)) {
      for (const meeting of [node, ...sharedStoresOf(node)]) {
        const other = owner.get(meeting);
        if (other === undefined) owner.set(meeting, i);
        else groups.join(other, i);
      }
    }
  }
  const byRoot = new Map<number, SourceTopic[]>();
  for (const [i, source] of sources.entries()) {
    const root = groups.root(i);
    const group = byRoot.get(root);
    if (group === undefined) byRoot.set(root, [source]);
    else group.push(source);
  }
  return [...byRoot.values()].map((group, id) => ({ id, sources: group }));
}

/** All in one, as the test driver has it (streams.md 8). */
export function oneTopology(topologies: readonly Topology[]): readonly SubTopology[] {
  return [{ id: 0, sources: sourceTopics(topologies) }];
}

function sourceTopics(topologies: readonly Topology[]): SourceTopic[] {
  const byTopic = new Map<string, SourceNode[]>();
  for (const source of topologies.flatMap((topology) => topology.sources)) {
    const same = byTopic.get(source.topic);
    if (same === undefined) byTopic.set(source.topic, [source]);
    else same.push(source);
  }
  return [...byTopic].map(([topic, all]) => {
    const first = all[0] as SourceNode;
    return { topic, first, ports: all.map(({ port }) => port), offsetReset: first.offsetReset };
  });
}

/** All nodes that records of these ports come to, each once. */
export function nodesBelow(ports: readonly Port[]): Set<TopologyNode> {
  const seen = new Set<TopologyNode>();
  const walk = ({ children }: Port): void => {
    for (const child of children) {
      if (seen.has(child)) continue;
      seen.add(child);
      child.ports.forEach(walk);
    }
  };
  ports.forEach(walk);
  return seen;
}

/** All nodes of a sub-topology, each once. */
export function nodesOf(sub: SubTopology): ReadonlySet<TopologyNode> {
  return nodesBelow(sub.sources.flatMap(({ ports }) => ports));
}

/** Whether a function or an author's serde in it may wait: its tasks have the asynchronous form (design.md 4). */
export const isAsynchronous = (sub: SubTopology): boolean =>
  [...nodesOf(sub)].some(
    ({ spec }) => spec.serdes !== undefined || (spec.functions?.some(isWaiting) ?? false),
  );

class Groups {
  readonly #parent: number[];
  constructor(size: number) {
    this.#parent = Array.from({ length: size }, (_, i) => i);
  }
  /** The smallest member of the group. */
  root(member: number): number {
    let at = member;
    while (this.#parent[at] !== at) at = this.#parent[at] as number;
    return at;
  }
  join(a: number, b: number): void {
    const [low, high] = [this.root(a), this.root(b)].sort((x, y) => x - y) as [number, number];
    this.#parent[high] = low;
  }
}
