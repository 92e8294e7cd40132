/** Steps and sinks: what `via` and `end` take. Made by the functions of `../operations/`. */

import type { NodeSpec, TopologyNode } from "./node.ts";
import type { OperationNaming, Place } from "./operation-names.ts";
import type { PipelineBuilder } from "./pipeline.ts";

declare const IN: unique symbol;
declare const OUT: unique symbol;

/** What places a step or a sink in the graph. */
export interface OperatorSpec extends NodeSpec {
  /** The `name:` of the step; null: none. */
  readonly name: string | null;
  readonly naming: OperationNaming;
  /** What a sink is called that takes its name from its pipeline. */
  readonly namedBy?: (pipeline: Place) => string;
  /** More than one only for `branch`. */
  readonly ports?: number;
  /** Before the node has its name: the pipelines below a branch take theirs first. */
  readonly prepare?: (builder: PipelineBuilder) => (node: TopologyNode) => void;
  /** Once the node stands in the graph: `merge` hangs on a second stream, `as` registers. */
  readonly placed?: (builder: PipelineBuilder, node: TopologyNode) => void;
}

/** A step that takes streams of kind `In` and gives streams of kind `Out`. */
export interface Operator<in In, out Out> {
  readonly spec: OperatorSpec;
  readonly [IN]?: (input: In) => void;
  readonly [OUT]?: Out;
}

/** Ends a pipeline of keys `K` and values `V`. */
export interface Sink<in K, in V> {
  readonly spec: OperatorSpec;
  readonly [IN]?: (key: K, value: V) => void;
}
