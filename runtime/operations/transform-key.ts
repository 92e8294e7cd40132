/** Forwards the record with the function's result as its key; what groups or joins after it must repartition. */
import type { DataType } from "../data-types/data-type.ts";
import { resultConverter } from "../data-types/result.ts";
import type { KeyValueFunction } from "../dsl/functions.ts";
import type { Process } from "../dsl/node.ts";
import { fieldPlace } from "../dsl/operation-names.ts";
import type { Operator } from "../dsl/operator.ts";
import type { Kept, Stream } from "../dsl/stream.ts";
import { needsBelowAnd } from "../dsl/value-need.ts";
import { type StreamRecord, withKey } from "../engine/record.ts";
import type { Value } from "../python/value.ts";
import { awaiting, FunctionCall, keyValueCall } from "./function-call.ts";
import { named, step } from "./processor.ts";

type TransformKey<K, V, K2> = Operator<Stream<K, V>, Stream<K2, Kept>>;

export function transformKey<K, V, K2>(
  mapper: KeyValueFunction<K, V>,
  result: DataType<K2>,
): TransformKey<K, V, K2>;
export function transformKey<K, V, K2>(
  name: string,
  mapper: KeyValueFunction<K, V>,
  result: DataType<K2>,
): TransformKey<K, V, K2>;
export function transformKey<K, V, K2>(
  ...args: Arguments<K, V, K2> | [string, ...Arguments<K, V, K2>]
): TransformKey<K, V, K2> {
  const [name, [mapper, result]] = named<Arguments<K, V, K2>>(args);
  return step(name, {
    operation: "transformKey",
    output: ({ value }) => ({ key: result, value }),
    forwards: "newKey",
    needs: needsBelowAnd([mapper]),
    functions: [mapper],
    wire(node, ports) {
      const forward = ports[0] as Process;
      const place = fieldPlace(node.place, "mapper");
      const call = new FunctionCall(node, mapper, place, { key: false, value: true });
      const run = keyValueCall(call, mapper);
      const convert = resultConverter(result);
      const made = (result: Value, record: StreamRecord): StreamRecord =>
        withKey(record, convert(result));
      if (call.waits) return awaiting(node, call, run, made, forward);
      return (record) => {
        let next: StreamRecord;
        try {
          next = made(run(record), record);
        } catch (error) {
          node.failed(record, call.failure(error));
          return;
        }
        return forward(next);
      };
    },
  });
}

type Arguments<K, V, K2> = [mapper: KeyValueFunction<K, V>, result: DataType<K2>];
