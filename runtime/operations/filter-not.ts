/** Forwards a record unchanged when `predicate` is false, else drops it. Key and partition never change. */
import type { KeyValueFunction } from "../dsl/functions.ts";
import type { Process } from "../dsl/node.ts";
import { fieldPlace } from "../dsl/operation-names.ts";
import type { Operator } from "../dsl/operator.ts";
import type { Kept, Stream } from "../dsl/stream.ts";
import { needsBelowAnd } from "../dsl/value-need.ts";
import { predicateCall } from "./predicate.ts";
import { named, step } from "./processor.ts";

type FilterNot<K, V> = Operator<Stream<K, V>, Stream<Kept, Kept>>;

export function filterNot<K, V>(predicate: KeyValueFunction<K, V>): FilterNot<K, V>;
export function filterNot<K, V>(name: string, predicate: KeyValueFunction<K, V>): FilterNot<K, V>;
export function filterNot<K, V>(
  ...args: [KeyValueFunction<K, V>] | [string, KeyValueFunction<K, V>]
): FilterNot<K, V> {
  const [name, [predicate]] = named<[KeyValueFunction<K, V>]>(args);
  return step(name, {
    operation: "filterNot",
    naming: "short",
    output: (input) => input,
    forwards: "same",
    needs: needsBelowAnd([predicate]),
    functions: [predicate],
    wire(node, ports) {
      const forward = ports[0] as Process;
      const { test, waits } = predicateCall(node, predicate, fieldPlace(node.place, "if"));
      if (waits) {
        return async (record) => {
          if ((await test(record)) === false) await forward(record);
        };
      }
      return (record) => {
        if (test(record) === false) return forward(record);
      };
    },
  });
}
