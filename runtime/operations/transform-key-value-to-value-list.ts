/** Forwards a record for each element of the list that the function returns, with the input's key; `None` drops. */
import type { DataType, ListType } from "../data-types/data-type.ts";
import { resultConverter } from "../data-types/result.ts";
import type { KeyValueFunction } from "../dsl/functions.ts";
import type { Process } from "../dsl/node.ts";
import { fieldPlace } from "../dsl/operation-names.ts";
import type { Operator } from "../dsl/operator.ts";
import type { Kept, Stream } from "../dsl/stream.ts";
import { forwardAll } from "../engine/forward.ts";
import { type StreamRecord, withValue } from "../engine/record.ts";
import type { Value } from "../python/value.ts";
import { awaiting, FunctionCall, keyValueCall } from "./function-call.ts";
import { listItems } from "./list-result.ts";
import { named, step } from "./processor.ts";

type ToValueList<K, V, V2> = Operator<Stream<K, V>, Stream<Kept, V2>>;

export function transformKeyValueToValueList<K, V, V2>(
  mapper: KeyValueFunction<K, V>,
  result: ListType<DataType<V2>>,
): ToValueList<K, V, V2>;
export function transformKeyValueToValueList<K, V, V2>(
  name: string,
  mapper: KeyValueFunction<K, V>,
  result: ListType<DataType<V2>>,
): ToValueList<K, V, V2>;
export function transformKeyValueToValueList<K, V, V2>(
  ...args: Arguments<K, V, V2> | [string, ...Arguments<K, V, V2>]
): ToValueList<K, V, V2> {
  const [name, [mapper, result]] = named<Arguments<K, V, V2>>(args);
  const { element } = result;
  return step(name, {
    operation: "transformKeyValueToValueList",
    // The notation of the elements is lost, as in the reference (runtime.md 6.2).
    output: ({ key }) => ({ key, value: { ...element, notation: "default" } }),
    forwards: "newValue",
    functions: [mapper],
    wire(node, ports) {
      const forward = ports[0] as Process;
      const place = fieldPlace(node.place, "mapper");
      const call = new FunctionCall(node, mapper, place, { key: true, value: false });
      const run = keyValueCall(call, mapper);
      const convert = resultConverter(element);
      const made = (list: Value, record: StreamRecord): StreamRecord[] =>
        listItems(list, result).map((item) => withValue(record, convert(item)));
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

type Arguments<K, V, V2> = [mapper: KeyValueFunction<K, V>, result: ListType<DataType<V2>>];
