/** What an operation sees of the graph that it adds its nodes to. */
import type { CheckedBranch, CheckedTopic } from "../3-check/definition.ts";

/** A handle on a node that more can hang on. */
export interface StreamNode {
  readonly name: string;
}

export interface ProcessorOptions {
  /** May change the key, so that what groups or joins after it must repartition (Kafka Streams: `process`, `map`, ...). */
  readonly rekeys: boolean;
  /** DSL `selectKey` and `map` stop nothing but attract a merged repartition; `process` does neither (streams.md 1.9). */
  readonly keyChangingForOptimiser?: boolean;
  /** DSL `mapValues`: a merged repartition does not move above it. */
  readonly valueChangingForOptimiser?: boolean;
  readonly stores?: readonly string[];
  /** A repartition goes on with records of null key (left joins). */
  readonly passesNullKeys?: boolean;
}

export interface GraphBuilder {
  /** Of a table or global table: the node that keeps it. */
  source(topic: CheckedTopic): StreamNode;
  processor(name: string, input: StreamNode, options: ProcessorOptions): StreamNode;
  sink(name: string, input: StreamNode, topic: string): void;
  /** A sink whose topic is chosen record by record. */
  dynamicSink(name: string, input: StreamNode): void;
  merge(name: string, inputs: readonly StreamNode[]): StreamNode;
  /** Makes a node known under the name that a later pipeline's `from` uses. */
  register(name: string, node: StreamNode): void;
  /** The steps and the sink of a branch below `input`. */
  branch(branch: CheckedBranch, input: StreamNode): void;
}
