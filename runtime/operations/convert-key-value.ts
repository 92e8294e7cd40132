/** Converts key and value to the types of a pair (runtime.md 4.9); what groups or joins after it must repartition. */
import { converter } from "../data-types/convert.ts";
import type { DataType } from "../data-types/data-type.ts";
import type { Process } from "../dsl/node.ts";
import type { Operator } from "../dsl/operator.ts";
import type { Stream } from "../dsl/stream.ts";
import { StreamRecord } from "../engine/record.ts";
import type { Value } from "../python/value.ts";
import type { PairType } from "./pair.ts";
import { named, step } from "./processor.ts";

type ConvertKeyValue<K2, V2> = Operator<Stream<unknown, unknown>, Stream<K2, V2>>;

export function convertKeyValue<K2, V2>(into: PairType<K2, V2>): ConvertKeyValue<K2, V2>;
export function convertKeyValue<K2, V2>(
  name: string,
  into: PairType<K2, V2>,
): ConvertKeyValue<K2, V2>;
export function convertKeyValue<K2, V2>(
  ...args: [PairType<K2, V2>] | [string, PairType<K2, V2>]
): ConvertKeyValue<K2, V2> {
  const [name, [into]] = named<[PairType<K2, V2>]>(args);
  const [keyType, valueType]: readonly [DataType, DataType] = into.elements;
  return step(name, {
    operation: "convertKeyValue",
    output: () => ({ key: keyType, value: valueType }),
    forwards: "newBoth",
    wire(node, ports) {
      const forward = ports[0] as Process;
      const convertKey = converter(node.types.key, keyType);
      const convertValue = converter(node.types.value, valueType);
      return (record) => {
        let key: Value;
        let value: Value;
        try {
          key = convertKey(record.key as Value, record.keyIsNullObject);
          value = convertValue(record.value as Value, record.valueIsNullObject);
        } catch (error) {
          node.failed(record, error);
          return;
        }
        return forward(
          new StreamRecord(
            key,
            value,
            record.timestamp,
            record.headers,
            key === null,
            value === null,
          ),
        );
      };
    },
  });
}
