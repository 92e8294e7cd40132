/**
 * Which functions need say what entries of JSON they use. In: the typed definitions of a service. Out: the same, where
 * `reads` is kept of a function only where it takes effect: on at least one of its ways from a topic everything else that
 * sees the same values says what it uses too.
 */
import type {
  CheckedBranch,
  CheckedPipeline,
  CheckedStep,
  CheckedTopic,
} from "../3-check/definition.ts";
import type { GraphBuilder, StreamNode } from "../4-topology/graph-builder.ts";
import { operations } from "../language/operations/index.ts";
import {
  type FindTyped,
  isAnyJson,
  joined,
  type NeedOf,
  type ValueNeed,
} from "../language/operations/value-need.ts";
import type { TypedDefinition } from "./ir.ts";

export function usefulEntries(definitions: readonly TypedDefinition[]): readonly TypedDefinition[] {
  const needs = [...topicNeeds(definitions).values()];
  const useful = new Set(needs.flatMap((need) => (need === "all" ? [] : [...need])));
  return definitions.map((typed) => ({
    ...typed,
    functions: typed.functions.map((fn) => (useful.has(fn) ? fn : { ...fn, reads: null })),
  }));
}

/** By topic that is read as a stream: what all definitions together need of its values. */
function topicNeeds(definitions: readonly TypedDefinition[]): ReadonlyMap<string, ValueNeed> {
  const topics = new Map<string, NeedNode>();
  for (const typed of definitions) {
    const walk = new NeedWalk(topics, findIn(typed));
    for (const pipeline of typed.definition.pipelines) walk.pipeline(pipeline);
  }
  return new Map([...topics].map(([topic, node]) => [topic, node.need()]));
}

/** One of another definition takes values of any type, so it says nothing. */
function findIn({ functions }: TypedDefinition): FindTyped {
  const byName = new Map(functions.map((fn) => [fn.python.function.name, fn]));
  return ({ companion, name }) => (companion === undefined ? (byName.get(name) ?? null) : null);
}

/** A step where records come by, or a topic that they come from. */
class NeedNode implements StreamNode {
  readonly name: string;
  readonly step: CheckedStep | null;
  readonly below: NeedNode[] = [];
  /** Of a topic: somebody has to see whole values before any step does. */
  isWhole = false;
  readonly #find: FindTyped;

  constructor(name: string, step: CheckedStep | null, find: FindTyped) {
    this.name = name;
    this.step = step;
    this.#find = find;
  }

  need(): ValueNeed {
    if (this.isWhole) return "all";
    const need = joined(this.below.map((node) => node.need()));
    if (this.step === null) return need;
    const steps = this.below.flatMap(({ step }) => step ?? []);
    return needsOf(this.step)?.(this.step, { need, steps }, this.#find) ?? "all";
  }
}

const needsOf = ({ operation }: CheckedStep): NeedOf | undefined =>
  operations.get(operation)?.needs;

/** Walks one definition as the topology stage does, and keeps the step of each node. */
class NeedWalk implements GraphBuilder {
  readonly #topics: Map<string, NeedNode>;
  readonly #find: FindTyped;
  readonly #registered = new Map<string, NeedNode>();
  #step: CheckedStep | null = null;

  constructor(topics: Map<string, NeedNode>, find: FindTyped) {
    this.#topics = topics;
    this.#find = find;
  }

  pipeline({ source, steps, sink }: CheckedPipeline): void {
    const from = source.kind === "topic" ? this.source(source.topic) : this.#known(source.name);
    this.#steps([...steps, sink], from);
  }

  source({ kind, topic, value, timestampExtractor, serdes }: CheckedTopic): StreamNode {
    // The rows of a table are kept whole.
    if (kind !== "stream") return new NeedNode(topic, null, this.#find);
    const node = this.#topics.get(topic) ?? new NeedNode(topic, null, this.#find);
    this.#topics.set(topic, node);
    const isJson = value !== null && isAnyJson(value);
    const isOurs = timestampExtractor === null && serdes.key === null && serdes.value === null;
    if (!isJson || !isOurs) node.isWhole = true;
    return node;
  }

  processor(name: string, input: StreamNode): StreamNode {
    return this.#add(name, [input]);
  }

  sink(name: string, input: StreamNode): void {
    this.#add(name, [input]);
  }

  dynamicSink(name: string, input: StreamNode): void {
    this.#add(name, [input]);
  }

  merge(name: string, inputs: readonly StreamNode[]): StreamNode {
    return this.#add(name, inputs);
  }

  /** In the runtime it is a node of its own, which is no sink of JSON. */
  register(name: string, input: StreamNode): void {
    this.#registered.set(name, this.#add(name, [input]));
  }

  branch({ steps, sink }: CheckedBranch, input: StreamNode): void {
    this.#steps([...steps, sink], input);
  }

  #steps(steps: readonly CheckedStep[], input: StreamNode): void {
    const around = this.#step;
    let node: StreamNode | null = input;
    for (const step of steps) {
      this.#step = step;
      if (node !== null) node = operations.get(step.operation)?.graph(step, node, this) ?? null;
    }
    this.#step = around;
  }

  #add(name: string, inputs: readonly StreamNode[]): NeedNode {
    const node = new NeedNode(name, this.#step, this.#find);
    for (const input of inputs) if (input instanceof NeedNode) input.below.push(node);
    return node;
  }

  #known(name: string): NeedNode {
    return this.#registered.get(name) ?? new NeedNode(name, null, this.#find);
  }
}
