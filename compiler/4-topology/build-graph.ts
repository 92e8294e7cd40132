/**
 * In: checked definitions, which become one topology as in KSML's runner. Out: the graph that Kafka Streams would run.
 */
import type { CheckedDefinition, CheckedPipeline, CheckedStep } from "../3-check/definition.ts";
import { operations } from "../language/operations/index.ts";
import type { GraphNode, TopologyGraph } from "./graph.ts";
import type { GraphBuilder, StreamNode } from "./graph-builder.ts";
import { inHashOrder } from "./java-order.ts";
import { DefinitionGraphBuilder, LogicalGraph, type LogicalNode } from "./logical-graph.ts";
import { cutIntoSubTopologies } from "./sub-topologies.ts";

export function buildGraph(definitions: readonly CheckedDefinition[]): TopologyGraph {
  const graph = new LogicalGraph();
  const byNamespace = new Map(definitions.map((definition) => [definition.namespace, definition]));
  // Sorted first: where two fall into one bucket, Java takes the one that was listed first, but the order in which
  // definitions are listed must not change what is built.
  for (const namespace of inHashOrder([...byNamespace.keys()].sort())) {
    const definition = byNamespace.get(namespace);
    if (definition !== undefined) addDefinition(graph, definition);
  }
  const global = new Set(graph.nodes.flatMap((node) => (node.isGlobal ? [node.name] : [])));
  return { subTopologies: cutIntoSubTopologies(inWritingOrder(graph.nodes).map(physical), global) };
}

function addDefinition(graph: LogicalGraph, definition: CheckedDefinition): void {
  const builder = new DefinitionGraphBuilder(graph, (branch, input, inner) =>
    addSteps(branch.steps, branch.sink, input, inner),
  );
  const tables = definition.topics.filter(({ kind }) => kind !== "stream");
  const byName = new Map(tables.map((table) => [table.name, table]));
  // KSML builds them before all pipelines, whether one uses them or not (streams.md 1.12).
  for (const name of inHashOrder([...byName.keys()])) {
    const table = byName.get(name);
    if (table !== undefined) builder.source(table);
  }
  for (const pipeline of definition.pipelines) {
    addSteps(pipeline.steps, pipeline.sink, sourceOf(pipeline, builder), builder);
  }
}

function sourceOf({ source }: CheckedPipeline, builder: DefinitionGraphBuilder): StreamNode {
  if (source.kind === "topic") return builder.source(source.topic);
  const node = builder.registered(source.name);
  if (node === undefined) throw new Error(`no pipeline registered ${source.name}`);
  return node;
}

function addSteps(
  steps: readonly CheckedStep[],
  sink: CheckedStep,
  input: StreamNode,
  builder: GraphBuilder,
): void {
  let node: StreamNode | null = input;
  for (const step of [...steps, sink]) {
    if (node === null) throw new Error(`nothing can follow before ${step.path}`);
    node = operationOf(step).graph(step, node, builder);
  }
}

function operationOf(step: CheckedStep) {
  const operation = operations.get(step.operation);
  if (operation === undefined) throw new Error(`no operation ${step.operation}`);
  return operation;
}

/**
 * Kafka Streams' order of writing: the node with the lowest build priority first, each only when all its parents are
 * written; one that comes too early is offered again by its last parent.
 */
function inWritingOrder(nodes: readonly LogicalNode[]): LogicalNode[] {
  const priority = new Map(nodes.map((node, i) => [node, i]));
  const children = new Map<LogicalNode, LogicalNode[]>();
  for (const node of nodes) {
    for (const parent of node.parents) {
      const list = children.get(parent);
      if (list === undefined) children.set(parent, [node]);
      else list.push(node);
    }
  }
  const written = new Set<LogicalNode>();
  const queue = nodes.filter((node) => node.parents.length === 0);
  while (queue.length > 0) {
    queue.sort((a, b) => (priority.get(a) ?? 0) - (priority.get(b) ?? 0));
    const node = queue.shift();
    if (node === undefined || written.has(node)) continue;
    if (!node.parents.every((parent) => written.has(parent))) continue;
    written.add(node);
    queue.push(...(children.get(node) ?? []));
  }
  return [...written];
}

function physical(node: LogicalNode): GraphNode {
  const { name, kind } = node;
  const predecessors = [...new Set(node.parents.map((parent) => parent.name))];
  if (kind === "source")
    return { kind, name, predecessors, topics: node.topic === null ? [] : [node.topic] };
  if (kind === "sink") return { kind, name, predecessors, topic: node.topic };
  return { kind, name, predecessors, stores: node.stores };
}
