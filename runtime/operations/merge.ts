/** Lets the records of another stream in; they interleave as the task processes them. */
import type { Process } from "../dsl/node.ts";
import type { Operator } from "../dsl/operator.ts";
import type { Kept, Stream, StreamDefinition } from "../dsl/stream.ts";
import { needsBelow } from "../dsl/value-need.ts";
import { named, step } from "./processor.ts";

type Merge<K, V> = Operator<Stream<K, V>, Stream<Kept, Kept>>;

export function merge<K, V>(stream: StreamDefinition<K, V>): Merge<K, V>;
export function merge<K, V>(name: string, stream: StreamDefinition<K, V>): Merge<K, V>;
export function merge<K, V>(
  ...args: [StreamDefinition<K, V>] | [string, StreamDefinition<K, V>]
): Merge<K, V> {
  const [name, [stream]] = named<[StreamDefinition<K, V>]>(args);
  return step(name, {
    operation: "merge",
    output: (input) => input,
    forwards: "same",
    needs: needsBelow,
    placed(builder, node) {
      builder.scope.source(stream).port.children.push(node);
    },
    wire: (_node, [forward]) => forward as Process,
  });
}
