/** Builds the nodes of one pipeline, or of one branch of it, while generated code calls `via` and `end`. */

import { type Port, type RecordTypes, type SourceNode, TopologyNode } from "./node.ts";
import {
  baseName,
  branchPlace,
  type OperationNames,
  type Place,
  sinkPlace,
  stepPlace,
} from "./operation-names.ts";
import type { Operator, OperatorSpec, Sink } from "./operator.ts";
import type { Stream, TopicSource } from "./stream.ts";

/** What pipelines of one definition share. */
export interface TopologyScope {
  readonly namespace: string;
  readonly names: OperationNames;
  source(definition: TopicSource): SourceNode;
  /** @throws when the name is taken */
  register(name: string, end: StreamEnd): void;
}

/** Where a stream ends so far: the next node hangs on `port`. */
export interface StreamEnd {
  readonly port: Port;
  readonly types: RecordTypes;
  /** Full name of the node that the port belongs to. */
  readonly upstream: string;
}

export class PipelineBuilder {
  readonly scope: TopologyScope;
  readonly place: Place;
  #end: StreamEnd;
  #steps = 0;

  constructor(scope: TopologyScope, place: Place, end: StreamEnd) {
    this.scope = scope;
    this.place = place;
    this.#end = end;
  }

  get end(): StreamEnd {
    return this.#end;
  }

  step(spec: OperatorSpec): void {
    const node = this.#add(spec, stepPlace(this.place, ++this.#steps));
    this.#end = { port: node.ports[0] as Port, types: node.output, upstream: node.name };
  }

  sink(spec: OperatorSpec): void {
    this.#add(spec, sinkPlace(this.place, spec.operation));
  }

  /** The pipeline of a branch, counted from 1: it hangs on a port of a node that is still to be made. */
  branch(number: number, end: StreamEnd): PipelineBuilder {
    return new PipelineBuilder(this.scope, branchPlace(this.place, number), end);
  }

  #add(spec: OperatorSpec, place: Place): TopologyNode {
    const { scope } = this;
    const placed = spec.prepare?.(this);
    const base =
      spec.namedBy?.(this.place) ?? baseName(place, spec.operation, spec.naming, spec.name);
    const name = scope.names.take(base);
    const node = new TopologyNode(
      spec,
      name,
      scope.namespace,
      place,
      this.#end.types,
      spec.ports ?? 1,
    );
    this.#end.port.children.push(node);
    placed?.(node);
    spec.placed?.(this, node);
    return node;
  }
}

/** The stream that generated code chains on; types exist at compile time only. */
export class StreamBuilder<K, V> implements Stream<K, V> {
  readonly #pipeline: PipelineBuilder;

  constructor(pipeline: PipelineBuilder) {
    this.#pipeline = pipeline;
  }

  via(operator: Operator<Stream<K, V>, unknown>): never {
    this.#pipeline.step(operator.spec);
    return this as never;
  }

  end(sink: Sink<never, never>): void {
    this.#pipeline.sink(sink.spec);
  }
}
