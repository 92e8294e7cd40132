/** Converts the value to another type, with what its notations can read and write as text (runtime.md 4.9). */
import { converter } from "../data-types/convert.ts";
import type { DataType } from "../data-types/data-type.ts";
import type { Process } from "../dsl/node.ts";
import type { Operator } from "../dsl/operator.ts";
import type { Kept, Stream } from "../dsl/stream.ts";
import { withValue } from "../engine/record.ts";
import type { Value } from "../python/value.ts";
import { named, step } from "./processor.ts";

type ConvertValue<V2> = Operator<Stream<unknown, unknown>, Stream<Kept, V2>>;

export function convertValue<V2>(into: DataType<V2>): ConvertValue<V2>;
export function convertValue<V2>(name: string, into: DataType<V2>): ConvertValue<V2>;
export function convertValue<V2>(
  ...args: [DataType<V2>] | [string, DataType<V2>]
): ConvertValue<V2> {
  const [name, [into]] = named<[DataType<V2>]>(args);
  return step(name, {
    operation: "convertValue",
    output: ({ key }) => ({ key, value: into }),
    forwards: "newValue",
    wire(node, ports) {
      const forward = ports[0] as Process;
      const convert = converter(node.types.value, into);
      return (record) => {
        let value: Value;
        try {
          value = convert(record.value as Value, record.valueIsNullObject);
        } catch (error) {
          node.failed(record, error);
          return;
        }
        return forward(withValue(record, value));
      };
    },
  });
}
