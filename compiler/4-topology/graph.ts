/**
 * The IR of the topology stage: the nodes that Kafka Streams would run, in the order in which it adds them, cut into
 * sub-topologies. What now holds: node names are unique, every predecessor is a node of the same sub-topology, and
 * sub-topologies are numbered as in Kafka Streams (streams.md 1.10).
 */

export type GraphNode = SourceNode | ProcessorNode | SinkNode;

interface Node {
  readonly name: string;
  /** Names of nodes, in the order in which they were connected. */
  readonly predecessors: readonly string[];
}

export interface SourceNode extends Node {
  readonly kind: "source";
  readonly topics: readonly string[];
}

export interface ProcessorNode extends Node {
  readonly kind: "processor";
  readonly stores: readonly string[];
}

export interface SinkNode extends Node {
  readonly kind: "sink";
  /** Null: chosen record by record. */
  readonly topic: string | null;
}

export interface SubTopology {
  readonly id: number;
  /** The two nodes of a global table: no task runs them, each instance reads the whole topic. */
  readonly isGlobal: boolean;
  /** In insertion order. */
  readonly nodes: readonly GraphNode[];
}

export interface TopologyGraph {
  readonly subTopologies: readonly SubTopology[];
}
