/** One definition's pipelines as a graph of nodes. Generated code makes it with `defineTopology`. */
import type { DataType } from "../data-types/data-type.ts";
import { InternalError } from "../errors/internal-error.ts";
import { type RecordTypes, SourceNode } from "./node.ts";
import { OperationNames, pipelinePlace } from "./operation-names.ts";
import { PipelineBuilder, StreamBuilder, type StreamEnd, type TopologyScope } from "./pipeline.ts";
import type { Chained, StreamDefinition, TopicSource } from "./stream.ts";

/** What an earlier pipeline of the definition ended in with `as`, or because it has no sink. */
export interface RegisteredStream<out K, out V> {
  readonly registered: string;
  readonly key: DataType<K>;
  readonly value: DataType<V>;
}

export interface PipelineStart {
  from<K, V>(source: StreamDefinition<K, V> | RegisteredStream<K, V>): Chained<K, V>;
}

export interface TopologyBuilder {
  pipeline(name: string): PipelineStart;
  registered<K, V>(name: string, key: DataType<K>, value: DataType<V>): RegisteredStream<K, V>;
}

export class Topology {
  readonly namespace: string;
  /** In order of first use; one a topic. */
  readonly sources: readonly SourceNode[];

  constructor(namespace: string, sources: readonly SourceNode[]) {
    this.namespace = namespace;
    this.sources = sources;
  }
}

export function defineTopology(
  namespace: string,
  build: (topology: TopologyBuilder) => void,
): Topology {
  const builder = new Builder(namespace);
  build(builder);
  return new Topology(namespace, [...builder.sources.values()]);
}

class Builder implements TopologyBuilder, TopologyScope {
  readonly namespace: string;
  readonly names: OperationNames;
  readonly sources = new Map<string, SourceNode>();
  readonly #registered = new Map<string, StreamEnd>();

  constructor(namespace: string) {
    this.namespace = namespace;
    this.names = new OperationNames(namespace);
  }

  pipeline(name: string): PipelineStart {
    return {
      from: (source) => {
        const end = "registered" in source ? this.#find(source) : this.#start(source);
        return new StreamBuilder(new PipelineBuilder(this, pipelinePlace(name), end));
      },
    };
  }

  registered<K, V>(name: string, key: DataType<K>, value: DataType<V>): RegisteredStream<K, V> {
    return { registered: name, key, value };
  }

  source(definition: TopicSource): SourceNode {
    const { topic, key, value } = definition;
    let source = this.sources.get(topic);
    if (source === undefined) {
      if (key === undefined || value === undefined) {
        throw new InternalError(`the stream of topic ${topic} is read, and has no types`);
      }
      source = new SourceNode(
        topic,
        this.namespace,
        { key, value },
        definition.offsetReset ?? null,
        definition.timestampExtractor ?? null,
        definition.serdes ?? null,
        definition.implicit ?? false,
      );
      this.sources.set(topic, source);
    }
    return source;
  }

  register(name: string, end: StreamEnd): void {
    if (this.#registered.has(name)) throw new InternalError(`${name} is registered already`);
    this.#registered.set(name, end);
  }

  #start(definition: TopicSource): StreamEnd {
    const source = this.source(definition);
    // A pipeline sees the types that it declares itself, which the topic's own must fit.
    const types: RecordTypes = {
      key: definition.key ?? source.types.key,
      value: definition.value ?? source.types.value,
    };
    return { port: source.port, types, upstream: source.topic };
  }

  #find({ registered, key, value }: RegisteredStream<unknown, unknown>): StreamEnd {
    const end = this.#registered.get(registered);
    if (end === undefined) throw new InternalError(`no earlier pipeline registers ${registered}`);
    return { ...end, types: { key, value } };
  }
}
