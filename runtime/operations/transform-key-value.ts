/**
 * Forwards a record made of the (key, value) pair that the function returns. `None` is an error of the record, unless
 * `onNone` says that it drops it.
 */
import type { DataType } from "../data-types/data-type.ts";
import type { KeyValueFunction } from "../dsl/functions.ts";
import type { Process } from "../dsl/node.ts";
import { fieldPlace } from "../dsl/operation-names.ts";
import type { Operator } from "../dsl/operator.ts";
import type { Stream } from "../dsl/stream.ts";
import { needsOnly } from "../dsl/value-need.ts";
import type { StreamRecord } from "../engine/record.ts";
import type { Value } from "../python/value.ts";
import { awaiting, FunctionCall, keyValueCall } from "./function-call.ts";
import { PairConverter, type PairType } from "./pair.ts";
import { named, step } from "./processor.ts";

type TransformKeyValue<K, V, K2, V2> = Operator<Stream<K, V>, Stream<K2, V2>>;

interface Options {
  readonly onNone?: "drop";
}

type Arguments<K, V, K2, V2> = [
  mapper: KeyValueFunction<K, V>,
  result: PairType<K2, V2>,
  options?: Options | undefined,
];

export function transformKeyValue<K, V, K2, V2>(
  mapper: KeyValueFunction<K, V>,
  result: PairType<K2, V2>,
  options?: Options,
): TransformKeyValue<K, V, K2, V2>;
export function transformKeyValue<K, V, K2, V2>(
  name: string,
  mapper: KeyValueFunction<K, V>,
  result: PairType<K2, V2>,
  options?: Options,
): TransformKeyValue<K, V, K2, V2>;
export function transformKeyValue<K, V, K2, V2>(
  ...args: Arguments<K, V, K2, V2> | [string, ...Arguments<K, V, K2, V2>]
): TransformKeyValue<K, V, K2, V2> {
  const [name, [mapper, result, options]] = named<Arguments<K, V, K2, V2>>(args);
  const [keyType, valueType]: readonly [DataType, DataType] = result.elements;
  return step(name, {
    operation: "transformKeyValue",
    output: () => ({ key: keyType, value: valueType }),
    forwards: "newBoth",
    needs: needsOnly(mapper),
    functions: [mapper],
    wire(node, ports) {
      const forward = ports[0] as Process;
      const place = fieldPlace(node.place, "mapper");
      const call = new FunctionCall(node, mapper, place, { key: false, value: false });
      const run = keyValueCall(call, mapper);
      const pairs = new PairConverter(call.name, [keyType, valueType]);
      const drops = options?.onNone === "drop";
      const made = (pair: Value, record: StreamRecord): StreamRecord | null =>
        drops && (pair ?? null) === null ? null : pairs.record(pair, record);
      if (call.waits) {
        return awaiting(node, call, run, made, (next) =>
          next === null ? undefined : forward(next),
        );
      }
      return (record) => {
        let next: StreamRecord | null;
        try {
          next = made(run(record), record);
        } catch (error) {
          node.failed(record, call.failure(error));
          return;
        }
        if (next !== null) return forward(next);
      };
    },
  });
}
