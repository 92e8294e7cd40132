/** Writes the records to a topic, in the target's types, or where it names none in the stream's own. */
import type { Sink } from "../dsl/operator.ts";
import type { StreamDefinition } from "../dsl/stream.ts";
import { partitionerOf } from "./partitioner.ts";
import { endOf, named } from "./processor.ts";

export function to<K, V>(stream: StreamDefinition<K, V>): Sink<K, V>;
export function to<K, V>(name: string, stream: StreamDefinition<K, V>): Sink<K, V>;
export function to<K, V>(
  ...args: [StreamDefinition<K, V>] | [string, StreamDefinition<K, V>]
): Sink<K, V> {
  const [name, [target]] = named<[StreamDefinition<K, V>]>(args);
  return endOf(name, {
    operation: "to",
    topic: target.topic,
    output: (input) => ({ key: target.key ?? input.key, value: target.value ?? input.value }),
    forwards: "nothing",
    functions: target.partitioner === undefined ? [] : [target.partitioner],
    wire: (node) =>
      node.outputs.sink({
        node,
        topic: target.topic,
        types: { key: target.key ?? node.types.key, value: target.value ?? node.types.value },
        partitioner: partitionerOf(node, target.partitioner),
      }),
  });
}
