/** Calls `forEach` for its effect and forwards the record unchanged. */
import type { ForEachFunction } from "../dsl/functions.ts";
import type { Process } from "../dsl/node.ts";
import { fieldPlace } from "../dsl/operation-names.ts";
import type { Operator } from "../dsl/operator.ts";
import type { Kept, Stream } from "../dsl/stream.ts";
import { needsBelowAnd } from "../dsl/value-need.ts";
import { awaiting, FunctionCall, KEEPS_RECORD, keyValueCall } from "./function-call.ts";
import { named, step } from "./processor.ts";

type Peek<K, V> = Operator<Stream<K, V>, Stream<Kept, Kept>>;

export function peek<K, V>(forEach: ForEachFunction<K, V>): Peek<K, V>;
export function peek<K, V>(name: string, forEach: ForEachFunction<K, V>): Peek<K, V>;
export function peek<K, V>(
  ...args: [ForEachFunction<K, V>] | [string, ForEachFunction<K, V>]
): Peek<K, V> {
  const [name, [forEach]] = named<[ForEachFunction<K, V>]>(args);
  return step(name, {
    operation: "peek",
    output: (input) => input,
    forwards: "same",
    needs: needsBelowAnd([forEach]),
    functions: [forEach],
    wire(node, ports) {
      const forward = ports[0] as Process;
      const call = new FunctionCall(node, forEach, fieldPlace(node.place, "forEach"), KEEPS_RECORD);
      const run = keyValueCall(call, forEach);
      if (call.waits) return awaiting(node, call, run, (_result, record) => record, forward);
      return (record) => {
        try {
          run(record);
        } catch (error) {
          node.failed(record, call.failure(error));
          return;
        }
        return forward(record);
      };
    },
  });
}
