/** Converts the key to another type (runtime.md 4.9); what groups or joins after it must repartition. */
import { converter } from "../data-types/convert.ts";
import type { DataType } from "../data-types/data-type.ts";
import type { Process } from "../dsl/node.ts";
import type { Operator } from "../dsl/operator.ts";
import type { Kept, Stream } from "../dsl/stream.ts";
import { needsBelow } from "../dsl/value-need.ts";
import { withKey } from "../engine/record.ts";
import type { Value } from "../python/value.ts";
import { named, step } from "./processor.ts";

type ConvertKey<K2> = Operator<Stream<unknown, unknown>, Stream<K2, Kept>>;

export function convertKey<K2>(into: DataType<K2>): ConvertKey<K2>;
export function convertKey<K2>(name: string, into: DataType<K2>): ConvertKey<K2>;
export function convertKey<K2>(...args: [DataType<K2>] | [string, DataType<K2>]): ConvertKey<K2> {
  const [name, [into]] = named<[DataType<K2>]>(args);
  return step(name, {
    operation: "convertKey",
    output: ({ value }) => ({ key: into, value }),
    forwards: "newKey",
    needs: needsBelow,
    wire(node, ports) {
      const forward = ports[0] as Process;
      const convert = converter(node.types.key, into);
      return (record) => {
        let key: Value;
        try {
          key = convert(record.key as Value, record.keyIsNullObject);
        } catch (error) {
          node.failed(record, error);
          return;
        }
        return forward(withKey(record, key));
      };
    },
  });
}
