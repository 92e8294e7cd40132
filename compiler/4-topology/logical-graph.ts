/**
 * The graph that the operations build: one logical node for each call that KSML makes to Kafka Streams' DSL, in the order
 * of the calls. Its number is its build priority (streams.md 1.9).
 */
import type { CheckedBranch, CheckedTopic } from "../3-check/definition.ts";
import type { GraphBuilder, ProcessorOptions, StreamNode } from "./graph-builder.ts";

export interface LogicalNode extends StreamNode {
  readonly kind: "source" | "processor" | "sink";
  readonly parents: readonly LogicalNode[];
  /** Of a source; of a sink null where it is chosen record by record. */
  readonly topic: string | null;
  readonly stores: readonly string[];
  readonly options: ProcessorOptions | null;
  readonly isGlobal: boolean;
}

/** The nodes of all definitions: sources of one topic are merged into the first (streams.md 1.9-1). */
export class LogicalGraph {
  readonly nodes: LogicalNode[] = [];
  readonly #sources = new Map<string, LogicalNode>();
  readonly #tables = new Map<string, LogicalNode>();

  add(node: LogicalNode): LogicalNode {
    this.nodes.push(node);
    return node;
  }

  source(topic: string): LogicalNode {
    let node = this.#sources.get(topic);
    if (node === undefined) {
      node = this.add({
        kind: "source",
        name: topic,
        parents: [],
        topic,
        stores: [],
        options: null,
        isGlobal: false,
      });
      this.#sources.set(topic, node);
    }
    return node;
  }

  /** Two nodes: one reads the topic, the other keeps what it reads. */
  table({ topic, kind, store }: CheckedTopic): LogicalNode {
    const known = this.#tables.get(topic);
    if (known !== undefined) return known;
    const isGlobal = kind === "globalTable";
    const none = { stores: [], options: null, isGlobal };
    const name = `${topic}-source`;
    const source = this.add({ kind: "source", name, parents: [], topic, ...none });
    const table = this.add({
      ...none,
      kind: "processor",
      name: topic,
      parents: [source],
      topic: null,
      stores: store === null ? [] : [store.name],
    });
    this.#tables.set(topic, table);
    return table;
  }
}

/** What walks the steps of a branch: given by the stage, which knows the operations. */
export type BranchWalker = (
  branch: CheckedBranch,
  input: StreamNode,
  builder: GraphBuilder,
) => void;

/** Adds the nodes of one definition. */
export class DefinitionGraphBuilder implements GraphBuilder {
  readonly #graph: LogicalGraph;
  readonly #walkBranch: BranchWalker;
  readonly #registered = new Map<string, StreamNode>();

  constructor(graph: LogicalGraph, walkBranch: BranchWalker) {
    this.#graph = graph;
    this.#walkBranch = walkBranch;
  }

  source(topic: CheckedTopic): StreamNode {
    return topic.kind === "stream" ? this.#graph.source(topic.topic) : this.#graph.table(topic);
  }

  processor(name: string, input: StreamNode, options: ProcessorOptions): StreamNode {
    return this.#add("processor", name, [input], null, options);
  }

  sink(name: string, input: StreamNode, topic: string): void {
    this.#add("sink", name, [input], topic, null);
  }

  dynamicSink(name: string, input: StreamNode): void {
    this.#add("sink", name, [input], null, null);
  }

  merge(name: string, inputs: readonly StreamNode[]): StreamNode {
    return this.#add("processor", name, inputs, null, { rekeys: false });
  }

  register(name: string, node: StreamNode): void {
    this.#registered.set(name, node);
  }

  registered(name: string): StreamNode | undefined {
    return this.#registered.get(name);
  }

  branch(branch: CheckedBranch, input: StreamNode): void {
    this.#walkBranch(branch, input, this);
  }

  #add(
    kind: "processor" | "sink",
    name: string,
    parents: readonly StreamNode[],
    topic: string | null,
    options: ProcessorOptions | null,
  ): LogicalNode {
    return this.#graph.add({
      kind,
      name,
      parents: parents as readonly LogicalNode[],
      topic,
      stores: options?.stores ?? [],
      options,
      isGlobal: false,
    });
  }
}
