/** Forwards a record for each (key, value) pair of the list that the function returns, in its order; `None` drops. */
import type { DataType, ListType } from "../data-types/data-type.ts";
import type { KeyValueFunction } from "../dsl/functions.ts";
import type { Process } from "../dsl/node.ts";
import { fieldPlace } from "../dsl/operation-names.ts";
import type { Operator } from "../dsl/operator.ts";
import type { Stream } from "../dsl/stream.ts";
import { forwardAll } from "../engine/forward.ts";
import type { StreamRecord } from "../engine/record.ts";
import type { Value } from "../python/value.ts";
import { awaiting, FunctionCall, keyValueCall } from "./function-call.ts";
import { listItems } from "./list-result.ts";
import { PairConverter, type PairType } from "./pair.ts";
import { named, step } from "./processor.ts";

type ToKeyValueList<K, V, K2, V2> = Operator<Stream<K, V>, Stream<K2, V2>>;

export function transformKeyValueToKeyValueList<K, V, K2, V2>(
  mapper: KeyValueFunction<K, V>,
  result: ListType<PairType<K2, V2>>,
): ToKeyValueList<K, V, K2, V2>;
export function transformKeyValueToKeyValueList<K, V, K2, V2>(
  name: string,
  mapper: KeyValueFunction<K, V>,
  result: ListType<PairType<K2, V2>>,
): ToKeyValueList<K, V, K2, V2>;
export function transformKeyValueToKeyValueList<K, V, K2, V2>(
  ...args: Arguments<K, V, K2, V2> | [string, ...Arguments<K, V, K2, V2>]
): ToKeyValueList<K, V, K2, V2> {
  const [name, [mapper, result]] = named<Arguments<K, V, K2, V2>>(args);
  const [keyType, valueType]: readonly [DataType, DataType] = result.element.elements;
  return step(name, {
    operation: "transformKeyValueToKeyValueList",
    output: () => ({ key: keyType, value: valueType }),
    forwards: "newBoth",
    functions: [mapper],
    wire(node, ports) {
      const forward = ports[0] as Process;
      const place = fieldPlace(node.place, "mapper");
      const call = new FunctionCall(node, mapper, place, { key: false, value: false });
      const run = keyValueCall(call, mapper);
      const pairs = new PairConverter(call.name, [keyType, valueType], true);
      const made = (list: Value, record: StreamRecord): StreamRecord[] =>
        listItems(list, result).map((pair) => pairs.record(pair, record));
      if (call.waits) {
        return awaiting(node, call, run, made, (records) => forwardAll(forward, records));
      }
      return (record) => {
        let records: StreamRecord[];
        try {
          records = made(run(record), record);
        } catch (error) {
          node.failed(record, call.failure(error));
          return;
        }
        return forwardAll(forward, records);
      };
    },
  });
}

type Arguments<K, V, K2, V2> = [mapper: KeyValueFunction<K, V>, result: ListType<PairType<K2, V2>>];
