/**
 * The text of Kafka Streams' `Topology.describe()`, byte for byte (streams.md 9): the order of lines and arrows comes from
 * how three Java collections work together, and is rebuilt here.
 */
import type { GraphNode, SubTopology, TopologyGraph } from "./graph.ts";
import { inCopiedHashOrder, inHashOrder } from "./java-order.ts";
import { TreeSet } from "./tree-set.ts";

/** What a sink with a topic name extractor shows; KSML's own tests compare it without the object's hash. */
const EXTRACTOR = "io.axual.ksml.user.UserTopicNameExtractor";

interface Described {
  readonly node: GraphNode;
  /** One, and what hangs below: a node with several parents counts for each. */
  size: number;
  readonly predecessors: TreeSet<Described>;
  readonly successors: TreeSet<Described>;
}

export function describeTopology(graph: TopologyGraph): string {
  const groups = graph.subTopologies.map((group) => `  ${describeGroup(group)}`);
  return `Topologies:\n ${groups.join("")}`;
}

function describeGroup({ id, isGlobal, nodes }: SubTopology): string {
  const lines = orderOfLines(nodes).map((described) => `    ${describeNode(described)}\n`);
  const text = lines.join("");
  // No blank line after a global one, unlike all others.
  return isGlobal
    ? `Sub-topology: ${id} for global store (will not generate tasks)\n${text}`
    : `Sub-topology: ${id}\n${text}\n`;
}

/** Larger first, then by name. */
function compare(a: Described, b: Described): number {
  if (a.size !== b.size) return b.size - a.size;
  return a.node.name < b.node.name ? -1 : a.node.name > b.node.name ? 1 : 0;
}

function orderOfLines(nodes: readonly GraphNode[]): Described[] {
  const byName = new Map<string, Described>(
    nodes.map((node) => [
      node.name,
      { node, size: 1, predecessors: new TreeSet(compare), successors: new TreeSet(compare) },
    ]),
  );
  const inOrder = inHashOrder([...byName.keys()]).flatMap((name) => byName.get(name) ?? []);
  for (const described of inOrder) {
    for (const name of described.node.predecessors) {
      const predecessor = byName.get(name);
      if (predecessor === undefined) continue;
      described.predecessors.add(predecessor);
      predecessor.successors.add(described);
      grow(predecessor, described.size);
    }
  }
  const sorted = new TreeSet(compare);
  for (const described of inOrder) sorted.add(described);
  return [...sorted];
}

function grow(described: Described, by: number): void {
  described.size += by;
  for (const predecessor of described.predecessors) grow(predecessor, by);
}

function describeNode(described: Described): string {
  const { node } = described;
  const name = visible(node.name);
  const successors = `\n      --> ${names(described.successors)}`;
  const predecessors = `\n      <-- ${names(described.predecessors)}`;
  switch (node.kind) {
    case "source":
      return `Source: ${name} (topics: ${set(node.topics)})${successors}`;
    case "processor":
      return `Processor: ${name} (stores: ${set(node.stores)})${successors}${predecessors}`;
    case "sink": {
      const target =
        node.topic === null ? `extractor class: ${EXTRACTOR}` : `topic: ${visible(node.topic)}`;
      return `Sink: ${name} (${target})${predecessors}`;
    }
    default:
      return node satisfies never;
  }
}

function names(nodes: Iterable<Described>): string {
  return [...nodes].map(({ node }) => visible(node.name)).join(", ") || "none";
}

const set = (items: readonly string[]): string =>
  `[${inCopiedHashOrder(items).map(visible).join(", ")}]`;

/** A topic can be called anything until Kafka refuses it: what would break a line or hide is shown as an escape. */
function visible(name: string): string {
  return name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (character) =>
    [...Array(character.length).keys()]
      .map((i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`)
      .join(""),
  );
}
