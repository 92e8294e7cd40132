/** Ends a pipeline: calls the function for its effect. */
import type { ForEachFunction } from "../dsl/functions.ts";
import type { Sink } from "../dsl/operator.ts";
import { needsOnly } from "../dsl/value-need.ts";
import { awaiting, FunctionCall, keyValueCall } from "./function-call.ts";
import { endOf, named } from "./processor.ts";

export function forEach<K, V>(fn: ForEachFunction<K, V>): Sink<K, V>;
export function forEach<K, V>(name: string, fn: ForEachFunction<K, V>): Sink<K, V>;
export function forEach<K, V>(
  ...args: [ForEachFunction<K, V>] | [string, ForEachFunction<K, V>]
): Sink<K, V> {
  const [name, [fn]] = named<[ForEachFunction<K, V>]>(args);
  return endOf(name, {
    operation: "forEach",
    output: (input) => input,
    forwards: "nothing",
    needs: needsOnly(fn),
    functions: [fn],
    wire(node) {
      const call = new FunctionCall(node, fn, node.place, { key: false, value: false });
      const run = keyValueCall(call, fn);
      if (call.waits) return awaiting(node, call, run, ignored, ignored);
      return (record) => {
        try {
          run(record);
        } catch (error) {
          node.failed(record, call.failure(error));
        }
      };
    },
  });
}

const ignored = (): void => {};
